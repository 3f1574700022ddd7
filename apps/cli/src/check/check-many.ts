/** Many orders at once: one row or one line of JSON each, in the order in which they were asked for. */
import type { FinpayError } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { UsageError } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { exitCodeOf, failureJson } from "../failure.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { inIndonesian } from "../output/failure-indonesian.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { type Shown, status } from "../output/terminal-status.ts"
import { outputScreen, type Screen } from "../output/terminal.ts"
import { type Field, fields, rupiah, table, type TableRow, wib } from "../output/text.ts"
import { stdout } from "../output/write.ts"
import { type Checked, checkedJson, statusOf } from "./checked.ts"
import type { Asked } from "./orders.ts"

/** Asks Finpay about one order. */
export type Ask = (order: string) => Effect.Effect<Checked, FinpayError>

/** What came of one order. */
export type Outcome =
  | { readonly order: string; readonly checked: Checked }
  | { readonly order: string | null; readonly failure: FinpayError | UsageError }

/** How many questions are on their way at a time. */
const concurrency = 4

/** How many rows make one table: their columns are laid out together. */
const block = 100

/** The more serious one first: what keeps every answer away, then answers that may come later, then what is wrong here. */
const bySeriousness: ReadonlyArray<number> = [
  exitCodes.bug,
  exitCodes.configuration,
  exitCodes.unreachable,
  exitCodes.unknown,
  exitCodes.usage,
  exitCodes.refused
]

/** The most serious of some exit codes. */
export const mostSerious = (codes: Iterable<number>): number => {
  const all = new Set(codes)
  return bySeriousness.find((code) => all.has(code)) ?? exitCodes.done
}

const outcomeOf = (ask: Ask, asked: Asked): Effect.Effect<Outcome, FinpayError> => {
  if ("unusable" in asked) return Effect.succeed({ order: null, failure: asked.unusable })
  const { order } = asked
  return ask(order).pipe(
    Effect.map((checked): Outcome => ({ order, checked })),
    // Credentials that are not accepted are so for every order: asking on could lock the account.
    Effect.catchIf(
      (failure) => failure._tag !== "NotAuthenticated",
      (failure) => Effect.succeed<Outcome>({ order, failure })
    )
  )
}

/** What came of each order, in the order in which they were asked for. */
export const outcomesOf = <E, R>(orders: Stream.Stream<Asked, E, R>, ask: Ask) =>
  Stream.mapEffect(orders, (asked) => outcomeOf(ask, asked), { concurrency })

const outcomeJson = (outcome: Outcome) =>
  "checked" in outcome
    ? checkedJson(outcome.order, outcome.checked)
    : { orderId: outcome.order, error: failureJson(outcome.failure) }

const failureStatus = ({ _tag }: FinpayError | UsageError): Shown => {
  switch (_tag) {
    case "NotFound":
      return status(say("not found", "tidak ditemukan"), "", "bad")
    case "UsageError":
    case "InvalidRequest":
      return status(say("no order id", "bukan nomor pesanan"), "", "bad")
    case "NotPermitted":
      return status(say("not permitted", "tidak diizinkan"), "", "bad")
    default:
      return status(say("no answer", "tidak ada jawaban"), "", "open")
  }
}

const whyOf = (failure: FinpayError | UsageError): string => {
  const { nextStep, what } = inIndonesian(failure)
  return say(failure._tag === "UsageError" ? failure.message : failure.detail, nextStep ?? what)
}

// Seconds have no room in a table.
const minuteOf = (time: string | undefined): string => time?.replace(/(\d\d:\d\d):\d\d WIB$/u, "$1 WIB") ?? ""

const rowOf = (outcome: Outcome): TableRow => {
  if ("failure" in outcome) return [outcome.order ?? "", failureStatus(outcome.failure), "", "", ""]
  const { checked: { data }, checked, order } = outcome
  const payment = data?.result?.payment
  return [
    data?.order?.id ?? order,
    status(statusOf(checked) ?? say("unknown", "tidak diketahui")),
    rupiah(data?.order?.amount) ?? "",
    rupiah(payment?.amount) ?? "",
    minuteOf(wib(payment?.datetime))
  ]
}

const heading = [
  say("ORDER", "PESANAN"),
  "STATUS",
  say("AMOUNT", "JUMLAH"),
  say("PAID", "DIBAYAR"),
  say("AT", "WAKTU")
]

const whyRow = (outcome: Outcome): ReadonlyArray<Field> =>
  "failure" in outcome ? [[outcome.order ?? say("no order", "tanpa pesanan"), whyOf(outcome.failure)]] : []

/** A row for each order, and why there is no answer for some: below, where a sentence has room. */
export const tableOf = (outcomes: ReadonlyArray<Outcome>, screen: Screen = outputScreen()): string => {
  const why = fields(outcomes.flatMap(whyRow), screen)
  return `${table(heading, outcomes.map(rowOf), screen)}${why === "" ? "" : `\n${why}`}`
}

/** Checks orders and prints what came of each. Gives the most serious exit code. */
export const checkMany = Effect.fnUntraced(function*<E, R>(orders: Stream.Stream<Asked, E, R>, ask: Ask) {
  const codes = new Set<number>()
  const outcomes = Stream.tap(
    outcomesOf(orders, ask),
    (outcome) => Effect.sync(() => codes.add("failure" in outcome ? exitCodeOf(outcome.failure) : exitCodes.done))
  )
  const mode = yield* OutputMode
  yield* mode === "json"
    ? Stream.runForEach(outcomes, (outcome) => answer({ json: outcomeJson(outcome), text: "" }))
    : Stream.runForEach(Stream.grouped(outcomes, block), (some) => stdout(tableOf(some)))
  return mostSerious(codes)
})
