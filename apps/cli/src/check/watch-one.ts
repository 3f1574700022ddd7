/** Tells a person or a script what becomes of an order that is watched. */
import type { FinpayError } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { exitCodes } from "../exit-codes.ts"
import { failureJson } from "../failure.ts"
import { Quiet } from "../global-flags.ts"
import { say } from "../language.ts"
import { answer, jsonLine } from "../output/answer.ts"
import { failureText } from "../output/failure-text.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { wrap } from "../output/terminal-wrap.ts"
import { errorScreen } from "../output/terminal.ts"
import { fields, printable, wibOf } from "../output/text.ts"
import { stderr } from "../output/write.ts"
import { onStopSignal } from "../StopSignal.ts"
import type { Ask } from "./check-many.ts"
import { type Checked, checkedJson, statusOf, statusText } from "./checked.ts"
import { watch } from "./watch.ts"

const tellChange = Effect.fnUntraced(function*(order: string, checked: Checked) {
  const seen = yield* Clock.currentTimeMillis
  yield* answer({
    json: { ...checkedJson(order, checked), seenAt: new Date(seen).toISOString() },
    text: fields([[wibOf(seen), statusText(checked)]])
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
      : `\n${wrap(`finpay: ${printable(message)}`, errorScreen().columns).join("\n")}\n`
  )
  return exitCodes.stopped
})

const tellBegin = Effect.fnUntraced(function*(order: string, forSeconds: number) {
  if ((yield* OutputMode) === "json" || (yield* Quiet)) return
  const text = say(
    `Watching ${printable(order)} for at most ${forSeconds} seconds; Ctrl-C ends it.`,
    `Memantau ${printable(order)} paling lama ${forSeconds} detik; hentikan dengan Ctrl-C.`
  )
  yield* stderr(`${wrap(text, errorScreen().columns).join("\n")}\n`)
})

/** Watches one order and tells what becomes of it; `forSeconds` at most, beginning with a pause of `everySeconds`. */
export const watchOne = Effect.fnUntraced(function*(
  order: string,
  ask: Ask,
  { everySeconds, forSeconds }: { readonly everySeconds: number; readonly forSeconds: number }
) {
  let last: Checked | undefined
  yield* tellBegin(order, forSeconds)
  const watching = watch({
    order,
    ask: ask(order),
    forMillis: forSeconds * 1000,
    everyMillis: everySeconds * 1000,
    onChange: (checked) => {
      last = checked
      return tellChange(order, checked)
    },
    onOutage: (error) => tellOutage(order, error)
  })
  yield* onStopSignal(watching, Effect.suspend(() => tellStopped(order, last)))
})
