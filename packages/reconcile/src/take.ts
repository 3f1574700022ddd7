import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { KnownEntry } from "./Known.ts"
import type { Totals } from "./match/totals.ts"
import type { ReportItem } from "./report/ReportLine.ts"
import { attempt } from "./store/attempt.ts"
import type { Store } from "./store/Store.ts"

/** What the report held. */
export interface ReportSummary {
  /** Lines that could be read. */
  readonly lines: number
  readonly unreadable: number
  /** Left out as the mapping says. */
  readonly ignored: number
  /** The earliest date of its lines, in milliseconds since 1970... */
  readonly firstAt?: number
  /** ...and the latest, in milliseconds since 1970. */
  readonly lastAt?: number
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

/** Takes the report in, and says what it held. */
export const takeReport = Effect.fnUntraced(
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

/** Takes in what our records know, and says how many entries that is. */
export const takeKnown = Effect.fnUntraced(function*<E, R>(store: Store, entries: Stream.Stream<KnownEntry, E, R>) {
  let taken = 0
  yield* Stream.runForEachArray(entries, (chunk) =>
    attempt(() => {
      for (const entry of chunk) store.addKnown(entry)
      taken += chunk.length
    }))
  return taken
})
