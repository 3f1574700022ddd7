import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { isSqlError } from "effect/sql/SqlError"
import type { Fragment } from "effect/sql/Statement"
import type { AuditEvent, AuditEventName } from "../audit/AuditEvent.ts"
import { firstHash, hashDetail, hashEvent, hashRow } from "../audit/hash.ts"
import type { Bell } from "../Bell.ts"
import type { AuditFilter, MutationFilter, MutationPage } from "../Journal.ts"
import { SimilarUnderWay } from "../JournalError.ts"
import type { JournalUnavailable } from "../JournalError.ts"
import { isSettled, keepsRefundNo } from "../Mutation.ts"
import type { Mutation } from "../Mutation.ts"
import { queueName } from "../work.ts"
import type { TakenWork, Work, WorkQueue } from "../work.ts"
import { followEvents, listEvents } from "./audit-log.ts"
import { laneOf } from "./lane.ts"
import { listMutations } from "./list.ts"
import { readAuditRow, readMutationRow, toAuditEvent, toMutation, toMutationRow } from "./rows.ts"
import type { AuditRow, MutationRow } from "./rows.ts"
import { toUnavailable } from "./unavailable.ts"

/** What is said about a change in the audit log. */
export interface Told {
  readonly event: AuditEventName
  /** Who did it; `journal` unless given. */
  readonly actor?: string
  readonly reason: string
  readonly detail?: unknown
  readonly traceId?: string | undefined
}

type Changes = { readonly [Name in keyof Mutation]?: Mutation[Name] | undefined }

/** One change of a mutation. */
export interface Step {
  /** The members that change; `undefined` empties one. */
  readonly changes: Changes
  readonly told: Told
  /** What is to be done next, and after how many seconds. */
  readonly next?: { readonly step: Work["step"]; readonly delaySeconds: number }
  /** The piece of work that this ends, where it is still this worker's. */
  readonly ends?: TakenWork
  /** Empties the details of all events before this one. Their hashes stay. */
  readonly erasesDetails?: true
}

/** What a decision about a mutation can look at, inside its transaction. */
export interface Surroundings {
  /** The other mutations of the order, oldest first. */
  readonly others: Effect.Effect<ReadonlyArray<Mutation>, JournalUnavailable>
  /** The mutation that keeps the number of a QRIS refund, of whatever order. */
  readonly byRefundNo: (refundNo: string) => Effect.Effect<Mutation | undefined, JournalUnavailable>
}

/** What is to become of a mutation: steps in order, or none when it is to stay as it is. */
export type Decide = (
  current: Mutation,
  surroundings: Surroundings
) => Effect.Effect<ReadonlyArray<Step>, JournalUnavailable>

/** A mutation that is to be written down. */
export interface Acceptance {
  readonly mutation: Mutation
  readonly told: Told
}

/** Whether a new mutation may be written down. */
export type Check = (surroundings: Surroundings) => Effect.Effect<void, SimilarUnderWay | JournalUnavailable>

/** The idempotency key belongs to another mutation. */
export class KeyTaken extends Data.TaggedError("KeyTaken") {}

interface Lane {
  readonly account: string
  readonly lane: number
  sequence: number
  hash: string
}

const withChanges = (current: Mutation, changes: Changes, now: number): Mutation =>
  Object.fromEntries(
    Object.entries({ ...current, ...changes, version: current.version + 1, updatedAt: now })
      .filter(([, value]) => value !== undefined)
  ) as unknown as Mutation

/**
 * A text of somebody else as both databases keep it: PostgreSQL takes no NUL, and neither takes half a character. An
 * answer of Finpay that cannot be written down would be lost.
 */
const storable = (text: string): string => text.toWellFormed().replaceAll("\u0000", "\uFFFD")

const eventRow = (lane: Lane, row: MutationRow, from: string | null, told: Told): AuditRow => {
  const detail = told.detail === undefined ? null : JSON.stringify(told.detail)
  const said = {
    account: lane.account,
    lane: lane.lane,
    sequence: lane.sequence + 1,
    mutation_id: row.id,
    at: row.updated_at,
    event: told.event,
    actor: storable(told.actor ?? "journal"),
    from_state: from,
    to_state: row.state,
    reason: storable(told.reason),
    detail,
    trace_id: told.traceId === undefined ? null : storable(told.traceId),
    detail_hash: hashDetail(detail),
    row_hash: hashRow(row),
    previous_hash: lane.hash
  }
  return { ...said, hash: hashEvent(said) }
}

// A mistake of this program is not the database's, and is not told as if it were.
const failedBy = (defect: unknown): Effect.Effect<never, JournalUnavailable> =>
  defect instanceof TypeError || defect instanceof ReferenceError
    ? Effect.die(defect)
    : Effect.fail(toUnavailable(defect))

// When the connection breaks after the database has said so, undoing the transaction fails too, and what it said comes as
// a defect.
const saysTaken = (reason: Cause.Reason<unknown>): boolean => {
  const said = Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : undefined
  return isSqlError(said) && said.reason._tag === "UniqueViolation"
}

/** A key or a number that must be there once is there already. */
const isTaken = (cause: Cause.Cause<unknown>): boolean => cause.reasons.some(saysTaken)

const withoutNumber = ({ refundNo: _, ...rest }: Mutation): Mutation => rest

/** The tables of one account. Every change is one transaction, under the lock of the order's lane. */
export const makeStore = Effect.fnUntraced(function*(account: string, queue: WorkQueue, bell: Bell) {
  const sql = yield* SqlClient

  const usable = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.mapError(Effect.catchDefect(effect, failedBy), toUnavailable)

  const lockLane = Effect.fnUntraced(function*(reference: string) {
    const lane = laneOf(reference)
    const lock = sql.onDialectOrElse({
      pg: () => sql`SELECT sequence, hash FROM finpay_lane WHERE account = ${account} AND lane = ${lane} FOR UPDATE`,
      // Writing takes the lock.
      orElse: () =>
        sql`UPDATE finpay_lane SET sequence = sequence WHERE account = ${account} AND lane = ${lane}
          RETURNING sequence, hash`
    })
    let [head] = yield* lock
    if (head === undefined) {
      yield* sql`INSERT INTO finpay_lane (account, lane, sequence, hash) VALUES (${account}, ${lane}, 0, ${firstHash})
        ON CONFLICT (account, lane) DO NOTHING`
      ;[head] = yield* lock
    }
    return { account, lane, sequence: Number(head?.["sequence"]), hash: String(head?.["hash"]) } satisfies Lane
  })

  const append = Effect.fnUntraced(function*(lane: Lane, row: MutationRow, from: string | null, told: Told) {
    const event = eventRow(lane, row, from, told)
    yield* sql`INSERT INTO finpay_audit ${sql.insert({ ...event })}`
    lane.sequence = event.sequence
    lane.hash = event.hash
  })

  const moveHead = ({ hash, lane, sequence }: Lane) =>
    sql`UPDATE finpay_lane SET sequence = ${sequence}, hash = ${hash} WHERE account = ${account} AND lane = ${lane}`

  const rowsWhere = (condition: Fragment) =>
    Effect.map(
      sql`SELECT * FROM finpay_mutation WHERE account = ${account} AND ${condition}`,
      (rows) => rows.map(readMutationRow)
    )
  const mutationsWhere = (condition: Fragment) => Effect.map(rowsWhere(condition), (rows) => rows.map(toMutation))

  const get = (id: string) => usable(Effect.map(mutationsWhere(sql`id = ${id}`), ([found]) => found))
  const getByKey = (key: string) =>
    usable(Effect.map(mutationsWhere(sql`idempotency_key = ${key}`), ([found]) => found))
  const getByRefundNo = (refundNo: string) =>
    usable(Effect.map(
      mutationsWhere(sql`refund_no = ${refundNo} AND state NOT IN ('rejected', 'not_applied')`),
      ([found]) => found
    ))
  const ofReference = (reference: string) => usable(mutationsWhere(sql`reference = ${reference} ORDER BY id`))

  const offer = (mutation: Pick<Mutation, "id" | "version">, step: Work["step"], id: string, delaySeconds: number) =>
    queue.offer({ mutationId: mutation.id, version: mutation.version, step }, {
      id,
      ...(delaySeconds > 0 ? { delay: `${delaySeconds} seconds` } : {})
    })

  /** Whether a piece of work is still to be done, and nobody took it up since this worker did. */
  const holds = ({ attempts, id }: TakenWork) =>
    usable(Effect.map(
      sql`SELECT 1 FROM finpay_work WHERE queue_name = ${queueName(account)} AND id = ${id} AND state = 'pending'
        AND attempts = ${attempts}`,
      (rows) => rows.length > 0
    ))

  const now = sql.onDialectOrElse({
    pg: () => sql.literal("NOW()"),
    orElse: () => sql.literal("CURRENT_TIMESTAMP")
  })

  // As the queue itself does it, in the transaction of what came of the work: there is nothing left to do, whatever
  // happens to this process. What the queue does after that finds nothing to change, and costs no commit.
  const end = ({ attempts, id }: TakenWork) =>
    sql`UPDATE finpay_work SET acquired_at = NULL, acquired_by = NULL, updated_at = ${now}, state = 'completed'
      WHERE queue_name = ${queueName(account)} AND id = ${id} AND state = 'pending' AND attempts = ${attempts}`

  // As it is read, which is not quite as it was written.
  const ring = (mutation: Mutation) =>
    sql.afterCommit(Effect.sync(() => bell.ring(mutation, () => toMutation(toMutationRow(mutation)))))

  // The next of the order was waiting for this one, or its own work was used up while this one was open.
  const wakeNext = Effect.fnUntraced(function*(settled: Mutation, others: ReadonlyArray<MutationRow>) {
    const next = others.find(({ state }) => state === "accepted")
    if (next === undefined) return
    yield* offer(next, "send", `${next.id}/after/${settled.id}/${settled.version}`, 0)
  })

  // What came of a mutation has to be written down also where another one has taken its number since this one let go of
  // it. Finpay said so late, and the amount counts. What is yet to be sent never goes on without its number.
  const numbered = Effect.fnUntraced(function*(current: Mutation, changed: Mutation, told: Told) {
    const { refundNo, state } = changed
    const isClaimed = refundNo !== undefined && !keepsRefundNo(current) && keepsRefundNo(changed)
    const keeper = isClaimed && state !== "accepted" ? yield* getByRefundNo(refundNo) : undefined
    if (keeper === undefined) return { changed, told }
    const reason = `${told.reason}; its number is by now that of ${keeper.id}: one payout may be booked twice`
    return { changed: withoutNumber(changed), told: { ...told, reason } }
  })

  const write = Effect.fnUntraced(function*(
    { lane, others }: { readonly lane: Lane; readonly others: ReadonlyArray<MutationRow> },
    current: Mutation,
    step: Step,
    now: number
  ) {
    const { changed, told } = yield* numbered(current, withChanges(current, step.changes, now), step.told)
    const row = toMutationRow(changed)
    const written = yield* sql`UPDATE finpay_mutation SET ${sql.update({ ...row }, ["id"])}
      WHERE id = ${row.id} AND version = ${current.version} RETURNING id`
    if (written.length !== 1) return yield* Effect.die(new Error(`${row.id} changed while its lane was locked`))
    yield* append(lane, row, current.state, told)
    if (step.erasesDetails === true) {
      yield* sql`UPDATE finpay_audit SET detail = NULL WHERE mutation_id = ${row.id} AND sequence < ${lane.sequence}`
    }
    if (step.next !== undefined) {
      yield* offer(changed, step.next.step, `${row.id}/${row.version}/${step.next.step}`, step.next.delaySeconds)
    }
    if (step.ends !== undefined) yield* end(step.ends)
    if (isSettled(changed.state) && !isSettled(current.state)) yield* wakeNext(changed, others)
    return changed
  })

  const insert = Effect.fnUntraced(
    function*({ mutation, told }: Acceptance, check: Check) {
      const lane = yield* lockLane(mutation.reference)
      const row = toMutationRow(mutation)
      yield* check({ others: ofReference(mutation.reference), byRefundNo: getByRefundNo })
      yield* sql`INSERT INTO finpay_mutation ${sql.insert({ ...row })}`
      yield* append(lane, row, null, told)
      yield* moveHead(lane)
      yield* offer(mutation, "send", `${row.id}/${row.version}/send`, 0)
      yield* ring(mutation)
      return mutation
    },
    sql.withTransaction
  )

  const failTaken = Effect.fnUntraced(function*({ key, refundNo }: Mutation) {
    if ((yield* getByKey(key)) !== undefined) return yield* new KeyTaken()
    const keeper = refundNo === undefined ? undefined : yield* getByRefundNo(refundNo)
    if (keeper === undefined) return
    return yield* new SimilarUnderWay({ mutationId: keeper.id, state: keeper.state, reason: "refund-no" })
  })

  const insertOrTell = (acceptance: Acceptance, check: Check) =>
    Effect.catchCauseIf(
      insert(acceptance, check),
      isTaken,
      (cause) => Effect.andThen(failTaken(acceptance.mutation), Effect.failCause(cause))
    )

  /**
   * Writes a new mutation down, with the work to send it, unless `check` is against it, its key is taken, or its refund
   * number is: by whom is then looked up. Whoever had the number may have let go of it in between; so once more.
   */
  const accept = (acceptance: Acceptance, check: Check) =>
    Effect.catchCauseIf(insertOrTell(acceptance, check), isTaken, () => insertOrTell(acceptance, check)).pipe(
      Effect.catchDefect(failedBy),
      Effect.mapError((error) =>
        error._tag === "SimilarUnderWay" || error._tag === "KeyTaken" ? error : toUnavailable(error)
      )
    )

  const changeOnce = (known: Pick<Mutation, "id" | "reference">, decide: Decide) =>
    Effect.gen(function*() {
      const { id, reference } = known
      const lane = yield* lockLane(reference)
      // The whole order at once: under the lock of its lane nobody else changes it.
      const rows = yield* rowsWhere(sql`reference = ${reference} ORDER BY id`)
      const row = rows.find((one) => one.id === id)
      if (row === undefined) return yield* Effect.die(new Error(`${id} is gone`))
      const current = toMutation(row)
      const otherRows = rows.filter((one) => one.id !== id)
      // Read only where it is asked for: what is wrong with one of them is not in the way of this one.
      const others = usable(Effect.sync(() => otherRows.map(toMutation)))
      const steps = yield* decide(current, { others, byRefundNo: getByRefundNo })
      if (steps.length === 0) return { mutation: current, changed: false }
      const now = yield* Clock.currentTimeMillis
      let changed = current
      for (const step of steps) changed = yield* write({ lane, others: otherRows }, changed, step, now)
      yield* moveHead(lane)
      yield* ring(changed)
      return { mutation: changed, changed: true }
    }).pipe(sql.withTransaction)

  /**
   * Changes a mutation as `decide` says, or leaves it. Gives it as it stands then, and whether this call changed it.
   *
   * In another lane somebody may take its refund number between the look for it and the writing. Then the database refuses
   * all of it, and `decide` is asked once more.
   */
  const change = (known: Pick<Mutation, "id" | "reference">, decide: Decide) =>
    usable(Effect.catchCauseIf(changeOnce(known, decide), isTaken, () => changeOnce(known, decide)))

  const history = (id: string) =>
    usable(Effect.map(
      sql`SELECT * FROM finpay_audit WHERE account = ${account} AND mutation_id = ${id} ORDER BY sequence`,
      (rows): ReadonlyArray<AuditEvent> => rows.map((row) => toAuditEvent(readAuditRow(row)))
    ))

  const list = (filter: MutationFilter): Effect.Effect<MutationPage, JournalUnavailable> =>
    usable(listMutations(sql, account, filter))

  const audit = (filter: AuditFilter) => usable(listEvents(sql, account, filter))

  const follow = (places: ReadonlyMap<number, number>, limit: number) =>
    usable(followEvents(sql, account, places, limit))

  return { account, sql, get, getByKey, ofReference, history, list, audit, follow, accept, change, holds, usable }
})

/** The tables of one account. */
export type Store = Effect.Success<ReturnType<typeof makeStore>>
