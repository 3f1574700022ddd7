import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { isSqlError } from "effect/sql/SqlError"
import type { Fragment, Statement } from "effect/sql/Statement"
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

/** The other mutations of an order, oldest first. */
export type Others = Effect.Effect<ReadonlyArray<Mutation>, JournalUnavailable>

/** A mutation with the others of its order, as they stood at one moment. */
export interface OfOrder {
  readonly mutation: Mutation
  readonly others: Others
}

/** What a decision about a mutation can look at, inside its transaction. */
export interface Surroundings {
  readonly others: Others
  /** The mutation that keeps the number of a QRIS refund, of whatever order. */
  readonly byRefundNo: (refundNo: string) => Effect.Effect<Mutation | undefined, JournalUnavailable>
}

/** What is to become of a mutation: steps in order, or none when it is to stay as it is. */
export type Decide = (
  current: Mutation,
  surroundings: Surroundings & {
    /** Whether the work that the change is for is still to be done, and nobody took it up since. */
    readonly holdsWork: boolean
  }
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

/** A mutation, and its row as the table has it. */
interface Standing {
  readonly mutation: Mutation
  readonly row: MutationRow
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

/** The columns whose values differ. An index is written only where one of its columns is. */
const changedColumns = (before: MutationRow, after: MutationRow): Partial<MutationRow> =>
  Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name as keyof MutationRow] !== value))

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

  /** What puts an event at the end of a lane's chain. */
  const append = (lane: Lane, row: MutationRow, from: string | null, told: Told): ReadonlyArray<Fragment> => {
    const event = eventRow(lane, row, from, told)
    lane.sequence = event.sequence
    lane.hash = event.hash
    return [
      sql`INSERT INTO finpay_audit ${sql.insert({ ...event })}`,
      sql`UPDATE finpay_lane SET sequence = ${event.sequence}, hash = ${event.hash}
        WHERE account = ${account} AND lane = ${lane.lane}`
    ]
  }

  /**
   * Writes to several tables, and gives what the first statement returns. To PostgreSQL it goes as one statement, for a
   * round trip is what costs there: none of them may rest on what another one writes.
   */
  const together = <Row extends object>(first: Statement<Row>, others: ReadonlyArray<Fragment>) =>
    sql.onDialectOrElse({
      pg: () =>
        sql<Row>`WITH ${sql.csv(others.map((other, at) => sql`w${sql.literal(String(at))} AS (${other})`))} ${first}`,
      orElse: () => Effect.tap(first, Effect.forEach(others, (other) => sql`${other}`, { discard: true }))
    })

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

  const outOf = (rows: ReadonlyArray<MutationRow>, id: string) => {
    const row = rows.find((one) => one.id === id)
    if (row === undefined) return undefined
    const otherRows = rows.filter((one) => one.id !== id)
    // Read only where it is asked for: what is wrong with one of them is not in the way of this one.
    return { row, mutation: toMutation(row), otherRows, others: usable(Effect.sync(() => otherRows.map(toMutation))) }
  }

  /** A mutation with the others of its order, in one look. */
  const getOfOrder = (id: string): Effect.Effect<OfOrder | undefined, JournalUnavailable> => {
    const sameOrder = sql`reference = (SELECT reference FROM finpay_mutation WHERE account = ${account} AND id = ${id})`
    return usable(Effect.map(rowsWhere(sql`${sameOrder} ORDER BY id`), (rows) => outOf(rows, id)))
  }

  const offer = (mutation: Pick<Mutation, "id" | "version">, step: Work["step"], id: string, delaySeconds: number) =>
    queue.offer({ mutationId: mutation.id, version: mutation.version, step }, {
      id,
      ...(delaySeconds > 0 ? { delay: `${delaySeconds} seconds` } : {})
    })

  const takenWork = ({ attempts, id }: TakenWork) =>
    sql`queue_name = ${queueName(account)} AND id = ${id} AND state = 'pending' AND attempts = ${attempts}`

  /** Whether a piece of work is still to be done, and nobody took it up since this worker did. */
  const holds = (work: TakenWork) =>
    usable(Effect.map(sql`SELECT 1 FROM finpay_work WHERE ${takenWork(work)}`, (rows) => rows.length > 0))

  const now = sql.onDialectOrElse({
    pg: () => sql.literal("NOW()"),
    orElse: () => sql.literal("CURRENT_TIMESTAMP")
  })

  // As the queue itself does it, in the transaction of what came of the work: there is nothing left to do, whatever
  // happens to this process. What the queue does after that finds nothing to change, and costs no commit.
  const end = (work: TakenWork) =>
    sql`UPDATE finpay_work SET acquired_at = NULL, acquired_by = NULL, updated_at = ${now}, state = 'completed'
      WHERE ${takenWork(work)}`

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
    { mutation: current, row: before }: Standing,
    step: Step,
    now: number
  ) {
    const { changed, told } = yield* numbered(current, withChanges(current, step.changes, now), step.told)
    const row = toMutationRow(changed)
    const written = yield* together(
      sql`UPDATE finpay_mutation SET ${sql.update({ ...changedColumns(before, row) })}
        WHERE id = ${row.id} AND version = ${current.version} RETURNING id`,
      [
        ...append(lane, row, current.state, told),
        ...(step.ends === undefined ? [] : [end(step.ends)])
      ]
    )
    if (written.length !== 1) return yield* Effect.die(new Error(`${row.id} changed while its lane was locked`))
    if (step.erasesDetails === true) {
      yield* sql`UPDATE finpay_audit SET detail = NULL WHERE mutation_id = ${row.id} AND sequence < ${lane.sequence}`
    }
    if (step.next !== undefined) {
      yield* offer(changed, step.next.step, `${row.id}/${row.version}/${step.next.step}`, step.next.delaySeconds)
    }
    if (isSettled(changed.state) && !isSettled(current.state)) yield* wakeNext(changed, others)
    return { mutation: changed, row }
  })

  const insert = Effect.fnUntraced(
    function*({ mutation, told }: Acceptance, check: Check) {
      const lane = yield* lockLane(mutation.reference)
      const row = toMutationRow(mutation)
      yield* check({ others: ofReference(mutation.reference), byRefundNo: getByRefundNo })
      yield* together(sql`INSERT INTO finpay_mutation ${sql.insert({ ...row })}`, append(lane, row, null, told))
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

  const changeOnce = (known: Pick<Mutation, "id" | "reference">, decide: Decide, work?: TakenWork) =>
    Effect.gen(function*() {
      const { id, reference } = known
      const lane = yield* lockLane(reference)
      const held = work === undefined ? sql`0` : sql`(SELECT COUNT(*) FROM finpay_work WHERE ${takenWork(work)})`
      // The whole order at once: under the lock of its lane nobody else changes it. After the lock and not with it:
      // PostgreSQL shows a statement what was there when it began, so before it waited for the lock.
      const rows = yield* sql`SELECT finpay_mutation.*, ${held} AS held FROM finpay_mutation
        WHERE account = ${account} AND reference = ${reference} ORDER BY id`
      const found = outOf(rows.map(readMutationRow), id)
      if (found === undefined) return yield* Effect.die(new Error(`${id} is gone`))
      const { mutation: current, otherRows, others } = found
      const holdsWork = Number(rows[0]?.["held"]) > 0
      const steps = yield* decide(current, { others, byRefundNo: getByRefundNo, holdsWork })
      if (steps.length === 0) return { mutation: current, changed: false }
      const now = yield* Clock.currentTimeMillis
      let standing: Standing = found
      for (const step of steps) standing = yield* write({ lane, others: otherRows }, standing, step, now)
      yield* ring(standing.mutation)
      return { mutation: standing.mutation, changed: true }
    }).pipe(sql.withTransaction)

  /**
   * Changes a mutation as `decide` says, or leaves it. Gives it as it stands then, and whether this call changed it.
   * `work` is the piece of work it is for, where that matters.
   *
   * In another lane somebody may take its refund number between the look for it and the writing. Then the database refuses
   * all of it, and `decide` is asked once more.
   */
  const change = (known: Pick<Mutation, "id" | "reference">, decide: Decide, work?: TakenWork) =>
    usable(Effect.catchCauseIf(changeOnce(known, decide, work), isTaken, () => changeOnce(known, decide, work)))

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

  return {
    account,
    sql,
    get,
    getByKey,
    getOfOrder,
    ofReference,
    history,
    list,
    audit,
    follow,
    accept,
    change,
    holds,
    usable
  }
})

/** The tables of one account. */
export type Store = Effect.Success<ReturnType<typeof makeStore>>
