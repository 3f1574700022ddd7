import type { KeyError, RsaPrivateKey } from "@openfinpay/finpay-core"
import { baseUrls, importRsaPrivateKey, problemsOf } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { FaultRule } from "./faults/FaultRule.ts"
import type { FaultInput } from "./faults/FaultRule.ts"
import { localMerchant } from "./merchants/local.ts"
import type { Merchant, MerchantOptions } from "./merchants/Merchant.ts"
import { makeMerchant } from "./merchants/Merchant.ts"
import { localNotificationKey } from "./merchants/notification-key.ts"
import { qrText } from "./orders/qr-text.ts"
import type { OrderStatus } from "./orders/status.ts"
import type { CallbackRecord } from "./state/CallbackRecord.ts"
import type { RequestRecord } from "./state/RequestRecord.ts"

/** How callbacks and QRIS notifications are sent. */
export interface CallbackOptions {
  /** Off sends none. On unless given. */
  readonly enabled?: boolean
  /** Where they go when an order, a QR or the merchant's SNAP side names no address. */
  readonly url?: string
  /** The statuses that are told; every change unless given. */
  readonly statuses?: ReadonlyArray<OrderStatus>
  /** The waits between tries, in seconds: 60, 300, 900, 3600 unless given. */
  readonly retryDelaysSeconds?: ReadonlyArray<number>
  /** How long one try may take; 10,000 unless given. */
  readonly timeoutMillis?: number
  /** Sends to addresses that are not on this machine too. Off unless given. */
  readonly allowNonLoopback?: boolean
  /** Writes `result.payment.amount` as `22000.0` on every callback. Off unless given. */
  readonly floatAmounts?: boolean
  /** How QRIS notifications are signed: with the simulator's key, or with the client secret and a token of yours. */
  readonly notificationSignature?: "asymmetric" | "symmetric"
  /** The simulator's private key (PEM) for notifications; a public one of its own unless given. */
  readonly notificationKeyPem?: Redacted.Redacted
}

/** What SNAP leaves open. */
export interface SnapOptions {
  /** What a repeated `partnerRefundNo` gets: the first answer again, or 409xx01. The first answer unless given. */
  readonly repeatedRefund?: "stored-answer" | "duplicate"
  /** What a query for an unknown payment gets: 404xx01, or status 07. 404xx01 unless given. */
  readonly unknownPayment?: "not-found" | "status-07"
  /** What a token nobody issued gets: 401xx01, or 401xx03. 401xx01 unless given. */
  readonly unknownToken?: "invalid" | "not-found"
  /** How far X-TIMESTAMP may be off, before or after; 300 unless given. */
  readonly timestampWindowSeconds?: number
}

/** How a simulator is set up. Everything has a default. */
export interface SimulatorOptions {
  /** Decides every number the simulator draws. 1 unless given. */
  readonly seed?: number
  /** `finpay` answers as Finpay's pages print; `standard` as SNAP BI prints. */
  readonly profile?: "finpay" | "standard"
  /** Reproduces the slips of Finpay's samples: keys and values that end in a blank, swapped references. */
  readonly quirks?: boolean
  /** How check status writes `order.amount`: a string as the OpenAPI says, or an integer as it was seen live. */
  readonly checkAmounts?: "string" | "integer"
  readonly merchants?: ReadonlyArray<MerchantOptions>
  /** The address links to the pay page begin with. */
  readonly publicUrl?: string
  readonly callbacks?: CallbackOptions
  readonly snap?: SnapOptions
  /** Faults to begin with. */
  readonly faults?: ReadonlyArray<FaultInput>
  /** How many requests the log keeps; 1,000 unless given. */
  readonly requestLogLimit?: number
  /** Host names the control interface and the pay page answer to, beside those that mean this machine. */
  readonly controlHosts?: ReadonlyArray<string>
  /** Told of each request to the gateway as it comes, before its answer is sent. What it throws is a mistake of yours. */
  readonly onRequest?: (request: RequestRecord) => void
  /** Told of a callback each time something came of it: a try, or that it is lost or goes nowhere. */
  readonly onCallback?: (callback: CallbackRecord) => void
}

/** Options that cannot be used. `field` names the one. */
export class SimulatorOptionsError extends Schema.TaggedError<SimulatorOptionsError>()("SimulatorOptionsError", {
  field: Schema.String,
  problem: Schema.String
}) {
  override get message(): string {
    return `${this.field}: ${this.problem}`
  }
}

/** Options with every default filled in and every key imported. */
export interface Settings {
  readonly seed: number
  readonly profile: "finpay" | "standard"
  readonly quirks: boolean
  readonly checkAmounts: "string" | "integer"
  readonly merchants: ReadonlyArray<Merchant>
  readonly publicUrl: string
  readonly callbacks: Required<Omit<CallbackOptions, "notificationKeyPem" | "statuses" | "url">> & {
    readonly url: string | undefined
    readonly statuses: ReadonlyArray<OrderStatus> | undefined
    readonly notificationKey: RsaPrivateKey
  }
  readonly snap: Required<SnapOptions>
  readonly faults: ReadonlyArray<FaultRule>
  readonly requestLogLimit: number
  /** In lower case. */
  readonly controlHosts: ReadonlyArray<string>
  readonly onRequest: (request: RequestRecord) => void
  readonly onCallback: (callback: CallbackRecord) => void
}

const fail = (field: string, problem: string) => new SimulatorOptionsError({ field, problem })

const isRepeated = (values: ReadonlyArray<string>): boolean => new Set(values).size < values.length

const isHttp = (address: string): boolean => /^https?:$/u.test(URL.parse(address)?.protocol ?? "")

const problemOf = (options: SimulatorOptions): SimulatorOptionsError | undefined => {
  const merchants = options.merchants ?? [localMerchant]
  const clients = merchants.flatMap(({ snap }) => snap === undefined ? [] : [snap])
  if (merchants.length === 0) return fail("merchants", "at least one is needed")
  if (isRepeated(merchants.map(({ id }) => id))) return fail("merchants", "two have the same id")
  if (isRepeated(clients.map(({ clientId }) => clientId))) return fail("merchants", "two have the same snap.clientId")
  if (isRepeated(clients.map(({ partnerId }) => partnerId))) {
    return fail("merchants", "two have the same snap.partnerId")
  }
  if (merchants.some(({ key }) => Redacted.value(key) === "")) return fail("merchants", "a key is not empty")
  if (merchants.some(({ id }) => id === "" || id.includes(":"))) {
    return fail("merchants", "an id is not empty and has no colon, which Basic authentication splits at")
  }
  if (
    options.callbacks?.notificationSignature === "symmetric" &&
    clients.some(({ notifyTokenUrl }) => notifyTokenUrl === undefined)
  ) {
    return fail("callbacks.notificationSignature", "symmetric needs snap.notifyTokenUrl of each merchant")
  }
  if (options.callbacks?.url !== undefined && !isHttp(options.callbacks.url)) {
    return fail("callbacks.url", "is an address that begins with http:// or https://")
  }
  if (!Number.isInteger(options.seed ?? 1)) return fail("seed", "is a whole number")
  const limit = options.requestLogLimit ?? 1
  if (!Number.isInteger(limit) || limit < 1) return fail("requestLogLimit", "is a whole number, at least 1")
  const delays = options.callbacks?.retryDelaysSeconds ?? []
  return delays.every((seconds) => Number.isFinite(seconds) && seconds >= 0)
    ? undefined
    : fail("callbacks.retryDelaysSeconds", "a wait is zero or more seconds")
}

/** Whether what stands in a merchant's QR can be written: said now, not when a payer waits. */
const checkQr = (merchant: Merchant): Effect.Effect<Merchant, SimulatorOptionsError> =>
  Effect.fromResult(qrText(merchant, 1, "1")).pipe(
    Effect.mapError((refused) => fail("merchants", `${merchant.id} cannot be written into a QR: ${refused.message}`)),
    Effect.as(merchant)
  )

const usable = <A>(field: string, effect: Effect.Effect<A, KeyError>): Effect.Effect<A, SimulatorOptionsError> =>
  Effect.mapError(effect, (error) => fail(field, error.message))

const faultError = (index: number, first: ReturnType<typeof problemsOf>[number] | undefined): SimulatorOptionsError =>
  fail(`faults.${index}${first === undefined ? "" : `.${first.field}`}`, first?.problem ?? "is not valid")

/** Fills in what the options leave out, and refuses what cannot be used. */
export const resolveOptions = Effect.fnUntraced(
  function*(options: SimulatorOptions): Effect.fn.Return<Settings, SimulatorOptionsError> {
    const problem = problemOf(options)
    if (problem !== undefined) return yield* problem
    const { notificationKeyPem, statuses, url, ...callbacks } = options.callbacks ?? {}
    const pem = notificationKeyPem ?? Redacted.make(localNotificationKey.privateKeyPem)
    return {
      seed: options.seed ?? 1,
      profile: options.profile ?? "finpay",
      quirks: options.quirks ?? false,
      checkAmounts: options.checkAmounts ?? "string",
      publicUrl: (options.publicUrl ?? baseUrls.local).replace(/\/+$/u, ""),
      requestLogLimit: options.requestLogLimit ?? 1000,
      controlHosts: (options.controlHosts ?? []).map((host) => host.toLowerCase()),
      onRequest: options.onRequest ?? (() => {}),
      onCallback: options.onCallback ?? (() => {}),
      merchants: yield* Effect.forEach(
        options.merchants ?? [localMerchant],
        (merchant) => Effect.flatMap(usable("merchants", makeMerchant(merchant)), checkQr)
      ),
      faults: yield* Effect.forEach(
        options.faults ?? [],
        (rule, index) =>
          Effect.mapError(
            Schema.decodeEffect(FaultRule)(rule, { onExcessProperty: "error" }),
            ({ issue }) => faultError(index, problemsOf(issue)[0])
          )
      ),
      callbacks: {
        enabled: true,
        retryDelaysSeconds: [60, 300, 900, 3600],
        timeoutMillis: 10_000,
        allowNonLoopback: false,
        floatAmounts: false,
        notificationSignature: "asymmetric",
        ...callbacks,
        url,
        statuses,
        notificationKey: yield* usable("callbacks.notificationKeyPem", importRsaPrivateKey(pem))
      },
      snap: {
        repeatedRefund: "stored-answer",
        unknownPayment: "not-found",
        unknownToken: "invalid",
        timestampWindowSeconds: 300,
        ...options.snap
      }
    }
  }
)
