import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { JournalUnavailable } from "../JournalError.ts"
import type { Findings } from "./Findings.ts"
import { problem } from "./problems.ts"

/** After so many rows that cannot be read, the rest of a table is given up. */
const mostUnreadable = 20

type Read<A> = Effect.Effect<A, JournalUnavailable>

/** Rows in the order of a key. */
export interface Rows<Row, Key> {
  /** What they are called in a finding. */
  readonly name: string
  readonly first: Key
  /** At most so many rows after a key. */
  readonly after: (key: Key, limit: number) => Read<ReadonlyArray<Row>>
  /** The next key alone, for a row that cannot be read. */
  readonly nextKey: (key: Key) => Read<Key | undefined>
  readonly keyOf: (row: Row) => Key
  /** Shows a key, and tells it from all others. */
  readonly show: (key: Key) => string
}

/**
 * Whether the database was there and could not give what it holds. The statements here are always the same, so that one
 * it does not understand means that its tables are not what they were.
 */
export const isDamage = ({ reason }: JournalUnavailable): boolean => reason === "damaged" || reason === "failed"

/** What could not be read is a finding where the database is damaged, and a failure where it cannot be used now. */
export const orFinding = <A>(findings: Findings, row: string, read: Read<A>): Read<A | undefined> =>
  Effect.catchIf(read, isDamage, ({ detail }) =>
    Effect.sync(() => {
      findings.add(row, problem("unreadable", detail))
      return undefined
    }))

/**
 * Reads rows page by page, so that any number of them fits into memory. A page that cannot be read is read row by row;
 * a row that cannot is a finding, and the rest is read without it.
 */
export const eachPage = Effect.fnUntraced(function*<Row, Key>(
  findings: Findings,
  rows: Rows<Row, Key>,
  pageSize: number,
  use: (page: ReadonlyArray<Row>) => Read<void>
): Effect.fn.Return<void, JournalUnavailable> {
  const seen = new Set<string>()
  let key = rows.first
  let limit = pageSize
  let unreadable = 0
  for (;;) {
    const rest = `${rows.name} after ${rows.show(key)}`
    const read = yield* Effect.result(rows.after(key, limit))
    if (Result.isSuccess(read)) {
      const last = read.success.at(-1)
      if (last === undefined) return
      yield* use(read.success)
      // On SQLite all of this happens in one turn of the process: others get theirs between two pages.
      yield* Effect.yieldNow
      key = rows.keyOf(last)
      // Where an index is damaged, the rows after a key may be those before it, and so on for ever.
      if (seen.has(rows.show(key))) return findings.add(rest, problem("leads-back"))
      seen.add(rows.show(key))
    } else if (!isDamage(read.failure)) {
      return yield* read.failure
    } else if (limit > 1) {
      limit = 1
    } else {
      const next = yield* orFinding(findings, rest, rows.nextKey(key))
      if (next === undefined) return
      if (++unreadable > mostUnreadable) {
        return findings.add(rest, problem("given-up"))
      }
      findings.add(`${rows.name} ${rows.show(next)}`, problem("unreadable", read.failure.detail))
      key = next
      limit = pageSize
    }
  }
})
