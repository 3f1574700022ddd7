import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import { usable } from "../database/usable.ts"
import { ApiKeys } from "./ApiKeys.ts"

/** There is a key already: whoever has it makes the others. */
export class KeysExist extends Schema.TaggedError<KeysExist>()("KeysExist", {}) {}

// Of two that ask at the same moment one makes the first key and the other finds it.
const oneAtATime = Effect.flatMap(SqlClient, (sql) =>
  sql.onDialectOrElse({
    pg: () => Effect.asVoid(sql`LOCK TABLE finpay_api_key IN SHARE ROW EXCLUSIVE MODE`),
    orElse: () => Effect.void
  }))

/** Makes the first administrator's key; another one only where that is asked for, such as when it was lost. */
export const makeFirstKey = Effect.fnUntraced(function*(wanted: { readonly name: string; readonly another: boolean }) {
  const sql = yield* SqlClient
  const keys = yield* ApiKeys
  const made = yield* usable(sql.withTransaction(Effect.gen(function*() {
    yield* oneAtATime
    if (!wanted.another && (yield* keys.any)) return undefined
    return yield* keys.create({ name: wanted.name, role: "admin", createdBy: "finpay-api init" })
  })))
  return made ?? (yield* new KeysExist())
})
