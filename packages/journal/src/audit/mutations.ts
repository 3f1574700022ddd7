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
import { isAllowed } from "./transitions.ts"
import type { Finding } from "./verify.ts"

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
  readonly unreadable: string | undefined
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

const ownProblem = ({ events, row, unreadable }: Told, isWrong: (event: Event) => boolean): string | undefined => {
  if (unreadable !== undefined) return unreadable
  const last = events.at(-1)
  if (last === undefined) return "no event tells of it"
  if (hashRow(row) !== last.rowHash) {
    const { lane, sequence } = last
    if (row.state !== last.to) return `its state is ${row.state}, and ${placeName(lane, sequence)} left it ${last.to}`
    return `is not as its last event left it, ${placeName(lane, sequence)}`
  }
  if (row.state !== last.to) return `its state is ${row.state}, and its last event says ${last.to}`
  if (row.version !== events.length) return `is version ${row.version}, and ${events.length} events tell of it`
  const lane = laneOf(row.reference)
  const elsewhere = events.find((event) => event.lane !== lane && !isWrong(event))
  if (elsewhere !== undefined) return `belongs into lane ${lane}, and has an event in lane ${elsewhere.lane}`
  const notJson = jsonColumns.find((column) => !isJson(row[column]))
  return notJson === undefined ? undefined : `its ${notJson} is no JSON`
}

const stepProblem = (events: ReadonlyArray<Event>): Finding | undefined => {
  let state: string | null = null
  for (const event of events) {
    const { from, to } = event
    if (from !== state) {
      const problem = `begins with ${from ?? "nothing"}, and the event before it ended with ${state ?? "nothing"}`
      return { row: eventName(event), problem }
    }
    if (!isAllowed(event.event, from, to)) {
      return { row: eventName(event), problem: `${event.event} cannot lead from ${from ?? "nothing"} to ${to}` }
    }
    state = to
  }
  return undefined
}

// What does not fit an event that is wrong itself is explained by that one, which has been told already.
const problemOf = (told: Told, wrong: ReadonlySet<string>): Finding | undefined => {
  const isWrong = ({ lane, sequence }: Event) => wrong.has(`${lane}/${sequence}`)
  const last = told.events.at(-1)
  const problem = last !== undefined && isWrong(last) ? undefined : ownProblem(told, isWrong)
  if (problem !== undefined) return { row: mutationName(shown(told.key.id)), problem }
  return told.events.some(isWrong) ? undefined : stepProblem(told.events)
}

/** Mutations that stand before all texts in the order in which they are read: SQLite can hold a number there. */
const findUnordered = Effect.fnUntraced(function*({ account, sql, usable }: Store, findings: Findings) {
  const unordered = yield* orFinding(
    findings,
    "finpay_mutation",
    usable(sql`SELECT id FROM finpay_mutation WHERE account = ${account} AND reference < '' ORDER BY id LIMIT 10`)
  )
  for (const { id } of unordered ?? []) findings.add(mutationName(shown(id)), "has a reference that is no text")
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
          const problem = problemOf(now ?? { ...suspect, events: [] }, wrong)
          if (problem !== undefined) findings.add(problem.row, problem.problem)
        }
      }))
    yield* findUnordered(store, findings)
    return mutations
  }
)
