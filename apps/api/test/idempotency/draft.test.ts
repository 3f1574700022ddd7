/** The cases of the IETF draft "The Idempotency-Key HTTP Header Field", each over HTTP at two servers of one database. */
import { assert, it } from "@effect/vitest"
import { localConfig } from "@openfinpay/finpay-transport"
import { Deferred, Effect, Fiber } from "effect"
import { serveApi } from "../../src/serve-api.ts"
import { post, postNow, send } from "../support/api.ts"
import type { Answer } from "../support/api.ts"
import { describeDatabases } from "../support/databases.ts"
import type { FreshDatabase } from "../support/databases.ts"
import { keptLogs } from "../support/logs.ts"
import { holdingFinpay } from "../support/process.ts"
import { newPayment } from "../support/simulated.ts"
import { startTwoNodes } from "../support/two-nodes.ts"

const create = (url: string, key: string | undefined, id = "INV-1") => post(`${url}/v1/payments`, newPayment(id), key)

const refundsOf = (url: string, id = "INV-1") => `${url}/v1/payments/${id}/refunds`

const isReplay = ({ headers }: Answer): boolean => headers.get("idempotency-replayed") === "true"

const assertProblem = ({ json, status, text }: Answer, expected: number, slug: string) => {
  assert.strictEqual(status, expected, text)
  assert.strictEqual(json["type"], `/problems/${slug}`)
}

/** Two servers of one database in front of a Finpay that holds its answers. */
const startHeld = (database: FreshDatabase) =>
  Effect.gen(function*() {
    const held = yield* holdingFinpay
    const start = serveApi({ finpay: localConfig(held.url), port: 0, database: { url: database.url } })
    return { ...held, one: (yield* start).url, other: (yield* start).url }
  }).pipe(Effect.provide(keptLogs))

describeDatabases("the draft's cases, at two servers", (fresh) => {
  it.live("no key, or one that is none: 400, and nothing is sent", () =>
    Effect.gen(function*() {
      const { came, one } = yield* startTwoNodes(yield* fresh)
      for (const key of [undefined, "", "a key", "\u00e9", "k".repeat(256)]) {
        assertProblem(yield* create(one, key), 400, "idempotency-key-missing")
        assertProblem(yield* post(refundsOf(one), { amount: 1 }, key), 400, "idempotency-key-missing")
      }
      assert.strictEqual(yield* came("initiate"), 0)
    }))

  it.live("the quoted form of a structured header is the same key; a replay is the stored answer, word for word", () =>
    Effect.gen(function*() {
      const { came, one, other, simulator } = yield* startTwoNodes(yield* fresh)
      const made = yield* create(one, "\"create-1\"")
      assert.strictEqual(made.status, 201, made.text)
      assert.isFalse(isReplay(made))
      const again = yield* create(other, "create-1")
      assert.deepStrictEqual([again.status, again.text, isReplay(again)], [201, made.text, true])
      assert.strictEqual(again.headers.get("location"), made.headers.get("location"))
      yield* simulator.pay("INV-1")
      const refunded = yield* post(refundsOf(one), { amount: 5_000 }, "refund-1")
      assert.strictEqual(refunded.status, 200, refunded.text)
      const repeated = yield* post(refundsOf(other), { amount: 5_000 }, "\"refund-1\"")
      assert.deepStrictEqual([repeated.status, repeated.json, isReplay(repeated)], [200, refunded.json, true])
      assert.strictEqual(yield* came("initiate"), 1)
      assert.strictEqual(yield* came("refund"), 1)
    }))

  it.live("a refusal and an unknown outcome are stored like a success", () =>
    Effect.gen(function*() {
      const { came, one, other, simulator } = yield* startTwoNodes(yield* fresh)
      const refused = yield* post(`${one}/v1/payments`, newPayment("INV-1", { sourceOfFunds: { type: "none" } }), "a")
      assert.strictEqual(refused.json["operationState"], "not-processed", refused.text)
      yield* simulator.setFaults([{ kind: "lost-answer", operation: "initiate" }])
      const unknown = yield* create(one, "b", "INV-2")
      assert.strictEqual(unknown.json["operationState"], "unknown", unknown.text)
      const again = [
        yield* post(`${other}/v1/payments`, newPayment("INV-1", { sourceOfFunds: { type: "none" } }), "a"),
        yield* create(other, "b", "INV-2")
      ]
      assert.deepStrictEqual(
        again.map((answer) => [answer.status, answer.json["type"], isReplay(answer)]),
        [refused, unknown].map((answer) => [answer.status, answer.json["type"], true])
      )
      assert.strictEqual(yield* came("initiate"), 2)
    }))

  it.live("another payload, another operation, or another kind of request with the key: 422, and nothing is sent", () =>
    Effect.gen(function*() {
      const { came, one, other, simulator } = yield* startTwoNodes(yield* fresh)
      yield* create(one, "create-1")
      yield* simulator.pay("INV-1")
      yield* post(refundsOf(one), { amount: 5_000 }, "refund-1")
      const others = [
        create(other, "create-1", "INV-2"),
        create(other, "refund-1"),
        post(refundsOf(other), { amount: 5_000 }, "create-1"),
        post(refundsOf(other), { amount: 6_000 }, "refund-1"),
        post(`${other}/v1/payments/INV-1/cancel`, undefined, "refund-1")
      ]
      for (const answer of yield* Effect.all(others)) {
        assertProblem(answer, 422, "idempotency-key-reused")
        assert.deepInclude(answer.json, { firstRequest: "succeeded", safeToRetry: false })
      }
      assert.strictEqual(yield* came("initiate"), 1)
      assert.strictEqual(yield* came("refund"), 1)
    }))

  it.live("while a payment is on its way: 409 at the other server too, and afterwards its outcome", () =>
    Effect.gen(function*() {
      const { arrived, ends, letGo, one, other } = yield* startHeld(yield* fresh)
      const first = yield* Effect.forkChild(create(one, "create-1"))
      yield* Deferred.await(arrived)
      const meanwhile = yield* create(other, "create-1")
      assertProblem(meanwhile, 409, "idempotency-key-in-flight")
      assert.strictEqual(meanwhile.headers.get("retry-after"), "1")
      assertProblem(yield* create(other, "create-1", "INV-2"), 422, "idempotency-key-reused")
      yield* Deferred.succeed(letGo, undefined)
      const made = yield* Fiber.join(first)
      assert.strictEqual(made.status, 201, made.text)
      const again = yield* create(other, "create-1")
      assert.deepStrictEqual([again.status, again.text, isReplay(again)], [201, made.text, true])
      assert.deepStrictEqual(ends, ["answered"])
    }))

  it.live("while a refund is on its way: 409 for who does not wait, its outcome for who does", () =>
    Effect.gen(function*() {
      const { arrived, ends, letGo, one, other } = yield* startHeld(yield* fresh)
      const first = yield* Effect.forkChild(post(refundsOf(one), { amount: 1 }, "refund-1"))
      yield* Deferred.await(arrived)
      assertProblem(yield* postNow(refundsOf(other), { amount: 1 }, "refund-1"), 409, "idempotency-key-in-flight")
      const patient = yield* Effect.forkChild(post(refundsOf(other), { amount: 1 }, "refund-1"))
      yield* Deferred.succeed(letGo, undefined)
      const waited = yield* Fiber.join(patient)
      assert.deepStrictEqual([waited.status, isReplay(waited)], [200, true])
      assert.deepStrictEqual((yield* Fiber.join(first)).json, waited.json)
      assert.deepStrictEqual(ends, ["answered"])
    }))

  it.live(
    "the same key at the same moment, again and again at both: made once, refunded once",
    () =>
      Effect.gen(function*() {
        const { came, one, other, simulator } = yield* startTwoNodes(yield* fresh)
        const both = Array.from({ length: 10 }, (_, index) => index % 2 === 0 ? one : other)
        const made = yield* Effect.forEach(both, (url) => create(url, "create-1"), { concurrency: "unbounded" })
        assert.strictEqual(made.filter((answer) => answer.status === 201 && !isReplay(answer)).length, 1)
        assert.isTrue(made.every(({ status }) => status === 201 || status === 409))
        yield* simulator.pay("INV-1")
        const refunded = yield* Effect.forEach(both, (url) => post(refundsOf(url), { amount: 4_000 }, "refund-1"), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(new Set(refunded.map(({ status }) => status)), new Set([200]))
        assert.strictEqual(refunded.filter((answer) => !isReplay(answer)).length, 1)
        assert.strictEqual(yield* came("initiate"), 1)
        assert.strictEqual(yield* came("refund"), 1)
        assert.strictEqual((yield* simulator.order("INV-1")).refunded, 4_000)
      })
  )

  it.live(
    "one key for a payment and for a refund at the same moment at both: one of them is done",
    () =>
      Effect.gen(function*() {
        const { done, one, other, simulator } = yield* startTwoNodes(yield* fresh)
        yield* create(one, "first")
        yield* simulator.pay("INV-1")
        for (let turn = 0; turn < 5; turn++) {
          const [made, refunded] = yield* Effect.all([
            create(turn % 2 === 0 ? one : other, `key-${turn}`, `NEW-${turn}`),
            post(refundsOf(turn % 2 === 0 ? other : one), { amount: 100 }, `key-${turn}`)
          ], { concurrency: "unbounded" })
          assert.sameMembers(
            [made.status === 422, refunded.status === 422],
            [true, false],
            `${made.text} ${refunded.text}`
          )
        }
        assert.strictEqual((yield* done("initiate")) + (yield* done("refund")), 1 + 5)
      })
  )

  it.live(
    "a key that was kept as long as it must be is forgotten, and names something new; a refund's never is",
    () =>
      Effect.gen(function*() {
        const { came, one, simulator, sql, start } = yield* startTwoNodes(yield* fresh, { keysKeptHours: 24 })
        yield* create(one, "create-1")
        yield* simulator.pay("INV-1")
        yield* post(refundsOf(one), { amount: 4_000 }, "refund-1")
        yield* sql`UPDATE finpay_api_intent SET at = ${Date.now() - 24 * 3_600_000 + 60_000}`
        // A server that starts cleans up.
        yield* start
        assertProblem(yield* create(one, "create-1", "INV-2"), 422, "idempotency-key-reused")
        yield* sql`UPDATE finpay_api_intent SET at = ${Date.now() - 24 * 3_600_000 - 60_000}`
        const { url } = yield* start
        yield* Effect.repeat(sql`SELECT 1 FROM finpay_api_intent`, { until: (rows) => rows.length === 0 })
        const anew = yield* create(url, "create-1", "INV-2")
        assert.deepStrictEqual([anew.status, isReplay(anew)], [201, false])
        const refund = yield* post(refundsOf(url), { amount: 4_000 }, "refund-1")
        assert.deepStrictEqual([refund.status, isReplay(refund)], [200, true])
        assertProblem(yield* create(url, "refund-1", "INV-3"), 422, "idempotency-key-reused")
        assert.strictEqual(yield* came("initiate"), 2)
        assert.strictEqual(yield* came("refund"), 1)
        assert.strictEqual((yield* send(`${url}/v1/mutations`)).status, 200)
      })
  )
})
