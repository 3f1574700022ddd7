import { assert, it } from "@effect/vitest"
import { localConfig } from "@openfinpay/finpay-transport"
import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { ApiKeys } from "../../src/access/ApiKeys.ts"
import { makeFirstKey } from "../../src/access/first-key.ts"
import { reseal } from "../../src/access/reseal.ts"
import { SecretBox } from "../../src/access/SecretBox.ts"
import { sealedFor } from "../../src/merchants/credentials.ts"
import { MerchantRecords } from "../../src/merchants/MerchantRecords.ts"
import { connectionTo, describeDatabases } from "../support/databases.ts"
import type { FreshDatabase } from "../support/databases.ts"

const [older, newer] = [1, 2].map((byte) => Redacted.make(Buffer.alloc(32, byte).toString("base64")))
const config = localConfig()

const layerOf = (database: FreshDatabase, box = SecretBox.layer(older ?? assert.fail())) =>
  Layer.mergeAll(ApiKeys.layer, MerchantRecords.layer(config)).pipe(
    Layer.provideMerge(Layer.merge(box, connectionTo(database)))
  )

describeDatabases("what is kept of keys and merchants", (fresh) => {
  it.live("of two that make the first key at the same moment one makes it", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const init = makeFirstKey({ name: "first", another: false }).pipe(
        Effect.provide(layerOf(database)),
        Effect.isSuccess
      )
      yield* Effect.provide(Effect.void, layerOf(database))
      const made = yield* Effect.all([init, init, init], { concurrency: 3 })
      assert.strictEqual(made.filter(Boolean).length, 1)
      const another = makeFirstKey({ name: "second", another: true }).pipe(Effect.provide(layerOf(database)))
      assert.match(Redacted.value((yield* another).key), /^fpk_/u)
    }))

  it.live("a key is made, found, rotated, used and revoked", () =>
    Effect.gen(function*() {
      const keys = yield* ApiKeys
      const wanted = {
        name: "Toko Ibu \"Sri\" 🧾",
        role: "operator",
        merchants: ["A", "B"],
        createdBy: "test"
      } as const
      const { id, key } = yield* keys.create({ ...wanted, expiresAt: Date.now() + 60_000 })
      assert.deepInclude(yield* keys.authenticate(key), { id, ...wanted })
      const rotated = yield* keys.rotate(id, 60_000)
      for (const secret of [key, rotated?.key ?? key]) assert.isDefined(yield* keys.authenticate(secret))
      assert.isTrue(yield* keys.any)
      const [listed] = yield* keys.list
      assert.isNumber(listed?.lastUsedAt)
      assert.deepInclude(yield* keys.revoke(id, "somebody"), { revokedBy: "somebody" })
      assert.isUndefined(yield* keys.authenticate(key))
      assert.isUndefined(yield* keys.rotate(id, 0))
    }).pipe(Effect.provide(Layer.unwrap(Effect.map(fresh, (database) => layerOf(database))))))

  it.live("a merchant is added once, changed, removed, added again, and sealed anew", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const wanted = { id: "FINPAY002", credentials: { merchantKey: "its-key" }, approvalAbove: 9_007_199_254_740_991 }
      yield* Effect.gen(function*() {
        const records = yield* MerchantRecords
        assert.deepStrictEqual(yield* Effect.all([records.add(wanted), records.add(wanted)]), [true, false])
        yield* records.change("FINPAY002", { name: "Kopi" })
        yield* records.change(config.merchantId, { approvalAbove: 1 })
        const [first, second] = yield* records.list
        assert.deepInclude(first, { id: config.merchantId, isOfEnvironment: true, approvalAbove: 1 })
        assert.deepInclude(second, { id: "FINPAY002", name: "Kopi", approvalAbove: wanted.approvalAbove })
        yield* records.change(config.merchantId, { approvalAbove: null })
        yield* records.remove("FINPAY002")
        assert.deepStrictEqual((yield* records.list).map(({ approvalAbove, id }) => [id, approvalAbove]), [
          [config.merchantId, undefined]
        ])
        assert.isTrue(yield* records.add(wanted))
      }).pipe(Effect.provide(layerOf(database)))

      const resealed = yield* Effect.gen(function*() {
        const counts = yield* reseal
        const sql = yield* SqlClient.SqlClient
        const box = yield* SecretBox
        const [row] = yield* sql`SELECT credentials FROM finpay_api_merchant WHERE id = 'FINPAY002'`
        const opened = yield* box.open(sealedFor("FINPAY002"), String(row?.["credentials"]))
        return { counts, isCurrent: box.isCurrent(String(row?.["credentials"])), opened: Redacted.value(opened) }
      }).pipe(Effect.provide(layerOf(database, SecretBox.layer(newer ?? assert.fail(), [older ?? assert.fail()]))))
      assert.deepStrictEqual(resealed, {
        counts: { resealed: 1, alreadyCurrent: 0 },
        isCurrent: true,
        opened: JSON.stringify(wanted.credentials)
      })
    }))
})
