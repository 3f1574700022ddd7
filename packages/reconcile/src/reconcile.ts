import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { askAll } from "./ask.ts"
import type { Asking } from "./Asking.ts"
import type { Known, KnownEntry } from "./Known.ts"
import { matchGroup } from "./match/match-group.ts"
import type { Candidate, GroupDecision } from "./match/match-group.ts"
import { Totals } from "./match/totals.ts"
import { ReportRefused, workspaceFailed } from "./ReconcileError.ts"
import type { WorkspaceFailed } from "./ReconcileError.ts"
import { readReport } from "./report/read-report.ts"
import type { ReportOptions } from "./report/read-report.ts"
import type { ReportItem } from "./report/ReportLine.ts"
import { isDifference } from "./Result.ts"
import type { Result, Total } from "./Result.ts"
import { attempt } from "./store/attempt.ts"
import { makeStore, mostOfOneReference, TooManyOfOne } from "./store/Store.ts"
import type { Group, Position, Store } from "./store/Store.ts"

/** The time a report covers, in milliseconds since 1970: from `from` on, before `until`. */
export interface Period {
  readonly from: number
  readonly until: number
}

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

/** What the report held. */
export interface ReportSummary {
  /** Lines that could be read. */
  readonly lines: number
  readonly unreadable: number
  /** Left out as the mapping says. */
  readonly ignored: number
  /** The earliest and latest date of its lines, in milliseconds since 1970. */
  readonly firstAt?: number
  readonly lastAt?: number
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
  /** The lines in the report's order, then what the report should have and has not. It can be read again and again. */
  readonly results: Stream.Stream<Result, WorkspaceFailed>
}

interface Counted {
  lines: number
  unreadable: number
  ignored: number
  firstAt: number
  lastAt: number
}

const count = (counted: Counted, item: ReportItem): void => {
  if (item.type === "ignored") counted.ignored += 1
  if (item.type === "unreadable") counted.unreadable += 1
  if (item.type !== "line") return
  counted.lines += 1
  const { at } = item.line
  if (at === undefined) return
  counted.firstAt = Math.min(counted.firstAt, at)
  counted.lastAt = Math.max(counted.lastAt, at)
}

const summary = ({ firstAt, ignored, lastAt, lines, unreadable }: Counted): ReportSummary => ({
  lines,
  unreadable,
  ignored,
  ...(firstAt > lastAt ? {} : { firstAt, lastAt })
})

const noAmounts = { report: 0, known: 0 }

const takeReport = Effect.fnUntraced(
  function*<E, R>(store: Store, totals: Totals, items: Stream.Stream<ReportItem, E, R>) {
    const counted = { lines: 0, unreadable: 0, ignored: 0, firstAt: Infinity, lastAt: -Infinity }
    yield* Stream.runForEachArray(items, (chunk) =>
      attempt(() => {
        for (const item of chunk) {
          store.addItem(item)
          count(counted, item)
          if (item.type === "unreadable") totals.add("unreadable", undefined, noAmounts)
        }
      }))
    return summary(counted)
  }
)

const takeKnown = Effect.fnUntraced(function*<E, R>(store: Store, entries: Stream.Stream<KnownEntry, E, R>) {
  let taken = 0
  yield* Stream.runForEachArray(entries, (chunk) =>
    attempt(() => {
      for (const entry of chunk) store.addKnown(entry)
      taken += chunk.length
    }))
  return taken
})

const isWithin = (period: Period | undefined, at: number): boolean =>
  period === undefined || (at >= period.from && at < period.until)

const decide = (
  { kind, known, lines }: Group,
  { known: { kinds }, period }: Pick<ReconcileOptions<never, never, unknown, unknown>, "known" | "period">
): GroupDecision => {
  const candidates = known.map(({ entry, seq }): Candidate => ({
    seq,
    entry,
    expected: entry.optional !== true && isWithin(period, entry.at)
  }))
  return matchGroup(lines, candidates, kinds.includes(kind))
}

const addUp = (totals: Totals, { lines, missingThere }: GroupDecision): void => {
  for (const { candidate, line, verdict } of lines) {
    totals.add(verdict, line.kind, { report: line.amount, known: candidate?.entry.amount ?? 0 })
  }
  for (const { entry } of missingThere) {
    totals.add("missing_there", entry.kind, { report: 0, known: entry.amount })
  }
}

const putInQuestion = (store: Store, group: Group, { lines, missingThere }: GroupDecision, all: boolean): void => {
  const differs = missingThere.length > 0 || lines.some(({ verdict }) => verdict !== "matched")
  if (!differs && (!all || lines.length === 0)) return
  store.ask(group.reference)
}

/** How many references are compared before others get their turn. */
const atATime = 200

const tooMany = ({ reference }: TooManyOfOne): ReportRefused =>
  new ReportRefused({
    reason: "mapping",
    detail: `more than ${mostOfOneReference} lines and entries have the reference ${JSON.stringify(reference)}`,
    nextStep: "Choose the column that tells the payments apart."
  })

const compareAll = <E, R, EK, RK, EA, RA>(
  store: Store,
  totals: Totals,
  options: ReconcileOptions<E, R, EK, RK, EA, RA>
): Effect.Effect<void, WorkspaceFailed | ReportRefused> => {
  const groups = store.groups()
  const about = options.asking === undefined ? undefined : options.asking.about ?? "differing"
  const some = (): boolean => {
    for (let compared = 0; compared < atATime; compared += 1) {
      const { done, value: group } = groups.next()
      if (done === true) return false
      const decision = decide(group, options)
      store.decide(decision)
      addUp(totals, decision)
      if (about !== undefined) putInQuestion(store, group, decision, about === "all")
    }
    return true
  }
  const step = Effect.try({
    try: some,
    catch: (cause) => cause instanceof TooManyOfOne ? tooMany(cause) : workspaceFailed(cause)
  })
  return Effect.gen(function*() {
    while (yield* step) yield* Effect.yieldNow
  })
}

const start: Position = { of: "line", after: 0 }

const resultsOf = (store: Store): Stream.Stream<Result, WorkspaceFailed> =>
  Stream.paginate(
    start,
    (position) =>
      Effect.map(attempt(() => store.results(position)), ({ next, results }) =>
        [results, Option.fromUndefinedOr(next)] as const)
  )

/**
 * Compares a settlement or bank report with what our records know, and with Finpay where it is asked.
 *
 * Each line of the report has one result, and so has each entry the report should have and has not. Everything is kept in
 * a temporary file until the scope closes, so a million lines need little memory; the results can be read until then.
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
    const { asking, directory, known } = options
    const store = yield* makeStore(directory)
    const totals = new Totals()
    const report = yield* takeReport(store, totals, readReport(options))
    const knownEntries = yield* takeKnown(store, known.entries)
    yield* compareAll(store, totals, options)
    const questions = yield* attempt(() => store.countQuestions())
    if (asking !== undefined) yield* askAll(store, totals, asking)
    const all = totals.all()
    return {
      report,
      knownEntries,
      questions,
      totals: all,
      differs: all.some(({ verdict }) => isDifference(verdict)),
      results: resultsOf(store)
    }
  })
