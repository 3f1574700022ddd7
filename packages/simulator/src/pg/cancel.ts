import * as Result from "effect/Result"
import { isCancellable } from "../orders/channels.ts"
import { applyEvent } from "../state/apply.ts"
import { findOrder } from "./find-order.ts"
import type { PgHandler } from "./PgCall.ts"
import { pgRefusals } from "./refusals.ts"

/** Cancel: withdraws an unpaid order. QRIS and wallets refuse it with 4040100 (seen live), and so does a paid order. */
export const cancel: PgHandler = (call) =>
  Result.gen(function*() {
    const order = yield* findOrder(call, call.orderId)
    if (!isCancellable(order.channel)) return yield* Result.fail(pgRefusals.invalidStatus)
    yield* Result.mapError(
      applyEvent(call.world, order, { type: "cancel" }, call.now),
      () => pgRefusals.invalidStatus
    )
    return {}
  })
