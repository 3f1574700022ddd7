import { assert, describe, it } from "@effect/vitest"
import { OutcomeUnknown, Unavailable, WrongState } from "@openfinpay/finpay-core"
import type { Answered, Envelope, FinpayError } from "@openfinpay/finpay-core"
import { Deferred, Effect, Fiber } from "effect"
import { post, send, startApi } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"

const safe = { operation: "refund", reference: "INV-1", detail: "d", nextStep: "n", safeToRetry: true } as const
const unknown = new OutcomeUnknown({ ...safe, safeToRetry: false, reason: "timeout" })

/** A server whose refunds are counted. */
const counting = (refund: Effect.Effect<Answered<Envelope>, FinpayError> = Effect.succeed(answered(envelope))) =>
  Effect.gen(function*() {
    let sent = 0
    const count = Effect.sync(() => sent++)
    const verb = () => Effect.andThen(count, refund)
    const api = yield* startApi(fakeFinpay({ payments: { refund: verb, void: verb } }))
    return { api, order: `${api.url}/v1/payments/INV-1`, sent: () => sent }
  })

describe("the same key", () => {
  it.effect("with the same request answers with the stored outcome and says so", () =>
    Effect.gen(function*() {
      const { order, sent } = yield* counting()
      const first = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      const second = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      assert.strictEqual(first.status, 200)
      assert.isNull(first.headers.get("idempotency-replayed"))
      assert.strictEqual(second.status, 200)
      assert.strictEqual(second.headers.get("idempotency-replayed"), "true")
      assert.deepStrictEqual(second.json, first.json)
      assert.strictEqual(sent(), 1)
    }))

  it.effect("is the same with blanks in the body and quotes around the key", () =>
    Effect.gen(function*() {
      const { order, sent } = yield* counting()
      yield* post(`${order}/refunds`, { amount: 1 }, "key")
      const answer = yield* send(`${order}/refunds`, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": "\"key\"" },
        body: "{ \"amount\" : 1.0 }"
      })
      assert.strictEqual(answer.headers.get("idempotency-replayed"), "true")
      assert.strictEqual(sent(), 1)
    }))

  it.effect("with another amount, order or operation: 422, and nothing is sent", () =>
    Effect.gen(function*() {
      const { api, order, sent } = yield* counting()
      yield* post(`${order}/refunds`, { amount: 1 }, "key")
      const others = [
        post(`${order}/refunds`, { amount: 2 }, "key"),
        post(`${api.url}/v1/payments/INV-2/refunds`, { amount: 1 }, "key"),
        post(`${order}/void`, { amount: 1 }, "key"),
        post(`${order}/cancel`, undefined, "key")
      ]
      for (const answer of yield* Effect.all(others)) {
        assert.strictEqual(answer.status, 422, answer.text)
        assert.strictEqual(answer.json["type"], "/problems/idempotency-key-reused")
      }
      assert.strictEqual(sent(), 1)
    }))

  it.effect("with another request never invites a new key: it tells how the first one ended", () =>
    Effect.gen(function*() {
      const cases = [
        [Effect.fail(unknown), "unknown", "unknown"],
        [Effect.succeed(answered(envelope)), "succeeded", "unknown"],
        [Effect.fail(new WrongState(safe)), "refused", "not-processed"]
      ] as const
      for (const [refund, firstRequest, operationState] of cases) {
        const { order, sent } = yield* counting(refund)
        yield* post(`${order}/refunds`, { amount: 1 }, "key")
        const rebuilt = yield* post(`${order}/refunds`, { amount: 2 }, "key")
        assert.strictEqual(rebuilt.status, 422)
        assert.deepInclude(rebuilt.json, { firstRequest, operationState, safeToRetry: false })
        assert.match(String(rebuilt.json["nextStep"]), /the first request .* read the payment before .* another key/u)
        assert.strictEqual(sent(), 1)
      }
    }))

  it.effect("while the first is on its way: 409, with when to ask again; then its outcome", () =>
    Effect.gen(function*() {
      const arrived = yield* Deferred.make<void>()
      const gate = yield* Deferred.make<void>()
      const slow = Effect.andThen(Deferred.succeed(arrived, undefined), Deferred.await(gate))
      const { order, sent } = yield* counting(Effect.as(slow, answered(envelope)))
      const first = yield* Effect.forkChild(post(`${order}/refunds`, { amount: 1 }, "key"))
      yield* Deferred.await(arrived)
      const meanwhile = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      assert.strictEqual(meanwhile.status, 409)
      assert.strictEqual(meanwhile.headers.get("retry-after"), "1")
      assert.deepInclude(meanwhile.json, {
        type: "/problems/idempotency-key-in-flight",
        operationState: "in-progress",
        safeToRetry: true
      })
      const rebuilt = yield* post(`${order}/refunds`, { amount: 2 }, "key")
      assert.strictEqual(rebuilt.status, 422)
      assert.deepInclude(rebuilt.json, {
        firstRequest: "in-progress",
        operationState: "in-progress",
        safeToRetry: false
      })
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual((yield* Fiber.join(first)).status, 200)
      const after = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      assert.strictEqual(after.headers.get("idempotency-replayed"), "true")
      assert.strictEqual(sent(), 1)
    }))

  it.effect("twenty times at once sends once", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const { order, sent } = yield* counting(Effect.as(Deferred.await(gate), answered(envelope)))
      const all = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: 20 }), () => post(`${order}/refunds`, { amount: 1 }, "key"), {
          concurrency: "unbounded"
        })
      )
      yield* Deferred.succeed(gate, undefined)
      const answers = yield* Fiber.join(all)
      assert.strictEqual(sent(), 1)
      const done = answers.filter(({ headers, status }) =>
        status === 200 && headers.get("idempotency-replayed") === null
      )
      assert.strictEqual(done.length, 1)
      assert.isTrue(answers.every(({ status }) => status === 200 || status === 409))
    }))

  it.effect("answers after the caller of the first hung up, and what was begun goes on", () =>
    Effect.gen(function*() {
      const arrived = yield* Deferred.make<void>()
      const gate = yield* Deferred.make<void>()
      const finished = yield* Deferred.make<void>()
      const slow = Effect.andThen(Deferred.succeed(arrived, undefined), Deferred.await(gate))
      const { order, sent } = yield* counting(
        slow.pipe(Effect.as(answered(envelope)), Effect.ensuring(Deferred.succeed(finished, undefined)))
      )
      const first = yield* Effect.forkChild(post(`${order}/refunds`, { amount: 1 }, "key"))
      yield* Deferred.await(arrived)
      yield* Fiber.interrupt(first)
      yield* Deferred.succeed(gate, undefined)
      yield* Deferred.await(finished)
      const again = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      assert.strictEqual(again.status, 200, again.text)
      assert.strictEqual(again.headers.get("idempotency-replayed"), "true")
      assert.strictEqual(sent(), 1)
    }))

  it.effect("after an unknown outcome says so again and never sends again", () =>
    Effect.gen(function*() {
      const { order, sent } = yield* counting(Effect.fail(unknown))
      const first = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      const second = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      for (const answer of [first, second]) {
        assert.strictEqual(answer.status, 202)
        assert.deepInclude(answer.json, { operationState: "unknown", safeToRetry: false })
        assert.strictEqual(answer.headers.get("location"), "/v1/payments/INV-1")
      }
      assert.isNull(first.headers.get("idempotency-replayed"))
      assert.strictEqual(second.headers.get("idempotency-replayed"), "true")
      assert.notStrictEqual(first.json["instance"], second.json["instance"])
      assert.strictEqual(sent(), 1)
    }))

  it.effect("after a refusal by Finpay answers with the refusal", () =>
    Effect.gen(function*() {
      const { order, sent } = yield* counting(Effect.fail(new WrongState(safe)))
      yield* post(`${order}/refunds`, { amount: 1 }, "key")
      const second = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      assert.strictEqual(second.status, 409)
      assert.strictEqual(second.headers.get("idempotency-replayed"), "true")
      assert.strictEqual(sent(), 1)
    }))

  it.effect("after it certainly did not get there is sent again", () =>
    Effect.gen(function*() {
      const { order, sent } = yield* counting(Effect.fail(new Unavailable({ ...safe, reason: "refused" })))
      const first = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      const second = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      assert.deepInclude(first.json, { status: 503, safeToRetry: true })
      assert.isNull(second.headers.get("idempotency-replayed"))
      assert.strictEqual(sent(), 2)
    }))

  it.effect("of a request that was refused before it was sent is not used up", () =>
    Effect.gen(function*() {
      const { order, sent } = yield* counting()
      assert.strictEqual((yield* post(`${order}/refunds`, { amount: 0 }, "key")).status, 422)
      assert.strictEqual((yield* post(`${order}/refunds`, { amount: 1 }, "key")).status, 200)
      assert.strictEqual(sent(), 1)
    }))
})

describe("a server with no room for another key", () => {
  it.effect("does nothing: 503", () =>
    Effect.gen(function*() {
      const refund = () => Effect.succeed(answered(envelope))
      const api = yield* startApi(fakeFinpay({ payments: { refund } }), {}, { keys: 1, keepMillis: 1_000 })
      const url = `${api.url}/v1/payments/INV-1/refunds`
      assert.strictEqual((yield* post(url, { amount: 1 }, "a")).status, 200)
      const full = yield* post(url, { amount: 1 }, "b")
      assert.strictEqual(full.status, 503)
      assert.deepInclude(full.json, { type: "/problems/idempotency-store-full", operationState: "not-processed" })
    }))
})
