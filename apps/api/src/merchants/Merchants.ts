import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import { ConfigurationProblem } from "@openfinpay/finpay-transport"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { SqlClient } from "effect/sql/SqlClient"
import { SecretBox } from "../access/SecretBox.ts"
import { usable } from "../database/usable.ts"
import { FinpayClock } from "../health/FinpayClock.ts"
import { buildMerchant } from "./build-merchant.ts"
import type { MerchantParts } from "./build-merchant.ts"
import { configWith, Credentials, sealedFor } from "./credentials.ts"
import { hasOpenWork } from "./has-open-work.ts"
import type { Merchant } from "./Merchant.ts"

/** What all merchants of a server have in common, and the one whose credentials are in the environment. */
export interface MerchantsOptions {
  readonly finpay: FinpayConfig
  readonly settings: MerchantParts["settings"]
  /** How this merchant's QRIS notifications are checked. */
  readonly signerOf: (config: FinpayConfig) => Effect.Effect<MerchantParts["notificationSigner"], ConfigurationProblem>
}

interface Row {
  readonly id: string
  readonly credentials: string | undefined
  readonly approvalAbove: number | undefined
  readonly version: number
  readonly removedAt: number | undefined
}

interface Standing {
  readonly merchant: Merchant
  readonly version: number
  readonly isRemoved: boolean
  readonly scope: Scope.Closeable
}

/** How long a removed merchant is kept at least, in milliseconds: until every server has stopped taking work for it. */
const windUpMillis = 60_000

/** How often a server looks for merchants that another one of the same database has changed, in milliseconds. */
const refreshMillis = 5_000

const textOr = (value: unknown): string | undefined => typeof value === "string" ? value : undefined

const rowOf = (row: Readonly<Record<string, unknown>>): Row => ({
  id: String(row["id"]),
  credentials: textOr(row["credentials"]),
  approvalAbove: row["approval_above"] === null ? undefined : Number(row["approval_above"]),
  version: Number(row["version"]),
  removedAt: row["removed_at"] === null ? undefined : Number(row["removed_at"])
})

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Credentials))

const make = Effect.fnUntraced(function*({ finpay, settings, signerOf }: MerchantsOptions) {
  const sql = yield* SqlClient
  const box = yield* SecretBox
  const clock = yield* FinpayClock
  const whole = yield* Effect.scope
  const turns = yield* Semaphore.make(1)
  const standing = new Map<string, Standing>()

  const ofEnvironment: Row = {
    id: finpay.merchantId,
    credentials: undefined,
    approvalAbove: undefined,
    version: 0,
    removedAt: undefined
  }

  const rows = Effect.map(
    usable(sql`SELECT id, credentials, approval_above, version, removed_at FROM finpay_api_merchant ORDER BY id`),
    (found) => {
      // The variables say that theirs is there, whatever was stored under its id before.
      const stored = found.map(rowOf).map((row) => row.id === ofEnvironment.id ? { ...row, removedAt: undefined } : row)
      return stored.some(({ id }) => id === ofEnvironment.id) ? stored : [ofEnvironment, ...stored]
    }
  )

  const configOf = Effect.fnUntraced(function*({ credentials, id }: Row) {
    if (id === finpay.merchantId) return finpay
    const what = sealedFor(id)
    const opened = yield* box.open(what, credentials ?? "")
    // What was sealed by us has our form; another one was put there by somebody else.
    return configWith(finpay, id, yield* Effect.orDie(decode(Redacted.value(opened))))
  })

  // What a former one is sending ends by itself.
  const end = ({ scope }: Standing) => Effect.forkIn(Scope.close(scope, Exit.void), whole)

  const start = Effect.fnUntraced(function*(row: Row) {
    const scope = yield* Scope.fork(whole)
    const merchant = yield* Effect.gen(function*() {
      const config = yield* configOf(row)
      const notificationSigner = yield* signerOf(config)
      return yield* buildMerchant({ config, settings, notificationSigner, approvalAbove: row.approvalAbove })
    }).pipe(
      Scope.provide(scope),
      Effect.provideService(SqlClient, sql),
      Effect.provideService(FinpayClock, clock),
      Effect.tapCause(() => Scope.close(scope, Exit.void))
    )
    const former = standing.get(row.id)
    standing.set(row.id, { merchant, version: row.version, isRemoved: row.removedAt !== undefined, scope })
    if (former !== undefined) yield* end(former)
  })

  // What it was sending when it was removed is found out first; then nothing needs its credentials any more.
  const windUp = Effect.fnUntraced(function*({ id, removedAt = 0, version }: Row) {
    const merchant = standing.get(id)?.merchant
    const now = yield* Clock.currentTimeMillis
    if (merchant === undefined || now - removedAt < windUpMillis || (yield* hasOpenWork(merchant))) return
    yield* usable(sql`DELETE FROM finpay_api_merchant WHERE id = ${id} AND version = ${version}`)
  })

  const forget = Effect.fnUntraced(function*(id: string, former: Standing) {
    standing.delete(id)
    yield* end(former)
  })

  const refreshWith = <E>(started: (row: Row) => Effect.Effect<void, E>) =>
    turns.withPermits(1)(Effect.gen(function*() {
      const stored = yield* rows
      const changed = stored.filter(({ id, version }) => standing.get(id)?.version !== version)
      yield* Effect.forEach(changed, started, { discard: true })
      const gone = [...standing].filter(([id]) => stored.every((row) => row.id !== id))
      yield* Effect.forEach(gone, ([id, former]) => forget(id, former), { discard: true })
      yield* Effect.forEach(stored.filter(({ removedAt }) => removedAt !== undefined), windUp, { discard: true })
    }))

  const refresh = refreshWith((row) =>
    Effect.catchCause(
      start(row),
      (cause) => Effect.logError(`the merchant ${row.id} cannot be used as it is stored now`, cause)
    )
  )

  yield* refreshWith((row) =>
    Effect.catchTag(start(row), "SecretNotOpened", ({ message }) =>
      Effect.fail(
        new ConfigurationProblem({ problems: [{ setting: "FINPAY_API_ENCRYPTION_KEY", problem: message }] })
      ))
  )
  yield* refresh.pipe(
    Effect.catch(({ message }) => Effect.logWarning(`merchants could not be looked for: ${message}`)),
    Effect.schedule(Schedule.spaced(refreshMillis)),
    Effect.forkScoped
  )

  return Merchants.of({
    own: finpay.merchantId,
    find: (id) =>
      Effect.sync(() => {
        const found = standing.get(id)
        return found?.isRemoved === false ? found.merchant : undefined
      }),
    list: Effect.sync(() =>
      [...standing.values()].filter(({ isRemoved }) => !isRemoved).map(({ merchant }) => merchant)
    ),
    refresh
  })
})

/**
 * The merchants of this server: the one of the environment, and those stored in the database with their credentials
 * sealed. What another server of the same database changes is taken over within seconds.
 */
export class Merchants extends Context.Service<Merchants, {
  /** The id of the merchant whose credentials are in the environment. */
  readonly own: string
  readonly find: (id: string) => Effect.Effect<Merchant | undefined>
  readonly list: Effect.Effect<ReadonlyArray<Merchant>>
  /** Takes over what was changed in the database, now. */
  readonly refresh: Effect.Effect<void, JournalUnavailable>
}>()("@openfinpay/finpay-api/merchants/Merchants") {
  static layer(
    options: MerchantsOptions
  ): Layer.Layer<Merchants, ConfigurationProblem | JournalUnavailable, SqlClient | SecretBox | FinpayClock> {
    return Layer.effect(Merchants, make(options))
  }

  /** One merchant that is there already: for tests and for programs that bring their own. */
  static one(merchant: Merchant): Layer.Layer<Merchants> {
    return Layer.succeed(
      Merchants,
      Merchants.of({
        own: merchant.id,
        find: (id) => Effect.succeed(id === merchant.id ? merchant : undefined),
        list: Effect.succeed([merchant]),
        refresh: Effect.void
      })
    )
  }
}
