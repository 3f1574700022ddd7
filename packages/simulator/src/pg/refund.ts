import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import type { Refused } from "../orders/transition.ts"
import { applyEvent } from "../state/apply.ts"
import { nextRefund } from "../state/next-refund.ts"
import { findOrder } from "./find-order.ts"
import { readOrderAmount } from "./order-amount.ts"
import type { PgHandler } from "./PgCall.ts"
import { pgRefusals } from "./refusals.ts"

/**
 * An order that was never captured is "not found" to refund (seen live). That a refunded order is not permitted and
 * more than the rest exceeds the limit is assumed.
 */
const refusalOf = ({ reason }: Refused): Refusal => {
  switch (reason) {
    case "refunded":
      return pgRefusals.notPermitted
    case "too-much":
      return pgRefusals.overLimit
    default:
      return pgRefusals.notFound
  }
}

/** Refund: gives back all or part. There is no key: the same request twice gives back twice. */
export const refund: PgHandler = (call) =>
  Result.gen(function*() {
    const { amount, id } = yield* Result.flatMap(call.body(), readOrderAmount)
    const order = yield* findOrder(call, id)
    if (call.merchant.refunds !== "allowed") return yield* Result.fail(pgRefusals.notPermitted)
    const given = nextRefund(call.world, { amount, now: call.now, inProgress: call.inProgress })
    yield* Result.mapError(applyEvent(call.world, order, { type: "refund", refund: given }, call.now), refusalOf)
    return { isPending: given.state === "running" }
  })
