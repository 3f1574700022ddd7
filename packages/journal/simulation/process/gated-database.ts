import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import { SqlClient } from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import type { DatabaseSync } from "node:sqlite"
import type { JournalUnavailable } from "../../src/JournalError.ts"
import { migrate } from "../../src/store/migrate.ts"
import { around, makeConnection } from "../../src/store/sqlite/connection.ts"
import { makeClient } from "../../src/store/sqlite/driver.ts"
import { openDatabase } from "../../src/store/sqlite/open.ts"
import { toUnavailable } from "../../src/store/unavailable.ts"
import type { Gate } from "./Gate.ts"

/** What a process's database needs to know of its world. */
export interface GatedDatabaseOptions {
  readonly file: string
  readonly gate: Gate
  /** The wall clock of the machine, in milliseconds since 1970. */
  readonly wall: () => number
  /** Told of the open database, so that it can be closed as the end of a process closes it. */
  readonly onOpen: (database: DatabaseSync) => void
  /** A known bug may stand between. */
  readonly connection: (right: Connection) => Connection
}

const timestamp = (epochMillis: number): string => new Date(epochMillis).toISOString().slice(0, 19).replace("T", " ")

/** The journal's own SQLite client, with the gate between it and the database. */
export const layerGatedDatabase = (
  { connection, file, gate, onOpen, wall }: GatedDatabaseOptions
): Layer.Layer<SqlClient, JournalUnavailable> =>
  Layer.effect(
    SqlClient,
    Effect.gen(function*() {
      const lockClock = yield* Clock.Clock
      const database = yield* Effect.mapError(openDatabase({ file, synchronous: "off", lockClock }), toUnavailable)
      onOpen(database)
      const direct = makeConnection(database, { currentTimestamp: () => timestamp(wall()), lockClock })
      // Every statement is a step through the gate.
      const gated = around(connection(direct), (text, step) => gate.around("statement", text, step))
      const client = yield* makeClient(database, gated, { lockClock })
      yield* Effect.provideService(migrate, SqlClient, client)
      return client
    })
  ).pipe(Layer.provide(Reactivity.layer))
