import type { Refund } from "../orders/Order.ts"
import type { World } from "./World.ts"

/** What a refund is made of. */
export interface RefundInput {
  readonly amount: number
  readonly now: number
  readonly inProgress: { readonly millis: number; readonly as: "done" | "failed" } | undefined
  readonly partnerRefundNo?: string
  readonly reason?: string
}

/** The next refund, with a number of its own; nothing is changed by it yet but the counter. */
export const nextRefund = (world: World, input: RefundInput): Refund => {
  const { amount, inProgress, now, partnerRefundNo, reason } = input
  return {
    refundNo: `RF${String(++world.counters.refund).padStart(10, "0")}`,
    amount,
    state: inProgress === undefined ? "done" : "running",
    at: now,
    ...(inProgress === undefined ? {} : { ends: { at: now + inProgress.millis, as: inProgress.as } }),
    ...(partnerRefundNo === undefined ? {} : { partnerRefundNo }),
    ...(reason === undefined ? {} : { reason })
  }
}
