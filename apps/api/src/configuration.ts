import { importRsaPublicKey, localPublicKeys } from "@openfinpay/finpay-core"
import type { Environment, RsaPublicKey } from "@openfinpay/finpay-core"
import { databaseUrlProblem, defaultSettings, journalFile, settingsFromEnv } from "@openfinpay/finpay-journal"
import type { JournalSettings } from "@openfinpay/finpay-journal"
import { configFromEnv, ConfigurationProblem } from "@openfinpay/finpay-transport"
import type { FinpayConfig, SettingProblem } from "@openfinpay/finpay-transport"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { readFileSync } from "node:fs"
import { homedir } from "node:os"
import { isAbsolute } from "node:path"
import { encryptionKeyBytes } from "./access/SecretBox.ts"
import { defaultAsking } from "./approvals/layer-asking.ts"
import type { AskingSettings } from "./approvals/layer-asking.ts"
import { defaultBatchSettings } from "./batches/Batches.ts"
import type { BatchSettings } from "./batches/Batches.ts"
import { longestWaitSeconds } from "./contract/prefer.ts"
import { defaultFileLimits } from "./http/file-limits.ts"
import { isLoopback } from "./http/loopback.ts"
import type { MerchantSigner } from "./merchants/Merchant.ts"
import { defaultReconciliationSettings } from "./reconciliations/Reconciliations.ts"
import type { ReconciliationSettings } from "./reconciliations/Reconciliations.ts"
import type { ServerOptions } from "./server.ts"
import { otelFromEnv } from "./telemetry/otel-settings.ts"
import { defaultKeptDays } from "./webhooks/kept-days.ts"
import type { WebhookOptions } from "./webhooks/layer.ts"

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
  /** Who may read the metrics: who has an API key for all merchants (the default), or everyone. */
  readonly metrics?: "keys" | "open" | undefined
  /** The least important lines that the program `finpay-api` logs; `Info` unless given. */
  readonly logLevel?: LogLevelName | undefined
  /**
   * How long a server that is told to stop goes on answering while `/readyz` says that it is not ready, in seconds; 0
   * unless given. Longer than a load balancer takes to notice.
   */
  readonly drainSeconds?: number | undefined
  /** How many requests a minute one API key may make, at each server; 600 unless given. */
  readonly requestsPerMinute?: number | undefined
  /** How long the key of what was created is kept at least, in hours; 168 unless given, never less than 24. */
  readonly keysKeptHours?: number | undefined
  /** How long a change, or a batch of them, can be approved after it was asked for, in hours; 72 unless given. */
  readonly approvalHours?: number | undefined
  /**
   * Whether webhooks may go to private networks and to this machine, and over `http`; only for `local` unless given.
   */
  readonly webhooksAllowPrivate?: boolean | undefined
  /** How long the history of a webhook is kept after it was delivered or given up, in days; 30 unless given. */
  readonly webhooksKeptDays?: number | undefined
  /** How many lines of a refund batch are on their way at a time; 4 unless given. */
  readonly batchConcurrency?: number | undefined
  /** How many lines a file of refunds may have; 100,000 unless given. */
  readonly batchLines?: number | undefined
  /** How many bytes a file of refunds may have; 10 MiB unless given. */
  readonly batchBytes?: number | undefined
  /** How many bytes a report may have; 64 MiB unless given. */
  readonly reportBytes?: number | undefined
  /** For how many days what came of a report is kept; 90 unless given. */
  readonly reconciliationDays?: number | undefined
  /** Where the journal is; `journal.sqlite` in the user's data folder unless given. */
  readonly database?: DatabaseOption | undefined
  /** How the journal works; see its defaults. */
  readonly journal?: Partial<JournalSettings> | undefined
  /**
   * How QRIS notifications are signed: with Finpay's RSA key (the default), with the SNAP client secret over a token that
   * Finpay fetches here first (symmetric), or with the client secret and no token (hmac).
   */
  readonly notificationSignature?: "asymmetric" | "symmetric" | "hmac" | undefined
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
  requestsPerMinute: "FINPAY_API_RATE_LIMIT",
  metrics: "FINPAY_API_METRICS",
  logLevel: "FINPAY_API_LOG_LEVEL",
  drainSeconds: "FINPAY_API_DRAIN_SECONDS",
  keysKeptHours: "FINPAY_API_KEYS_KEPT_HOURS",
  approvalHours: "FINPAY_API_APPROVAL_HOURS",
  webhooksAllowPrivate: "FINPAY_API_WEBHOOKS_ALLOW_PRIVATE",
  webhooksKeptDays: "FINPAY_API_WEBHOOKS_KEPT_DAYS",
  batchConcurrency: "FINPAY_API_BATCH_CONCURRENCY",
  batchLines: "FINPAY_API_BATCH_LINES",
  batchBytes: "FINPAY_API_BATCH_BYTES",
  reportBytes: "FINPAY_API_REPORT_BYTES",
  reconciliationDays: "FINPAY_API_RECONCILIATION_DAYS",
  "database.url": "FINPAY_DATABASE_URL",
  "database.file": "FINPAY_DATABASE_URL",
  notificationSignature: "FINPAY_SNAP_NOTIFICATION_SIGNATURE",
  notificationPublicKeyPem: "FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY"
} as const

type Option = keyof typeof variables

/** The levels of log lines, from all to none. */
export const logLevels = ["Trace", "Debug", "Info", "Warn", "Error", "None"] as const

/** The level of a log line. */
export type LogLevelName = typeof logLevels[number]

/** A level however its letters are written; what is none is left for the check to refuse. */
const levelOf = (text: string | undefined): ApiOptions["logLevel"] =>
  logLevels.find((level) => level.toLowerCase() === text?.toLowerCase()) ?? text as ApiOptions["logLevel"]

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

const isWholeFrom = (minimum: number, maximum: number) => (value: number): boolean =>
  Number.isInteger(value) && value >= minimum && value <= maximum

const isPort = isWholeFrom(0, 65_535)
const isDrain = isWholeFrom(0, 300)

/** How many requests a minute one API key may make unless told otherwise. */
const defaultRequestsPerMinute = 600

const isRate = isWholeFrom(1, 1_000_000)

const hourMillis = 3_600_000

const isKept = isWholeFrom(24, 87_600)

const isApprovalTime = isWholeFrom(1, 8_760)

const areKeptDays = isWholeFrom(1, 3_650)

type Check = readonly [option: Option, problem: string | undefined]

/** What a file may be, and how it is worked off: each a whole number between two. */
const fileRanges = {
  batchConcurrency: [1, 64],
  batchLines: [1, 1_000_000],
  batchBytes: [1_024, 256 * 1024 * 1024],
  reportBytes: [1_024, 1024 * 1024 * 1024],
  reconciliationDays: [1, 3_650]
} as const satisfies { readonly [Name in keyof ApiOptions]?: readonly [minimum: number, maximum: number] }

type FileOption = keyof typeof fileRanges

const fileOptions: ReadonlyArray<FileOption> = [
  "batchConcurrency",
  "batchLines",
  "batchBytes",
  "reportBytes",
  "reconciliationDays"
]

const fileChecks = (options: Partial<ApiOptions>): ReadonlyArray<Check> =>
  fileOptions.map((name) => {
    const [minimum, maximum] = fileRanges[name]
    const { [name]: value = minimum } = options
    return [
      name,
      isWholeFrom(minimum, maximum)(value) ? undefined : `must be a whole number from ${minimum} to ${maximum}`
    ]
  })

const problemsOf = (
  {
    access,
    approvalHours = defaultAsking.expiresMillis / hourMillis,
    database,
    earlierEncryptionKeys = [],
    encryptionKey,
    host = "127.0.0.1",
    keysKeptHours = defaultAsking.keptMillis / hourMillis,
    drainSeconds = 0,
    logLevel = "Info",
    metrics,
    notificationSignature,
    port = defaultPort,
    requestsPerMinute = defaultRequestsPerMinute,
    webhooksAllowPrivate,
    webhooksKeptDays = defaultKeptDays,
    ...files
  }: Partial<ApiOptions>,
  environment: Environment | undefined
): ReadonlyArray<{ readonly setting: Option; readonly problem: string }> => {
  const styles: ReadonlyArray<string | undefined> = ["asymmetric", "symmetric", "hmac", undefined]
  const checks: ReadonlyArray<Check> = [
    ["host", /^[\w.:-]+$/u.test(host) ? undefined : "must be an address of this machine, such as 127.0.0.1"],
    ["port", isPort(port) ? undefined : "must be a whole number from 0 to 65535"],
    ["access", accessProblem(environment, host, access)],
    ["encryptionKey", encryptionKeyProblem(environment, encryptionKey)],
    ["earlierEncryptionKeys", earlierEncryptionKeys.every(isEncryptionKey) ? undefined : encryptionKeyForm],
    ["requestsPerMinute", isRate(requestsPerMinute) ? undefined : "must be a whole number from 1 to 1000000"],
    ["metrics", [undefined, "keys", "open"].includes(metrics) ? undefined : "must be keys or open"],
    ["logLevel", logLevels.includes(logLevel) ? undefined : `must be one of ${logLevels.join(", ").toLowerCase()}`],
    ["drainSeconds", isDrain(drainSeconds) ? undefined : "must be a whole number from 0 to 300"],
    ["keysKeptHours", isKept(keysKeptHours) ? undefined : "must be a whole number from 24 to 87600"],
    ["approvalHours", isApprovalTime(approvalHours) ? undefined : "must be a whole number from 1 to 8760"],
    [
      "webhooksAllowPrivate",
      [undefined, true, false].includes(webhooksAllowPrivate) ? undefined : "must be true or false"
    ],
    ["webhooksKeptDays", areKeptDays(webhooksKeptDays) ? undefined : "must be a whole number from 1 to 3650"],
    ...fileChecks(files),
    ["database.url", database && "url" in database ? databaseUrlProblem(database.url) : undefined],
    ["database.file", database && "file" in database ? fileProblem(database.file) : undefined],
    [
      "notificationSignature",
      styles.includes(notificationSignature) ? undefined : "must be asymmetric, symmetric or hmac"
    ]
  ]
  return checks.flatMap(([setting, problem]) => problem === undefined ? [] : [{ setting, problem }])
}

type SignerProblem = { readonly setting: Option; readonly problem: string }

/** Finpay's public key; for `local` the simulator's own unless given. */
const publicKeyOf = Effect.fnUntraced(function*(
  { notificationPublicKeyPem }: Partial<ApiOptions>,
  finpay: FinpayConfig | undefined
): Effect.fn.Return<RsaPublicKey | undefined, SignerProblem> {
  const pem = notificationPublicKeyPem ??
    (finpay?.environment === "local" ? localPublicKeys.notificationPem : undefined)
  if (pem === undefined) return undefined
  return yield* Effect.mapError(importRsaPublicKey(pem), ({ message }) => ({
    setting: "notificationPublicKeyPem" as const,
    problem: message.replace(/^the public key /u, "")
  }))
})

/** How a merchant's notifications are checked; `undefined` when there is no key for it. */
export const signerOf = Effect.fnUntraced(function*(
  options: Partial<ApiOptions>,
  finpay: FinpayConfig | undefined
): Effect.fn.Return<MerchantSigner | undefined, SignerProblem> {
  const { notificationSignature: style = "asymmetric" } = options
  const publicKey = yield* publicKeyOf(options, finpay)
  if (style === "asymmetric") return publicKey && { style, publicKey }
  if (finpay?.snap === undefined) return undefined
  const { clientId, clientSecret } = finpay.snap
  if (style === "hmac") return { style, clientSecret }
  if (publicKey !== undefined) return { style, clientSecret, tokenClient: { clientId, publicKey } }
  return yield* Effect.fail({
    setting: "notificationPublicKeyPem" as const,
    problem: "is missing: with symmetric notifications Finpay fetches a token first, and proves with its key who it is"
  })
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
  readonly asking: AskingSettings
  readonly webhooks: WebhookOptions
  readonly batches: BatchSettings
  readonly reconciliations: ReconciliationSettings
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
      requestsPerMinute: options.requestsPerMinute ?? defaultRequestsPerMinute,
      areMetricsOpen: options.metrics === "open",
      drainDelayMillis: (options.drainSeconds ?? 0) * 1000,
      files: {
        batchLines: options.batchLines ?? defaultFileLimits.batchLines,
        batchBytes: options.batchBytes ?? defaultFileLimits.batchBytes,
        reportBytes: options.reportBytes ?? defaultFileLimits.reportBytes
      },
      // Longer than any call takes and any caller may wait, so that what is on its way ends by itself.
      drainMillis: Math.max(finpay.totalTimeoutMillis ?? 30_000, longestWaitSeconds * 1000) + 5_000
    }
    const { approvalHours, keysKeptHours } = options
    const asking = {
      keptMillis: keysKeptHours === undefined ? defaultAsking.keptMillis : keysKeptHours * hourMillis,
      expiresMillis: approvalHours === undefined ? defaultAsking.expiresMillis : approvalHours * hourMillis
    }
    const webhooks = {
      allowsPrivate: options.webhooksAllowPrivate ?? finpay.environment === "local",
      keptDays: options.webhooksKeptDays ?? defaultKeptDays,
      pollMillis: options.journal?.pollMillis ?? defaultSettings.pollMillis
    }
    const batches = {
      ...defaultBatchSettings,
      concurrency: options.batchConcurrency ?? defaultBatchSettings.concurrency,
      approvalMillis: asking.expiresMillis,
      // A journal without workers sends nothing, so that a line would never end.
      ...(options.journal?.workers === 0 ? { workers: 0 } : {})
    }
    const reconciliations = {
      ...defaultReconciliationSettings,
      keptDays: options.reconciliationDays ?? defaultReconciliationSettings.keptDays
    }
    return {
      server,
      webhooks,
      batches,
      reconciliations,
      asking,
      encryptionKeys: [options.encryptionKey ?? localEncryptionKey, ...earlierEncryptionKeys]
    }
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

/** Where the journal is, and nothing else: for who only looks into the database. */
export const databaseFromEnv: Effect.Effect<DatabaseOption, ConfigurationProblem> = Effect.gen(function*() {
  const text = yield* variable("database.url")
  if (text === undefined) return yield* userDatabase
  const url = Redacted.make(text, { label: "database address" })
  const problem = databaseUrlProblem(url)
  return problem === undefined
    ? { url }
    : yield* new ConfigurationProblem({ problems: [{ setting: variables["database.url"], problem }] })
})

const encryptionKeyOf = (text: string) => Redacted.make(text, { label: "encryption key" })

const encryptionKeyFile = "FINPAY_API_ENCRYPTION_KEY_FILE"

/** The encryption key from its variable or from a file, such as a mounted secret. */
const encryptionKeyFromEnv = Effect.gen(function*() {
  const text = yield* variable("encryptionKey")
  const file = yield* variableNamed(encryptionKeyFile)
  if (file === undefined) return text
  const problem = (said: string) => Effect.fail({ setting: encryptionKeyFile, problem: said })
  if (text !== undefined) return yield* problem(`is set beside ${variables.encryptionKey}; set one of them`)
  return yield* Effect.try(() => readFileSync(file, "utf8").trim()).pipe(
    Effect.catch(() => problem("is no file that can be read"))
  )
})

const wholeNumberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : /^\d+$/u.test(text) ? Number(text) : Number.NaN

/** `true` or `false`; what is neither is left for the check to refuse. */
const yesOrNoOf = (text: string | undefined): boolean | undefined =>
  text === "true" ? true : text === "false" ? false : text as boolean | undefined

const apiOptionsOf = Effect.gen(function*() {
  const earlier = yield* variable("earlierEncryptionKeys")
  const pem = yield* variable("notificationPublicKeyPem")
  const signature = yield* variable("notificationSignature")
  const databaseUrl = yield* variable("database.url")
  return {
    host: yield* variable("host"),
    port: wholeNumberOf(yield* variable("port")),
    access: (yield* variable("access")) as ApiOptions["access"],
    earlierEncryptionKeys: earlier?.split(",").map((key) => encryptionKeyOf(key.trim())),
    requestsPerMinute: wholeNumberOf(yield* variable("requestsPerMinute")),
    batchConcurrency: wholeNumberOf(yield* variable("batchConcurrency")),
    batchLines: wholeNumberOf(yield* variable("batchLines")),
    batchBytes: wholeNumberOf(yield* variable("batchBytes")),
    reportBytes: wholeNumberOf(yield* variable("reportBytes")),
    reconciliationDays: wholeNumberOf(yield* variable("reconciliationDays")),
    keysKeptHours: wholeNumberOf(yield* variable("keysKeptHours")),
    approvalHours: wholeNumberOf(yield* variable("approvalHours")),
    metrics: (yield* variable("metrics")) as ApiOptions["metrics"],
    logLevel: levelOf(yield* variable("logLevel")),
    drainSeconds: wholeNumberOf(yield* variable("drainSeconds")),
    webhooksAllowPrivate: yesOrNoOf(yield* variable("webhooksAllowPrivate")),
    webhooksKeptDays: wholeNumberOf(yield* variable("webhooksKeptDays")),
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
 * `FINPAY_API_ENCRYPTION_KEY` or `FINPAY_API_ENCRYPTION_KEY_FILE`, `FINPAY_API_ENCRYPTION_KEYS_EARLIER`,
 * `FINPAY_API_RATE_LIMIT` (requests a minute), `FINPAY_API_KEYS_KEPT_HOURS`, `FINPAY_API_APPROVAL_HOURS`, `FINPAY_API_METRICS`, `FINPAY_API_LOG_LEVEL`, `FINPAY_API_DRAIN_SECONDS`,
 * `FINPAY_API_WEBHOOKS_ALLOW_PRIVATE` (`true`, `false`), `FINPAY_API_WEBHOOKS_KEPT_DAYS`,
 * `FINPAY_SNAP_NOTIFICATION_SIGNATURE` (`asymmetric`, `symmetric`, `hmac`), `FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY` (PEM),
 * `FINPAY_API_BATCH_CONCURRENCY`, `FINPAY_API_BATCH_LINES`, `FINPAY_API_BATCH_BYTES`, `FINPAY_API_REPORT_BYTES`,
 * `FINPAY_API_RECONCILIATION_DAYS`, `FINPAY_DATABASE_URL`, and all that `configFromEnv` of the transport and `settingsFromEnv` of the journal read. What is
 * wrong with the variables of OpenTelemetry (`OTEL_…`) is told too.
 *
 * With nothing set it serves the simulator of this machine, on this machine. Fails with every problem at once.
 */
export const optionsFromEnv: Effect.Effect<ApiOptions, ConfigurationProblem> = Effect.gen(function*() {
  const finpay = yield* Effect.result(configFromEnv)
  const journal = yield* Effect.result(settingsFromEnv)
  const encryptionKey = yield* Effect.result(encryptionKeyFromEnv)
  const key = Result.getOrUndefined(encryptionKey)
  const options = {
    ...(yield* apiOptionsOf),
    ...(key === undefined ? {} : { encryptionKey: encryptionKeyOf(key) }),
    ...(Result.isSuccess(finpay) ? { finpay: finpay.success } : {}),
    ...(Result.isSuccess(journal) ? { journal: journal.success } : {})
  }
  const environment = Result.isSuccess(finpay) ? finpay.success.environment : undefined
  const problems = yield* look(options, environment)
  const all = [
    ...(Result.isFailure(finpay) ? finpay.failure.problems : []),
    // A file that cannot be read is not also a key that is missing.
    ...problems.filter(({ setting }) => Result.isSuccess(encryptionKey) || setting !== "encryptionKey").map(named),
    ...(Result.isFailure(encryptionKey) ? [encryptionKey.failure] : []),
    ...(Result.isFailure(journal) ? journal.failure.problems : []),
    ...(yield* otelFromEnv).problems
  ]
  return Result.isSuccess(finpay) && all.length === 0
    ? { ...options, finpay: finpay.success }
    : yield* new ConfigurationProblem({ problems: all })
})
