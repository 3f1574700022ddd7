import { Declined, formatRupiah, ResponseNotUnderstood, Rupiah } from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { isOpen } from "./Mutation.ts"
import type { Before, countsAsRefunded, Mutation, Seen } from "./Mutation.ts"
import { rejection } from "./rejection.ts"
import type { Store } from "./store/Store.ts"

type Counts = typeof countsAsRefunded

const givesBack = ({ operation }: Mutation): boolean => operation === "refund" || operation === "qrisRefund"

/** What was given back of an order, or may have been, in rupiah. */
export const refundedOf = (mutations: ReadonlyArray<Mutation>, counts: Counts): number =>
  mutations.filter((one) => givesBack(one) && counts(one)).reduce((sum, { amount = 0 }) => sum + amount, 0)

const refusal = (mutation: Mutation, { paidAmount, status }: Seen, refunded: number): FinpayError | undefined => {
  if (!givesBack(mutation)) return undefined
  const { amount = 0, operation, reference } = mutation
  if (paidAmount === undefined) {
    return new ResponseNotUnderstood({
      operation,
      reference,
      detail: "Finpay's answer does not say how much was paid, so it is not sure that as much is left",
      nextStep: "Nothing was sent; ask for the payment's status and send the same request again.",
      safeToRetry: true
    })
  }
  const left = status === "REFUNDED" || status === "04" ? 0 : Math.max(0, paidAmount - refunded)
  if (amount <= left) return undefined
  const [asked, rest, paid] = [amount, left, paidAmount].map((value) => formatRupiah(Rupiah.make(value)))
  return new Declined({
    operation,
    reference,
    detail: `${asked} is more than the ${rest} that is left of ${paid}; what may have been given back counts too`,
    nextStep: "Nothing was sent; look at what was given back of this order.",
    safeToRetry: true
  })
}

/**
 * Takes a mutation from `accepted` to `sending`, in one transaction under the lock of its order: no other one of the
 * order may be open, and a refund must fit into what is left. Leaves it as it is while another one is open: settling
 * that one brings this one up again.
 */
export const claim = (store: Store, accepted: Mutation, seen: Seen, workId: string, counts: Counts) =>
  store.change(accepted, (current, { others }) =>
    Effect.gen(function*() {
      if (current.state !== "accepted") return []
      const all = yield* others
      if (all.some(({ state }) => isOpen(state))) return []
      const refunded = refundedOf(all, counts)
      const refused = refusal(current, seen, refunded)
      const now = yield* Clock.currentTimeMillis
      if (refused !== undefined) return [rejection(refused, now, "journal", "refused here, before it was sent")]
      const before: Before = { ...seen, refunded }
      return [{
        changes: { state: "sending", before, sendingAt: now, sentBy: workId },
        told: { event: "sending", reason: "about to be sent to Finpay", detail: { before } }
      }]
    }))
