import { importRsaPrivateKey, localCredentials } from "@openfinpay/finpay-core"
import type { Environment, KeyError, RsaPrivateKey } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { baseUrlProblem } from "./base-url.ts"
import { ConfigurationProblem } from "./ConfigurationProblem.ts"
import type { SettingProblem } from "./ConfigurationProblem.ts"

/**
 * What SNAP calls (QRIS) need. All of it is agreed with Finnet at registration.
 *
 * Source: Finpay docs, SNAP headers and signature.
 */
export interface SnapConfig {
  /** `X-CLIENT-KEY` of the token call. */
  readonly clientId: string
  /** Signs each call (HMAC-SHA512); used as text. */
  readonly clientSecret: Redacted.Redacted
  /** Signs the token call: an RSA key of 2048 bits or more, as PEM text. */
  readonly privateKeyPem: Redacted.Redacted
  /** `X-PARTNER-ID`. */
  readonly partnerId: string
  /** `CHANNEL-ID`. */
  readonly channelId: string
  /** `ORIGIN`: the merchant's domain. */
  readonly origin: string
  /** Filled into QRIS requests that leave it out. */
  readonly merchantId?: string | undefined
  /** Filled into QRIS requests that leave it out. */
  readonly subMerchantId?: string | undefined
  /** Finpay's documents print two paths; the default is that of `snapToken`. */
  readonly tokenPath?: string | undefined
  /** Stands in place of `/pg/payment/card` in the QRIS paths, such as the empty text. It is signed as sent. */
  readonly pathPrefix?: string | undefined
  /** How `X-SIGNATURE` is written: `base64` unless Finnet asks for `hex`. */
  readonly signatureEncoding?: "base64" | "hex" | undefined
  /** Digits of `X-EXTERNAL-ID`, 15 to 32; 32 unless given. */
  readonly externalIdDigits?: number | undefined
}

/**
 * Where Finpay is and who calls. Times are in milliseconds.
 *
 * @example
 * ```ts
 * import { localConfig } from "@openfinpay/finpay-transport"
 *
 * localConfig("http://127.0.0.1:4711").baseUrl // => "http://127.0.0.1:4711"
 * ```
 */
export interface FinpayConfig {
  /** Ties host and key together: a sandbox key cannot reach production by accident. */
  readonly environment: Environment
  /** Another address than the environment's own, such as a proxy. */
  readonly baseUrl?: string | undefined
  /** User of the payment-gateway calls. */
  readonly merchantId: string
  /** Password of the payment-gateway calls; also signs callbacks. */
  readonly merchantKey: Redacted.Redacted
  /** `post` (Finpay's OpenAPI, the default) or `get` (seen answering in the sandbox). */
  readonly voidStyle?: "post" | "get" | undefined
  /** The longest a call may take, retries and access token included; 30,000 unless given. */
  readonly totalTimeoutMillis?: number | undefined
  /** The longest a connection may take to be made, where the HTTP client can bound it; at most 10,000 unless given. */
  readonly connectTimeoutMillis?: number | undefined
  /** The largest answer that is read; 1 MiB unless given. */
  readonly maxAnswerBytes?: number | undefined
  /** How often a call that only reads is sent again after a passing failure; 2 unless given. */
  readonly queryRetries?: number | undefined
  /** Needed for QRIS. */
  readonly snap?: SnapConfig | undefined
}

/** The limits of a configuration with the defaults filled in. */
export const limitsOf = (config: Partial<FinpayConfig>) => {
  const totalTimeoutMillis = config.totalTimeoutMillis ?? 30_000
  return {
    totalTimeoutMillis,
    // Less than the whole: else a connection that is never made would look like an answer that never came.
    connectTimeoutMillis: config.connectTimeoutMillis ?? Math.min(10_000, Math.ceil(totalTimeoutMillis / 2)),
    maxAnswerBytes: config.maxAnswerBytes ?? 1_048_576,
    queryRetries: config.queryRetries ?? 2
  }
}

/**
 * The configuration of a simulator on this machine, with its public credentials.
 *
 * @example
 * ```ts
 * import { localConfig } from "@openfinpay/finpay-transport"
 *
 * localConfig().environment // => "local"
 * ```
 */
export const localConfig = (baseUrl?: string): FinpayConfig => {
  const { merchantId, merchantKey, snap } = localCredentials
  return {
    environment: "local",
    ...(baseUrl === undefined ? {} : { baseUrl }),
    merchantId,
    merchantKey: Redacted.make(merchantKey, { label: "merchant key" }),
    snap: {
      ...snap,
      clientSecret: Redacted.make(snap.clientSecret, { label: "client secret" }),
      privateKeyPem: Redacted.make(snap.privateKeyPem, { label: "private key" })
    }
  }
}

type Check = readonly [setting: string, problem: string | undefined]

/** The longest time a timer of the platform can wait. */
export const longestMillis = 2_147_483_647

const wholeNumber = (value: number | undefined, minimum: number, maximum: number): string | undefined =>
  value === undefined || (Number.isInteger(value) && value >= minimum && value <= maximum)
    ? undefined
    : `must be a whole number from ${minimum} to ${maximum}`

const oneOf = (value: string | undefined, choices: ReadonlyArray<string>): string | undefined =>
  value === undefined || choices.includes(value) ? undefined : `must be ${choices.join(" or ")}`

/** Goes into a header as it is, so it must not break out of it. */
const headerValue = (value: string | undefined): string | undefined => {
  if (value === undefined || value === "") return "is missing"
  return /^[\x21-\x7e]+$/u.test(value) ? undefined : "must be visible ASCII without blanks"
}

const secret = (value: Redacted.Redacted | undefined): string | undefined => {
  if (value === undefined) return "is missing"
  if (!Redacted.isRedacted(value)) return "must be wrapped in Redacted"
  const text = Redacted.value(value)
  if (text === "") return "is missing"
  return text === text.trim() ? undefined : "begins or ends with a blank or line break"
}

/** Blanks around a PEM text do no harm. Whether it is a key shows when it is imported. */
const pem = (value: Redacted.Redacted | undefined): string | undefined =>
  Redacted.isRedacted(value) ? Redacted.value(value).trim() === "" ? "is missing" : undefined : secret(value)

const path = (value: string | undefined, emptyAllowed: boolean): string | undefined =>
  value === undefined || (emptyAllowed && value === "") || /^\/[\x21\x24-\x3e\x40-\x7e]+$/u.test(value)
    ? undefined
    : "must begin with / and hold no blank, query or fragment"

const snapChecks = (snap: SnapConfig): ReadonlyArray<Check> => [
  ["snap.clientId", headerValue(snap.clientId) ?? (snap.clientId.includes("|") ? "must not hold |" : undefined)],
  ["snap.clientSecret", secret(snap.clientSecret)],
  ["snap.privateKeyPem", pem(snap.privateKeyPem)],
  ["snap.partnerId", headerValue(snap.partnerId)],
  ["snap.channelId", headerValue(snap.channelId)],
  ["snap.origin", headerValue(snap.origin)],
  ["snap.tokenPath", path(snap.tokenPath, false)],
  ["snap.pathPrefix", path(snap.pathPrefix, true)],
  ["snap.signatureEncoding", oneOf(snap.signatureEncoding, ["base64", "hex"])],
  ["snap.externalIdDigits", wholeNumber(snap.externalIdDigits, 15, 32)]
]

/** What is wrong with a merchant id. */
export const merchantIdProblem = (merchantId: string): string | undefined =>
  headerValue(merchantId) ?? (merchantId.includes(":") ? "must not hold a colon" : undefined)

/** Everything that is wrong with a configuration, by field. Whether the private key is one shows when it is imported. */
export const fieldProblems = (config: FinpayConfig): ReadonlyArray<SettingProblem> => {
  const environment = oneOf(config.environment, ["local", "sandbox", "production"])
  const { connectTimeoutMillis, totalTimeoutMillis } = limitsOf(config)
  const checks: ReadonlyArray<Check> = [
    ["environment", config.environment === undefined ? "is missing" : environment],
    [
      "baseUrl",
      environment !== undefined || config.baseUrl === undefined
        ? undefined
        : baseUrlProblem(config.environment, config.baseUrl)
    ],
    ["merchantId", merchantIdProblem(config.merchantId)],
    ["merchantKey", secret(config.merchantKey)],
    ["voidStyle", oneOf(config.voidStyle, ["post", "get"])],
    ["totalTimeoutMillis", wholeNumber(config.totalTimeoutMillis, 1, longestMillis)],
    [
      "connectTimeoutMillis",
      wholeNumber(config.connectTimeoutMillis, 1, longestMillis) ??
        (config.connectTimeoutMillis !== undefined && connectTimeoutMillis >= totalTimeoutMillis
          ? "must be less than totalTimeoutMillis"
          : undefined)
    ],
    ["maxAnswerBytes", wholeNumber(config.maxAnswerBytes, 1, longestMillis)],
    ["queryRetries", wholeNumber(config.queryRetries, 0, 10)],
    ...(config.snap === undefined ? [] : snapChecks(config.snap))
  ]
  return checks.flatMap(([setting, problem]) => problem === undefined ? [] : [{ setting, problem }])
}

const keyProblem = ({ message }: KeyError): SettingProblem => ({
  setting: "snap.privateKeyPem",
  problem: message.replace("the private key ", "")
})

/**
 * Checks a configuration and imports its private key, where it has one. Fails with {@link ConfigurationProblem}, which
 * names every wrong field.
 *
 * @example
 * ```ts
 * import { checkConfig, localConfig } from "@openfinpay/finpay-transport"
 * import { Effect } from "effect"
 *
 * const refused = Effect.flip(checkConfig({ ...localConfig(), queryRetries: -1 }))
 * Effect.runPromise(refused).then(({ problems }) => problems.map(({ setting }) => setting)) // => ["queryRetries"]
 * ```
 */
export const checkConfig = Effect.fnUntraced(
  function*(config: FinpayConfig): Effect.fn.Return<RsaPrivateKey | undefined, ConfigurationProblem> {
    const problems = fieldProblems(config)
    const isRefused = problems.some(({ setting }) => setting === "snap.privateKeyPem")
    const pemText = isRefused ? undefined : config.snap?.privateKeyPem
    const key = yield* Effect.result(pemText === undefined ? Effect.undefined : importRsaPrivateKey(pemText))
    const all = Result.isSuccess(key) ? problems : [...problems, keyProblem(key.failure)]
    return all.length === 0 ? Result.getOrUndefined(key) : yield* new ConfigurationProblem({ problems: all })
  }
)
