import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import { timingSafeEqual } from "node:crypto"
import { Role } from "../contract/permission.ts"
import { usable } from "../database/usable.ts"
import { hashOf, idOfKey, newKeyText } from "./key-text.ts"

/** An API key, without its secret. Times are milliseconds since 1970. */
export interface ApiKey {
  /** The beginning of the key, by which it is recognised. */
  readonly id: string
  readonly name: string
  readonly role: Role
  /** The merchants it is bound to; all where left out. */
  readonly merchants?: ReadonlyArray<string>
  readonly createdBy: string
  readonly createdAt: number
  readonly expiresAt?: number
  readonly revokedAt?: number
  /** To the minute. */
  readonly lastUsedAt?: number
}

/** What a new key is for. */
export interface NewApiKey {
  readonly name: string
  readonly role: Role
  readonly merchants?: ReadonlyArray<string> | undefined
  readonly createdBy: string
  readonly expiresAt?: number | undefined
}

const Merchants = Schema.fromJsonString(Schema.Array(Schema.String))

const millis = (value: unknown): number | undefined => value === null || value === undefined ? undefined : Number(value)

const keyOf = (row: Readonly<Record<string, unknown>>): ApiKey => {
  const merchants = row["merchants"]
  const times = {
    expiresAt: millis(row["expires_at"]),
    revokedAt: millis(row["revoked_at"]),
    lastUsedAt: millis(row["last_used_at"])
  }
  return {
    id: String(row["id"]),
    name: String(row["name"]),
    role: Schema.decodeUnknownSync(Role)(row["role"]),
    ...(typeof merchants === "string" ? { merchants: Schema.decodeSync(Merchants)(merchants) } : {}),
    createdBy: String(row["created_by"]),
    createdAt: Number(row["created_at"]),
    ...Object.fromEntries(Object.entries(times).filter(([, time]) => time !== undefined))
  }
}

/** How exact the time of the last use is: writing it down at each call would cost one commit a call. */
const usedMillis = 60_000

const make = Effect.gen(function*() {
  const sql = yield* SqlClient

  const create = Effect.fnUntraced(function*({ createdBy, expiresAt, merchants, name, role }: NewApiKey) {
    const { id, key } = newKeyText()
    const now = yield* Clock.currentTimeMillis
    yield* usable(sql`INSERT INTO finpay_api_key ${
      sql.insert({
        id,
        name,
        hash: hashOf(key).toString("hex"),
        role,
        merchants: merchants === undefined ? null : JSON.stringify(merchants),
        created_by: createdBy,
        created_at: now,
        expires_at: expiresAt ?? null,
        revoked_at: null,
        last_used_at: null
      })
    }`)
    return { id, key }
  })

  const used = ({ id, lastUsedAt = 0 }: ApiKey, now: number) =>
    now - lastUsedAt < usedMillis
      ? Effect.void
      : usable(sql`UPDATE finpay_api_key SET last_used_at = ${now} WHERE id = ${id}`)

  const authenticate = Effect.fnUntraced(function*(given: Redacted.Redacted) {
    const id = idOfKey(given)
    if (id === undefined) return undefined
    const [row] = yield* usable(sql`SELECT * FROM finpay_api_key WHERE id = ${id}`)
    if (row === undefined) return undefined
    const stored = Buffer.from(String(row["hash"]), "hex")
    const offered = hashOf(given)
    if (stored.length !== offered.length || !timingSafeEqual(stored, offered)) return undefined
    const key = keyOf(row)
    const now = yield* Clock.currentTimeMillis
    if (key.revokedAt !== undefined || (key.expiresAt !== undefined && key.expiresAt <= now)) return undefined
    yield* used(key, now)
    return key
  })

  return ApiKeys.of({
    create,
    authenticate,
    any: usable(Effect.map(sql`SELECT 1 FROM finpay_api_key LIMIT 1`, (rows) => rows.length > 0))
  })
})

/** The API keys of this service, in its database. */
export class ApiKeys extends Context.Service<ApiKeys, {
  /** Makes a key. The whole of it is given here and never again. */
  readonly create: (
    wanted: NewApiKey
  ) => Effect.Effect<{ readonly id: string; readonly key: Redacted.Redacted }, JournalUnavailable>
  /** The key that was given, if it is one of ours that is neither revoked nor expired. */
  readonly authenticate: (given: Redacted.Redacted) => Effect.Effect<ApiKey | undefined, JournalUnavailable>
  /** Whether any key was ever made. */
  readonly any: Effect.Effect<boolean, JournalUnavailable>
}>()("@openfinpay/finpay-api/access/ApiKeys") {
  static readonly layer: Layer.Layer<ApiKeys, never, SqlClient> = Layer.effect(ApiKeys, make)
}
