/**
 * A process that opens a journal, reads it, and sees whether it can be written; then says how each went, and ends.
 *
 * Usage: opener.ts FILE
 */
import { Effect, Exit } from "effect"
import { SqlClient } from "effect/sql"
import process from "node:process"
import type { JournalUnavailable } from "../../../src/JournalError.ts"
import { layerSqlite } from "../../../src/store/database.ts"
import { toUnavailable } from "../../../src/store/unavailable.ts"
import { checkWritable } from "../../../src/store/writable.ts"

/** What the process says: nothing where it went well. */
export interface OpenerSaid {
  readonly opened?: Told
  readonly read?: Told
  readonly written?: Told
}

type Told = Pick<JournalUnavailable, "reason" | "message">

const told = (error: unknown): Told => {
  const { message, reason } = toUnavailable(error)
  return { reason, message }
}

const failureOf = (effect: Effect.Effect<unknown, unknown, SqlClient.SqlClient>) =>
  Effect.map(Effect.exit(effect), (exit) => Exit.isFailure(exit) ? told(exit.cause) : undefined)

const looked = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  return {
    read: yield* failureOf(sql`SELECT * FROM finpay_mutation`),
    written: yield* failureOf(checkWritable)
  }
}).pipe(
  Effect.provide(layerSqlite({ file: process.argv[2] ?? "" })),
  Effect.catch((error) => Effect.succeed({ opened: told(error) }))
)

process.stdout.write(JSON.stringify(await Effect.runPromise(looked)))
