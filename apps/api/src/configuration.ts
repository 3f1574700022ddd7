import { importRsaPublicKey, localCredentials } from "@openfinpay/finpay-core"
import type { Environment, NotificationSigner } from "@openfinpay/finpay-core"
import { databaseUrlProblem, journalFile, settingsFromEnv } from "@openfinpay/finpay-journal"
import type { JournalSettings } from "@openfinpay/finpay-journal"
import { configFromEnv, ConfigurationProblem } from "@openfinpay/finpay-transport"
import type { FinpayConfig, SettingProblem } from "@openfinpay/finpay-transport"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { homedir } from "node:os"
import { isAbsolute } from "node:path"
import { encryptionKeyBytes } from "./access/SecretBox.ts"
import { longestWaitSeconds } from "./contract/prefer.ts"
import { isLoopback } from "./http/loopback.ts"
import type { ServerOptions } from "./server.ts"

/** The port the API listens on unless told otherwise. */
export const defaultPort = 4720

/** Where the journal is: an address (`postgres://…`, or `sqlite:` and a whole path), or a file of this machine. */
export type DatabaseOption =
  | { readonly url: Redacted.Redacted }
  /** A whole path, made on first use; or `:memory:`, which forgets everything when the server ends: for a try. */
  | { readonly file: string }

/** How an API server is set up. Everything but `finpay` has a default. */
export interface ApiOptions {
  /** Where Finpay is and who calls. */
  readonly finpay: FinpayConfig
  /** The address to listen on; `127.0.0.1` unless given. */
  readonly host?: string | undefined
  /** The port to listen on, 0 for a free one; 4720 unless given. */
  readonly port?: number | undefined
  /**
   * `keys`: whoever calls needs an API key. `open`: everyone on this machine is let in without one, and no web page from
   * elsewhere; only for `local` on a loopback address, where it is the default.
   */
  readonly access?: "open" | "keys" | undefined
  /**
   * Seals the secrets in the database: 32 bytes in base64. May be left out only for `local`, where nothing is secret.
   */
  readonly encryptionKey?: Redacted.Redacted | undefined
  /** Keys that older secrets were sealed with. */
  readonly earlierEncryptionKeys?: ReadonlyArray<Redacted.Redacted> | undefined
  /** Where the journal is; `journal.sqlite` in the user's data folder unless given. */
  readonly database?: DatabaseOption | undefined
  /** How the journal works; see its defaults. */
  readonly journal?: Partial<JournalSettings> | undefined
  /** How QRIS notifications are signed: with Finpay's RSA key (the default), or with the SNAP client secret. */
  readonly notificationSignature?: "asymmetric" | "symmetric" | undefined
  /** Finpay's public key (PEM) for QRIS notifications. For `local` the simulator's own unless given. */
  readonly notificationPublicKeyPem?: string | undefined
}

/** The variables, by the option they fill. */
const variables = {
  host: "FINPAY_API_HOST",
  port: "FINPAY_API_PORT",
  access: "FINPAY_API_ACCESS",
  encryptionKey: "FINPAY_API_ENCRYPTION_KEY",
  earlierEncryptionKeys: "FINPAY_API_ENCRYPTION_KEYS_EARLIER",
  "database.url": "FINPAY_DATABASE_URL",
  "database.file": "FINPAY_DATABASE_URL",
  notificationSignature: "FINPAY_SNAP_NOTIFICATION_SIGNATURE",
  notificationPublicKeyPem: "FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY"
} as const

type Option = keyof typeof variables

const isOwnMachine = (environment: Environment | undefined, host: string): boolean =>
  environment === "local" && isLoopback(host)

const accessProblem = (
  environment: Environment | undefined,
  host: string,
  access: string | undefined
): string | undefined => {
  if (access !== undefined && access !== "open" && access !== "keys") return "must be open or keys"
  return access !== "open" || isOwnMachine(environment, host)
    ? undefined
    : "may be open only for the environment local, on a loopback address"
}

const isEncryptionKey = (key: Redacted.Redacted): boolean => encryptionKeyBytes(Redacted.value(key)) !== undefined

const encryptionKeyForm = "must be 32 bytes in base64, such as `openssl rand -base64 32` makes"

const encryptionKeyProblem = (
  environment: Environment | undefined,
  key: Redacted.Redacted | undefined
): string | undefined => {
  if (key !== undefined) return isEncryptionKey(key) ? undefined : encryptionKeyForm
  return environment === "local" ? undefined : `is missing: it ${encryptionKeyForm}`
}

const fileProblem = (file: string): string | undefined =>
  file === ":memory:" || isAbsolute(file) ? undefined : "must be a whole path, which means the same from every folder"

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65_535

type Check = readonly [option: Option, problem: string | undefined]

const problemsOf = (
  {
    access,
    database,
    earlierEncryptionKeys = [],
    encryptionKey,
    host = "127.0.0.1",
    notificationSignature,
    port = defaultPort
  }: Partial<ApiOptions>,
  environment: Environment | undefined
): ReadonlyArray<{ readonly setting: Option; readonly problem: string }> => {
  const styles: ReadonlyArray<string | undefined> = ["asymmetric", "symmetric", undefined]
  const checks: ReadonlyArray<Check> = [
    ["host", /^[\w.:-]+$/u.test(host) ? undefined : "must be an address of this machine, such as 127.0.0.1"],
    ["port", isPort(port) ? undefined : "must be a whole number from 0 to 65535"],
    ["access", accessProblem(environment, host, access)],
    ["encryptionKey", encryptionKeyProblem(environment, encryptionKey)],
    ["earlierEncryptionKeys", earlierEncryptionKeys.every(isEncryptionKey) ? undefined : encryptionKeyForm],
    ["database.url", database && "url" in database ? databaseUrlProblem(database.url) : undefined],
    ["database.file", database && "file" in database ? fileProblem(database.file) : undefined],
    ["notificationSignature", styles.includes(notificationSignature) ? undefined : "must be asymmetric or symmetric"]
  ]
  return checks.flatMap(([setting, problem]) => problem === undefined ? [] : [{ setting, problem }])
}

/** The key with which a merchant's notifications are checked; `undefined` when there is none. */
export const signerOf = Effect.fnUntraced(function*(
  { notificationPublicKeyPem, notificationSignature }: Partial<ApiOptions>,
  finpay: FinpayConfig | undefined
): Effect.fn.Return<NotificationSigner | undefined, { readonly setting: Option; readonly problem: string }> {
  if (notificationSignature === "symmetric") {
    return finpay?.snap === undefined ? undefined : { style: "symmetric", clientSecret: finpay.snap.clientSecret }
  }
  const pem = notificationPublicKeyPem ??
    (finpay?.environment === "local" ? localCredentials.snap.notificationPublicKeyPem : undefined)
  if (pem === undefined) return undefined
  const publicKey = yield* Effect.mapError(importRsaPublicKey(pem), ({ message }) => ({
    setting: "notificationPublicKeyPem" as const,
    problem: message.replace(/^the public key /u, "")
  }))
  return { style: "asymmetric", publicKey }
})

const look = Effect.fnUntraced(function*(options: Partial<ApiOptions>, environment: Environment | undefined) {
  const problems = problemsOf(options, environment)
  const signer = yield* Effect.result(signerOf(options, options.finpay))
  return Result.isSuccess(signer) ? problems : [...problems, signer.failure]
})

// Nothing in the simulator is secret, and its credentials are public too.
const localEncryptionKey = Redacted.make(Buffer.alloc(32, "finpay-api").toString("base64"), { label: "encryption key" })

/** What the options come to: the server's own, and what the services behind it need. */
export interface Resolved {
  readonly server: ServerOptions
  readonly encryptionKeys: readonly [Redacted.Redacted, ...ReadonlyArray<Redacted.Redacted>]
}

/** Options with the defaults filled in. Fails with every problem at once, by option, and never with a value. */
export const resolveOptions = Effect.fnUntraced(
  function*(options: ApiOptions): Effect.fn.Return<Resolved, ConfigurationProblem> {
    const { access, earlierEncryptionKeys = [], finpay, host = "127.0.0.1", port = defaultPort } = options
    const problems = yield* look(options, finpay.environment)
    if (problems.length > 0) return yield* new ConfigurationProblem({ problems })
    const server = {
      host,
      port,
      isOpen: access === undefined ? isOwnMachine(finpay.environment, host) : access === "open",
      // Longer than any call takes and any caller may wait, so that what is on its way ends by itself.
      drainMillis: Math.max(finpay.totalTimeoutMillis ?? 30_000, longestWaitSeconds * 1000) + 5_000
    }
    return { server, encryptionKeys: [options.encryptionKey ?? localEncryptionKey, ...earlierEncryptionKeys] }
  }
)

/** The value of a variable; an empty one counts as not set. */
const variableNamed = (name: string): Effect.Effect<string | undefined> =>
  Config.option(Config.String(name)).pipe(
    Effect.map((value) => Option.getOrUndefined(value) || undefined),
    Effect.orElseSucceed(() => undefined)
  )

const variable = (option: Option) => variableNamed(variables[option])

/** Where the journal is when nobody says: the file that all programs of this user share. */
export const userDatabase: Effect.Effect<DatabaseOption> = Effect.gen(function*() {
  return {
    file: journalFile({
      platform: process.platform,
      home: homedir(),
      xdgDataHome: yield* variableNamed("XDG_DATA_HOME"),
      localAppData: yield* variableNamed("LOCALAPPDATA")
    })
  }
})

const encryptionKeyOf = (text: string) => Redacted.make(text, { label: "encryption key" })

const apiOptionsOf = Effect.gen(function*() {
  const port = yield* variable("port")
  const earlier = yield* variable("earlierEncryptionKeys")
  const encryptionKey = yield* variable("encryptionKey")
  const pem = yield* variable("notificationPublicKeyPem")
  const signature = yield* variable("notificationSignature")
  const databaseUrl = yield* variable("database.url")
  return {
    host: yield* variable("host"),
    port: port === undefined ? undefined : /^\d+$/u.test(port) ? Number(port) : Number.NaN,
    access: (yield* variable("access")) as ApiOptions["access"],
    encryptionKey: encryptionKey === undefined ? undefined : encryptionKeyOf(encryptionKey),
    earlierEncryptionKeys: earlier?.split(",").map((key) => encryptionKeyOf(key.trim())),
    database: databaseUrl === undefined
      ? undefined
      : { url: Redacted.make(databaseUrl, { label: "database address" }) },
    notificationSignature: signature as ApiOptions["notificationSignature"],
    // A PEM text out of a variable often has its line breaks written as `\n`.
    notificationPublicKeyPem: pem?.replaceAll(String.raw`\n`, "\n")
  }
})

const named = ({ problem, setting }: { readonly setting: Option; readonly problem: string }): SettingProblem => ({
  setting: variables[setting],
  problem
})

/**
 * The options from the environment: `FINPAY_API_HOST`, `FINPAY_API_PORT`, `FINPAY_API_ACCESS`,
 * `FINPAY_API_ENCRYPTION_KEY`, `FINPAY_API_ENCRYPTION_KEYS_EARLIER`,
 * `FINPAY_SNAP_NOTIFICATION_SIGNATURE` (`asymmetric`, `symmetric`), `FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY` (PEM),
 * `FINPAY_DATABASE_URL`, and all that `configFromEnv` of the transport and `settingsFromEnv` of the journal read.
 *
 * With nothing set it serves the simulator of this machine, on this machine. Fails with every problem at once.
 */
export const optionsFromEnv: Effect.Effect<ApiOptions, ConfigurationProblem> = Effect.gen(function*() {
  const finpay = yield* Effect.result(configFromEnv)
  const journal = yield* Effect.result(settingsFromEnv)
  const options = {
    ...(yield* apiOptionsOf),
    ...(Result.isSuccess(finpay) ? { finpay: finpay.success } : {}),
    ...(Result.isSuccess(journal) ? { journal: journal.success } : {})
  }
  const environment = Result.isSuccess(finpay) ? finpay.success.environment : undefined
  const problems = yield* look(options, environment)
  const all = [
    ...(Result.isFailure(finpay) ? finpay.failure.problems : []),
    ...problems.map(named),
    ...(Result.isFailure(journal) ? journal.failure.problems : [])
  ]
  return Result.isSuccess(finpay) && all.length === 0
    ? { ...options, finpay: finpay.success }
    : yield* new ConfigurationProblem({ problems: all })
})
