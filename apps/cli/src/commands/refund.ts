import { formatRupiah } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { yes } from "../confirm.ts"
import { amount } from "../input/amount.ts"
import { orderArgument } from "../input/order-argument.ts"
import { mutate } from "../mutate.ts"
import { tellChange } from "./tell-change.ts"

/** `finpay refund`: gives back all or part of a payment. Moves money. */
export const refund = Command.make(
  "refund",
  { order: orderArgument, amount: amount("How much to give back"), yes },
  Effect.fnUntraced(function*({ amount, order, yes }) {
    const change = { operation: "refund", reference: order, amount }
    yield* mutate({
      change,
      isYes: yes,
      call: ({ payments }) => payments.refund({ order: { id: order, amount } }),
      tell: (answered) => tellChange(change, `Refunded ${formatRupiah(amount)} of ${order}.`, answered)
    })
  })
).pipe(
  Command.withDescription("Give back all or part of a payment"),
  Command.withExamples([{ command: "finpay refund INV-1 --amount 10000", description: "Give back Rp 10.000 of INV-1" }])
)
