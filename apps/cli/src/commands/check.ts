import type { FinpayError } from "@openfinpay/finpay-core"
import { Finpay } from "@openfinpay/finpay-transport"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type Ask, checkMany } from "../check/check-many.ts"
import { type Checked, checkedJson, checkedText, statusOf, statusText } from "../check/checked.ts"
import { ordersOf } from "../check/orders.ts"
import { watch } from "../check/watch.ts"
import { EndWith, UsageError } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { failureJson } from "../failure.ts"
import { finpayConfig, finpayLayer, withLocalAdvice } from "../finpay-client.ts"
import { Quiet } from "../global-flags.ts"
import { say } from "../language.ts"
import { answer, jsonLine } from "../output/answer.ts"
import { failureText } from "../output/failure-text.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { painted, plain } from "../output/terminal-status.ts"
import { outputScreen } from "../output/terminal.ts"
import { printable, wibOf } from "../output/text.ts"
import { stderr } from "../output/write.ts"
import { onStopSignal } from "../StopSignal.ts"

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
  watch: Flag.Boolean("watch").pipe(
    Flag.withoutNegation,
    Flag.withDefault(false),
    Flag.withDescription(
      say(
        "Ask again and again, and print each change, until the payment is paid or can no longer be",
        "Tanyakan berulang-ulang dan cetak setiap perubahan, sampai dibayar atau tidak dapat lagi dibayar"
      )
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

const checkOne = Effect.fnUntraced(function*(order: string, ask: Ask) {
  const checked = yield* ask(order)
  yield* answer({ json: checkedJson(order, checked), text: checkedText(order, checked) })
})

const tellChange = Effect.fnUntraced(function*(order: string, checked: Checked) {
  const seen = yield* Clock.currentTimeMillis
  const shown = statusText(checked)
  const [line = ""] = painted(shown, [printable(plain(shown))], outputScreen())
  yield* answer({
    json: { ...checkedJson(order, checked), seenAt: new Date(seen).toISOString() },
    text: `${wibOf(seen)}  ${line}\n`
  })
})

// In JSON it stands among the answers: standard error is kept for what ends the command.
const tellOutage = Effect.fnUntraced(function*(order: string, error: FinpayError) {
  if ((yield* OutputMode) === "json") {
    return yield* answer({ json: { orderId: order, error: failureJson(error) }, text: "" })
  }
  yield* stderr(`${failureText(error)}${say("Still watching.", "Pemantauan berlanjut.")}\n`)
})

const tellStopped = Effect.fnUntraced(function*(order: string, last: Checked | undefined) {
  const status = last === undefined ? undefined : statusOf(last)
  const seen = status === undefined
    ? say("nothing was seen of it", "belum ada yang terlihat")
    : say(`it was last seen ${status}`, `status terakhirnya ${status}`)
  const message = say(`stopped watching ${order}: ${seen}`, `pemantauan ${order} dihentikan: ${seen}`)
  yield* stderr(
    (yield* OutputMode) === "json"
      ? jsonLine({ _tag: "Stopped", message, orderId: order, status: status ?? null })
      : `\nfinpay: ${printable(message)}\n`
  )
  return exitCodes.stopped
})

const tellBegin = Effect.fnUntraced(function*(order: string, forSeconds: number) {
  if ((yield* OutputMode) === "json" || (yield* Quiet)) return
  yield* stderr(say(
    `Watching ${printable(order)} for at most ${forSeconds} seconds; Ctrl-C ends it.\n`,
    `Memantau ${printable(order)} paling lama ${forSeconds} detik; hentikan dengan Ctrl-C.\n`
  ))
})

const watchOne = Effect.fnUntraced(function*(order: string, ask: Ask, input: Input) {
  const forSeconds = Option.getOrElse(input.for, () => usualFor)
  let last: Checked | undefined
  yield* tellBegin(order, forSeconds)
  const watching = watch({
    order,
    ask: ask(order),
    forMillis: forSeconds * 1000,
    everyMillis: Option.getOrElse(input.every, () => usualEvery) * 1000,
    onChange: (checked) => {
      last = checked
      return tellChange(order, checked)
    },
    onOutage: (error) => tellOutage(order, error)
  })
  yield* onStopSignal(watching, Effect.suspend(() => tellStopped(order, last)))
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
  if (input.watch) return yield* watchOne(order, ask, input)
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
