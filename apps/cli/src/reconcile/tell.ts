/** Tells what a comparison came to. */
import { explain, isDifference } from "@openfinpay/finpay-reconcile"
import type { KnownEntry, ReportLine, Result } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Quiet } from "../global-flags.ts"
import { language, say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { wrap } from "../output/terminal-wrap.ts"
import { outputScreen } from "../output/terminal.ts"
import { fields, rupiah, table, type TableRow } from "../output/text.ts"
import { stdout } from "../output/write.ts"
import { adviceOn } from "./advice.ts"
import { count } from "./count.ts"
import { differencesIn, our, type Outcome, verdictText } from "./Outcome.ts"
import { summaryJson, summaryText } from "./summary.ts"

/** How many differences are shown unless all shall be. */
const mostShown = 50

/** How many rows make one table: their columns are laid out together, and no more are in memory. */
const block = 500

const heading = [
  say("LINE", "BARIS"),
  say("RESULT", "HASIL"),
  say("KIND", "JENIS"),
  say("REFERENCE", "REFERENSI"),
  say("AMOUNT", "JUMLAH"),
  say("WHY", "SEBAB")
]

const rowOf = (result: Result): TableRow => {
  const { known, line }: { readonly line?: Partial<ReportLine>; readonly known?: KnownEntry } = result
  const kind = line?.kind ?? known?.kind
  return [
    line?.line === undefined ? "" : String(line.line),
    verdictText(result.verdict),
    kind === undefined ? "" : our.kinds[kind],
    line?.reference ?? known?.reference ?? "",
    rupiah(line?.amount ?? known?.amount) ?? "",
    [explain(result, language), known?.mutationId ?? ""].filter((part) => part !== "").join(" ")
  ]
}

const paragraph = (text: string): string => `\n${wrap(text, outputScreen().columns).join("\n")}\n`

/** Prints the differences block by block, and says how many are not shown. */
const tellDifferences = Effect.fnUntraced(function*(outcome: Outcome, isAll: boolean) {
  const differences = differencesIn(outcome)
  const shown = isAll ? differences : Math.min(differences, mostShown)
  if (shown === 0) return
  yield* outcome.reconciliation.results.pipe(
    Stream.filter(({ verdict }) => isDifference(verdict)),
    Stream.take(shown),
    Stream.map(rowOf),
    Stream.grouped(block),
    Stream.runForEach((rows) => stdout(`\n${table(heading, rows)}`))
  )
  if (shown === differences) return
  yield* stdout(paragraph(say(
    `Shown: the first ${count(shown)} of ${count(differences)} differences. ` +
      "All of them: --all, or in a file: --out FILE.xlsx",
    `Ditampilkan: ${count(shown)} pertama dari ${count(differences)} perbedaan. ` +
      "Semuanya: --all, atau ke berkas: --out FILE.xlsx"
  )))
})

/** Prints what a comparison came to: totals and differences for people, the summary as one value for scripts. */
export const tell = Effect.fnUntraced(function*(outcome: Outcome, isAll: boolean) {
  yield* answer({ json: summaryJson(outcome), text: summaryText(outcome) })
  if ((yield* OutputMode) === "json") return
  yield* tellDifferences(outcome, isAll)
  const advice = (yield* Quiet) ? [] : adviceOn(outcome)
  const written = fields([
    [say("Written", "Ditulis"), outcome.out],
    [say("Mapping", "Pemetaan"), outcome.savedMapping]
  ])
  yield* stdout(`${advice.map(paragraph).join("")}${written === "" ? "" : `\n${written}`}`)
})
