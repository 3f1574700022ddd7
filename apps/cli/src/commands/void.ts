import { formatRupiah } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { yes } from "../confirm.ts"
import { amount } from "../input/amount.ts"
import { orderArgument } from "../input/order-argument.ts"
import { mutate } from "../mutate.ts"
import { tellChange } from "./tell-change.ts"

/** `finpay void`: takes back a payment before it is settled. Moves money. */
export const voidPayment = Command.make(
  "void",
  { order: orderArgument, amount: amount("What was paid"), yes },
  Effect.fnUntraced(function*({ amount, order, yes }) {
    const change = { operation: "void", reference: order, amount }
    yield* mutate({
      change,
      isYes: yes,
      call: ({ payments }) => payments.void({ order: { id: order, amount } }),
      tell: (answered) => tellChange(change, `Voided the payment of ${formatRupiah(amount)} for ${order}.`, answered)
    })
  })
).pipe(
  Command.withDescription("Take back a payment before it is settled"),
  Command.withExamples([{ command: "finpay void INV-1 --amount 22000", description: "Take back the payment of INV-1" }])
)
