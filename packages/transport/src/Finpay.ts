import {
  cancel,
  checkStatus,
  initiate,
  qrisGenerate,
  qrisQuery,
  qrisRefund,
  refund,
  voidPayment
} from "@openfinpay/finpay-core"
import type { Answered, FinpayError, Operation, RequestInput, ResponseOf } from "@openfinpay/finpay-core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { makeRunCall } from "./calls.ts"
import type { CallOptions, RunCall } from "./calls.ts"
import type { ConfigurationProblem } from "./ConfigurationProblem.ts"
import { checkConfig, limitsOf } from "./FinpayConfig.ts"
import type { FinpayConfig } from "./FinpayConfig.ts"
import { voidWholeOrder } from "./void-whole-order.ts"

/** A verb: takes a request, gives the decoded answer or fails with one of the ten errors of `FinpayError`. */
export type Verb<Op extends Operation, Input = RequestInput<Op>> = (
  input: Input,
  options?: CallOptions
) => Effect.Effect<Answered<ResponseOf<Op>>, FinpayError>

/** A QRIS request in which the configured merchant may be left out. */
export type MerchantFilled<Op extends Operation> =
  & Omit<RequestInput<Op>, "merchantId" | "subMerchantId">
  & { readonly merchantId?: string; readonly subMerchantId?: string }

/** The merchant a QRIS request names, or leaves out. */
export interface MerchantGiven {
  readonly merchantId?: string
  readonly subMerchantId?: string
}

/** What can be done with a payment order. Each verb fails with a `FinpayError`. */
export interface Payments {
  /** Asks what Finpay knows of an order. Only reads. */
  readonly check: Verb<typeof checkStatus>
  /** Gives back all or part of a payment. */
  readonly refund: Verb<typeof refund>
  /**
   * Takes back a payment before settlement, in the configured style. The GET form takes back the whole order: there the
   * order is asked first, and an amount that is not all of it is refused.
   */
  readonly void: Verb<typeof voidPayment>
  /** Withdraws an order nobody has paid. */
  readonly cancel: Verb<typeof cancel>
  /** Creates an order that can be paid. */
  readonly initiate: Verb<typeof initiate>
}

/**
 * What can be done with QRIS. The configured merchant is filled in where a request leaves it out. Each verb fails with
 * a `FinpayError`.
 */
export interface Qris {
  /** Makes a QR that can be paid. */
  readonly generate: Verb<typeof qrisGenerate, MerchantFilled<typeof qrisGenerate>>
  /** Asks what Finpay knows of a QRIS payment. Only reads. */
  readonly query: Verb<typeof qrisQuery, MerchantFilled<typeof qrisQuery>>
  /** Gives back all or part of a QRIS payment. */
  readonly refund: Verb<typeof qrisRefund, MerchantFilled<typeof qrisRefund>>
}

const paymentsOf = (run: RunCall, { voidStyle = "post" }: FinpayConfig): Payments => ({
  check: (input, options) => run(checkStatus, input, options),
  refund: (input, options) => run(refund, input, options),
  void: voidStyle === "post" ? (input, options) => run(voidPayment, input, options) : voidWholeOrder(run),
  cancel: (input, options) => run(cancel, input, options),
  initiate: (input, options) => run(initiate, input, options)
})

/** A QRIS request with the configured merchant filled in where it leaves it out. */
export type FillMerchant = <Input extends MerchantGiven>(input: Input) => Input & { readonly merchantId: string }

const fillerOf = ({ snap }: FinpayConfig): FillMerchant =>
// Without a merchant anywhere the check of the request says that it is missing.
<Input extends MerchantGiven>(input: Input): Input & { readonly merchantId: string } => {
  try {
    const merchantId = input.merchantId ?? snap?.merchantId
    const subMerchantId = input.subMerchantId ?? snap?.subMerchantId
    return {
      ...input,
      ...(merchantId === undefined ? {} : { merchantId }),
      ...(subMerchantId === undefined ? {} : { subMerchantId })
    } as Input & { readonly merchantId: string }
  } catch {
    // Nothing at all, or an object that cannot be read: the check of the request says so.
    return input as Input & { readonly merchantId: string }
  }
}

const qrisOf = (run: RunCall, filled: FillMerchant): Qris => ({
  generate: (input, options) => run(qrisGenerate, filled(input) as RequestInput<typeof qrisGenerate>, options),
  query: (input, options) => run(qrisQuery, filled(input), options),
  refund: (input, options) => run(qrisRefund, filled(input), options)
})

/**
 * Finpay, as a service.
 *
 * Each verb gives the decoded answer, with the JSON as it came in `raw`, or fails with one of the ten of `FinpayError`.
 * Times are bounded: {@link CallOptions} or the configured total. A call that only reads is sent again after a passing
 * failure; a mutation never, unless it certainly was not processed. Interrupting a mutation from outside leaves its
 * outcome unknown: prefer `timeoutMillis`, which says so.
 *
 * @example
 * ```ts
 * import { Finpay, localConfig } from "@openfinpay/finpay-transport"
 * import { Effect, Layer } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const live = Finpay.layer(localConfig()).pipe(Layer.provide(FetchHttpClient.layer))
 * const refused = Effect.gen(function*() {
 *   const finpay = yield* Finpay
 *   return yield* Effect.flip(finpay.payments.refund({ order: { id: "INV 1", amount: 22000 } }))
 * })
 * Effect.runPromise(Effect.provide(refused, live)).then((error) => error._tag) // => "InvalidRequest"
 * ```
 */
export class Finpay extends Context.Service<Finpay, {
  readonly payments: Payments
  readonly qris: Qris
  /** A QRIS request as the verbs send it: the configured merchant filled in where it is left out. Sends nothing. */
  readonly filled: FillMerchant
  /** Runs any operation of core; nothing is filled in. */
  readonly run: RunCall
  /** The longest a call may take that says nothing else, in milliseconds. */
  readonly longestCallMillis: number
}>()("@openfinpay/finpay-transport/Finpay") {
  /** Finpay over the HTTP client in the context. Sends nothing. Errors: `ConfigurationProblem`. */
  static layer(config: FinpayConfig): Layer.Layer<Finpay, ConfigurationProblem, HttpClient.HttpClient> {
    return Layer.effect(
      Finpay,
      Effect.gen(function*() {
        const run = yield* makeRunCall(config, yield* checkConfig(config))
        const filled = fillerOf(config)
        return Finpay.of({
          run,
          filled,
          payments: paymentsOf(run, config),
          qris: qrisOf(run, filled),
          longestCallMillis: limitsOf(config).totalTimeoutMillis
        })
      })
    )
  }
}
