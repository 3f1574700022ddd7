import type { OrderId, Rupiah } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { KnownPayment as KnownPaymentRecord } from "../contract/known-payment.ts"
import type { PaymentKind } from "../contract/payment-kind.ts"
import type { Payment } from "../contract/payments.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { PaymentNotSeenProblem } from "../contract/problems.ts"
import type { QrisPayment } from "../contract/qris.ts"
import { problemFacts } from "../http/occurrence.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import { isUnknownToFinpay } from "../payments/ask-finpay.ts"
import { isFinalOf, isPaidOf } from "../payments/is-paid.ts"
import type { Contradiction, KnownPayment, Observation } from "../payments/Observation.ts"
import { SeenPayments } from "../payments/SeenPayments.ts"
import { present } from "./finpay-answer.ts"
import { failNotRead } from "./journal-problems.ts"
import { paymentLocation, qrisLocation } from "./locations.ts"
import { timeOf } from "./times.ts"

/** An answer of Finpay, with what contradicts it. */
type Shown = Observation & { readonly contradiction?: Contradiction }

const moneyOf = ({ kind, status }: Shown) => ({
  isPaid: status === undefined ? null : isPaidOf(kind, status) ?? null,
  isFinal: status === undefined ? null : isFinalOf(kind, status) ?? null
})

// What was only created has no answer to a question yet: its age is that of the first sight.
const ageOf = ({ askedAt, contradiction }: Shown, now: number) => ({
  askedAt: timeOf(askedAt),
  ageSeconds: Math.max(0, Math.floor((now - askedAt) / 1000)),
  ...(contradiction === undefined
    ? {}
    : { contradiction: { ...contradiction, askedAt: timeOf(contradiction.askedAt) } })
})

/** An order's payment as this API shows it. */
export const paymentOf = (orderId: OrderId, shown: Shown, now: number): Payment => {
  const { answer, orderAmount, paidAmount, status } = shown
  const { originalPartnerReferenceNo: _, originalReferenceNo: __, transactionStatusDesc: ___, ...said } = answer
  return { ...said, orderId, ...moneyOf(shown), ...present({ status, orderAmount, paidAmount }), ...ageOf(shown, now) }
}

/** A QRIS payment as this API shows it. */
export const qrisPaymentOf = (shown: Shown, now: number): QrisPayment => ({
  ...shown.answer,
  ...moneyOf(shown),
  ...present({ latestTransactionStatus: shown.status, amount: shown.orderAmount }),
  ...ageOf(shown, now)
})

/** A payment of the list. */
export const knownPaymentOf = (known: KnownPayment, now: number): KnownPaymentRecord => {
  const { changedAt, firstSeenAt, id, kind, orderAmount, paidAmount, partnerReference, reference, status } = known
  return {
    id,
    kind,
    reference,
    payment: kind === "pg" ? paymentLocation(reference) : qrisLocation(reference),
    ...moneyOf(known),
    firstSeenAt: timeOf(firstSeenAt),
    changedAt: timeOf(changedAt),
    ...present({ partnerReference, status, orderAmount, paidAmount }),
    ...ageOf(known, now)
  }
}

/**
 * Files what Finpay answered, and gives it with what contradicts it. What cannot be filed is shown all the same: it is
 * Finpay's answer of this moment.
 */
export const filed = Effect.fnUntraced(function*(observation: Observation) {
  if (isUnknownToFinpay(observation)) return observation
  const seen = yield* SeenPayments
  const { account } = yield* CurrentMerchant
  return yield* seen.observe(account, observation).pipe(
    Effect.map(({ contradiction }): Shown => ({ ...observation, ...present({ contradiction }) })),
    Effect.catch(({ message }) =>
      Effect.as(Effect.logWarning(`what Finpay answered about a payment was not filed: ${message}`), observation)
    )
  )
})

/** A payment as it was seen last. */
export const lastSeen = Effect.fnUntraced(function*(kind: PaymentKind, reference: string) {
  const seen = yield* SeenPayments
  const { account } = yield* CurrentMerchant
  const known = yield* Effect.catch(seen.known(account, kind, reference), failNotRead)
  if (known !== undefined) return known
  const facts = yield* problemFacts(problemTypes.paymentNotSeen, `This service has not seen the payment ${reference}.`)
  return yield* new PaymentNotSeenProblem(facts)
})

/**
 * What files something that was created: Finpay knows it now, and nobody asked yet how it stands. It works without the
 * services of the request, as a creation is finished also when its caller hangs up.
 */
export const fileCreated = Effect.gen(function*() {
  const services = yield* Effect.context<SeenPayments | CurrentMerchant>()
  return (
    created: Pick<Observation, "kind" | "reference" | "partnerReference" | "answer"> & { readonly amount: Rupiah }
  ) =>
    Effect.gen(function*() {
      const { amount, ...said } = created
      yield* filed({ ...said, askedAt: yield* Clock.currentTimeMillis, orderAmount: amount })
    }).pipe(Effect.provideContext(services))
})
