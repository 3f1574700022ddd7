import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { yes } from "../confirm.ts"
import { orderArgument } from "../input/order-argument.ts"
import { mutate } from "../mutate.ts"
import { tellChange } from "./tell-change.ts"

/** `finpay cancel`: withdraws an order nobody has paid. */
export const cancel = Command.make(
  "cancel",
  { order: orderArgument, yes },
  Effect.fnUntraced(function*({ order, yes }) {
    const change = { operation: "cancel", reference: order }
    yield* mutate({
      change,
      isYes: yes,
      call: ({ payments }) => payments.cancel({ orderId: order }),
      tell: (answered) => tellChange(change, `Cancelled ${order}: it can no longer be paid.`, answered)
    })
  })
).pipe(
  Command.withDescription("Withdraw an order nobody has paid"),
  Command.withExamples([{ command: "finpay cancel INV-1", description: "Nobody can pay INV-1 any more" }])
)
