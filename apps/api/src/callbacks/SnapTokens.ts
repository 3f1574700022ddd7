import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { SqlClient } from "effect/sql/SqlClient"
import { createHash, randomBytes } from "node:crypto"
import { usable } from "../database/usable.ts"

/** How long a token is good, in seconds: what SNAP BI says. */
export const tokenSeconds = 900

// 256 random bits: one round of a fast hash tells nothing of them.
const hashOf = (token: Redacted.Redacted): string => createHash("sha256").update(Redacted.value(token)).digest("hex")

const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  return SnapTokens.of({
    issue: Effect.fnUntraced(function*(account: string) {
      const token = Redacted.make(randomBytes(32).toString("base64url"), { label: "SNAP token" })
      const now = yield* Clock.currentTimeMillis
      const row = { hash: hashOf(token), account, expires_at: now + tokenSeconds * 1000 }
      yield* usable(sql`INSERT INTO finpay_api_snap_token ${sql.insert(row)}`)
      yield* usable(sql`DELETE FROM finpay_api_snap_token WHERE expires_at <= ${now}`)
      return token
    }),
    isValid: (account, token, at) =>
      Effect.map(
        usable(
          sql`SELECT 1 FROM finpay_api_snap_token
            WHERE hash = ${hashOf(token)} AND account = ${account} AND expires_at > ${at}`
        ),
        (rows) => rows.length > 0
      )
  })
})

/** The bearer tokens that Finpay fetched from us to sign QRIS notifications with: hashed, so that any server knows them. */
export class SnapTokens extends Context.Service<SnapTokens, {
  /** Makes a token. It is given here and never again. */
  readonly issue: (account: string) => Effect.Effect<Redacted.Redacted, JournalUnavailable>
  /** Whether we gave it for this account, and it was not over at the time. */
  readonly isValid: (
    account: string,
    token: Redacted.Redacted,
    at: number
  ) => Effect.Effect<boolean, JournalUnavailable>
}>()("@openfinpay/finpay-api/callbacks/SnapTokens") {
  static readonly layer: Layer.Layer<SnapTokens, never, SqlClient> = Layer.effect(SnapTokens, make)
}
