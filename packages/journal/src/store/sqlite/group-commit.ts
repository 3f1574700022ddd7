import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import type { DatabaseSync } from "node:sqlite"
import { pauseMillis } from "./busy.ts"
import { around } from "./connection.ts"
import { refused } from "./errors.ts"

/** One transaction of SQLite, in which several of the process have a part. */
interface Group {
  /** When it was begun, in nanoseconds of the clock. */
  readonly begunAt: bigint
  /** How many had a turn in it. */
  turns: number
  /** Why it can no longer be committed, once it cannot. */
  broken: SqlError | undefined
  /** How it ended, once it has. */
  ended: Exit.Exit<void, SqlError> | undefined
}

/** What a transaction of the process is to SQLite: one that is begun, or a part of the one that is open. */
interface Part {
  readonly group: Group
  readonly isFirst: boolean
}

/** What Effect's SQL client takes to share one connection. */
export type GroupCommit = Required<
  Pick<
    SqlClient.MakeOptions,
    "acquirer" | "borrower" | "transactionAcquirer" | "beginTransaction" | "rollback" | "commit"
  >
>

const begin = "BEGIN IMMEDIATE"
const commit = "COMMIT"
const rollback = "ROLLBACK"
const rollbackTo = "ROLLBACK TO"
const savepoint = "finpay_part"

/** So many turns a group has at most: until its commit no other process can write. */
const mostTurns = 128

/** After so long in groups, in nanoseconds, the database is left alone until every process that waits has looked again. */
const longestHold = 250_000_000n
const alonePause = Duration.millis(pauseMillis.max + 1)

/** SQLite makes these outside of a transaction only. */
const standsAlone = (text: string): boolean => /^\s*(?:PRAGMA|VACUUM)\b/iu.test(text)

/**
 * One connection for everybody in the process, who take it in turn, and one durable commit for all who wait for a turn
 * when the first of them is done.
 *
 * Whoever is done with a transaction does not commit it but stands in the queue once more. Those who were waiting have
 * their turns first, each as a savepoint of the same transaction; the first one whose turn comes again commits for all.
 * With nobody waiting that is at once. Until the commit nobody is told anything, neither what was written nor what was
 * read; if it fails, all of them have failed.
 */
export const makeGroupCommit = (
  database: DatabaseSync,
  connection: Connection,
  inPlace: Effect.Effect<void, SqlError>,
  clock: Clock.Clock
): GroupCommit => {
  const turn = Semaphore.makeUnsafe(1)
  let open: Group | undefined
  let held = 0n

  const run = (text: string) => Effect.asVoid(connection.execute(text, [], undefined))
  const undo = Effect.suspend(() => database.isTransaction ? run(rollback) : Effect.void)

  // After some failures (disk full, input and output) SQLite rolls the transaction back by itself. What the program does
  // next would then be committed one by one.
  const isBroken = (group: Group) => group.broken !== undefined || !database.isTransaction

  /** A step of a group: refused once the group is broken, with the failure that broke it. */
  const inGroup = <A>(group: Group, step: Effect.Effect<A, SqlError>): Effect.Effect<A, SqlError> =>
    Effect.suspend(() => {
      if (isBroken(group)) {
        return Effect.fail(refused("this transaction was rolled back after an earlier failure", group.broken))
      }
      return Effect.tapError(step, (error) =>
        Effect.sync(() => {
          if (!database.isTransaction) group.broken ??= error
        }))
    })

  // All below has the turn, until it lets go of it.

  const end = Effect.fnUntraced(function*(group: Group) {
    const ended = yield* Effect.exit(inGroup(group, run(commit)))
    group.ended = ended
    open = undefined
    // Between single transactions, others find a moment by themselves.
    if (group.turns > 1) held += clock.monotonicTimeNanosUnsafe() - group.begunAt
    if (ended._tag === "Failure") yield* Effect.ignoreCause(undo)
  })

  const alone = Effect.suspend(() => open === undefined ? undo : end(open))

  /** Begins a turn: leaves nothing of what could not be ended, and does not go on with a group that is broken or large. */
  const takeTurn = Effect.suspend(() => {
    if (open === undefined || open.turns === mostTurns || isBroken(open)) return alone
    open.turns += 1
    return Effect.void
  })

  /** Stands in the queue once more, commits if nobody has by then, and gives how the group ended. */
  const settle = (group: Group): Effect.Effect<void, SqlError> =>
    Effect.gen(function*() {
      yield* turn.release(1)
      // Who is ready to ask for a turn has not asked yet: a statement of SQLite stops the whole process.
      yield* Effect.yieldNow
      yield* turn.take(1)
      if (group.ended === undefined) yield* end(group)
      return yield* group.ended ?? Effect.void
    })

  const leaveToOthers = Effect.suspend(() => {
    if (held < longestHold) return Effect.void
    held = 0n
    return clock.sleep(alonePause)
  })

  const enter = Effect.gen(function*() {
    yield* takeTurn
    if (open !== undefined) {
      yield* inGroup(open, run(`SAVEPOINT ${savepoint}`))
      return { group: open, isFirst: false } satisfies Part
    }
    yield* leaveToOthers
    yield* run(begin)
    open = { begunAt: clock.monotonicTimeNanosUnsafe(), turns: 1, broken: undefined, ended: undefined }
    return { group: open, isFirst: true } satisfies Part
  })

  const breaks = (group: Group) => (error: SqlError) => Effect.sync(() => void (group.broken ??= error))

  /** Ends a part alone. Where that fails the group is broken: it would commit what was to be taken back. */
  const endPart = (group: Group, ...texts: ReadonlyArray<string>) =>
    Effect.forEach(texts, (text) => inGroup(group, run(`${text} SAVEPOINT ${savepoint}`)), { discard: true }).pipe(
      Effect.catch(breaks(group))
    )

  const keep = ({ group, isFirst }: Part) =>
    Effect.andThen(isFirst ? Effect.void : endPart(group, "RELEASE"), settle(group))

  const takeBack = ({ group, isFirst }: Part) => {
    if (!isFirst) return Effect.andThen(endPart(group, rollbackTo, "RELEASE"), settle(group))
    open = undefined
    return undo
  }

  /** The connection as one transaction sees it: of use from its beginning to its end, and taken back if it has none. */
  const inItsTurn = Effect.gen(function*() {
    let part: Part | undefined
    const isOver = Effect.fail(refused("this transaction is not begun, or has ended"))
    const ending = (end: (mine: Part) => Effect.Effect<void, SqlError>) =>
      Effect.uninterruptible(Effect.suspend(() => {
        const mine = part
        part = undefined
        return mine === undefined ? isOver : Effect.as(end(mine), [])
      }))
    const entering = Effect.uninterruptible(Effect.map(enter, (entered) => {
      part = entered
      return []
    }))
    const guarded = around(connection, (text, step) =>
      Effect.suspend(() => {
        if (part === undefined) return isOver
        const guardedStep = inGroup(part.group, step)
        // What a part of this part wrote is to be taken back too.
        return text.startsWith(rollbackTo) ? Effect.tapError(guardedStep, breaks(part.group)) : guardedStep
      }))
    yield* Effect.addFinalizer(() => Effect.ignore(ending(takeBack)))
    return {
      ...guarded,
      execute: (text, values, transform) => {
        if (text === begin) return entering
        if (text === commit) return ending(keep)
        return text === rollback ? ending(takeBack) : guarded.execute(text, values, transform)
      }
    } satisfies Connection
  })

  const lease = (
    leased: Effect.Effect<Connection, SqlError, Scope.Scope>
  ): Effect.Effect<Connection, SqlError, Scope.Scope> =>
    Effect.uninterruptibleMask((restore) => Effect.andThen(restore(turn.takeScoped(1)), leased))

  /** The connection as a statement sees it that comes while a group is open. */
  const beside = (group: Group): Connection =>
    around(
      connection,
      (text, step) => standsAlone(text) ? Effect.andThen(Effect.uninterruptible(alone), step) : inGroup(group, step)
    )

  return {
    acquirer: lease(Effect.as(alone, connection)),
    transactionAcquirer: lease(Effect.andThen(inPlace, inItsTurn)),
    borrower: (use) =>
      turn.withPermit(Effect.uninterruptibleMask((restore) =>
        Effect.andThen(
          takeTurn,
          Effect.suspend(() => {
            const group = open
            if (group === undefined) return restore(use(connection))
            return Effect.flatMap(
              Effect.exit(restore(use(beside(group)))),
              (exit) => Effect.andThen(settle(group), exit)
            )
          })
        )
      )),
    beginTransaction: begin,
    rollback,
    commit
  }
}
