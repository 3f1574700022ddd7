import { checkStatus, notUnderstood, qrisQuery } from "@openfinpay/finpay-core"
import type {
  Answered,
  CheckedPayment,
  FinpayError,
  Operation,
  qrisRefund,
  RequestInput,
  ResponseOf
} from "@openfinpay/finpay-core"
import type { Finpay, MerchantFilled } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Mutation, Seen } from "./Mutation.ts"

type Told = Omit<Seen, "at">

const unsaid = (
  { kind, name }: Operation,
  reference: string,
  field: string,
  { responseCode, traceId }: { readonly responseCode?: string; readonly traceId?: string | null }
): FinpayError =>
  notUnderstood({ operation: name, kind, reference }, "unreadable-answer", `the answer does not say ${field}`, {
    httpStatus: 200,
    responseCode,
    traceId: traceId ?? undefined
  })

/**
 * What was paid in all, as far as the answer says so for certain.
 *
 * The larger of the two amounts. `order.amount` is the same for ever; `result.payment.amount` is 0 while unpaid and after
 * a void, and nobody says whether refunds are taken off it. An amount that is too large makes a person look; one that
 * is too small (what is left, taken for what was paid) would turn a part into all, and prove what is not so.
 */
const paidAmountOf = (
  status: string,
  { order, result }: typeof CheckedPayment.Type
): number | undefined => {
  const ordered = order?.amount ?? 0
  const taken = result?.payment?.amount ?? 0
  // Here the order says what may be taken, not what was.
  if (status === "PARTIALLY_CAPTURED") return taken
  if (ordered === 0 && (status === "PARTIALLY_REFUNDED" || status === "REFUNDED")) return undefined
  return Math.max(ordered, taken)
}

const leastPaidOf = (status: string, { order, result }: typeof CheckedPayment.Type): number | undefined => {
  const [ordered, taken] = [order?.amount ?? 0, result?.payment?.amount ?? 0]
  return status === "PARTIALLY_REFUNDED" && ordered > 0 && taken > 0 && ordered !== taken
    ? Math.min(ordered, taken)
    : undefined
}

const told = (
  status: string,
  paidAmount: number | undefined,
  { traceId }: { readonly traceId?: string | null },
  leastPaid?: number
): Told => ({
  status,
  ...(paidAmount === undefined || paidAmount === 0 ? {} : { paidAmount }),
  ...(leastPaid === undefined ? {} : { leastPaid }),
  ...(traceId === undefined || traceId === null ? {} : { traceId })
})

const fromCheck = (reference: string, answer: Answered<ResponseOf<typeof checkStatus>>) => {
  const { data = {} } = answer
  const status = data.result?.payment?.status ?? ""
  return status.trim() === ""
    ? Effect.fail(unsaid(checkStatus, reference, "data.result.payment.status", answer))
    : Effect.succeed(told(status, paidAmountOf(status, data), answer, leastPaidOf(status, data)))
}

const fromQuery = (reference: string, answer: Answered<ResponseOf<typeof qrisQuery>>) =>
  answer.latestTransactionStatus.trim() === ""
    ? Effect.fail(unsaid(qrisQuery, reference, "latestTransactionStatus", answer))
    : Effect.succeed(told(answer.latestTransactionStatus, answer.amount ?? undefined, answer))

// The kept request was checked before it was kept; see operations.ts.
const queryOf = (originalReferenceNo: string, request: unknown): MerchantFilled<typeof qrisQuery> => {
  const { merchantId, originalPartnerReferenceNo, subMerchantId } = (request ?? {}) as Partial<
    RequestInput<typeof qrisRefund>
  >
  return {
    originalReferenceNo,
    ...(originalPartnerReferenceNo === undefined ? {} : { originalPartnerReferenceNo }),
    ...(merchantId === undefined ? {} : { merchantId }),
    ...(subMerchantId === undefined ? {} : { subMerchantId })
  }
}

/**
 * Asks Finpay for the payment a mutation is about. Only reads.
 *
 * Gives the status as core reads it and the amount that was paid in all, in whole rupiah: for an order the larger of
 * `order.amount` and `result.payment.amount`, for QRIS `amount`; while nobody has paid it is what is to be paid. An
 * answer that does not say the status proves nothing and is `ResponseNotUnderstood`; otherwise fails as the query does,
 * with a `FinpayError`.
 * Sources: Finpay docs, check status and QRIS query; that an unpaid order shows an amount of 0 was seen live.
 *
 * @example
 * ```ts
 * import { askPayment } from "@openfinpay/finpay-journal"
 * import { Finpay, localConfig } from "@openfinpay/finpay-transport"
 * import { Effect, Layer } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const config = localConfig() // the simulator; or configFromEnv
 * const live = Finpay.layer(config).pipe(Layer.provide(FetchHttpClient.layer))
 * const asked = Effect.gen(function*() {
 *   const { paidAmount, status } = yield* askPayment(yield* Finpay, { operation: "refund", reference: "INV-3" })
 *   return { paidAmount, status }
 * })
 * Effect.runPromise(Effect.provide(asked, live)) // => { paidAmount: 22000, status: "PAID" }
 * ```
 */
export const askPayment = Effect.fnUntraced(
  function*(
    { payments, qris }: Finpay["Service"],
    { operation, reference, request }: Pick<Mutation, "operation" | "reference" | "request">
  ): Effect.fn.Return<Seen, FinpayError> {
    const seen = operation === "qrisRefund"
      ? yield* Effect.flatMap(qris.query(queryOf(reference, request)), (answer) => fromQuery(reference, answer))
      : yield* Effect.flatMap(payments.check({ orderId: reference }), (answer) => fromCheck(reference, answer))
    return { at: yield* Clock.currentTimeMillis, ...seen }
  }
)
