import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { askAll } from "./ask.ts"
import type { Asking } from "./Asking.ts"
import { compareAll } from "./compare.ts"
import type { Period } from "./compare.ts"
import type { Known } from "./Known.ts"
import { Totals } from "./match/totals.ts"
import type { ReportRefused, WorkspaceFailed } from "./ReconcileError.ts"
import { readReport } from "./report/read-report.ts"
import type { ReportOptions } from "./report/read-report.ts"
import { isDifference } from "./Result.ts"
import type { Result, Total } from "./Result.ts"
import { attempt } from "./store/attempt.ts"
import { makeStore } from "./store/Store.ts"
import type { Position, Store } from "./store/Store.ts"
import { takeKnown, takeReport } from "./take.ts"
import type { ReportSummary } from "./take.ts"

/** What is compared with what. */
export interface ReconcileOptions<E = never, R = never, EK = never, RK = never, EA = never, RA = never>
  extends ReportOptions<E, R>
{
  /** What our own records know; see {@link knownFromJournal}. */
  readonly known: Known<EK, RK>
  /**
   * The time the report covers. Entries outside it may be in the report and need not be: a refund just before midnight
   * is in the report of the next day. All entries have to be in it unless given.
   */
  readonly period?: Period
  /** Asks Finpay as well; it is not asked unless given. */
  readonly asking?: Asking<EA, RA>
}

/** What a comparison came to. */
export interface Reconciliation {
  readonly report: ReportSummary
  /** How many entries our records had. */
  readonly knownEntries: number
  /** How many payments Finpay was asked about. */
  readonly questions: number
  /** By verdict and kind. */
  readonly totals: ReadonlyArray<Total>
  /** Whether something differs. What was not compared does not. */
  readonly differs: boolean
  /**
   * The lines in the report's order, then what the report should have and has not. It can be read again and
   * again. Errors: `WorkspaceFailed`.
   */
  readonly results: Stream.Stream<Result, WorkspaceFailed>
}

const start: Position = { of: "line", after: 0 }

const resultsOf = (store: Store): Stream.Stream<Result, WorkspaceFailed> =>
  Stream.paginate(
    start,
    (position) =>
      Effect.map(attempt(() => store.results(position)), ({ next, results }) =>
        [results, Option.fromUndefinedOr(next)] as const)
  )

/** What the report lacks may stand in a line that could not be read. */
const perhapsUnreadable = (result: Result): Result =>
  result.verdict === "missing_there" ? { ...result, perhapsUnreadable: true } : result

/**
 * Compares a settlement or bank report with what our records know, and with Finpay where it is asked.
 *
 * Each line of the report has one result, and so has each entry the report should have and has not. Everything is kept in
 * a temporary file until the scope closes, so a million lines need little memory; the results can be read until then.
 *
 * Errors: `ReportRefused` for a report that is no table or does not fit the mapping; `WorkspaceFailed` where that file
 * cannot be made or written; and what reading the report, the records and asking fail with.
 *
 * @example
 * ```ts
 * import { reconcile } from "@openfinpay/finpay-reconcile"
 * import { Effect, Stream } from "effect"
 *
 * const report = "Order ID,Type,Amount\nINV-1,REFUND,22000\nINV-2,REFUND,5000\n"
 * const entry = { kind: "refund", outcome: "done", state: "succeeded", at: 0 } as const
 * const compared = Effect.gen(function*() {
 *   const { differs, results } = yield* reconcile({
 *     report: Stream.encodeText(Stream.make(report)),
 *     mapping: {
 *       reference: "Order ID",
 *       amount: "Amount",
 *       kind: { column: "Type", payment: ["PAYMENT"], refund: ["REFUND"] }
 *     },
 *     known: {
 *       kinds: ["refund"],
 *       entries: Stream.make({ ...entry, reference: "INV-1", amount: 22000 })
 *     }
 *   })
 *   const verdicts = yield* Stream.runCollect(Stream.map(results, ({ verdict }) => verdict))
 *   return { differs, verdicts }
 * })
 *
 * Effect.runPromise(Effect.scoped(compared)) // => { differs: true, verdicts: ["matched", "missing_here"] }
 * ```
 */
export const reconcile = <E, R, EK, RK, EA = never, RA = never>(
  options: ReconcileOptions<E, R, EK, RK, EA, RA>
): Effect.Effect<
  Reconciliation,
  E | EK | EA | ReportRefused | WorkspaceFailed,
  R | RK | RA | Scope.Scope
> =>
  Effect.gen(function*() {
    const { asking, directory, known, period } = options
    const store = yield* makeStore(directory)
    const totals = new Totals()
    const report = yield* takeReport(store, totals, readReport(options))
    const knownEntries = yield* takeKnown(store, known.entries)
    const about = asking === undefined ? undefined : asking.about ?? "differing"
    yield* compareAll(store, totals, { kinds: known.kinds, period, about })
    const questions = yield* attempt(() => store.countQuestions())
    if (asking !== undefined) yield* askAll(store, totals, asking)
    const all = totals.all()
    const results = resultsOf(store)
    return {
      report,
      knownEntries,
      questions,
      totals: all,
      differs: all.some(({ verdict }) => isDifference(verdict)),
      results: report.unreadable === 0 ? results : Stream.map(results, perhapsUnreadable)
    }
  })
