import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import { askFinpay, knownFromJournal, reconcile } from "@openfinpay/finpay-reconcile"
import type { Asking, AskError, Known, Period, Reconciliation } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Merchant } from "../merchants/Merchant.ts"
import type { Progress, ReconciliationRow, Summary } from "./Reconciliation.ts"
import type { ReconciliationStore } from "./store.ts"

/** How long a report is begun before it is sent for: a change that was written down can have waited for its turn. */
const beforeMillis = 31 * 86_400_000

/** What happened late on the last day stands in the next report. */
const afterMillis = 86_400_000

/** Before every payment, and the last moment that a date can name. */
const [always, never] = [0, 8_640_000_000_000_000]

const periodOf = ({ since, until }: ReconciliationRow): Period | undefined =>
  since === undefined && until === undefined ? undefined : { from: since ?? always, until: until ?? never }

/** What is going on; another fiber writes it down now and then. */
interface Activity {
  now: Progress
}

const knownAround = ({ journal }: Merchant, { since, until }: ReconciliationRow, activity: Activity) => {
  const { entries, kinds } = knownFromJournal(journal, {
    ...(since === undefined ? {} : { since: since - beforeMillis }),
    ...(until === undefined ? {} : { until: until + afterMillis })
  })
  const counted = Stream.mapArray(entries, (some) => {
    const done = activity.now.phase === "comparing" ? activity.now.done : 0
    activity.now = { phase: "comparing", done: done + some.length }
    return some
  })
  return { kinds, entries: counted } satisfies Known<JournalUnavailable>
}

const asking = ({ finpay, journal }: Merchant, { ask }: ReconciliationRow, activity: Activity): Asking<AskError> => {
  const question = askFinpay(finpay, journal)
  let asked = 0
  return {
    about: ask === "all" ? "all" : "differing",
    ask: (about) =>
      Effect.tap(question(about), () =>
        Effect.sync(() => {
          activity.now = { phase: "asking", done: ++asked }
        }))
  }
}

const counted = (bytes: Stream.Stream<Uint8Array, JournalUnavailable>, activity: Activity) =>
  Stream.tap(bytes, (piece) =>
    Effect.sync(() => {
      activity.now = { phase: "reading", done: activity.now.done + piece.length }
    }))

const summaryOf = ({ differs, knownEntries, questions, report, totals }: Reconciliation): Summary => ({
  report,
  knownEntries,
  questions,
  differs,
  totals: totals.map(({ count, kind, knownRupiah, reportRupiah, verdict }) => ({
    verdict,
    ...(kind === undefined ? {} : { kind }),
    count,
    report: String(reportRupiah),
    records: String(knownRupiah)
  }))
})

const resultsAtATime = 500

const keepResults = (
  store: ReconciliationStore,
  id: string,
  attempt: number,
  { results }: Reconciliation,
  activity: Activity
) =>
  results.pipe(
    Stream.mapAccum(() => 0, (place, result) => [place + 1, [{ place: place + 1, result }]] as const),
    Stream.rechunk(resultsAtATime),
    Stream.runForEachArray((some) =>
      Effect.gen(function*() {
        yield* store.addResults(id, attempt, some)
        activity.now = { phase: "writing", done: some.at(-1)?.place ?? 0 }
        // On SQLite all of this happens in one turn of the process: others get theirs between two pages.
        yield* Effect.yieldNow
      })
    )
  )

/** Compares a report that is kept, and keeps what comes of it under this attempt. */
export const compare = Effect.fnUntraced(
  function*(store: ReconciliationStore, merchant: Merchant, row: ReconciliationRow, attempt: number) {
    const { ask, id, mapping } = row
    const activity: Activity = { now: { phase: "reading", done: 0 } }
    const period = periodOf(row)
    yield* Effect.forkScoped(
      Effect.suspend(() => Effect.ignore(store.tellProgress(id, activity.now))).pipe(
        Effect.repeat(Schedule.spaced("1 second"))
      )
    )
    const compared = yield* reconcile({
      report: counted(store.report(id), activity),
      mapping,
      known: knownAround(merchant, row, activity),
      ...(period === undefined ? {} : { period }),
      ...(ask === "none" ? {} : { asking: asking(merchant, row, activity) })
    })
    yield* store.dropResults(id, attempt)
    yield* keepResults(store, id, attempt, compared, activity)
    return summaryOf(compared)
  },
  Effect.scoped
)
