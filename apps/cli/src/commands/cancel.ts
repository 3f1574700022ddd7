import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { changeFlags } from "../input/change-flags.ts"
import { orderArgument } from "../input/order-argument.ts"
import { say } from "../language.ts"
import { mutate } from "../mutate.ts"

/** `finpay cancel`: withdraws an order nobody has paid. */
export const cancel = Command.make(
  "cancel",
  { order: orderArgument, ...changeFlags },
  Effect.fnUntraced(function*({ order, ...flags }) {
    yield* mutate({
      about: { operation: "cancel", reference: order },
      change: { operation: "cancel", request: { orderId: order } },
      flags
    })
  })
).pipe(
  Command.withDescription(say("Withdraw an order nobody has paid", "Batalkan pesanan yang belum dibayar")),
  Command.withExamples([{
    command: "finpay cancel INV-1",
    description: say("Nobody can pay INV-1 any more", "INV-1 tidak dapat dibayar lagi")
  }])
)
