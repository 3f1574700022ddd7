import { baseUrls, localCredentials } from "@openfinpay/finpay-core"
import type { Environment } from "@openfinpay/finpay-core"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { isLoopbackUrl } from "./base-url.ts"
import { ConfigurationProblem } from "./ConfigurationProblem.ts"
import type { SettingProblem } from "./ConfigurationProblem.ts"
import { checkConfig, localConfig, merchantIdProblem } from "./FinpayConfig.ts"
import type { FinpayConfig, SnapConfig } from "./FinpayConfig.ts"

/** The variables, by the field they fill. */
const variables = {
  environment: "FINPAY_ENV",
  baseUrl: "FINPAY_BASE_URL",
  merchantId: "FINPAY_MERCHANT_ID",
  merchantKey: "FINPAY_MERCHANT_KEY",
  voidStyle: "FINPAY_VOID_STYLE",
  totalTimeoutMillis: "FINPAY_TIMEOUT_MS",
  "snap.clientId": "FINPAY_SNAP_CLIENT_ID",
  "snap.clientSecret": "FINPAY_SNAP_CLIENT_SECRET",
  "snap.privateKeyPem": "FINPAY_SNAP_PRIVATE_KEY",
  "snap.partnerId": "FINPAY_SNAP_PARTNER_ID",
  "snap.channelId": "FINPAY_SNAP_CHANNEL_ID",
  "snap.origin": "FINPAY_SNAP_ORIGIN",
  "snap.merchantId": "FINPAY_SNAP_MERCHANT_ID",
  "snap.subMerchantId": "FINPAY_SNAP_SUB_MERCHANT_ID"
} as const

type Field = keyof typeof variables
type Settings = Readonly<Partial<Record<Field, string>>>

const isField = (name: string): name is Field => Object.hasOwn(variables, name)

const named = ({ problem, setting }: SettingProblem): SettingProblem => ({
  setting: isField(setting) ? variables[setting] : setting,
  problem
})

/** Every variable that is set; an empty one counts as not set. */
const readSettings: Effect.Effect<Settings, ConfigurationProblem> = Effect.forEach(
  Object.keys(variables).filter(isField),
  (field) =>
    Config.option(Config.String(variables[field])).pipe(
      Effect.map((value): ReadonlyArray<readonly [Field, string]> =>
        Option.isSome(value) && value.value !== "" ? [[field, value.value]] : []
      ),
      // The reason can quote the value, so it is not passed on.
      Effect.mapError(() =>
        new ConfigurationProblem({ problems: [{ setting: variables[field], problem: "cannot be read" }] })
      )
    )
).pipe(Effect.map((entries) => Object.fromEntries(entries.flat())))

const credentials: ReadonlyArray<Field> = ["merchantId", "merchantKey", "snap.clientSecret", "snap.privateKeyPem"]

/** A PEM text out of a variable often has its line breaks written as `\n`. */
const pemOf = (value: string): string => value.replaceAll(String.raw`\n`, "\n")

/** Those of the simulator, which are public. */
const simulators: Settings = {
  merchantId: localCredentials.merchantId,
  merchantKey: localCredentials.merchantKey,
  "snap.clientSecret": localCredentials.snap.clientSecret,
  "snap.privateKeyPem": localCredentials.snap.privateKeyPem
}

const isSimulators = (field: Field, value: string | undefined): boolean =>
  value === undefined || pemOf(value).trim() === simulators[field]?.trim()

/**
 * The environment that is meant. Without a name it is `local` where nothing could reach anybody else: an address on this
 * machine, and no credentials but the simulator's. Others could be of any environment, and an address on this machine may
 * be a tunnel, so nothing is guessed about them.
 */
const environmentOf = (settings: Settings): Environment | SettingProblem => {
  const { baseUrl, environment } = settings
  if (environment !== undefined) {
    return Object.hasOwn(baseUrls, environment)
      ? environment as Environment
      : { setting: variables.environment, problem: "must be local or sandbox or production" }
  }
  const isHere = baseUrl === undefined || isLoopbackUrl(baseUrl)
  if (isHere && credentials.every((field) => isSimulators(field, settings[field]))) return "local"
  const choices = isHere ? "local, sandbox or production" : "sandbox or production"
  return { setting: variables.environment, problem: `is missing: ${choices}` }
}

const redacted = (value: string | undefined, label: string): Redacted.Redacted => Redacted.make(value ?? "", { label })

const snapFields = Object.keys(variables).filter(isField).filter((field) => field.startsWith("snap."))

const snapOf = (settings: Settings): SnapConfig | undefined => {
  if (snapFields.every((field) => settings[field] === undefined)) return undefined
  const key = settings["snap.privateKeyPem"]
  return {
    clientId: settings["snap.clientId"] ?? "",
    clientSecret: redacted(settings["snap.clientSecret"], "client secret"),
    privateKeyPem: redacted(key === undefined ? undefined : pemOf(key), "private key"),
    partnerId: settings["snap.partnerId"] ?? "",
    channelId: settings["snap.channelId"] ?? "",
    origin: settings["snap.origin"] ?? "",
    merchantId: settings["snap.merchantId"],
    subMerchantId: settings["snap.subMerchantId"]
  }
}

/** For `local` the simulator's public credentials stand in for what is not set. */
const withLocalDefaults = (settings: Settings): Settings => {
  const { merchantId, merchantKey, snap } = localConfig()
  return {
    merchantId,
    merchantKey: Redacted.value(merchantKey),
    ...(snap === undefined ? {} : {
      "snap.clientId": snap.clientId,
      "snap.clientSecret": Redacted.value(snap.clientSecret),
      "snap.privateKeyPem": Redacted.value(snap.privateKeyPem),
      "snap.partnerId": snap.partnerId,
      "snap.channelId": snap.channelId,
      "snap.origin": snap.origin,
      ...(snap.merchantId === undefined ? {} : { "snap.merchantId": snap.merchantId }),
      ...(snap.subMerchantId === undefined ? {} : { "snap.subMerchantId": snap.subMerchantId })
    }),
    ...settings
  }
}

const configOf = (environment: Environment, given: Settings): FinpayConfig => {
  const settings = environment === "local" ? withLocalDefaults(given) : given
  const { baseUrl, merchantId = "", merchantKey, totalTimeoutMillis, voidStyle } = settings
  return {
    environment,
    baseUrl,
    merchantId,
    merchantKey: redacted(merchantKey, "merchant key"),
    voidStyle: voidStyle as "post" | "get" | undefined,
    totalTimeoutMillis: totalTimeoutMillis === undefined ? undefined : Number(totalTimeoutMillis),
    snap: snapOf(settings)
  }
}

/**
 * The configuration from the environment: `FINPAY_ENV` (`local`, `sandbox`, `production`), `FINPAY_MERCHANT_ID`,
 * `FINPAY_MERCHANT_KEY`, `FINPAY_BASE_URL`, `FINPAY_VOID_STYLE` (`post`, `get`), `FINPAY_TIMEOUT_MS` and, for QRIS,
 * `FINPAY_SNAP_CLIENT_ID`, `_CLIENT_SECRET`, `_PRIVATE_KEY` (PEM), `_PARTNER_ID`, `_CHANNEL_ID`, `_ORIGIN`,
 * `_MERCHANT_ID`, `_SUB_MERCHANT_ID`.
 *
 * With nothing set it is `local`, which needs nothing. Credentials that are not the simulator's need `FINPAY_ENV` beside
 * them, also for an address on this machine. Reads through Effect's `Config`. Fails with
 * {@link ConfigurationProblem}, which names every wrong variable at once and never a value.
 *
 * @example
 * ```ts
 * import { configFromEnv } from "@openfinpay/finpay-transport"
 * import { ConfigProvider, Effect } from "effect"
 *
 * const provider = ConfigProvider.fromEnv({ env: { FINPAY_ENV: "sandbox" } })
 * const refused = Effect.flip(configFromEnv).pipe(Effect.provideService(ConfigProvider.ConfigProvider, provider))
 * Effect.runPromise(refused).then((error) => error.problems.map(({ setting }) => setting).join(", "))
 * // => "FINPAY_MERCHANT_ID, FINPAY_MERCHANT_KEY"
 * ```
 */
export const configFromEnv: Effect.Effect<FinpayConfig, ConfigurationProblem> = Effect.gen(function*() {
  const settings = yield* readSettings
  const environment = environmentOf(settings)
  // With an environment that is not known the rest is still looked at, as if for the sandbox.
  const config = configOf(typeof environment === "string" ? environment : "sandbox", settings)
  const checked = yield* Effect.result(checkConfig(config))
  const found = Result.isFailure(checked) ? checked.failure.problems.map(named) : []
  const problems = typeof environment === "string" ? found : [environment, ...found]
  return problems.length === 0 ? config : yield* new ConfigurationProblem({ problems })
})

/**
 * Whose calls they would be: environment and merchant, by the same variables and the same rules as {@link configFromEnv}.
 *
 * Needs no credentials: for what is looked up in one's own records. Fails with {@link ConfigurationProblem}.
 *
 * @example
 * ```ts
 * import { merchantFromEnv } from "@openfinpay/finpay-transport"
 * import { ConfigProvider, Effect } from "effect"
 *
 * const provider = ConfigProvider.fromEnv({ env: { FINPAY_ENV: "production", FINPAY_MERCHANT_ID: "FINPAY770" } })
 * Effect.runPromise(merchantFromEnv.pipe(Effect.provideService(ConfigProvider.ConfigProvider, provider)))
 * // => { environment: "production", merchantId: "FINPAY770" }
 * ```
 */
export const merchantFromEnv: Effect.Effect<
  Pick<FinpayConfig, "environment" | "merchantId">,
  ConfigurationProblem
> = Effect.gen(function*() {
  const settings = yield* readSettings
  const environment = environmentOf(settings)
  const merchantId = settings.merchantId ?? (environment === "local" ? localConfig().merchantId : "")
  const merchantProblem = merchantIdProblem(merchantId)
  const problems: ReadonlyArray<SettingProblem> = [
    ...(typeof environment === "string" ? [] : [environment]),
    ...(merchantProblem === undefined ? [] : [{ setting: variables.merchantId, problem: merchantProblem }])
  ]
  return typeof environment === "string" && problems.length === 0
    ? { environment, merchantId }
    : yield* new ConfigurationProblem({ problems })
})
