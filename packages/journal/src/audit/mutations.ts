import * as Effect from "effect/Effect"
import { laneOf } from "../store/lane.ts"
import { readMutationRow } from "../store/rows.ts"
import type { MutationRow } from "../store/rows.ts"
import type { Store } from "../store/Store.ts"
import { isJson, place, selectMutation, unreadableInMutation } from "./columns.ts"
import type { Findings } from "./Findings.ts"
import { hashRow } from "./hash.ts"
import { eventName, mutationName, placeName } from "./names.ts"
import { eachPage, orFinding } from "./pages.ts"
import type { Rows } from "./pages.ts"
import { problem } from "./problems.ts"
import type { Problem } from "./problems.ts"
import { isAllowed } from "./transitions.ts"

/** A mutation may have some hundred events, so that these pages are smaller. */
const pageSize = 200

/** The part of an event that its mutation is held against. */
interface Event {
  readonly lane: number
  readonly sequence: number
  readonly mutation_id: string
  readonly event: string
  readonly from: string | null
  readonly to: string
  readonly rowHash: string
}

/**
 * The key in whose order mutations are read, for which there is an index. As the database gave it: the same letters as
 * bytes, which SQLite can hold, stand elsewhere in that order.
 */
interface Key {
  readonly reference: unknown
  readonly id: unknown
}

/** A mutation with what the audit log says of it. */
interface Told {
  readonly key: Key
  readonly row: MutationRow
  /** What of it could not be read as what it should be. */
  readonly unreadable: Problem | undefined
  readonly events: ReadonlyArray<Event>
}

type Row = Readonly<Record<string, unknown>>

const textOr = (value: unknown): string | null => typeof value === "string" ? value : null

const eventColumns =
  `a.account AS event_account, CAST(a.lane AS TEXT) AS event_lane, CAST(a.sequence AS TEXT) AS event_sequence,
  a.mutation_id AS event_mutation, a.event AS event_name, a.from_state AS event_from, a.to_state AS event_to,
  a.row_hash AS event_row_hash`

const readEvent = (row: Row): Event => ({
  lane: Number(row["event_lane"]),
  sequence: Number(row["event_sequence"]),
  mutation_id: String(row["event_mutation"]),
  event: String(row["event_name"]),
  from: textOr(row["event_from"]),
  to: String(row["event_to"]),
  rowHash: String(row["event_row_hash"])
})

// Without a condition on the account, for which SQLite would take another index and read the account's whole log.
const eventsIn = (rows: ReadonlyArray<Row>, account: string): ReadonlyArray<Event> =>
  rows.filter((row) => row["event_account"] === account).map(readEvent)

const mutationsOf = ({ account, sql }: Store, { id, reference }: Key, limit: number) =>
  sql`SELECT ${place(sql)} AS place_id, reference, id FROM finpay_mutation
    WHERE account = ${account} AND (reference, id) > (${reference}, ${id})
    ORDER BY reference, id LIMIT ${sql.literal(String(limit))}`

/** A part of a key, to be shown. */
const shown = (part: unknown): string => part instanceof Uint8Array ? new TextDecoder().decode(part) : String(part)

/** A page of mutations and, in a second statement, their events. */
const readPage = Effect.fnUntraced(function*(store: Store, after: Key, limit: number) {
  const { account, sql, usable } = store
  const rows = yield* usable(
    sql`SELECT ${selectMutation(sql)}, i.reference AS key_reference, i.id AS key_id
      FROM (${mutationsOf(store, after, limit)}) i LEFT JOIN finpay_mutation m ON m.${place(sql)} = i.place_id
      ORDER BY i.reference, i.id`
  )
  if (rows.length === 0) return []
  const events = yield* usable(
    sql`SELECT ${sql.literal(eventColumns)} FROM finpay_audit a
      WHERE ${sql.in("a.mutation_id", rows.map((row) => row["key_id"]))} ORDER BY a.sequence`
  )
  const byMutation = Map.groupBy(eventsIn(events, account), ({ mutation_id }) => mutation_id)
  return rows.map((row): Told => {
    const key: Key = { reference: row["key_reference"], id: row["key_id"] }
    return {
      key,
      row: readMutationRow(row),
      unreadable: unreadableInMutation(row),
      events: byMutation.get(shown(key.id)) ?? []
    }
  })
})

/** One mutation with its events in one statement, which sees one moment of the database. */
const readOne = Effect.fnUntraced(function*({ account, sql, usable }: Store, { key }: Told) {
  const rows = yield* usable(
    sql`SELECT ${selectMutation(sql)}, ${sql.literal(eventColumns)} FROM finpay_mutation i
      LEFT JOIN finpay_mutation m ON m.${place(sql)} = i.${place(sql)}
      LEFT JOIN finpay_audit a ON a.mutation_id = i.id WHERE i.id = ${key.id} ORDER BY a.sequence`
  )
  const [first] = rows
  if (first === undefined) return undefined
  const row = readMutationRow(first)
  return { key, row, unreadable: unreadableInMutation(first), events: eventsIn(rows, account) } satisfies Told
})

const jsonColumns = ["request", "seen_before", "answer", "error", "evidence"] as const

const ownProblem = ({ events, row, unreadable }: Told, isWrong: (event: Event) => boolean): Problem | undefined => {
  if (unreadable !== undefined) return unreadable
  const last = events.at(-1)
  if (last === undefined) return problem("untold")
  if (hashRow(row) !== last.rowHash) {
    const { lane, sequence } = last
    if (row.state !== last.to) return problem("state-left", row.state, placeName(lane, sequence), last.to)
    return problem("changed", placeName(lane, sequence))
  }
  if (row.state !== last.to) return problem("state-told", row.state, last.to)
  if (row.version !== events.length) return problem("version", row.version, events.length)
  const lane = laneOf(row.reference)
  const elsewhere = events.find((event) => event.lane !== lane && !isWrong(event))
  if (elsewhere !== undefined) return problem("other-lane", lane, elsewhere.lane)
  const notJson = jsonColumns.find((column) => !isJson(row[column]))
  return notJson === undefined ? undefined : problem("not-json", notJson)
}

/** A row and what is wrong with it. */
interface Wrong {
  readonly row: string
  readonly found: Problem
}

/** Where there was no state before. */
const nothing = "nothing"

const stepProblem = (events: ReadonlyArray<Event>): Wrong | undefined => {
  let state: string | null = null
  for (const event of events) {
    const { from, to } = event
    if (from !== state) {
      return { row: eventName(event), found: problem("beginning", from ?? nothing, state ?? nothing) }
    }
    if (!isAllowed(event.event, from, to)) {
      return { row: eventName(event), found: problem("transition", event.event, from ?? nothing, to) }
    }
    state = to
  }
  return undefined
}

// What does not fit an event that is wrong itself is explained by that one, which has been told already.
const problemOf = (told: Told, wrong: ReadonlySet<string>): Wrong | undefined => {
  const isWrong = ({ lane, sequence }: Event) => wrong.has(`${lane}/${sequence}`)
  const last = told.events.at(-1)
  const found = last !== undefined && isWrong(last) ? undefined : ownProblem(told, isWrong)
  if (found !== undefined) return { row: mutationName(shown(told.key.id)), found }
  return told.events.some(isWrong) ? undefined : stepProblem(told.events)
}

/** Mutations that stand before all texts in the order in which they are read: SQLite can hold a number there. */
const findUnordered = Effect.fnUntraced(function*({ account, sql, usable }: Store, findings: Findings) {
  const unordered = yield* orFinding(
    findings,
    "finpay_mutation",
    usable(sql`SELECT id FROM finpay_mutation WHERE account = ${account} AND reference < '' ORDER BY id LIMIT 10`)
  )
  for (const { id } of unordered ?? []) findings.add(mutationName(shown(id)), problem("reference"))
})

/** Compares every mutation with its events. Gives how many there are. */
export const compareMutations = Effect.fnUntraced(
  function*(store: Store, findings: Findings, wrong: ReadonlySet<string>) {
    const { usable } = store
    let mutations = 0
    const rows: Rows<Told, Key> = {
      name: "finpay_mutation",
      first: { reference: "", id: "" },
      after: (key, limit) => readPage(store, key, limit),
      nextKey: (key) =>
        Effect.map(
          usable(mutationsOf(store, key, 1)),
          ([found]) => found === undefined ? undefined : { reference: found["reference"], id: found["id"] }
        ),
      keyOf: ({ key }) => key,
      show: ({ id, reference }) => `${String(id)} of ${String(reference)}`
    }
    yield* eachPage(findings, rows, pageSize, (page) =>
      Effect.gen(function*() {
        mutations += page.length
        for (const suspect of page.filter((told) => problemOf(told, wrong) !== undefined)) {
          // Others may have written between the two statements of the page.
          const now = yield* readOne(store, suspect)
          const still = problemOf(now ?? { ...suspect, events: [] }, wrong)
          if (still !== undefined) findings.add(still.row, still.found)
        }
      }))
    yield* findUnordered(store, findings)
    return mutations
  }
)
