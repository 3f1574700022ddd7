import { Declined, formatRupiah, ResponseNotUnderstood, Rupiah, WrongState } from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { isOpen, isSettled } from "./Mutation.ts"
import type { Before, countsAsRefunded, Mutation, Seen } from "./Mutation.ts"
import { keptError, rejection } from "./rejection.ts"
import type { Store } from "./store/Store.ts"
import type { TakenWork } from "./work.ts"

type Counts = typeof countsAsRefunded

const givesBack = ({ operation }: Mutation): boolean => operation === "refund" || operation === "qrisRefund"

/** What was given back of an order, or may have been, in rupiah. */
export const refundedOf = (mutations: ReadonlyArray<Mutation>, counts: Counts): number =>
  mutations.filter((one) => givesBack(one) && counts(one)).reduce((sum, { amount = 0 }) => sum + amount, 0)

/** How many mutations of an order were done, or may have been. */
export const doneOf = (mutations: ReadonlyArray<Mutation>, counts: Counts): number => mutations.filter(counts).length

/** Whether a void took all of it back, or may have. */
const isVoided = (mutations: ReadonlyArray<Mutation>, counts: Counts): boolean =>
  mutations.some((one) => one.operation === "void" && counts(one))

/** The payment has ended, and nothing of it is left: in the words of the payment gateway, and of QRIS. */
const nothingLeft: ReadonlyArray<string> = ["REFUNDED", "CANCELLED", "04", "05"]

/** Finpay shows that something was given back, by whomever. */
const shownGivenBack: ReadonlyArray<string> = ["PARTIALLY_REFUNDED", "REFUNDED"]

/** Why a mutation is refused here, in facts and not in words: kept in the audit log beside the error. Amounts in rupiah. */
export type Refusal =
  | { readonly rule: "more-than-left"; readonly asked: number; readonly left: number; readonly paid: number }
  | { readonly rule: "paid-not-known" }
  | { readonly rule: "voided" }
  | { readonly rule: "given-back"; readonly refunded: number }
  | { readonly rule: "shown-given-back"; readonly status: string }

/** A refusal, and the error that says it. */
interface Refused {
  readonly refusal: Refusal
  readonly error: FinpayError
}

// Nobody has said what Finpay does with a void of what was given back already: it could pay out twice.
const voidRefusal = (
  { operation, reference }: Mutation,
  { status }: Seen,
  refunded: number,
  voided: boolean
): Refused | undefined => {
  if (refunded === 0 && !voided && !shownGivenBack.includes(status)) return undefined
  const [refusal, gone]: readonly [Refusal, string] = voided
    ? [{ rule: "voided" }, "the payment was voided, or may have been"]
    : refunded === 0
    ? [{ rule: "shown-given-back", status }, `Finpay says ${status}`]
    : [
      { rule: "given-back", refunded },
      `${formatRupiah(Rupiah.make(refunded))} of the payment was given back, or may have been`
    ]
  const error = new WrongState({
    operation,
    reference,
    detail: `${gone}, and a void takes back all of it`,
    nextStep: voided ? "Nothing was sent, and nothing is left to void." : "Nothing was sent; refund what is left.",
    safeToRetry: true
  })
  return { refusal, error }
}

const refundRefusal = (
  mutation: Mutation,
  { paidAmount, status }: Seen,
  refunded: number,
  voided: boolean
): Refused | undefined => {
  const { amount = 0, operation, reference } = mutation
  if (paidAmount === undefined) {
    const error = new ResponseNotUnderstood({
      operation,
      reference,
      detail: "Finpay's answer does not say how much was paid, so it is not sure that as much is left",
      nextStep: "Nothing was sent; ask for the payment's status and send the same request again.",
      safeToRetry: true
    })
    return { refusal: { rule: "paid-not-known" }, error }
  }
  const left = voided || nothingLeft.includes(status) ? 0 : Math.max(0, paidAmount - refunded)
  if (amount <= left) return undefined
  const [asked, rest, paid] = [amount, left, paidAmount].map((value) => formatRupiah(Rupiah.make(value)))
  const error = new Declined({
    operation,
    reference,
    detail: `${asked} is more than the ${rest} that is left of ${paid}; what may have been given back counts too`,
    nextStep: "Nothing was sent; look at what was given back of this order.",
    safeToRetry: true
  })
  return { refusal: { rule: "more-than-left", asked: amount, left, paid: paidAmount }, error }
}

const takenWhole: ReadonlyArray<string> = ["PAID", "CAPTURED"]

/**
 * What was seen, with no more paid than is sure. Once a part is given back the status does not show any more whether the
 * order's amount was ever taken: that takes an earlier look, when it was paid or captured in part. Without one the smaller
 * of the two amounts counts; more of it may be left, but less is not.
 */
const cautious = (seen: Seen, others: ReadonlyArray<Mutation>): Seen => {
  if (seen.status !== "PARTIALLY_REFUNDED" || seen.paidAmount === undefined) return seen
  const earlier = others.flatMap(({ before, evidence }) => [before, evidence?.last]).filter((one) => one !== undefined)
  const captured = earlier.flatMap(({ paidAmount, status }) =>
    status === "PARTIALLY_CAPTURED" && paidAmount !== undefined ? [paidAmount] : []
  )
  if (captured.length > 0) return { ...seen, paidAmount: Math.min(seen.paidAmount, ...captured) }
  const isSure = earlier.some(({ status }) => takenWhole.includes(status))
  return isSure ? seen : { ...seen, paidAmount: seen.leastPaid ?? seen.paidAmount }
}

const refusal = (
  mutation: Mutation,
  seen: Seen,
  others: ReadonlyArray<Mutation>,
  counts: Counts
): Refused | undefined => {
  const given = [refundedOf(others, counts), isVoided(others, counts)] as const
  if (givesBack(mutation)) return refundRefusal(mutation, seen, ...given)
  return mutation.operation === "void" ? voidRefusal(mutation, seen, ...given) : undefined
}

/** How a payment stood before a mutation is sent: what Finpay said, and the other mutations before it was asked. */
export interface Beforehand {
  readonly seen: Seen
  readonly others: ReadonlyArray<Mutation>
}

const settledIn = (mutations: ReadonlyArray<Mutation>): string =>
  mutations.filter(({ state }) => isSettled(state)).map(({ id, version }) => `${id}/${version}`).join()

/**
 * Takes a mutation from `accepted` to `sending`, in one transaction under the lock of its order: no other one of the
 * order may be open, a refund must fit into what is left, and of what is voided nothing may have been given back.
 * Leaves it as it is while another one is open: settling that one brings this one up again. Leaves it also when another
 * one was settled since Finpay was asked: what was seen is not how the payment stands. And leaves it when the work is no
 * longer this worker's: nobody would notice if it died while sending.
 */
export const claim = (
  store: Store,
  accepted: Mutation,
  { others: othersAsked, seen: asked }: Beforehand,
  work: TakenWork,
  counts: Counts
) =>
  store.change(accepted, (current, { holdsWork, others }) =>
    Effect.gen(function*() {
      if (current.state !== "accepted" || current.version !== accepted.version || !holdsWork) return []
      const all = yield* others
      if (all.some(({ state }) => isOpen(state)) || settledIn(all) !== settledIn(othersAsked)) return []
      const seen = cautious(asked, all)
      const refused = refusal(current, seen, all, counts)
      const now = yield* Clock.currentTimeMillis
      if (refused !== undefined) {
        const { error, refusal } = refused
        const { changes, told } = rejection(error, now, "journal", "refused here, before it was sent")
        return [{ changes, told: { ...told, detail: { error: keptError(error), refusal } } }]
      }
      const before: Before = { ...seen, refunded: refundedOf(all, counts), done: doneOf(all, counts) }
      return [{
        changes: { state: "sending", before, sendingAt: now, sentBy: work.id },
        told: { event: "sending", reason: "about to be sent to Finpay", detail: { before } }
      }]
    }), work)
