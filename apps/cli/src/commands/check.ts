import type { FinpayError } from "@openfinpay/finpay-core"
import { Finpay } from "@openfinpay/finpay-transport"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type Ask, checkMany } from "../check/check-many.ts"
import { checkedJson, checkedText } from "../check/checked.ts"
import { ordersOf } from "../check/orders.ts"
import { watchOne } from "../check/watch-one.ts"
import { EndWith, UsageError } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { finpayConfig, finpayLayer, withLocalAdvice } from "../finpay-client.ts"
import { Quiet } from "../global-flags.ts"
import { toggle } from "../input/toggle.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { quoted } from "../reconcile/mapping-flags.ts"
import { report } from "../report.ts"

const seconds = (name: string, most: number, description: string) =>
  Flag.Int(name).pipe(
    Flag.withMetavar("SECONDS"),
    Flag.filter(
      (given) => given >= 1 && given <= most,
      () => say(`Expected 1 to ${most} seconds`, `Harus 1 sampai ${most} detik`)
    ),
    Flag.withDescription(description),
    Flag.optional
  )

const usualFor = 900
const usualEvery = 2

const flags = {
  orders: Argument.String("order").pipe(
    Argument.variadic({ min: 1 }),
    Argument.withDescription(
      say(
        "Your number of the order, such as INV-1; several, or - for one a line on standard input",
        "Nomor pesanan Anda, misalnya INV-1; boleh beberapa, atau - untuk satu per baris dari masukan standar"
      )
    )
  ),
  watch: toggle(
    "watch",
    say(
      "Ask again and again, and print each change, until the payment is paid or can no longer be",
      "Tanyakan berulang-ulang dan cetak setiap perubahan, sampai dibayar atau tidak dapat lagi dibayar"
    )
  ),
  for: seconds(
    "for",
    86_400,
    say(`With --watch: for how long (default: ${usualFor})`, `Dengan --watch: berapa lama (bawaan: ${usualFor})`)
  ),
  every: seconds(
    "every",
    3600,
    say(
      `With --watch: the first pause between two questions; it grows while nothing changes (default: ${usualEvery})`,
      `Dengan --watch: jeda pertama antara dua pertanyaan; makin lama bila tidak ada perubahan (bawaan: ${usualEvery})`
    )
  )
} as const

type Input = Command.Command.Config.Infer<typeof flags>

/** In no order id, and in most names of files. */
const isLikeFile = (order: string): boolean => /[/\\.]/u.test(order)

const tellFile = Effect.fnUntraced(function*(order: string, failure: FinpayError) {
  const command = `finpay check - < ${quoted(order)}`
  const exitCode = yield* report(failure, {
    json: {},
    fields: [[say("A file?", "Berkas?"), say(`One order a line: ${command}`, `Satu pesanan per baris: ${command}`)]]
  })
  return yield* new EndWith({ exitCode })
})

const checkOne = Effect.fnUntraced(function*(order: string, ask: Ask) {
  const checked = yield* Effect.catchIf(
    ask(order),
    ({ _tag }) => isLikeFile(order) && _tag === "InvalidRequest",
    (failure) => tellFile(order, failure)
  )
  yield* answer({ json: checkedJson(order, checked), text: checkedText(order, checked, yield* Quiet) })
})

const problemIn = ({ every, for: given, orders, watch: isWatch }: Input): string | undefined => {
  if (!isWatch && Option.isSome(given)) return say("--for: only with --watch", "--for: hanya dengan --watch")
  if (!isWatch && Option.isSome(every)) return say("--every: only with --watch", "--every: hanya dengan --watch")
  if (isWatch && (orders.length !== 1 || orders[0] === "-")) {
    return say("--watch: watch one order at a time", "--watch: pantau satu pesanan saja")
  }
  return orders.filter((order) => order === "-").length > 1
    ? say("-: standard input can be read once", "-: masukan standar hanya dapat dibaca sekali")
    : undefined
}

const run = Effect.fnUntraced(function*(input: Input, ask: Ask) {
  const [order = ""] = input.orders
  if (input.watch) {
    const everySeconds = Option.getOrElse(input.every, () => usualEvery)
    return yield* watchOne(order, ask, { everySeconds, forSeconds: Option.getOrElse(input.for, () => usualFor) })
  }
  if (input.orders.length === 1 && order !== "-") return yield* checkOne(order, ask)
  const exitCode = yield* checkMany(ordersOf(input.orders), ask)
  if (exitCode !== exitCodes.done) return yield* new EndWith({ exitCode })
})

/** `finpay check`: what Finpay knows of orders. Only reads. */
export const check = Command.make(
  "check",
  flags,
  Effect.fnUntraced(function*(input) {
    const problem = problemIn(input)
    if (problem !== undefined) return yield* new UsageError({ message: problem })
    const config = yield* finpayConfig
    const checking = Finpay.use(({ payments }) =>
      run(
        input,
        (order) => Effect.mapError(payments.check({ orderId: order }), (error) => withLocalAdvice(config, error))
      )
    )
    yield* Effect.provide(checking, finpayLayer(config))
  })
).pipe(
  Command.withDescription(
    say(
      "Ask for the status of payments. With several orders, or with -, each has a row (with --json a line of JSON), in " +
        "the order in which they were given; one that fails does not stop the others, and the exit code is the most " +
        "serious: 5, 6, 4, 2, 3, 0",
      "Tanyakan status pembayaran. Dengan beberapa pesanan, atau dengan -, masing-masing mendapat satu baris (dengan " +
        "--json satu baris JSON) menurut urutannya; satu yang gagal tidak menghentikan yang lain, dan kode keluarnya " +
        "yang paling berat: 5, 6, 4, 2, 3, 0"
    )
  ),
  Command.withShortDescription(say("Ask for the status of a payment", "Tanyakan status pembayaran")),
  Command.withExamples([
    { command: "finpay check INV-1", description: say("Has INV-1 been paid?", "Apakah INV-1 sudah dibayar?") },
    {
      command: "finpay check INV-1 --watch --for 600",
      description: say("Wait up to ten minutes until it is paid", "Tunggu paling lama sepuluh menit sampai dibayar")
    },
    {
      command: "finpay check - --json < orders.txt",
      description: say(
        "Many, one a line; one line of JSON each",
        "Banyak pesanan, satu per baris; satu baris JSON masing-masing"
      )
    }
  ])
)
