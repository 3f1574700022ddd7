import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { openStates } from "../Mutation.ts"
import type { Store } from "../store/Store.ts"
import { mostAttempts, queueName, Work } from "../work.ts"
import { misheldInWork, misheldOf } from "./columns.ts"
import type { Findings } from "./Findings.ts"
import { mutationName, workName } from "./names.ts"
import { eachPage } from "./pages.ts"
import type { Rows } from "./pages.ts"
import { problem } from "./problems.ts"
import type { Problem } from "./problems.ts"

const pageSize = 1000

type Row = Readonly<Record<string, unknown>>

/** Work that is due later than this, in days, was not planned by the journal. */
const farDays = "31"

/** A piece of the account's work that a worker will take some day. */
const aliveWork = ({ account, sql }: Store) => {
  const far = sql.onDialectOrElse({
    pg: () => sql`NOW() + INTERVAL '${sql.literal(farDays)} days'`,
    orElse: () => sql`datetime(CURRENT_TIMESTAMP, '${sql.literal(farDays)} days')`
  })
  return sql`SELECT 1 FROM finpay_work w WHERE w.queue_name = ${queueName(account)} AND w.state = 'pending'
    AND w.attempts < ${mostAttempts} AND w.visible_at <= ${far} AND (w.acquired_at IS NULL OR w.acquired_at <= ${far})`
}

/**
 * Mutations that nobody works on, though somebody must.
 *
 * One that is `sending` has the piece of work that sends it; one that is `unknown` has a question planned for its
 * version. One that is `accepted` has work of its own, or another one of its order has to end first: one that is open,
 * or an accepted one that has work, for settling it brings the next one up.
 *
 * One statement, which sees one moment of the database, so that work in progress is never taken for lost.
 */
const readLost = (store: Store, after: string, limit: number) => {
  const { account, sql, usable } = store
  const alive = aliveWork(store)
  const open = sql.in("o.state", openStates)
  return usable(sql`SELECT m.id, m.state FROM finpay_mutation m
    WHERE m.account = ${account} AND m.state IN ('accepted', 'sending', 'unknown') AND m.id > ${after} AND (
      (m.state = 'sending' AND NOT EXISTS (${alive} AND w.id = m.sent_by))
      OR (m.state = 'unknown' AND NOT EXISTS (${alive} AND w.id = m.id || '/' || m.version || '/resolve'))
      OR (m.state = 'accepted' AND NOT EXISTS (${alive} AND w.id = m.id || '/' || m.version || '/send') AND NOT EXISTS (
        SELECT 1 FROM finpay_mutation o WHERE o.account = m.account AND o.reference = m.reference AND (${open}
          OR (o.state = 'accepted' AND (
            EXISTS (${alive} AND w.id = o.id || '/' || o.version || '/send')
            OR EXISTS (${alive} AND w.id LIKE o.id || '/after/%')
          ))
        )
      ))
    ) ORDER BY m.id LIMIT ${sql.literal(String(limit))}`)
}

const idOf = (row: Row): string => String(row["id"])

const lostIn = (state: string): Problem => {
  if (state === "accepted") return problem("lost-accepted")
  return state === "sending" ? problem("lost-sending") : problem("lost-unknown")
}

const findLost = (store: Store, findings: Findings) => {
  const rows: Rows<Row, string> = {
    name: "finpay_work of mutations",
    first: "",
    after: (key, limit) => readLost(store, key, limit),
    nextKey: (key) => Effect.map(readLost(store, key, 1), ([found]) => found === undefined ? undefined : idOf(found)),
    keyOf: idOf,
    show: (key) => key
  }
  return eachPage(findings, rows, pageSize, (page) =>
    Effect.sync(() => {
      for (const row of page) findings.add(mutationName(idOf(row)), lostIn(String(row["state"])))
    }))
}

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Work))

// The worker does what the element says, and everything else goes by the id: they must speak of the same.
const elementProblem = (id: string, element: string): Problem | undefined => {
  const read = decode(element)
  if (Result.isFailure(read)) return problem("work-unreadable")
  const { mutationId, step, version } = read.success
  const fits = id === `${mutationId}/${version}/${step}` || (step === "send" && id.startsWith(`${mutationId}/after/`))
  return fits ? undefined : problem("work-id")
}

/** What becomes of a piece of work. */
const workStates: ReadonlyArray<string> = ["pending", "completed", "failed"]

const stateProblem = (state: string): Problem | undefined =>
  workStates.includes(state) ? undefined : problem("work-state")

const checkElements = (store: Store, findings: Findings) => {
  const { account, sql, usable } = store
  const ours = sql`w.queue_name = ${queueName(account)}`
  const rows: Rows<Row, number> = {
    name: "finpay_work sequence",
    first: Number.MIN_SAFE_INTEGER,
    after: (key, limit) =>
      usable(
        sql`SELECT CAST(w.sequence AS TEXT) AS sequence, w.id, w.element, w.state, ${misheldInWork(sql)} AS misheld
          FROM finpay_work w WHERE ${ours} AND w.sequence > ${key} ORDER BY w.sequence LIMIT ${
          sql.literal(String(limit))
        }`
      ),
    nextKey: (key) =>
      Effect.map(
        usable(
          sql`SELECT CAST(MIN(w.sequence) AS TEXT) AS next FROM finpay_work w WHERE ${ours} AND w.sequence > ${key}`
        ),
        ([found]) => (found?.["next"] ?? null) === null ? undefined : Number(found?.["next"])
      ),
    keyOf: (row) => Number(row["sequence"]),
    show: (key) => key === Number.MIN_SAFE_INTEGER ? "0" : String(key)
  }
  return eachPage(findings, rows, pageSize, (page) =>
    Effect.sync(() => {
      for (const { element, id, misheld, sequence, state } of page) {
        const found = misheldOf({ misheld }) ?? stateProblem(String(state)) ??
          elementProblem(String(id), String(element))
        if (found !== undefined) findings.add(workName(String(sequence), String(id)), found)
      }
    }))
}

/** Finds mutations that would be forgotten, and work that cannot be done. */
export const checkWork = (store: Store, findings: Findings) =>
  Effect.andThen(findLost(store, findings), checkElements(store, findings))
