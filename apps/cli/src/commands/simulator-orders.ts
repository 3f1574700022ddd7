import { formatRupiah, Rupiah } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { amount } from "../input/amount.ts"
import { given } from "../input/given.ts"
import { orderArgument } from "../input/order-argument.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { status } from "../output/terminal-status.ts"
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

type OrderAction = "pay" | "pend" | "authorize" | "capture" | "decline" | "expire" | "settle"

const settledToo = (settled: boolean): string => settled ? say(", settled", ", sudah diselesaikan (settled)") : ""

const act = Effect.fnUntraced(function*(action: OrderAction, order: string, body?: Schema.JsonObject) {
  const path = `/orders/${encodeURIComponent(order)}/${action}`
  const { json, value } = yield* askSimulator({ method: "POST", path, body }, OrderView)
  const now = `${value.status}${settledToo(value.settled)}`
  const text = say(`${value.orderId} is ${now}.`, `${value.orderId} kini ${now}.`)
  yield* answer({ json, text: `${printable(text)}\n` })
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
      Flag.withMetavar("WORD"),
      Flag.withDescription(
        say(
          "What the payer chooses on a hosted order, such as vabca",
          "Pilihan pembayar pada pesanan tanpa kanal, misalnya vabca"
        )
      ),
      Flag.optional
    )
  },
  ({ channel, order }) => act("pay", order, given("channel", channel))
).pipe(
  Command.withDescription(say("The payer pays", "Pembayar membayar")),
  example(
    "finpay simulator pay INV-1",
    say("The payer pays INV-1; a callback goes out", "Pembayar membayar INV-1; callback dikirim")
  )
)

const capture = Command.make(
  "capture",
  {
    order: orderArgument,
    amount: amount(
      say("How much is taken; all of the hold when left out", "Jumlah yang diambil; seluruh dana tertahan bila kosong")
    ).pipe(Flag.optional)
  },
  ({ amount, order }) => act("capture", order, given("amount", amount))
).pipe(
  Command.withDescription(say("Money is taken from the hold on a card", "Dana diambil dari yang tertahan di kartu")),
  example(
    "finpay simulator capture INV-1",
    say("The merchant's bank takes the money", "Bank merchant mengambil dananya")
  )
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
      status(order.status, settledToo(order.settled)),
      order.channel,
      formatRupiah(order.amount),
      formatRupiah(order.captured),
      formatRupiah(order.refunded),
      order.reference
    ])
    const heading = [
      say("ORDER", "PESANAN"),
      "STATUS",
      say("CHANNEL", "KANAL"),
      say("AMOUNT", "JUMLAH"),
      say("TAKEN", "DIAMBIL"),
      say("REFUNDED", "DIKEMBALIKAN"),
      say("REFERENCE", "REFERENSI")
    ]
    yield* answer({ json, text: table(heading, rows) })
  })
).pipe(
  Command.withDescription(say("List the simulator's orders", "Tampilkan pesanan di simulator")),
  example(
    "finpay simulator orders",
    say("All orders, in the order in which they were made", "Semua pesanan, urut sejak dibuat")
  )
)

/** What a payer and a bank do to the simulator's orders. */
export const orderCommands = [
  pay,
  simple("pend", say("The payment is on its way and not sure yet", "Pembayaran sedang berjalan dan belum pasti")),
  simple("authorize", say("A card payment reaches the hold on the card", "Pembayaran kartu mencapai penahanan dana")),
  capture,
  simple("decline", say("The payment is declined", "Pembayaran ditolak")),
  simple("expire", say("The time to pay runs out", "Waktu membayar habis")),
  simple(
    "settle",
    say(
      "The payment is settled: refund instead of void from now on",
      "Pembayaran diselesaikan (settled): sejak ini refund, bukan void"
    )
  ),
  orders
] as const
