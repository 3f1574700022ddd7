import { assert, describe, it } from "@effect/vitest"
import { OrderId, Rupiah } from "@openfinpay/finpay-core"
import { localConfig } from "@openfinpay/finpay-transport"
import { Deferred, Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { SecretBox } from "../../src/access/SecretBox.ts"
import { layerDatabase } from "../../src/database/layer.ts"
import { FinpayClock } from "../../src/health/FinpayClock.ts"
import { MerchantRecords } from "../../src/merchants/MerchantRecords.ts"
import { Merchants } from "../../src/merchants/Merchants.ts"
import { keptLogs } from "../support/logs.ts"
import { holdingFinpay } from "../support/process.ts"

const key = Redacted.make(Buffer.alloc(32, 3).toString("base64"))

const layerOf = (baseUrl: string) => {
  const finpay = localConfig(baseUrl)
  const merchants = Merchants.layer({ finpay, settings: {}, signerOf: () => Effect.undefined })
  return Layer.mergeAll(merchants, MerchantRecords.layer(finpay)).pipe(
    Layer.provideMerge(Layer.mergeAll(SecretBox.layer(key), FinpayClock.layer, layerDatabase({ file: ":memory:" }))),
    Layer.fresh
  )
}

const wanted = { id: "FINPAY002", credentials: { merchantKey: "k" } }

const rows = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT id FROM finpay_api_merchant`)

/** As if it had been removed an hour ago. */
const anHourLater = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`UPDATE finpay_api_merchant SET removed_at = removed_at - 3600000`
)

describe("a merchant that is removed", () => {
  it.live("is kept until what was on its way is settled, and takes nothing new meanwhile", () =>
    Effect.gen(function*() {
      const finpay = yield* holdingFinpay
      yield* Effect.gen(function*() {
        const merchants = yield* Merchants
        const records = yield* MerchantRecords
        assert.isTrue(yield* records.add(wanted))
        yield* merchants.refresh
        const merchant = (yield* merchants.find(wanted.id)) ?? assert.fail("it is not there")
        const { mutation } = yield* merchant.journal.submit({
          operation: "refund",
          request: { order: { id: OrderId.make("INV-1"), amount: Rupiah.make(1) } },
          key: "k",
          actor: "test"
        })
        yield* Deferred.await(finpay.arrived)

        yield* records.remove(wanted.id)
        yield* merchants.refresh
        assert.isUndefined(yield* merchants.find(wanted.id))
        assert.deepStrictEqual((yield* merchants.list).map(({ id }) => id), [localConfig().merchantId])
        yield* anHourLater
        yield* merchants.refresh
        assert.strictEqual((yield* rows).length, 1)

        yield* Deferred.succeed(finpay.letGo, undefined)
        assert.strictEqual((yield* merchant.journal.wait(mutation.id, 60_000)).state, "succeeded")
        yield* merchants.refresh
        assert.strictEqual((yield* rows).length, 0)
      }).pipe(Effect.provide(layerOf(finpay.url)))
      assert.deepStrictEqual(finpay.ends, ["answered"])
    }).pipe(Effect.provide(keptLogs)))

  it.live("is kept for a minute in any case, until every server has seen it", () =>
    Effect.gen(function*() {
      const merchants = yield* Merchants
      const records = yield* MerchantRecords
      yield* records.add(wanted)
      yield* records.remove(wanted.id)
      yield* merchants.refresh
      assert.strictEqual((yield* rows).length, 1)
      yield* anHourLater
      yield* merchants.refresh
      assert.strictEqual((yield* rows).length, 0)
      yield* merchants.refresh
      assert.isTrue(yield* records.add(wanted))
    }).pipe(Effect.provide(Layer.merge(layerOf("http://127.0.0.1:1"), keptLogs))))
})
