import type { Mutation } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import { alsoSentFields, alsoSentIds } from "../journal/also-sent.ts"
import { say } from "../language.ts"
import { jsonLine } from "../output/answer.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { status, type Tone } from "../output/terminal-status.ts"
import { type Field, fields, rupiah, table } from "../output/text.ts"
import { stderr, stdout } from "../output/write.ts"
import { linesOf } from "./exit-code.ts"
import { isRefused, type Outcome, outcomes } from "./LineResult.ts"
import type { ResultsPlace } from "./results-place.ts"
import type { OutcomeTotal, Totals } from "./Workspace.ts"

/** How a batch ended. */
export interface Summary {
  readonly batch: string
  readonly totals: Totals
  readonly outcomes: ReadonlyArray<OutcomeTotal>
  /** Of these no other run will bring more. */
  readonly settled: ReadonlyArray<OutcomeTotal>
  /** How many lines were settled before this run: nothing was sent for them now. */
  readonly before: number
  /** What earlier commands had left behind and was carried out beside it. */
  readonly beside: ReadonlyArray<Mutation>
  readonly place: ResultsPlace
  /** Why the results could not be written. */
  readonly notWritten?: string | undefined
  readonly isStopped: boolean
}

const openOf = ({ settled, totals }: Summary): number => totals.lines - linesOf(settled, () => true)

const ofOutcome = ({ outcomes }: Summary, wanted: Outcome): OutcomeTotal =>
  outcomes.find(({ outcome }) => outcome === wanted) ?? { outcome: wanted, lines: 0, amount: 0 }

const pathOf = ({ notWritten, place }: Summary): string | null =>
  place.type === "file" && notWritten === undefined ? place.path : null

const notWrittenText = (why: string): string =>
  say(
    `${why}. Run the same command again with another --out; nothing is repeated`,
    `${why}. Jalankan perintah yang sama lagi dengan --out lain; tidak ada yang diulang`
  )

const summaryJson = (summary: Summary) => ({
  batch: summary.batch,
  lines: summary.totals.lines,
  amount: summary.totals.amount,
  outcomes: Object.fromEntries(outcomes.map((outcome) => {
    const { amount, lines } = ofOutcome(summary, outcome)
    return [outcome, { lines, amount }]
  })),
  open: openOf(summary),
  before: summary.before,
  stopped: summary.isStopped,
  results: pathOf(summary),
  notWritten: summary.notWritten,
  alsoSent: alsoSentIds(summary.beside)
})

const advice = (summary: Summary): ReadonlyArray<Field> => {
  const { lines } = summary.totals
  const open = openOf(summary)
  const refused = linesOf(summary.settled, isRefused)
  const review = linesOf(summary.outcomes, (outcome) => outcome === "needs_review")
  const next = say("Next", "Selanjutnya")
  return [
    [
      next,
      open === 0 ? undefined : say(
        `${open} of ${lines} lines are not settled: run the same command again; it goes on and repeats nothing`,
        `${open} dari ${lines} baris belum selesai: jalankan perintah yang sama lagi; yang sudah dilakukan tidak diulang`
      )
    ],
    [
      next,
      review === 0 ? undefined : say(
        `${review} of ${lines} lines need a person: the results say how to close them`,
        `${review} dari ${lines} baris memerlukan keputusan orang: berkas hasil menjelaskan cara menutupnya`
      )
    ],
    [
      next,
      refused === 0 ? undefined : say(
        `${refused} of ${lines} lines were not given back: the results say why`,
        `${refused} dari ${lines} baris tidak dikembalikan: berkas hasil menjelaskan alasannya`
      )
    ]
  ]
}

const toneOf = (outcome: Outcome): Tone => outcome === "succeeded" ? "good" : isRefused(outcome) ? "bad" : "open"

const summaryText = (summary: Summary, isQuiet: boolean): string =>
  table(
    [say("OUTCOME", "HASIL"), say("LINES", "BARIS"), say("AMOUNT", "JUMLAH")],
    outcomes.map((outcome) => ofOutcome(summary, outcome))
      .filter(({ lines }) => lines > 0)
      .map(({ amount, lines, outcome }) => [status(outcome, "", toneOf(outcome)), String(lines), rupiah(amount) ?? ""])
  ) + fields([
    ["Batch", summary.batch],
    [say("Lines", "Baris"), String(summary.totals.lines)],
    [say("Total", "Jumlah seluruhnya"), rupiah(summary.totals.amount)],
    [
      say("Done before", "Sudah sebelumnya"),
      summary.before === 0 ? undefined : say(
        `${summary.before} of the lines, by an earlier run; nothing was sent for them now`,
        `${summary.before} baris, oleh proses sebelumnya; sekarang tidak ada yang dikirim untuk baris itu`
      )
    ],
    [
      say("Results", "Berkas hasil"),
      summary.notWritten === undefined ? pathOf(summary) : notWrittenText(summary.notWritten)
    ],
    ...alsoSentFields(summary.beside),
    ...(isQuiet ? [] : advice(summary))
  ])

/** Tells how a batch ended. Where standard output holds the results, a person is told on standard error. */
export const tellSummary = Effect.fnUntraced(function*(summary: Summary, isQuiet: boolean) {
  if ((yield* OutputMode) === "json") return yield* stdout(jsonLine(summaryJson(summary)))
  const text = summaryText(summary, isQuiet)
  return yield* summary.place.type === "stdout" ? stderr(text) : stdout(text)
})
