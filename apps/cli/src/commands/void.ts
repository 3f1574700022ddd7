import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { amount } from "../input/amount.ts"
import { changeFlags } from "../input/change-flags.ts"
import { orderArgument } from "../input/order-argument.ts"
import { say } from "../language.ts"
import { mutate } from "../mutate.ts"

/** `finpay void`: takes back a payment before it is settled. Moves money. */
export const voidPayment = Command.make(
  "void",
  { order: orderArgument, amount: amount(say("What was paid", "Jumlah yang dibayar")), ...changeFlags },
  Effect.fnUntraced(function*({ amount, order, ...flags }) {
    yield* mutate({
      about: { operation: "void", reference: order, amount },
      change: { operation: "void", request: { order: { id: order, amount } } },
      flags
    })
  })
).pipe(
  Command.withDescription(
    say("Take back a payment before it is settled", "Batalkan pembayaran yang belum diselesaikan (settled): void")
  ),
  Command.withExamples([{
    command: "finpay void INV-1 --amount 22000",
    description: say("Take back the payment of INV-1", "Batalkan pembayaran INV-1 (void)")
  }])
)
