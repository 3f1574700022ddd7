import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { BatchState, LineState } from "../contract/refund-batches.ts"
import type { Row } from "../database/row.ts"
import { usable } from "../database/usable.ts"
import { unfinished } from "./Batch.ts"
import type { Batch, BatchLine, BatchRefund, LineCounts, LineResult } from "./Batch.ts"
import { batchOf, lineOf, rowOfBatch } from "./rows.ts"

/** A refund of a file with what stands beside it. */
export type NewLine = BatchRefund & Pick<BatchLine, "extra">

/** Which batches. All that is given must hold. */
export interface BatchFilter {
  readonly states?: ReadonlyArray<BatchState>
  readonly after?: string
  readonly limit?: number
}

/** Which lines. All that is given must hold. */
export interface LineFilter {
  readonly states?: ReadonlyArray<LineState>
  /** Behind this line. */
  readonly after?: number
  readonly limit?: number
}

/** What a person said of a batch. */
export interface BatchDecision {
  readonly state: BatchState
  readonly by: string
  readonly reason: string | null
  /** Whether the whole of it was approved; left as it is where it is left out. */
  readonly approved?: boolean
}

const linesAtATime = 500

const inPieces = <A>(all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from(
    { length: Math.ceil(all.length / linesAtATime) },
    (_, at) => all.slice(at * linesAtATime, (at + 1) * linesAtATime)
  )

const first = (rows: ReadonlyArray<Row>): Batch | undefined => rows[0] === undefined ? undefined : batchOf(rows[0])

/** The tables of batches. */
export const makeBatchStore = (sql: SqlClient) => {
  const byKey = (account: string, key: string) =>
    usable(Effect.map(
      sql`SELECT * FROM finpay_api_batch WHERE account = ${account} AND idempotency_key = ${key}`,
      first
    ))

  const get = (account: string, id: string) =>
    usable(Effect.map(sql`SELECT * FROM finpay_api_batch WHERE account = ${account} AND id = ${id}`, first))

  /** Whoever it belongs to: for the machine. */
  const find = (id: string) => usable(Effect.map(sql`SELECT * FROM finpay_api_batch WHERE id = ${id}`, first))

  const insert = (batch: Batch, lines: ReadonlyArray<NewLine>) =>
    usable(Effect.gen(function*() {
      yield* sql`INSERT INTO finpay_api_batch ${sql.insert(rowOfBatch(batch))}`
      const rows = lines.map(({ amount, extra, key, line, order }) => ({
        batch: batch.id,
        line,
        reference: order,
        amount,
        own_key: key ?? null,
        extra: JSON.stringify(extra),
        state: "waiting",
        attempts: 0,
        updated_at: batch.createdAt
      }))
      for (const piece of inPieces(rows)) {
        const [row, ...others] = piece
        if (row !== undefined) yield* sql`INSERT INTO finpay_api_batch_line ${sql.insert([row, ...others])}`
        // On SQLite all of this happens in one turn of the process: others get theirs between two pieces.
        yield* Effect.yieldNow
      }
    }))

  const list = (account: string, { after, limit = 50, states }: BatchFilter) =>
    usable(Effect.gen(function*() {
      const conditions = [
        sql`account = ${account}`,
        ...(states === undefined ? [] : [states.length === 0 ? sql`1 = 0` : sql.in("state", states)]),
        ...(after === undefined ? [] : [sql`id < ${after}`])
      ]
      const rows = yield* sql`SELECT * FROM finpay_api_batch WHERE ${sql.and(conditions)} ORDER BY id DESC LIMIT ${
        limit + 1
      }`
      return { batches: rows.slice(0, limit).map(batchOf), isMore: rows.length > limit }
    }))

  const lines = (batch: string, { after = 0, limit = 50, states }: LineFilter) =>
    usable(Effect.gen(function*() {
      const conditions = [
        sql`batch = ${batch}`,
        sql`line > ${after}`,
        ...(states === undefined ? [] : [states.length === 0 ? sql`1 = 0` : sql.in("state", states)])
      ]
      const rows = yield* sql`SELECT * FROM finpay_api_batch_line WHERE ${sql.and(conditions)} ORDER BY line LIMIT ${
        limit + 1
      }`
      return { lines: rows.slice(0, limit).map(lineOf), isMore: rows.length > limit }
    }))

  const counts = (batch: string) =>
    usable(Effect.map(
      sql`SELECT state, count(*) AS lines, sum(amount) AS amount FROM finpay_api_batch_line
        WHERE batch = ${batch} GROUP BY state`,
      (rows): LineCounts =>
        Object.fromEntries(
          rows.map((row) => [row["state"], { lines: Number(row["lines"]), amount: Number(row["amount"]) }])
        )
    ))

  /** How many lines have come to an end since a time. */
  const endedSince = (batch: string, since: number) =>
    usable(Effect.map(
      sql`SELECT count(*) AS lines FROM finpay_api_batch_line
        WHERE batch = ${batch} AND updated_at >= ${since} AND NOT (${sql.in("state", unfinished)})`,
      (rows) => Number(rows[0]?.["lines"] ?? 0)
    ))

  /**
   * Takes a line that waits, to be given to the journal. Where this says no it is somebody else's, or the batch was
   * cancelled since its turn began.
   */
  const claim = (batch: string, line: number) =>
    usable(Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const rows = yield* sql`UPDATE finpay_api_batch_line SET state = 'open', updated_at = ${now}
        WHERE batch = ${batch} AND line = ${line} AND state = 'waiting'
        AND EXISTS (SELECT 1 FROM finpay_api_batch WHERE id = ${batch} AND state IN ('waiting', 'running'))
        RETURNING line`
      return rows.length > 0
    }))

  /** How many lines stand so. */
  const countIn = (batch: string, states: ReadonlyArray<LineState>) =>
    usable(Effect.map(
      sql`SELECT count(*) AS lines FROM finpay_api_batch_line WHERE batch = ${batch} AND ${sql.in("state", states)}`,
      (rows) => Number(rows[0]?.["lines"] ?? 0)
    ))

  /**
   * Writes down what is known of a line that is not finished. One that was cancelled while a server that was thought dead
   * gave it to the journal is in the journal all the same; but it never waits to be sent again.
   */
  const tell = (batch: string, line: number, { detail, mutationId, state, traceId }: LineResult, attempts: number) =>
    usable(Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      yield* sql`UPDATE finpay_api_batch_line SET ${
        sql.update({
          state,
          attempts,
          mutation_id: mutationId ?? null,
          detail: detail ?? null,
          trace_id: traceId ?? null,
          updated_at: now
        })
      } WHERE batch = ${batch} AND line = ${line} AND ${
        sql.in("state", mutationId === undefined || state === "waiting" ? unfinished : [...unfinished, "cancelled"])
      }`
    }))

  const started = (batch: string, heldUp: string | null) =>
    usable(Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      yield* sql`UPDATE finpay_api_batch SET started_at = COALESCE(started_at, ${now}), held_up = ${heldUp},
        state = CASE WHEN state = 'waiting' THEN 'running' ELSE state END WHERE id = ${batch}`
    }))

  const ended = (batch: string) =>
    usable(Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      yield* sql`UPDATE finpay_api_batch SET ended_at = ${now}, held_up = NULL,
        state = CASE WHEN state = 'running' THEN 'finished' ELSE state END WHERE id = ${batch} AND ended_at IS NULL`
    }))

  /** Writes a decision down if the batch is in one of these states; `undefined` when it is not. */
  const decide = (
    account: string,
    id: string,
    from: ReadonlyArray<BatchState>,
    { approved, by, reason, state }: BatchDecision
  ) =>
    usable(Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const rows = yield* sql`UPDATE finpay_api_batch SET ${
        sql.update({
          state,
          decided_by: by,
          decided_at: now,
          reason,
          ...(approved === undefined ? {} : { approved: approved ? 1 : 0 })
        })
      } WHERE account = ${account} AND id = ${id} AND ${sql.in("state", from)} RETURNING *`
      return first(rows)
    }))

  /** What waits will never be sent. */
  const cancelWaiting = (batch: string) =>
    usable(Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      yield* sql`UPDATE finpay_api_batch_line SET state = 'cancelled', updated_at = ${now}
        WHERE batch = ${batch} AND state = 'waiting'`
    }))

  /** Forgets what files brought beside order and amount, in batches that ended before a time. */
  const eraseExtra = (account: string, endedBefore: number) =>
    usable(sql`UPDATE finpay_api_batch_line SET extra = NULL WHERE extra IS NOT NULL AND batch IN (
      SELECT id FROM finpay_api_batch WHERE account = ${account} AND ended_at < ${endedBefore}
    )`)

  return {
    byKey,
    get,
    find,
    insert,
    list,
    lines,
    counts,
    countIn,
    endedSince,
    claim,
    tell,
    started,
    ended,
    decide,
    cancelWaiting,
    eraseExtra
  }
}

/** The tables of batches. */
export type BatchStore = ReturnType<typeof makeBatchStore>
