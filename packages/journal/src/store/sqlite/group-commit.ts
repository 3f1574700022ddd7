import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import type { DatabaseSync } from "node:sqlite"
import { inTransaction } from "./connection.ts"
import { refused } from "./errors.ts"

/** One transaction of SQLite, in which several of the process have a part. */
interface Group {
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
const rollback = "ROLLBACK"
const savepoint = "finpay_part"

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
  inPlace: Effect.Effect<void, SqlError>
): GroupCommit => {
  const turn = Semaphore.makeUnsafe(1)
  let open: Group | undefined
  let part: Part | undefined

  const run = (text: string) => Effect.asVoid(connection.execute(text, [], undefined))
  const undo = Effect.suspend(() => database.isTransaction ? run(rollback) : Effect.void)
  const commitOpen = Effect.suspend(() =>
    database.isTransaction
      ? run("COMMIT")
      : Effect.fail(refused("SQLite has rolled this transaction back after an earlier failure"))
  )

  // All below has the turn, until it lets go of it.

  const end = Effect.fnUntraced(function*(group: Group) {
    const ended = yield* Effect.exit(commitOpen)
    group.ended = ended
    open = undefined
    if (ended._tag === "Failure") yield* Effect.ignoreCause(undo)
  })

  /** Leaves nothing of what could not be ended, and does not go on with what SQLite has rolled back by itself. */
  const mend = Effect.suspend(() => {
    if (open === undefined) return undo
    return database.isTransaction ? Effect.void : end(open)
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

  const enter = Effect.gen(function*() {
    yield* mend
    if (open === undefined) {
      yield* run(begin)
      open = { ended: undefined }
      part = { group: open, isFirst: true }
    } else {
      yield* run(`SAVEPOINT ${savepoint}`)
      part = { group: open, isFirst: false }
    }
  })

  const takePart = Effect.suspend(() => {
    const mine = part
    part = undefined
    return mine === undefined ? Effect.die(new Error("no transaction was begun")) : Effect.succeed(mine)
  })

  const commit = () => Effect.flatMap(takePart, ({ group }) => settle(group))

  const giveUp = Effect.flatMap(takePart, ({ group, isFirst }) => {
    if (isFirst) {
      open = undefined
      return undo
    }
    // Savepoints are not released: the group's end does that, and this goes back to the newest, which is this one's.
    const undone = Effect.suspend(() =>
      database.isTransaction ? run(`ROLLBACK TO SAVEPOINT ${savepoint}`) : Effect.void
    )
    return Effect.andThen(undone, settle(group))
  })

  const guarded = inTransaction(database, connection)
  const inItsTurn: Connection = {
    ...guarded,
    execute: (text, values, transform) => {
      if (text === begin) return Effect.as(enter, [])
      return text === rollback ? Effect.as(giveUp, []) : guarded.execute(text, values, transform)
    }
  }

  const lease = (leased: Effect.Effect<Connection, SqlError>): Effect.Effect<Connection, SqlError, Scope.Scope> =>
    Effect.uninterruptibleMask((restore) => Effect.andThen(restore(turn.takeScoped(1)), leased))

  const alone = Effect.suspend(() => open === undefined ? undo : end(open))

  const beside = (text: string, effect: Effect.Effect<ReadonlyArray<object>, SqlError>) =>
    standsAlone(text) ? Effect.andThen(alone, effect) : effect
  const inGroup: Connection = {
    ...connection,
    execute: (text, values, transform) => beside(text, connection.execute(text, values, transform))
  }

  return {
    acquirer: lease(Effect.as(alone, connection)),
    transactionAcquirer: lease(Effect.as(inPlace, inItsTurn)),
    borrower: (use) =>
      turn.withPermit(Effect.uninterruptibleMask((restore) =>
        Effect.andThen(
          mend,
          Effect.suspend(() => {
            const group = open
            if (group === undefined) return restore(use(connection))
            return Effect.flatMap(Effect.exit(restore(use(inGroup))), (exit) => Effect.andThen(settle(group), exit))
          })
        )
      )),
    beginTransaction: begin,
    rollback,
    commit
  }
}
