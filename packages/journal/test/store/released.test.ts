/**
 * Databases of released versions, one file for each step and kind in test/fixtures, are brought forward with their rows.
 * They are written by scripts/write-fixtures.ts.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { readdirSync, readFileSync } from "node:fs"
import { verify } from "../../src/audit/verify.ts"
import { makeBell } from "../../src/Bell.ts"
import { countsAsRefunded, mutationStates } from "../../src/Mutation.ts"
import { defaultSettings } from "../../src/settings.ts"
import { migrations } from "../../src/store/migrations.ts"
import { makeStore } from "../../src/store/Store.ts"
import { layerQueues, openQueue } from "../../src/work.ts"
import { freshPostgres, freshSqlite } from "../databases.ts"
import type { FreshDatabase } from "../databases.ts"
import { dumpSchema, loadDatabase } from "../support/fixture/dump.ts"
import { account } from "../support/fixture/populate.ts"

const folder = new URL("../fixtures/", import.meta.url)
const kinds = [{ kind: "sqlite", fresh: freshSqlite }, { kind: "postgres", fresh: freshPostgres }] as const

const files = kinds.flatMap(({ fresh, kind }) =>
  readdirSync(folder).filter((name) => name.endsWith(`.${kind}.sql`)).map((name) => ({ fresh, kind, name }))
)

const opened = (database: FreshDatabase) =>
  Layer.provideMerge(layerQueues(defaultSettings), Layer.fresh(database.layer))

const loaded = (database: FreshDatabase, name: string) =>
  Effect.provide(loadDatabase(readFileSync(new URL(name, folder), "utf8")), Layer.fresh(database.bare))

const openedStore = Effect.flatMap(openQueue(account), (queue) => makeStore(account, queue, makeBell()))

it("each step has its database, of both kinds", () => {
  const expected = Object.keys(migrations).flatMap((_, index) =>
    kinds.map(({ kind }) => `step-${index + 1}.${kind}.sql`)
  )
  assert.deepStrictEqual(readdirSync(folder).filter((name) => name.startsWith("step-")).toSorted(), expected.toSorted())
})

describe.each(files)("$name", ({ fresh, name }) => {
  it.live("has the tables of a new database once it is opened", () =>
    Effect.gen(function*() {
      const old = yield* fresh
      yield* loaded(old, name)
      const forward = yield* Effect.provide(dumpSchema, opened(old))
      const made = yield* Effect.provide(dumpSchema, opened(yield* fresh))
      assert.deepStrictEqual(forward, made)
    }))

  it.live("still has its mutations, its history and its work", () =>
    Effect.gen(function*() {
      const old = yield* fresh
      yield* loaded(old, name)
      yield* Effect.gen(function*() {
        const store = yield* openedStore
        const { mutations } = yield* store.list({})
        assert.sameMembers(mutations.map(({ state }) => state), [...mutationStates])
        for (const mutation of mutations) {
          assert.strictEqual(mutation.id, `mut_${mutation.state}`)
          assert.strictEqual(mutation.key, `key ${mutation.state}`)
          const reference = `ORDER-${mutation.state}`
          assert.deepStrictEqual(
            mutation.request,
            mutation.operation === "qrisRefund"
              ? { originalReferenceNo: reference, partnerRefundNo: "R-17" }
              : { order: { id: reference }, note: "O'Neil \u{1F60A}" }
          )
          const history = yield* store.history(mutation.id)
          assert.strictEqual(history.length, mutation.version)
          assert.strictEqual(history.at(-1)?.to, mutation.state)
        }
        const amounts = mutations.filter(countsAsRefunded).map(({ amount }) => amount)
        assert.deepStrictEqual(amounts, amounts.map(() => 50_000))
        assert.strictEqual((yield* store.getByKey("key accepted"))?.amount, 99_999_999_999_999)
        assert.strictEqual((yield* store.getByKey("key succeeded"))?.refundNo, "R-17")
        const [work] = yield* store.sql`SELECT COUNT(*) AS n FROM finpay_work WHERE state = 'pending'`
        assert.strictEqual(work?.["n"], mutations.length + 4)
        const { findings } = yield* verify(store)
        assert.deepStrictEqual(findings, [])
      }).pipe(Effect.provide(opened(old)))
    }))

  it.live("can be written to, after what it has", () =>
    Effect.gen(function*() {
      const old = yield* fresh
      yield* loaded(old, name)
      yield* Effect.gen(function*() {
        const store = yield* openedStore
        const open = yield* store.getByKey("key unknown")
        assert.isDefined(open)
        const { mutation } = yield* store.change(open, () =>
          Effect.succeed([{
            changes: { state: "not_applied", decidedBy: "evidence", settledAt: open.updatedAt },
            told: { event: "decided", reason: "Finpay did not do it" }
          }]))
        assert.strictEqual(mutation.version, open.version + 1)
        assert.deepStrictEqual((yield* verify(store)).findings, [])
        // A second mutation of an order whose first is open is still refused by the database itself.
        const sql = yield* SqlClient.SqlClient
        const second = yield* Effect.flip(
          sql`UPDATE finpay_mutation SET reference = 'ORDER-sending' WHERE id = 'mut_needs_review'`
        )
        assert.strictEqual(second.reason._tag, "UniqueViolation")
        // And so is a second one with the number of a QRIS refund.
        const numbered = yield* Effect.flip(
          sql`UPDATE finpay_mutation SET refund_no = 'R-17' WHERE id = 'mut_needs_review'`
        )
        assert.strictEqual(numbered.reason._tag, "UniqueViolation")
      }).pipe(Effect.provide(opened(old)))
    }))
})
