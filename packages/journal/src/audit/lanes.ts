import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { laneCount } from "../store/lane.ts"
import { readAuditRow } from "../store/rows.ts"
import type { Store } from "../store/Store.ts"
import { checkHead, followEvent, followWrong, noteMissing, ownProblem } from "./chain.ts"
import type { Ends, Link, Read, Walked } from "./chain.ts"
import { misheldInLane, misheldOf, place, selectAudit, unreadableInAudit } from "./columns.ts"
import type { Findings } from "./Findings.ts"
import { firstHash, hashDetail } from "./hash.ts"
import { laneName, placeName } from "./names.ts"
import { eachPage, orFinding } from "./pages.ts"
import type { Rows } from "./pages.ts"
import { problem } from "./problems.ts"
import type { Anchor } from "./verify.ts"

const pageSize = 1000

/** Of an event: on SQLite texts and bytes stand above all numbers, so that one of them would be the last sequence. */
const isPlaced = (sql: SqlClient) =>
  sql.literal(sql.onDialectOrElse({ pg: () => "TRUE", orElse: () => "typeof(sequence) IN ('integer', 'real')" }))

// One statement sees one moment of the database. Head and events are written in one transaction, and events are never
// changed but for their details, so all that is compared with this head may be read later, while others go on writing.
const readEnds = Effect.fnUntraced(function*({ account, sql, usable }: Store, lane: number) {
  const [found = {}] = yield* usable(
    sql`SELECT CAST(l.sequence AS TEXT) AS head, l.hash, ${misheldInLane(sql)} AS misheld, e.last
      FROM (
        SELECT CAST(MAX(sequence) AS TEXT) AS last FROM finpay_audit
          WHERE account = ${account} AND lane = ${lane} AND ${isPlaced(sql)}
      ) e LEFT JOIN finpay_lane l ON l.account = ${account} AND l.lane = ${lane}`
  )
  const [head, last] = [found["head"] ?? null, found["last"] ?? null]
  const misheld = misheldOf(found)
  // A head that is not held as it was written says nothing of where the chain ends; it may not even be a number.
  const isSaid = head !== null && misheld === undefined
  return {
    head: isSaid ? { lane, sequence: Number(head), hash: String(found["hash"]) } : undefined,
    last: Number(last ?? 0),
    misheld
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

// Both without a condition on the account, for which SQLite would take another index and read all of the account.

/** Where each mutation was last erased, of those whose details are gone. */
const readErasures = Effect.fnUntraced(function*({ account, sql, usable }: Store, page: ReadonlyArray<Read>) {
  const gone = page.filter(({ row }) => row.detail === null && row.detail_hash !== hashDetail(null))
  if (gone.length === 0) return new Map<string, number>()
  const ids = [...new Set(gone.map(({ row }) => row.mutation_id))]
  const erasures = yield* usable(
    sql`SELECT account, mutation_id, CAST(MAX(sequence) AS TEXT) AS sequence FROM finpay_audit
      WHERE event = 'erased' AND ${sql.in("mutation_id", ids)} GROUP BY account, mutation_id`
  )
  return new Map(
    erasures.filter((row) => row["account"] === account)
      .map((row) => [String(row["mutation_id"]), Number(row["sequence"])])
  )
})

/** Which of the mutations that a page tells of are there. */
const readKnown = Effect.fnUntraced(function*({ account, sql, usable }: Store, page: ReadonlyArray<Read>) {
  const ids = [...new Set(page.map(({ row }) => row.mutation_id))]
  const rows = yield* usable(sql`SELECT account, id FROM finpay_mutation WHERE ${sql.in("id", ids)}`)
  return new Set(rows.filter((row) => row["account"] === account).map((row) => String(row["id"])))
})

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
        const found = ownProblem(read, erasures)
        link = found === undefined
          ? followEvent(findings, walked, link, read)
          : followWrong(findings, walked, link, read, found)
        open.delete(`${read.row.sequence}/${read.row.hash}`)
        walked.events++
      }
      const known = yield* orFinding(findings, "finpay_mutation", readKnown(store, page))
      if (known !== undefined) noteMissing(walked, known, page)
    })
    yield* eachPage(findings, eventsOf(store, lane, to), pageSize, follow)
    if (ends.misheld === undefined) checkHead(findings, lane, ends, link)
    else findings.addWrong(laneName(lane), ends.misheld)
    for (const { sequence } of open.values()) {
      findings.add(
        placeName(lane, sequence),
        problem("anchor")
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
        findings.add(name(Number(lane), Number(sequence)), problem("lane"))
      }
    }
  }
})

/** Events without a place in their chain, which SQLite can hold: their sequence is no number. */
const findUnplaced = Effect.fnUntraced(function*({ account, sql, usable }: Store, findings: Findings) {
  const unplaced = yield* orFinding(
    findings,
    "finpay_audit",
    usable(
      sql`SELECT CAST(lane AS TEXT) AS lane, CAST(sequence AS TEXT) AS sequence FROM finpay_audit
        WHERE account = ${account} AND NOT (${isPlaced(sql)}) LIMIT 10`
    )
  )
  for (const { lane, sequence } of unplaced ?? []) {
    findings.add(placeName(Number(lane), Number(sequence)), problem("sequence"))
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
    yield* findUnplaced(store, findings)
    for (const { lane, sequence } of anchors.filter(({ lane }) => !(lane >= 0 && lane < laneCount))) {
      findings.add(placeName(lane, sequence), problem("anchor-lane"))
    }
    return walked
  }
)
