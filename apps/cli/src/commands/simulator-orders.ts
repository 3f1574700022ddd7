import { formatRupiah, Rupiah } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { amount } from "../input/amount.ts"
import { given } from "../input/given.ts"
import { orderArgument } from "../input/order-argument.ts"
import { answer } from "../output/answer.ts"
import { printable, table } from "../output/text.ts"
import { askSimulator } from "../simulator-control.ts"

/** What of an order is shown. */
const OrderView = Schema.Struct({
  orderId: Schema.String,
  reference: Schema.String,
  status: Schema.String,
  channel: Schema.String,
  amount: Rupiah,
  captured: Rupiah,
  refunded: Rupiah,
  settled: Schema.Boolean
})

type OrderAction = "pay" | "authorize" | "capture" | "decline" | "expire" | "settle"

const act = Effect.fnUntraced(function*(action: OrderAction, order: string, body?: Schema.JsonObject) {
  const path = `/orders/${encodeURIComponent(order)}/${action}`
  const { json, value } = yield* askSimulator({ method: "POST", path, body }, OrderView)
  const settled = value.settled ? ", settled" : ""
  yield* answer({ json, text: printable(`${value.orderId} is ${value.status}${settled}.`) + "\n" })
})

const example = (command: string, description: string) => Command.withExamples([{ command, description }])

const simple = <const Name extends OrderAction>(name: Name, description: string) =>
  Command.make(name, { order: orderArgument }, ({ order }) => act(name, order)).pipe(
    Command.withDescription(description),
    example(`finpay simulator ${name} INV-1`, description)
  )

const pay = Command.make(
  "pay",
  {
    order: orderArgument,
    channel: Flag.String("channel").pipe(
      Flag.withDescription("What the payer chooses on a hosted order, such as vabca"),
      Flag.optional
    )
  },
  ({ channel, order }) => act("pay", order, given("channel", channel))
).pipe(
  Command.withDescription("The payer pays"),
  example("finpay simulator pay INV-1", "The payer pays INV-1; a callback goes out")
)

const capture = Command.make(
  "capture",
  { order: orderArgument, amount: amount("How much is taken; all of the hold when left out").pipe(Flag.optional) },
  ({ amount, order }) => act("capture", order, given("amount", amount))
).pipe(
  Command.withDescription("Money is taken from the hold on a card"),
  example("finpay simulator capture INV-1", "The merchant's bank takes the money")
)

const orders = Command.make(
  "orders",
  {},
  Effect.fnUntraced(function*() {
    const { json, value } = yield* askSimulator(
      { method: "GET", path: "/orders" },
      Schema.Struct({ orders: Schema.Array(OrderView) })
    )
    const rows = value.orders.map((order) => [
      order.orderId,
      order.settled ? `${order.status}, settled` : order.status,
      order.channel,
      formatRupiah(order.amount),
      formatRupiah(order.captured),
      formatRupiah(order.refunded),
      order.reference
    ])
    const heading = ["ORDER", "STATUS", "CHANNEL", "AMOUNT", "TAKEN", "REFUNDED", "REFERENCE"]
    yield* answer({ json, text: table(heading, rows) })
  })
).pipe(
  Command.withDescription("List the simulator's orders"),
  example("finpay simulator orders", "All orders, in the order in which they were made")
)

/** What a payer and a bank do to the simulator's orders. */
export const orderCommands = [
  pay,
  simple("authorize", "A card payment reaches the hold on the card"),
  capture,
  simple("decline", "The payment is declined"),
  simple("expire", "The time to pay runs out"),
  simple("settle", "The payment is settled: refund instead of void from now on"),
  orders
] as const
