import { assert, describe, it } from "@effect/vitest"
import { OutcomeUnknown, Unavailable, WrongState } from "@openfinpay/finpay-core"
import type { Answered, Envelope, FinpayError } from "@openfinpay/finpay-core"
import { Deferred, Effect, Fiber } from "effect"
import { mutationIn, post, postNow, send, startApi } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"
import { newPayment } from "../support/simulated.ts"

const safe = { operation: "refund", reference: "INV-1", detail: "d", nextStep: "n", safeToRetry: true } as const
const unknown = new OutcomeUnknown({ ...safe, safeToRetry: false, reason: "timeout" })

/** A server whose calls to Finpay are counted. */
const counting = (call: Effect.Effect<Answered<Envelope>, FinpayError> = Effect.succeed(answered(envelope))) =>
  Effect.gen(function*() {
    let sent = 0
    const verb = () =>
      Effect.suspend(() => {
        sent++
        return call
      })
    const api = yield* startApi(fakeFinpay({ payments: { refund: verb, void: verb, initiate: verb } }))
    return { api, order: `${api.url}/v1/payments/INV-1`, sent: () => sent }
  })

/** A call to Finpay that is held until it is let go. */
const held = Effect.gen(function*() {
  const arrived = yield* Deferred.make<void>()
  const gate = yield* Deferred.make<void>()
  const call = Effect.andThen(
    Deferred.succeed(arrived, undefined),
    Effect.as(Deferred.await(gate), answered(envelope))
  )
  return { call, arrived: Deferred.await(arrived), letGo: Deferred.succeed(gate, undefined) }
})

describe("the key of a refund", () => {
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
      const first = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      const others = [
        post(`${order}/refunds`, { amount: 2 }, "key"),
        post(`${api.url}/v1/payments/INV-2/refunds`, { amount: 1 }, "key"),
        post(`${order}/void`, { amount: 1 }, "key"),
        post(`${order}/cancel`, undefined, "key")
      ]
      for (const answer of yield* Effect.all(others)) {
        assert.strictEqual(answer.status, 422, answer.text)
        assert.strictEqual(answer.json["type"], "/problems/idempotency-key-reused")
        assert.strictEqual(answer.json["mutationId"], first.json["mutationId"])
      }
      assert.strictEqual(sent(), 1)
    }))

  it.live("with another request never invites a new key: it tells how the first one ended", () =>
    Effect.gen(function*() {
      const cases = [
        [Effect.fail(unknown), "unknown", "unknown", "unknown"],
        [Effect.succeed(answered(envelope)), "succeeded", "succeeded", "unknown"],
        [Effect.fail(new WrongState(safe)), "rejected", "refused", "not-processed"]
      ] as const
      for (const [refund, state, firstRequest, operationState] of cases) {
        const { api, order, sent } = yield* counting(refund)
        yield* mutationIn(api.url, yield* postNow(`${order}/refunds`, { amount: 1 }, "key"), state)
        const rebuilt = yield* post(`${order}/refunds`, { amount: 2 }, "key")
        assert.strictEqual(rebuilt.status, 422)
        assert.deepInclude(rebuilt.json, { firstRequest, operationState, mutationState: state, safeToRetry: false })
        assert.match(String(rebuilt.json["nextStep"]), /the first request .* read the payment before .* another key/u)
        assert.strictEqual(sent(), 1)
      }
    }))

  it.live("while the first is on its way: waits for it, or 409 when it will not wait longer", () =>
    Effect.gen(function*() {
      const { arrived, call, letGo } = yield* held
      const { order, sent } = yield* counting(call)
      const first = yield* Effect.forkChild(post(`${order}/refunds`, { amount: 1 }, "key"))
      yield* arrived
      const patient = yield* Effect.forkChild(post(`${order}/refunds`, { amount: 1 }, "key"))
      const hasty = yield* postNow(`${order}/refunds`, { amount: 1 }, "key")
      assert.strictEqual(hasty.status, 409)
      assert.strictEqual(hasty.headers.get("retry-after"), "1")
      assert.strictEqual(hasty.headers.get("preference-applied"), "wait=0")
      assert.strictEqual(hasty.headers.get("location"), `/v1/mutations/${String(hasty.json["mutationId"])}`)
      assert.deepInclude(hasty.json, {
        type: "/problems/idempotency-key-in-flight",
        operationState: "in-progress",
        mutationState: "sending",
        safeToRetry: true
      })
      const rebuilt = yield* post(`${order}/refunds`, { amount: 2 }, "key")
      assert.strictEqual(rebuilt.status, 422)
      assert.deepInclude(rebuilt.json, {
        firstRequest: "in-progress",
        operationState: "in-progress",
        safeToRetry: false
      })
      yield* letGo
      const answer = yield* Fiber.join(first)
      assert.strictEqual(answer.status, 200, answer.text)
      const waited = yield* Fiber.join(patient)
      assert.strictEqual(waited.headers.get("idempotency-replayed"), "true")
      assert.deepStrictEqual(waited.json, answer.json)
      assert.strictEqual(sent(), 1)
    }))

  it.live("does not stop when its caller hangs up", () =>
    Effect.gen(function*() {
      const { arrived, call, letGo } = yield* held
      const { order, sent } = yield* counting(call)
      const first = yield* Effect.forkChild(post(`${order}/refunds`, { amount: 1 }, "key"))
      yield* arrived
      yield* Fiber.interrupt(first)
      yield* letGo
      const again = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      assert.strictEqual(again.status, 200, again.text)
      assert.strictEqual(again.headers.get("idempotency-replayed"), "true")
      assert.strictEqual(sent(), 1)
    }))

  it.live("after an unknown outcome says so again and never sends again", () =>
    Effect.gen(function*() {
      const { api, order, sent } = yield* counting(Effect.fail(unknown))
      const first = yield* postNow(`${order}/refunds`, { amount: 1 }, "key")
      yield* mutationIn(api.url, first, "unknown")
      const second = yield* postNow(`${order}/refunds`, { amount: 1 }, "key")
      assert.strictEqual(second.status, 202)
      assert.deepInclude(second.json, { operationState: "unknown", mutationState: "unknown", safeToRetry: false })
      assert.strictEqual(second.headers.get("location"), `/v1/mutations/${String(first.json["mutationId"])}`)
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
      assert.strictEqual(second.json["type"], "/problems/wrong-state")
      assert.strictEqual(second.headers.get("idempotency-replayed"), "true")
      assert.strictEqual(sent(), 1)
    }))

  it.effect("after it certainly did not get there is sent again, and stays with its request", () =>
    Effect.gen(function*() {
      const { order, sent } = yield* counting(Effect.fail(new Unavailable({ ...safe, reason: "refused" })))
      const first = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      const second = yield* post(`${order}/refunds`, { amount: 1 }, "key")
      assert.deepInclude(first.json, { status: 503, safeToRetry: true })
      assert.isNull(second.headers.get("idempotency-replayed"))
      assert.strictEqual(second.json["mutationId"], first.json["mutationId"])
      assert.strictEqual((yield* post(`${order}/refunds`, { amount: 2 }, "key")).status, 422)
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

describe("the key of a new payment", () => {
  const create = (url: string, key: string, id = "INV-1") => post(`${url}/v1/payments`, newPayment(id), key)

  it.effect("makes it once, and is in flight until it has an outcome", () =>
    Effect.gen(function*() {
      const { arrived, call, letGo } = yield* held
      const { api, sent } = yield* counting(call)
      const first = yield* Effect.forkChild(create(api.url, "key"))
      yield* arrived
      const meanwhile = yield* create(api.url, "key")
      assert.strictEqual(meanwhile.status, 409)
      assert.strictEqual(meanwhile.json["type"], "/problems/idempotency-key-in-flight")
      assert.strictEqual((yield* create(api.url, "key", "INV-2")).json["firstRequest"], "in-progress")
      yield* letGo
      const made = yield* Fiber.join(first)
      assert.strictEqual(made.status, 201, made.text)
      const again = yield* create(api.url, "key")
      assert.strictEqual(again.headers.get("idempotency-replayed"), "true")
      assert.deepStrictEqual(again.json, made.json)
      assert.strictEqual(sent(), 1)
    }))

  it.effect("is no key of a refund, and the other way round", () =>
    Effect.gen(function*() {
      const { api, order, sent } = yield* counting()
      yield* create(api.url, "of-payment")
      yield* post(`${order}/refunds`, { amount: 1 }, "of-refund")
      const refused = [
        yield* post(`${order}/refunds`, { amount: 1 }, "of-payment"),
        yield* create(api.url, "of-refund")
      ]
      for (const answer of refused) {
        assert.strictEqual(answer.status, 422, answer.text)
        assert.deepInclude(answer.json, { type: "/problems/idempotency-key-reused", firstRequest: "succeeded" })
      }
      assert.strictEqual(sent(), 2)
    }))
})
