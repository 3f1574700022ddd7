import { databaseUrlProblem, journalFile, settingsFromEnv } from "@openfinpay/finpay-journal"
import { configFromEnv, ConfigurationProblem } from "@openfinpay/finpay-transport"
import type { SettingProblem } from "@openfinpay/finpay-transport"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { readFileSync } from "node:fs"
import { homedir } from "node:os"
import { otelFromEnv } from "../telemetry/otel-settings.ts"
import { logLevels } from "./ApiOptions.ts"
import type { ApiOptions, DatabaseOption } from "./ApiOptions.ts"
import { optionProblems, wholeNumberNames } from "./check-options.ts"
import type { OptionName, OptionProblem, WholeNumber } from "./check-options.ts"

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
} as const satisfies Readonly<Record<OptionName, string>>

/** A level however its letters are written; what is none is left for the check to refuse. */
const levelOf = (text: string | undefined): ApiOptions["logLevel"] =>
  logLevels.find((level) => level.toLowerCase() === text?.toLowerCase()) ?? text as ApiOptions["logLevel"]

/** The value of a variable; an empty one counts as not set. */
const variableNamed = (name: string): Effect.Effect<string | undefined> =>
  Config.option(Config.String(name)).pipe(
    Effect.map((value) => Option.getOrUndefined(value) || undefined),
    Effect.orElseSucceed(() => undefined)
  )

const variable = (option: OptionName) => variableNamed(variables[option])

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

/** All options that are whole numbers; what is none is left for the check to refuse. */
const wholeNumbersFromEnv = Effect.map(
  Effect.forEach(
    wholeNumberNames,
    (name) => Effect.map(variable(name), (text) => [name, wholeNumberOf(text)] as const)
  ),
  (entries): { readonly [Name in WholeNumber]?: number | undefined } => Object.fromEntries(entries)
)

const apiOptionsOf = Effect.gen(function*() {
  const earlier = yield* variable("earlierEncryptionKeys")
  const pem = yield* variable("notificationPublicKeyPem")
  const signature = yield* variable("notificationSignature")
  const databaseUrl = yield* variable("database.url")
  return {
    ...(yield* wholeNumbersFromEnv),
    host: yield* variable("host"),
    access: (yield* variable("access")) as ApiOptions["access"],
    earlierEncryptionKeys: earlier?.split(",").map((key) => encryptionKeyOf(key.trim())),
    metrics: (yield* variable("metrics")) as ApiOptions["metrics"],
    logLevel: levelOf(yield* variable("logLevel")),
    webhooksAllowPrivate: yesOrNoOf(yield* variable("webhooksAllowPrivate")),
    database: databaseUrl === undefined
      ? undefined
      : { url: Redacted.make(databaseUrl, { label: "database address" }) },
    notificationSignature: signature as ApiOptions["notificationSignature"],
    // A PEM text out of a variable often has its line breaks written as `\n`.
    notificationPublicKeyPem: pem?.replaceAll(String.raw`\n`, "\n")
  }
})

const named = ({ problem, setting }: OptionProblem): SettingProblem => ({
  setting: variables[setting],
  problem
})

/**
 * The options from the environment: `FINPAY_API_HOST`, `FINPAY_API_PORT`, `FINPAY_API_ACCESS`,
 * `FINPAY_API_ENCRYPTION_KEY` or `FINPAY_API_ENCRYPTION_KEY_FILE`, `FINPAY_API_ENCRYPTION_KEYS_EARLIER`,
 * `FINPAY_API_RATE_LIMIT` (requests a minute), `FINPAY_API_KEYS_KEPT_HOURS`, `FINPAY_API_APPROVAL_HOURS`,
 * `FINPAY_API_METRICS`, `FINPAY_API_LOG_LEVEL`, `FINPAY_API_DRAIN_SECONDS`, `FINPAY_API_WEBHOOKS_ALLOW_PRIVATE`
 * (`true`, `false`), `FINPAY_API_WEBHOOKS_KEPT_DAYS`, `FINPAY_SNAP_NOTIFICATION_SIGNATURE` (`asymmetric`, `symmetric`,
 * `hmac`), `FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY` (PEM), `FINPAY_API_BATCH_CONCURRENCY`, `FINPAY_API_BATCH_LINES`,
 * `FINPAY_API_BATCH_BYTES`, `FINPAY_API_REPORT_BYTES`, `FINPAY_API_RECONCILIATION_DAYS`, `FINPAY_DATABASE_URL`, and all
 * that `configFromEnv` of the transport and `settingsFromEnv` of the journal read. What is wrong with the variables of
 * OpenTelemetry (`OTEL_…`) is told too.
 *
 * With nothing set it serves the simulator of this machine, on this machine. Fails with `ConfigurationProblem`, which
 * names every problem at once.
 *
 * @example
 * ```ts
 * import { optionsFromEnv } from "@openfinpay/finpay-api"
 * import { ConfigProvider, Effect } from "effect"
 *
 * const provider = ConfigProvider.fromEnv({ env: { FINPAY_API_PORT: "http" } })
 * const refused = Effect.flip(optionsFromEnv).pipe(Effect.provideService(ConfigProvider.ConfigProvider, provider))
 * Effect.runPromise(refused).then(({ problems }) => problems.map(({ setting }) => setting)) // => ["FINPAY_API_PORT"]
 * ```
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
  const problems = yield* optionProblems(options)
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
