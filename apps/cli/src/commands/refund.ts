import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { amount } from "../input/amount.ts"
import { refundFlags } from "../input/change-flags.ts"
import { orderArgument } from "../input/order-argument.ts"
import { say } from "../language.ts"
import { mutate } from "../mutate.ts"

/** `finpay refund`: gives back all or part of a payment. Moves money. */
export const refund = Command.make(
  "refund",
  { order: orderArgument, amount: amount(say("How much to give back", "Jumlah yang dikembalikan")), ...refundFlags },
  Effect.fnUntraced(function*({ amount, order, ...flags }) {
    yield* mutate({
      about: { operation: "refund", reference: order, amount },
      change: { operation: "refund", request: { order: { id: order, amount } } },
      flags
    })
  })
).pipe(
  Command.withDescription(say("Give back all or part of a payment", "Kembalikan seluruh atau sebagian pembayaran")),
  Command.withExamples([
    {
      command: "finpay refund INV-1 --amount 10000 --key return-77",
      description: say(
        "The refund named return-77: done once, however often this is run",
        "Pengembalian dana bernama return-77: dikerjakan satu kali, berapa kali pun ini dijalankan"
      )
    },
    {
      command: "finpay refund INV-1 --amount 10000",
      description: say(
        "Give back Rp 10.000 of INV-1; run again, it gives back another Rp 10.000",
        "Kembalikan Rp 10.000 dari INV-1; bila dijalankan lagi, Rp 10.000 lagi yang dikembalikan"
      )
    }
  ])
)
