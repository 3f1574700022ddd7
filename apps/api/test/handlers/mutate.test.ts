import { assert, describe, it } from "@effect/vitest"
import { OutcomeUnknown } from "@openfinpay/finpay-core"
import { Deferred, Effect, Ref } from "effect"
import { mutationIn, post, postNow, send, startApi } from "../support/api.ts"
import { answered, envelope, fakeFinpay, ordered } from "../support/fake-finpay.ts"

const unknown = new OutcomeUnknown({
  operation: "refund",
  reference: "INV-1",
  reason: "timeout",
  detail: "no answer came",
  nextStep: "n",
  safeToRetry: false
})

/** A server where the answer to every refund is lost, and a payment that stands as it is set. */
const losing = (settings = {}) =>
  Effect.gen(function*() {
    const status = yield* Ref.make("PAID")
    const check = () => Effect.map(Ref.get(status), (now) => ordered(now))
    const refund = () => Effect.fail(unknown)
    const api = yield* startApi(fakeFinpay({ payments: { check, refund } }), {}, {
      settings: { checkDelaysSeconds: [1], ...settings }
    })
    const url = `${api.url}/v1/payments/INV-1/refunds`
    return { api, url, show: (word: string) => Ref.set(status, word) }
  })

describe("a refund whose answer is lost", () => {
  it.live("is waited for and found out: 200 without Finpay's answer", () =>
    Effect.gen(function*() {
      const { api, show, url } = yield* losing()
      const first = yield* postNow(url, { amount: 22_000 }, "key")
      assert.strictEqual(first.status, 202)
      yield* mutationIn(api.url, first, "unknown")
      yield* show("REFUNDED")
      const answer = yield* post(url, { amount: 22_000 }, "key")
      assert.strictEqual(answer.status, 200, answer.text)
      assert.strictEqual(answer.headers.get("idempotency-replayed"), "true")
      assert.deepStrictEqual(answer.json, {
        operationState: "succeeded",
        mutationId: first.json["mutationId"],
        decidedBy: "evidence",
        orderId: "INV-1",
        amount: 22_000
      })
    }))

  it.live("is found out not to have happened: 409, and only a new key sends it again", () =>
    Effect.gen(function*() {
      const { url } = yield* losing({ notAppliedChecks: 1, notAppliedSeconds: 1 })
      const answer = yield* post(url, { amount: 22_000 }, "key")
      assert.strictEqual(answer.status, 409, answer.text)
      assert.deepInclude(answer.json, {
        type: "/problems/not-applied",
        operationState: "not-processed",
        mutationState: "not_applied",
        decidedBy: "evidence",
        operation: "refund",
        reference: "INV-1"
      })
      assert.match(String(answer.json["nextStep"]), /under a new key/u)
      const again = yield* post(url, { amount: 22_000 }, "key")
      assert.strictEqual(again.headers.get("idempotency-replayed"), "true")
      assert.strictEqual(again.json["type"], "/problems/not-applied")
    }))

  it.live(
    "that cannot be decided needs a person: 202 that says so, and then as the person decided",
    () =>
      Effect.gen(function*() {
        const { api, show, url } = yield* losing({ undecidedChecks: 1, undecidedSeconds: 0 })
        const first = yield* postNow(url, { amount: 22_000 }, "key")
        yield* mutationIn(api.url, first, "unknown")
        // Less than all came back, so somebody else gave it back.
        yield* show("PARTIALLY_REFUNDED")
        const answer = yield* post(url, { amount: 22_000 }, "key")
        assert.strictEqual(answer.status, 202, answer.text)
        assert.deepInclude(answer.json, {
          type: "/problems/outcome-unknown",
          operationState: "unknown",
          mutationState: "needs_review",
          safeToRetry: false
        })
        assert.match(String(answer.json["nextStep"]), /^A person .* closes the mutation/u)
        const id = String(answer.json["mutationId"])
        assert.strictEqual(answer.headers.get("location"), `/v1/mutations/${id}`)
        yield* post(`${api.url}/v1/mutations/${id}/close`, { as: "applied", reason: "seen on the statement" })
        const decided = yield* post(url, { amount: 22_000 }, "key")
        assert.strictEqual(decided.status, 200, decided.text)
        assert.strictEqual(decided.json["decidedBy"], "person")
      })
  )
})

describe("how long a caller waits", () => {
  it.live("is what it prefers, and the answer says so", () =>
    Effect.gen(function*() {
      const { api, url } = yield* losing({ checkDelaysSeconds: [600] })
      const ask = post(url, { amount: 1 }, "key", { prefer: "respond-async, wait=1" })
      const first = yield* ask
      assert.strictEqual(first.status, 202)
      assert.strictEqual(first.headers.get("preference-applied"), "wait=1")
      // A second is not always enough to get as far as this.
      yield* mutationIn(api.url, first, "unknown")
      const answer = yield* ask
      assert.strictEqual(answer.status, 202)
      assert.strictEqual(answer.json["mutationState"], "unknown")
      assert.strictEqual(answer.json["detail"], "no answer came")
    }))

  it.live("does not hold up the change: it is carried out also for one who does not wait", () =>
    Effect.gen(function*() {
      const arrived = yield* Deferred.make<void>()
      const gate = yield* Deferred.make<void>()
      const refund = () =>
        Effect.andThen(Deferred.succeed(arrived, undefined), Effect.as(Deferred.await(gate), answered(envelope)))
      const api = yield* startApi(fakeFinpay({ payments: { refund } }))
      const answer = yield* postNow(`${api.url}/v1/payments/INV-1/refunds`, { amount: 1 }, "key")
      assert.strictEqual(answer.status, 202)
      assert.deepInclude(answer.json, { operationState: "in-progress", safeToRetry: false })
      yield* Deferred.await(arrived)
      yield* Deferred.succeed(gate, undefined)
      const location = `${api.url}${answer.headers.get("location")}`
      const mutation = yield* send(location, { headers: { prefer: "wait=30" } })
      assert.strictEqual(mutation.headers.get("preference-applied"), "wait=30")
      assert.deepInclude(mutation.json, { state: "succeeded", operationState: "succeeded" })
    }))
})

describe("a QRIS refund", () => {
  it.live("with the number of another one is refused, whatever its key", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({ qris: { refund: () => Effect.succeed(answered(envelope)) } }))
      const refund = { originalReferenceNo: "R-1", partnerRefundNo: "X-1", refundAmount: 4_000, reason: "cold" }
      const first = yield* post(`${api.url}/v1/qris/refunds`, refund, "key-1")
      assert.strictEqual(first.status, 200, first.text)
      const second = yield* post(`${api.url}/v1/qris/refunds`, refund, "key-2")
      assert.strictEqual(second.status, 409, second.text)
      assert.deepInclude(second.json, {
        type: "/problems/refund-number-used",
        firstRequest: "succeeded",
        operationState: "unknown",
        safeToRetry: false,
        mutationId: first.json["mutationId"]
      })
      assert.strictEqual(second.headers.get("location"), `/v1/mutations/${String(first.json["mutationId"])}`)
      const other = yield* post(`${api.url}/v1/qris/refunds`, { ...refund, partnerRefundNo: "X-2" }, "key-2")
      assert.strictEqual(other.status, 200, other.text)
    }))
})
