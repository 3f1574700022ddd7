import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import { checkConfig } from "@openfinpay/finpay-transport"
import type { ConfigurationProblem, FinpayConfig } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import { randomInt } from "node:crypto"
import { SecretBox } from "../access/SecretBox.ts"
import { usable } from "../database/usable.ts"
import { configWith, sealedFor } from "./credentials.ts"
import type { Credentials } from "./credentials.ts"

/** A merchant as it is stored, without its credentials. Times are milliseconds since 1970. */
export interface StoredMerchant {
  readonly id: string
  readonly name?: string
  /** Its credentials are those of the server's variables. */
  readonly isOfEnvironment: boolean
  readonly approvalAbove?: number
  readonly createdAt?: number
  readonly updatedAt?: number
}

/** A merchant to be stored. */
export interface MerchantWanted {
  readonly id: string
  readonly name?: string | undefined
  readonly credentials: Credentials
  readonly approvalAbove?: number | undefined
}

/** What is to be changed; what is left out stays. */
export interface MerchantChanges {
  readonly name?: string | undefined
  readonly credentials?: Credentials | undefined
  readonly approvalAbove?: number | null | undefined
}

// Only its being another one counts. A counter would begin anew for a merchant that is removed and added again.
const newVersion = Effect.sync(() => randomInt(1, 2 ** 31 - 1))

const given = (members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

const make = Effect.fnUntraced(function*(server: FinpayConfig) {
  const sql = yield* SqlClient
  const box = yield* SecretBox

  const storedOf = (row: Readonly<Record<string, unknown>>): StoredMerchant => ({
    id: String(row["id"]),
    isOfEnvironment: row["id"] === server.merchantId,
    createdAt: Number(row["created_at"]),
    updatedAt: Number(row["updated_at"]),
    ...(typeof row["name"] === "string" ? { name: row["name"] } : {}),
    ...(row["approval_above"] === null ? {} : { approvalAbove: Number(row["approval_above"]) })
  })

  const list = Effect.map(
    usable(sql`SELECT * FROM finpay_api_merchant WHERE removed_at IS NULL ORDER BY id`),
    (rows): ReadonlyArray<StoredMerchant> => {
      const stored = rows.map(storedOf)
      const ofEnvironment = { id: server.merchantId, isOfEnvironment: true }
      return stored.some(({ isOfEnvironment }) => isOfEnvironment) ? stored : [ofEnvironment, ...stored]
    }
  )

  const sealed = (id: string, credentials: Credentials) => box.seal(sealedFor(id), JSON.stringify(credentials))

  const check = (id: string, credentials: Credentials) => checkConfig(configWith(server, id, credentials))

  const add = Effect.fnUntraced(function*({ approvalAbove, credentials, id, name }: MerchantWanted) {
    yield* check(id, credentials)
    if (id === server.merchantId) return false
    const now = yield* Clock.currentTimeMillis
    const row = {
      id,
      name: name ?? null,
      credentials: sealed(id, credentials),
      approval_above: approvalAbove ?? null,
      version: yield* newVersion,
      created_at: now,
      updated_at: now,
      removed_at: null
    }
    const { id: _, ...columns } = row
    // One that was removed and is still being wound up is there again.
    const written = yield* usable(sql`INSERT INTO finpay_api_merchant ${sql.insert(row)}
      ON CONFLICT (id) DO UPDATE SET ${sql.update(columns)} WHERE finpay_api_merchant.removed_at IS NOT NULL
      RETURNING id`)
    return written.length > 0
  })

  const change = Effect.fnUntraced(function*(id: string, { approvalAbove, credentials, name }: MerchantChanges) {
    if (credentials !== undefined) yield* check(id, credentials)
    const now = yield* Clock.currentTimeMillis
    const changes = {
      ...given({ name, approval_above: approvalAbove, credentials: credentials && sealed(id, credentials) }),
      version: yield* newVersion,
      updated_at: now
    }
    if (id === server.merchantId) {
      yield* usable(
        sql`INSERT INTO finpay_api_merchant ${sql.insert({ id, version: 0, created_at: now, updated_at: now })}
        ON CONFLICT (id) DO UPDATE SET removed_at = NULL`
      )
    }
    yield* usable(sql`UPDATE finpay_api_merchant SET ${sql.update(changes)} WHERE id = ${id} AND removed_at IS NULL`)
  })

  return MerchantRecords.of({
    list,
    add,
    change,
    remove: Effect.fnUntraced(function*(id) {
      const now = yield* Clock.currentTimeMillis
      yield* usable(
        sql`UPDATE finpay_api_merchant SET ${
          sql.update({ version: yield* newVersion, updated_at: now, removed_at: now })
        } WHERE id = ${id} AND removed_at IS NULL`
      )
    })
  })
})

/**
 * The merchants as they are stored: those with their credentials sealed, and what is set for the one of the environment.
 * Whoever changes them asks {@link Merchants} to take the change over.
 */
export class MerchantRecords extends Context.Service<MerchantRecords, {
  readonly list: Effect.Effect<ReadonlyArray<StoredMerchant>, JournalUnavailable>
  /** Checks and stores a merchant; `false` when it is there already. */
  readonly add: (wanted: MerchantWanted) => Effect.Effect<boolean, ConfigurationProblem | JournalUnavailable>
  /** Changes a merchant that is there. */
  readonly change: (
    id: string,
    changes: MerchantChanges
  ) => Effect.Effect<void, ConfigurationProblem | JournalUnavailable>
  /** Marks a merchant as removed. Every server then takes nothing new for it, and forgets it when all is settled. */
  readonly remove: (id: string) => Effect.Effect<void, JournalUnavailable>
}>()("@openfinpay/finpay-api/merchants/MerchantRecords") {
  /** For the merchants of one environment; `server` is its configuration, with the merchant of the variables. */
  static readonly layer = (server: FinpayConfig): Layer.Layer<MerchantRecords, never, SqlClient | SecretBox> =>
    Layer.effect(MerchantRecords, make(server))
}
