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
import { numbersOf, textsOf } from "../database/row.ts"
import type { Row } from "../database/row.ts"
import { usable } from "../database/usable.ts"
import { hashOf, idOfKey, newKeyText, newSecretFor } from "./key-text.ts"

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
  /** Until when the secret before the last rotation is taken too. */
  readonly formerUntil?: number
  readonly revokedAt?: number
  readonly revokedBy?: string
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

/** A key whose secret was made just now. */
export interface MadeKey {
  readonly id: string
  /** The whole of it, which is given here and never again. */
  readonly key: Redacted.Redacted
}

const Merchants = Schema.fromJsonString(Schema.Array(Schema.String))

const keyOf = (row: Row): ApiKey => {
  const merchants = row["merchants"]
  return {
    id: String(row["id"]),
    name: String(row["name"]),
    role: Schema.decodeUnknownSync(Role)(row["role"]),
    ...(typeof merchants === "string" ? { merchants: Schema.decodeSync(Merchants)(merchants) } : {}),
    createdBy: String(row["created_by"]),
    createdAt: Number(row["created_at"]),
    ...textsOf(row, { revokedBy: "revoked_by" }),
    ...numbersOf(row, {
      expiresAt: "expires_at",
      formerUntil: "former_until",
      revokedAt: "revoked_at",
      lastUsedAt: "last_used_at"
    })
  }
}

/** Whether a key is of use at a time: neither revoked nor expired. */
export const isActive = ({ expiresAt, revokedAt }: ApiKey, now: number): boolean =>
  revokedAt === undefined && (expiresAt === undefined || expiresAt > now)

const isHash = (stored: unknown, offered: Buffer): boolean => {
  const bytes = Buffer.from(typeof stored === "string" ? stored : "", "hex")
  return bytes.length === offered.length && timingSafeEqual(bytes, offered)
}

/** Whether it is the secret of this row, or the former one and its time is not over. Always both are compared. */
const isSecretOf = (row: Row, given: Redacted.Redacted, now: number): boolean => {
  const offered = hashOf(given)
  const isNow = isHash(row["hash"], offered)
  const wasBefore = isHash(row["former_hash"], offered)
  return isNow || (wasBefore && now < Number(row["former_until"] ?? 0))
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
        expires_at: expiresAt ?? null
      })
    }`)
    return { id, key }
  })

  // Without the time of the last use a key is as good as before.
  const used = ({ id, lastUsedAt }: ApiKey, now: number) =>
    lastUsedAt !== undefined && now - lastUsedAt < usedMillis
      ? Effect.void
      : usable(sql`UPDATE finpay_api_key SET last_used_at = ${now} WHERE id = ${id}`).pipe(
        Effect.catch(({ reason }) => Effect.logWarning(`the last use of ${id} was not written down: ${reason}`))
      )

  const rowOf = (id: string) => Effect.map(usable(sql`SELECT * FROM finpay_api_key WHERE id = ${id}`), ([row]) => row)

  const find = (id: string) => Effect.map(rowOf(id), (row) => row === undefined ? undefined : keyOf(row))

  const authenticate = Effect.fnUntraced(function*(given: Redacted.Redacted) {
    const id = idOfKey(given)
    const row = id === undefined ? undefined : yield* rowOf(id)
    const now = yield* Clock.currentTimeMillis
    if (row === undefined || !isSecretOf(row, given, now)) return undefined
    const key = keyOf(row)
    if (!isActive(key, now)) return undefined
    yield* used(key, now)
    return key
  })

  const rotate = Effect.fnUntraced(function*(id: string, graceMillis: number) {
    const key = newSecretFor(id)
    const now = yield* Clock.currentTimeMillis
    // What stands on the right is what was there before.
    const changed = yield* usable(sql`UPDATE finpay_api_key
      SET former_hash = hash, former_until = ${now + graceMillis}, hash = ${hashOf(key).toString("hex")}
      WHERE id = ${id} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now}) RETURNING id`)
    return changed.length === 0 ? undefined : { id, key }
  })

  const revoke = Effect.fnUntraced(function*(id: string, by: string) {
    const now = yield* Clock.currentTimeMillis
    yield* usable(sql`UPDATE finpay_api_key SET revoked_at = ${now}, revoked_by = ${by}
      WHERE id = ${id} AND revoked_at IS NULL`)
    return yield* find(id)
  })

  return ApiKeys.of({
    create,
    authenticate,
    find,
    rotate,
    revoke,
    list: Effect.map(
      usable(sql`SELECT * FROM finpay_api_key ORDER BY created_at DESC, id DESC`),
      (rows) => rows.map(keyOf)
    ),
    any: usable(Effect.map(sql`SELECT 1 FROM finpay_api_key LIMIT 1`, (rows) => rows.length > 0))
  })
})

/** The API keys of this service, in its database. */
export class ApiKeys extends Context.Service<ApiKeys, {
  /** Makes a key. */
  readonly create: (wanted: NewApiKey) => Effect.Effect<MadeKey, JournalUnavailable>
  /** The key that was given, if it is one of ours that is neither revoked nor expired. */
  readonly authenticate: (given: Redacted.Redacted) => Effect.Effect<ApiKey | undefined, JournalUnavailable>
  readonly find: (id: string) => Effect.Effect<ApiKey | undefined, JournalUnavailable>
  /** All of them, newest first, those that are revoked or expired too. */
  readonly list: Effect.Effect<ReadonlyArray<ApiKey>, JournalUnavailable>
  /** Gives a key a new secret, and lets the old one be for a while; `undefined` when the key is not active. */
  readonly rotate: (id: string, graceMillis: number) => Effect.Effect<MadeKey | undefined, JournalUnavailable>
  /** Ends a key for ever. Again is the same. */
  readonly revoke: (id: string, by: string) => Effect.Effect<ApiKey | undefined, JournalUnavailable>
  /** Whether any key was ever made. */
  readonly any: Effect.Effect<boolean, JournalUnavailable>
}>()("@openfinpay/finpay-api/access/ApiKeys") {
  static readonly layer: Layer.Layer<ApiKeys, never, SqlClient> = Layer.effect(ApiKeys, make)
}
