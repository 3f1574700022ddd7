import { Mapping } from "@openfinpay/finpay-reconcile"
import type { Result, Verdict } from "@openfinpay/finpay-reconcile"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { SqlClient } from "effect/sql/SqlClient"
import * as Stream from "effect/Stream"
import { ReconciliationState } from "../contract/reconciliations.ts"
import { isThere, numbersOf, textsOf } from "../database/row.ts"
import type { Row } from "../database/row.ts"
import { transact } from "../database/transact.ts"
import { usable } from "../database/usable.ts"
import type { Ask, Progress, ReconciliationRow, Summary } from "./Reconciliation.ts"

/** A result, and where it stands among all of them. */
export interface PlacedResult {
  readonly place: number
  readonly result: Result
}

/** Which results. All that is given must hold. */
export interface ResultFilter {
  readonly verdicts?: ReadonlyArray<Verdict>
  /** Behind this place. */
  readonly after?: number
  readonly limit: number
}

const stateOf = Schema.decodeUnknownSync(ReconciliationState)
const mappingOf = Schema.decodeUnknownSync(Schema.fromJsonString(Mapping))

const progressOf = (row: Row): { readonly progress?: Progress } =>
  isThere(row["phase"]) ? { progress: { phase: row["phase"] as Progress["phase"], done: Number(row["done"]) } } : {}

const rowOf = (row: Row): ReconciliationRow => ({
  id: String(row["id"]),
  account: String(row["account"]),
  merchant: String(row["merchant"]),
  state: stateOf(row["state"]),
  createdBy: String(row["created_by"]),
  mapping: mappingOf(row["mapping"]),
  isGuessed: Number(row["guessed"]) === 1,
  ask: row["ask"] as Ask,
  createdAt: Number(row["created_at"]),
  ...progressOf(row),
  // It was written by this program from a typed value.
  ...(isThere(row["summary"]) ? { summary: JSON.parse(String(row["summary"])) as Summary } : {}),
  ...textsOf(row, { problem: "problem" }),
  ...numbersOf(row, {
    since: "since_at",
    until: "until_at",
    attempt: "attempt",
    startedAt: "started_at",
    endedAt: "ended_at"
  })
})

const first = (rows: ReadonlyArray<Row>): ReconciliationRow | undefined =>
  rows[0] === undefined ? undefined : rowOf(rows[0])

/** The length of a part of a report, in bytes. */
const partBytes = 256 * 1024

/** Bytes in parts of one length, whatever pieces they come in. */
const inParts = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Stream.Stream<Uint8Array, E, R> =>
  Stream.concat(bytes, Stream.succeed(undefined)).pipe(
    Stream.mapAccum((): Buffer => Buffer.alloc(0), (rest, piece) => {
      if (piece === undefined) return [Buffer.alloc(0), rest.length === 0 ? [] : [rest]] as const
      const all = Buffer.concat([rest, piece])
      const whole = Math.floor(all.length / partBytes) * partBytes
      const parts = Array.from(
        { length: whole / partBytes },
        (_, at) => all.subarray(at * partBytes, (at + 1) * partBytes)
      )
      return [Buffer.from(all.subarray(whole)), parts] as const
    })
  )

/** The tables of reconciliations. */
export const makeReconciliationStore = (sql: SqlClient) => {
  const get = (account: string, id: string) =>
    usable(Effect.map(sql`SELECT * FROM finpay_api_reconciliation WHERE account = ${account} AND id = ${id}`, first))

  /** Whoever it belongs to: for the machine. */
  const find = (id: string) => usable(Effect.map(sql`SELECT * FROM finpay_api_reconciliation WHERE id = ${id}`, first))

  const list = (account: string, { after, limit = 50 }: { readonly after?: string; readonly limit?: number }) =>
    usable(Effect.gen(function*() {
      const conditions = [sql`account = ${account}`, ...(after === undefined ? [] : [sql`id < ${after}`])]
      const rows = yield* sql`SELECT * FROM finpay_api_reconciliation WHERE ${
        sql.and(conditions)
      } ORDER BY id DESC LIMIT ${limit + 1}`
      return { reconciliations: rows.slice(0, limit).map(rowOf), isMore: rows.length > limit }
    }))

  /** Keeps a report as it comes. It is in no transaction: a slow sender would hold others up. */
  const keepReport = <E, R>(id: string, bytes: Stream.Stream<Uint8Array, E, R>) =>
    Stream.runFoldEffect(inParts(bytes), () => 0, (part, piece) =>
      Effect.gen(function*() {
        const row = {
          reconciliation: id,
          part,
          bytes: Buffer.from(piece).toString("base64"),
          created_at: yield* Clock.currentTimeMillis
        }
        yield* usable(sql`INSERT INTO finpay_api_reconciliation_part ${sql.insert(row)}`)
        return part + 1
      }))

  const dropReport = (id: string) =>
    usable(sql`DELETE FROM finpay_api_reconciliation_part WHERE reconciliation = ${id}`)

  /** The bytes of a report that is kept, a part at a time. */
  const report = (id: string) =>
    Stream.paginate(0, (part) =>
      Effect.map(
        usable(sql`SELECT bytes FROM finpay_api_reconciliation_part WHERE reconciliation = ${id} AND part = ${part}`),
        ([row]) =>
          row === undefined
            ? [[], Option.none()] as const
            : [[new Uint8Array(Buffer.from(String(row["bytes"]), "base64"))], Option.some(part + 1)] as const
      ))

  const insert = (row: ReconciliationRow) =>
    usable(sql`INSERT INTO finpay_api_reconciliation ${
      sql.insert({
        id: row.id,
        account: row.account,
        merchant: row.merchant,
        state: row.state,
        created_by: row.createdBy,
        mapping: JSON.stringify(row.mapping),
        guessed: row.isGuessed ? 1 : 0,
        since_at: row.since ?? null,
        until_at: row.until ?? null,
        ask: row.ask,
        created_at: row.createdAt
      })
    }`)

  const started = (id: string) =>
    usable(Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      yield* sql`UPDATE finpay_api_reconciliation SET state = 'running', started_at = ${now} WHERE id = ${id}`
    }))

  const tellProgress = (id: string, { done, phase }: Progress) =>
    usable(
      sql`UPDATE finpay_api_reconciliation SET phase = ${phase}, done = ${done} WHERE id = ${id} AND state = 'running'`
    )

  const addResults = (id: string, attempt: number, results: ReadonlyArray<PlacedResult>) => {
    const [row, ...others] = results.map(({ place, result }) => ({
      reconciliation: id,
      attempt,
      place,
      verdict: result.verdict,
      result: JSON.stringify(result)
    }))
    return row === undefined
      ? Effect.void
      : usable(sql`INSERT INTO finpay_api_reconciliation_result ${sql.insert([row, ...others])}`)
  }

  const dropResults = (id: string, attempt: number) =>
    usable(sql`DELETE FROM finpay_api_reconciliation_result WHERE reconciliation = ${id} AND attempt = ${attempt}`)

  const end = (id: string, changes: Readonly<Record<string, string | number>>) =>
    transact(
      sql,
      Effect.gen(function*() {
        const ended = { ...changes, ended_at: yield* Clock.currentTimeMillis, phase: null, done: null }
        // Whoever is second has found the same, and leaves the first one's.
        const rows = yield* sql`UPDATE finpay_api_reconciliation SET ${
          sql.update(ended)
        } WHERE id = ${id} AND ended_at IS NULL RETURNING id`
        yield* sql`DELETE FROM finpay_api_reconciliation_part WHERE reconciliation = ${id}`
        return rows.length > 0
      })
    )

  /** It came to this; the report is not needed any more. */
  const finished = (id: string, attempt: number, summary: Summary) =>
    end(id, { state: "finished", attempt, summary: JSON.stringify(summary) })

  const failed = (id: string, problem: string) => end(id, { state: "failed", problem })

  /** Results of attempts that came to nothing, because their server died. */
  const dropOtherResults = (id: string, attempt: number) =>
    usable(sql`DELETE FROM finpay_api_reconciliation_result WHERE reconciliation = ${id} AND attempt <> ${attempt}`)

  const results = (id: string, attempt: number, { after = 0, limit, verdicts }: ResultFilter) =>
    usable(Effect.gen(function*() {
      const conditions = [
        sql`reconciliation = ${id}`,
        sql`attempt = ${attempt}`,
        sql`place > ${after}`,
        ...(verdicts === undefined ? [] : [verdicts.length === 0 ? sql`1 = 0` : sql.in("verdict", verdicts)])
      ]
      const rows = yield* sql`SELECT place, result FROM finpay_api_reconciliation_result WHERE ${
        sql.and(conditions)
      } ORDER BY place LIMIT ${limit + 1}`
      return {
        results: rows.slice(0, limit).map((row): PlacedResult => ({
          place: Number(row["place"]),
          result: JSON.parse(String(row["result"])) as Result
        })),
        isMore: rows.length > limit
      }
    }))

  /** Deletes what is older than a time, and reports whose upload was never finished. */
  const dropOld = (before: number, unfinishedBefore: number) =>
    usable(Effect.gen(function*() {
      const old = sql`SELECT id FROM finpay_api_reconciliation WHERE created_at < ${before}`
      yield* sql`DELETE FROM finpay_api_reconciliation_result WHERE reconciliation IN (${old})`
      yield* sql`DELETE FROM finpay_api_reconciliation_part WHERE reconciliation IN (${old})`
      yield* sql`DELETE FROM finpay_api_reconciliation WHERE created_at < ${before}`
      yield* sql`DELETE FROM finpay_api_reconciliation_part WHERE created_at < ${unfinishedBefore}
        AND reconciliation NOT IN (SELECT id FROM finpay_api_reconciliation)`
    }))

  return {
    get,
    find,
    list,
    keepReport,
    dropReport,
    report,
    insert,
    started,
    tellProgress,
    addResults,
    dropResults,
    dropOtherResults,
    finished,
    failed,
    results,
    dropOld
  }
}

/** The tables of reconciliations. */
export type ReconciliationStore = ReturnType<typeof makeReconciliationStore>
