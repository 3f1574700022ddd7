import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import type { Order } from "../orders/Order.ts"
import { transition } from "../orders/transition.ts"
import { applyEvent } from "../state/apply.ts"
import { findOrder } from "./find-order.ts"
import { readOrderAmount } from "./order-amount.ts"
import type { PgCall, PgDone, PgHandler } from "./PgCall.ts"
import { pgRefusals } from "./refusals.ts"

/** Nobody knows how Finpay settles; whatever does not allow a void is "not permitted", as an unpaid order was seen to. */
const takeBack = (call: PgCall, order: Order): Result.Result<PgDone, Refusal> =>
  Result.match(applyEvent(call.world, order, { type: "void" }, call.now), {
    onSuccess: () => Result.succeed({}),
    onFailure: () => Result.fail(pgRefusals.notPermitted)
  })

/** Void by POST, as Finpay's OpenAPI prints it. The amount is that of the order. */
export const voidByPost: PgHandler = (call) =>
  Result.gen(function*() {
    const { amount, id } = yield* Result.flatMap(call.body(), readOrderAmount)
    const order = yield* findOrder(call, id)
    // The state is looked at first: an unpaid order is "not permitted" whatever the amount.
    const isVoidable = Result.isSuccess(transition(order, { type: "void" }, call.now))
    if (isVoidable && amount !== order.amount) return yield* Result.fail(pgRefusals.invalidAmount)
    return yield* takeBack(call, order)
  })

/** Void by GET, as it was seen answering. */
export const voidByGet: PgHandler = (call) =>
  Result.flatMap(findOrder(call, call.orderId), (order) => takeBack(call, order))
