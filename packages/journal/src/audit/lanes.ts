import * as Effect from "effect/Effect"
import { laneCount } from "../store/lane.ts"
import { readAuditRow } from "../store/rows.ts"
import type { AuditRow } from "../store/rows.ts"
import type { Store } from "../store/Store.ts"
import { isJson, place, selectAudit, unreadableInAudit } from "./columns.ts"
import type { Findings } from "./Findings.ts"
import { firstHash, hashDetail, hashEvent } from "./hash.ts"
import { eventName, laneName, mutationName, placeName } from "./names.ts"
import { eachPage, orFinding } from "./pages.ts"
import type { Rows } from "./pages.ts"
import type { Anchor } from "./verify.ts"

const pageSize = 1000

/** An event as it was read. */
interface Read {
  /** Lane and sequence by the table's key, whatever the row itself says. */
  readonly lane: number
  readonly place: number
  readonly row: AuditRow
  /** What of it could not be read as what it should be. */
  readonly unreadable: string | undefined
}

/** Where the walk along a chain is. */
interface Link {
  readonly sequence: number
  /** What the next event may name as the one before it. Empty where that cannot be known. */
  readonly hashes: ReadonlyArray<string>
}

/** What is known of the lanes once they were walked. */
export interface Walked {
  events: number
  readonly heads: Array<Anchor>
  /** The events that are wrong in themselves, as `lane/sequence`. */
  readonly wrong: Set<string>
  /** Mutations that events tell of and that are not there, with the event that says so. */
  readonly missing: Map<string, string>
}

/** What a lane's chain is held against. */
interface Ends {
  /** The lane's own row. */
  readonly head: Anchor | undefined
  /** The last event there was when that row was read. */
  readonly last: number
}

// One statement sees one moment of the database. Head and events are written in one transaction, and events are never
// changed but for their details, so all that is compared with this head may be read later, while others go on writing.
const readEnds = Effect.fnUntraced(function*({ account, sql, usable }: Store, lane: number) {
  const [found] = yield* usable(
    sql`SELECT
      (SELECT CAST(sequence AS TEXT) FROM finpay_lane WHERE account = ${account} AND lane = ${lane}) AS head,
      (SELECT hash FROM finpay_lane WHERE account = ${account} AND lane = ${lane}) AS hash,
      (SELECT CAST(MAX(sequence) AS TEXT) FROM finpay_audit WHERE account = ${account} AND lane = ${lane}) AS last`
  )
  const [head, last] = [found?.["head"] ?? null, found?.["last"] ?? null]
  return {
    head: head === null ? undefined : { lane, sequence: Number(head), hash: String(found?.["hash"]) },
    last: Number(last ?? 0)
  } satisfies Ends
})

const eventsOf = (store: Store, lane: number, to: number): Rows<Read, number> => {
  const { account, sql, usable } = store
  const inLane = (key: number) =>
    sql`account = ${account} AND lane = ${lane} AND sequence > ${key} AND sequence <= ${to}`
  return {
    name: `finpay_audit lane ${lane} sequence`,
    first: Number.MIN_SAFE_INTEGER,
    after: (key, limit) =>
      Effect.map(
        usable(
          sql`SELECT ${selectAudit(sql)}, CAST(i.sequence AS TEXT) AS place
            FROM (SELECT ${place(sql)} AS place_id, sequence FROM finpay_audit WHERE ${inLane(key)}
              ORDER BY sequence LIMIT ${sql.literal(String(limit))}) i
            LEFT JOIN finpay_audit a ON a.${place(sql)} = i.place_id
            ORDER BY i.sequence`
        ),
        (rows) =>
          rows.map((row): Read => ({
            lane,
            place: Number(row["place"]),
            row: readAuditRow(row),
            unreadable: unreadableInAudit(row)
          }))
      ),
    nextKey: (key) =>
      Effect.map(
        usable(sql`SELECT CAST(MIN(sequence) AS TEXT) AS next FROM finpay_audit WHERE ${inLane(key)}`),
        ([found]) => (found?.["next"] ?? null) === null ? undefined : Number(found?.["next"])
      ),
    keyOf: (read) => read.place,
    show: (key) => key === Number.MIN_SAFE_INTEGER ? "0" : String(key)
  }
}

/** Where each mutation was last erased, of those whose details are gone. */
const readErasures = Effect.fnUntraced(function*({ account, sql, usable }: Store, page: ReadonlyArray<Read>) {
  const gone = page.filter(({ row }) => row.detail === null && row.detail_hash !== hashDetail(null))
  if (gone.length === 0) return new Map<string, number>()
  const ids = [...new Set(gone.map(({ row }) => row.mutation_id))]
  const erasures = yield* usable(
    sql`SELECT mutation_id, CAST(MAX(sequence) AS TEXT) AS sequence FROM finpay_audit
      WHERE account = ${account} AND event = 'erased' AND ${sql.in("mutation_id", ids)} GROUP BY mutation_id`
  )
  return new Map(erasures.map((row) => [String(row["mutation_id"]), Number(row["sequence"])]))
})

/** Which of the mutations that a page tells of are there. */
const readKnown = Effect.fnUntraced(function*({ account, sql, usable }: Store, page: ReadonlyArray<Read>) {
  const ids = [...new Set(page.map(({ row }) => row.mutation_id))]
  const rows = yield* usable(
    sql`SELECT id FROM finpay_mutation WHERE account = ${account} AND ${sql.in("id", ids)}`
  )
  return new Set(rows.map((row) => String(row["id"])))
})

/** What is wrong with an event, whatever stands before and after it. */
const ownProblem = ({ row, unreadable }: Read, erasures: ReadonlyMap<string, number>): string | undefined => {
  if (unreadable !== undefined) return unreadable
  if (hashEvent(row) !== row.hash) return "what it says does not fit its hash"
  if (row.detail !== null) {
    if (hashDetail(row.detail) !== row.detail_hash) return "its detail does not fit its hash"
    return isJson(row.detail) ? undefined : "its detail is no JSON"
  }
  if (row.detail_hash === hashDetail(null) || (erasures.get(row.mutation_id) ?? 0) > row.sequence) return undefined
  return "its detail is gone, and no later event says that it was erased"
}

const gapName = (lane: number, from: number, to: number): string =>
  from === to ? placeName(lane, from) : `${placeName(lane, from)} to ${to}`

const nameOf = ({ lane, place, row }: Read): string => eventName({ ...row, lane, sequence: place })

const keyOf = ({ lane, place }: Read): string => `${lane}/${place}`

// An event that is wrong in itself is told once: what follows it may still name it by the hash it has, or should have.
const followWrong = (findings: Findings, walked: Walked, previous: Link, read: Read, problem: string): Link => {
  const { place, row } = read
  findings.addWrong(nameOf(read), problem)
  walked.wrong.add(keyOf(read))
  // Out of its turn it is nobody's place in the chain.
  return place === previous.sequence + 1 ? { sequence: place, hashes: [row.hash, hashEvent(row)] } : previous
}

const discontinuity = (previous: Link, { previous_hash, sequence }: AuditRow): string | undefined => {
  if (previous.hashes.includes(previous_hash)) return undefined
  if (sequence === 1) return "does not begin the chain as a first event does"
  return `does not continue sequence ${previous.sequence}: that one was changed, or this one put in its place`
}

const followEvent = (findings: Findings, walked: Walked, previous: Link, read: Read): Link => {
  const { place, row } = read
  const expected = previous.sequence + 1
  if (place > expected) findings.add(gapName(read.lane, expected, place - 1), "is missing")
  const broken = place === expected ? discontinuity(previous, row) : undefined
  if (broken !== undefined) {
    findings.addWrong(nameOf(read), broken)
    walked.wrong.add(keyOf(read))
  }
  return { sequence: place, hashes: [row.hash] }
}

const noteMissing = (walked: Walked, known: ReadonlySet<string>, page: ReadonlyArray<Read>): void => {
  for (const read of page) {
    const { mutation_id } = read.row
    if (known.has(mutation_id) || walked.missing.has(mutation_id) || walked.wrong.has(keyOf(read))) continue
    if (walked.missing.size < pageSize) walked.missing.set(mutation_id, nameOf(read))
  }
}

const checkHead = (findings: Findings, lane: number, { head }: Ends, end: Link): void => {
  const last = placeName(lane, end.sequence)
  if (head === undefined) {
    if (end.sequence > 0) findings.add(laneName(lane), `is missing, though there are events up to ${last}`)
  } else if (end.hashes.includes(head.hash)) {
    if (head.sequence !== end.sequence) {
      findings.addWrong(laneName(lane), `says sequence ${head.sequence}, and its hash is that of ${last}`)
    }
  } else if (head.sequence === end.sequence) {
    findings.addWrong(laneName(lane), `has another hash than ${last}`)
  } else if (end.sequence === 0) {
    findings.add(laneName(lane), `says that its chain ends with sequence ${head.sequence}, and there is no event`)
  } else if (head.sequence > end.sequence) {
    const name = gapName(lane, end.sequence + 1, head.sequence)
    findings.add(name, `is missing: ${laneName(lane)} says that the chain goes on to sequence ${head.sequence}`)
  } else {
    findings.add(laneName(lane), `says that the chain ends with sequence ${head.sequence}, and it goes on to ${last}`)
  }
}

/** Recomputes the chain of one lane and holds it against its head and what was kept elsewhere. */
const walkLane = Effect.fnUntraced(
  function*(store: Store, findings: Findings, walked: Walked, lane: number, anchors: ReadonlyArray<Anchor>) {
    const ends = yield* orFinding(findings, laneName(lane), readEnds(store, lane))
    if (ends === undefined) return
    const open = new Map(anchors.map((anchor) => [`${anchor.sequence}/${anchor.hash}`, anchor]))
    open.delete(`0/${firstHash}`)
    let link: Link = { sequence: 0, hashes: [firstHash] }
    const to = Math.max(ends.head?.sequence ?? 0, ends.last)
    const follow = Effect.fnUntraced(function*(page: ReadonlyArray<Read>) {
      const erasures = yield* readErasures(store, page)
      for (const read of page) {
        const problem = ownProblem(read, erasures)
        link = problem === undefined
          ? followEvent(findings, walked, link, read)
          : followWrong(findings, walked, link, read, problem)
        open.delete(`${read.row.sequence}/${read.row.hash}`)
        walked.events++
      }
      const known = yield* orFinding(findings, "finpay_mutation", readKnown(store, page))
      if (known !== undefined) noteMissing(walked, known, page)
    })
    yield* eachPage(findings, eventsOf(store, lane, to), pageSize, follow)
    checkHead(findings, lane, ends, link)
    for (const { sequence } of open.values()) {
      findings.add(
        placeName(lane, sequence),
        "is not the event whose hash was kept elsewhere: it was rewritten or cut off"
      )
    }
    if (ends.head !== undefined) walked.heads.push(ends.head)
  }
)

/** Rows in lanes that no order can have. */
const findStrays = Effect.fnUntraced(function*({ account, sql, usable }: Store, findings: Findings) {
  for (const [table, name] of [["finpay_audit", placeName], ["finpay_lane", laneName]] as const) {
    for (const outside of [sql`t.lane < 0`, sql`t.lane >= ${laneCount}`]) {
      const strays = yield* orFinding(
        findings,
        table,
        usable(
          sql`SELECT CAST(t.lane AS TEXT) AS lane, CAST(t.sequence AS TEXT) AS sequence FROM ${sql(table)} t
            WHERE t.account = ${account} AND ${outside} ORDER BY t.lane LIMIT 10`
        )
      )
      for (const { lane, sequence } of strays ?? []) {
        findings.add(name(Number(lane), Number(sequence)), "is in a lane that does not exist")
      }
    }
  }
})

/** Recomputes all chains of the account. */
export const walkLanes = Effect.fnUntraced(
  function*(store: Store, findings: Findings, anchors: ReadonlyArray<Anchor>) {
    const walked: Walked = { events: 0, heads: [], wrong: new Set(), missing: new Map() }
    for (let lane = 0; lane < laneCount; lane++) {
      yield* walkLane(store, findings, walked, lane, anchors.filter((anchor) => anchor.lane === lane))
    }
    yield* findStrays(store, findings)
    for (const { lane, sequence } of anchors.filter(({ lane }) => !(lane >= 0 && lane < laneCount))) {
      findings.add(placeName(lane, sequence), "was kept elsewhere as a head, and there is no such lane")
    }
    return walked
  }
)

/** Mutations that events tell of and that are gone. */
export const tellMissing = (findings: Findings, { missing }: Walked): void => {
  for (const [id, event] of missing) findings.add(mutationName(id), `is missing, though ${event} tells of it`)
}
