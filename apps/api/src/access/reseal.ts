import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { SqlClient } from "effect/sql/SqlClient"
import { usable } from "../database/usable.ts"
import { sealedFor } from "../merchants/credentials.ts"
import { sealedFor as sealedForEndpoint } from "../webhooks/sealed-for.ts"
import { SecretBox } from "./SecretBox.ts"

interface SealedColumn {
  readonly table: string
  readonly column: string
  /** What the secret of the row with this id was sealed for. */
  readonly sealedFor: (id: string) => string
}

/** Every place where a sealed secret is kept. A new one belongs here, or it is lost with the key that sealed it. */
export const sealedColumns: ReadonlyArray<SealedColumn> = [
  { table: "finpay_api_merchant", column: "credentials", sealedFor },
  { table: "finpay_api_webhook_endpoint", column: "secret", sealedFor: sealedForEndpoint },
  { table: "finpay_api_webhook_endpoint", column: "former_secret", sealedFor: sealedForEndpoint }
]

const resealColumn = Effect.fnUntraced(function*({ column, sealedFor, table }: SealedColumn) {
  const sql = yield* SqlClient
  const box = yield* SecretBox
  const rows = yield* usable(
    sql`SELECT id, ${sql(column)} AS sealed FROM ${sql(table)} WHERE ${sql(column)} IS NOT NULL`
  )
  const old = rows.map(({ id, sealed }) => ({ id: String(id), sealed: String(sealed) }))
    .filter(({ sealed }) => !box.isCurrent(sealed))
  yield* Effect.forEach(old, ({ id, sealed }) =>
    Effect.gen(function*() {
      const secret = yield* box.open(sealedFor(id), sealed)
      const anew = box.seal(sealedFor(id), Redacted.value(secret))
      // Not where it was changed meanwhile: then it was sealed with the newest key.
      yield* usable(
        sql`UPDATE ${sql(table)} SET ${sql(column)} = ${anew} WHERE id = ${id} AND ${sql(column)} = ${sealed}`
      )
    }), { discard: true })
  return { resealed: old.length, current: rows.length - old.length }
})

/**
 * Seals every stored secret with the newest key; afterwards the earlier ones are of no use any more. What was done stays
 * done when it stops in the middle, and it may be run again, also while servers are running that have both keys.
 */
export const reseal = Effect.gen(function*() {
  const counts = yield* Effect.forEach(sealedColumns, resealColumn)
  const sum = (of: "resealed" | "current") => counts.reduce((total, count) => total + count[of], 0)
  return { resealed: sum("resealed"), alreadyCurrent: sum("current") }
})
