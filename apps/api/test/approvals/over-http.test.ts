import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { defaultAsking } from "../../src/approvals/layer-asking.ts"
import { aMomentLater, post, send, startApi } from "../support/api.ts"
import type { Answer } from "../support/api.ts"
import { answered, envelope, fakeFinpay, ordered } from "../support/fake-finpay.ts"
import { newPayment } from "../support/simulated.ts"

const limit = 100_000

/** A server with a limit, where every refund and void succeeds and is counted, and a key for each person. */
const started = (asking = defaultAsking) =>
  Effect.gen(function*() {
    let sent = 0
    const verb = () =>
      Effect.sync(() => {
        sent += 1
        return answered(envelope)
      })
    const finpay = fakeFinpay({
      payments: {
        refund: verb,
        void: verb,
        initiate: verb,
        check: () => Effect.succeed(ordered("PAID", 1_000_000))
      },
      qris: { refund: verb }
    })
    const api = yield* startApi(finpay, { isOpen: false }, { approvalAbove: limit, asking })
    const header = (key: string) => ({ authorization: `Bearer ${key}` })
    const shop = header(yield* api.newKey({ name: "shop", role: "operator" }))
    const other = header(yield* api.newKey({ name: "other", role: "operator" }))
    const dewi = header(yield* api.newKey({ name: "dewi", role: "approver" }))
    const rina = header(yield* api.newKey({ name: "rina", role: "approver" }))
    const admin = header(yield* api.newKey({ name: "admin", role: "admin" }))
    const viewer = header(yield* api.newKey({ name: "viewer", role: "viewer" }))
    const refund = (amount: number, key: string, by = shop, id = "INV-1") =>
      post(`${api.url}/v1/payments/${id}/refunds`, { amount }, key, by)
    const decide = (location: string | null, how: string, by: typeof shop, reason: unknown = "seen with the shop") =>
      post(`${api.url}${location}/${how}`, { reason }, undefined, by)
    const read = (path: string | null, by = shop) => send(`${api.url}${path}`, { headers: by })
    return { api, sent: () => sent, shop, other, dewi, rina, admin, viewer, refund, decide, read }
  })

const assertProblem = ({ json, status, text }: Answer, expected: number, slug: string) => {
  assert.strictEqual(status, expected, text)
  assert.strictEqual(json["type"], `/problems/${slug}`)
}

describe("a refund above the merchant's limit", () => {
  it.live("is a 202 that says where to look, and is sent when a second person approves it", () =>
    Effect.gen(function*() {
      const { api, decide, dewi, read, refund, sent, shop } = yield* started()
      const asked = yield* refund(150_000, "key")
      assertProblem(asked, 202, "approval-needed")
      assert.strictEqual(asked.headers.get("content-type"), "application/problem+json")
      assert.isNull(asked.headers.get("idempotency-replayed"))
      const location = asked.headers.get("location")
      assert.strictEqual(location, `/v1/approvals/${String(asked.json["approvalId"])}`)
      assert.deepInclude(asked.json, {
        operationState: "in-progress",
        safeToRetry: false,
        approvalState: "pending",
        operation: "refund",
        reference: "INV-1"
      })
      const again = yield* refund(150_000, "key")
      assertProblem(again, 202, "approval-needed")
      assert.deepStrictEqual(
        [again.headers.get("idempotency-replayed"), again.headers.get("location")],
        ["true", location]
      )
      assert.strictEqual(sent(), 0)

      const approval = yield* read(location, dewi)
      assert.deepInclude(approval.json, {
        state: "pending",
        operation: "refund",
        payment: "/v1/payments/INV-1",
        amount: 150_000,
        together: 150_000,
        approvalAbove: limit,
        idempotencyKey: "key",
        request: { order: { id: "INV-1", amount: 150_000 } }
      })
      const approved = yield* decide(location, "approve", dewi)
      assert.strictEqual(approved.status, 200, approved.text)
      assert.deepInclude(approved.json, { state: "approved", reason: "seen with the shop" })
      const settled = yield* send(`${api.url}/v1/mutations/${String(approved.json["mutationId"])}`, {
        headers: { ...shop, prefer: "wait=30" }
      })
      assert.strictEqual(settled.json["state"], "succeeded")
      assert.match(String(settled.json["actor"]), /^shop \(.+\); approved by dewi \(.+\)$/u)
      assert.strictEqual(sent(), 1)
      const done = yield* refund(150_000, "key")
      assert.strictEqual(done.status, 200, done.text)
      assert.strictEqual(done.headers.get("idempotency-replayed"), "true")
      assert.strictEqual(done.json["mutationId"], approved.json["mutationId"])
      assertProblem(yield* decide(location, "approve", dewi), 409, "approval-wrong-state")
      assert.strictEqual(sent(), 1)
    }))

  it.live("is decided by another API key with the permission, once; who asked may take it back", () =>
    Effect.gen(function*() {
      const { admin, decide, dewi, other, refund, rina, sent, shop, viewer } = yield* started()
      const mine = (yield* refund(150_000, "of-admin", admin)).headers.get("location")
      for (const how of ["approve", "reject"]) {
        assertProblem(yield* decide(mine, how, admin), 403, "own-request")
        assertProblem(yield* decide(mine, how, shop), 403, "permission-missing")
        assertProblem(yield* decide(mine, how, viewer), 403, "permission-missing")
        assertProblem(yield* decide(mine, how, {} as never), 401, "api-key-refused")
      }
      assertProblem(yield* decide(mine, "withdraw", dewi), 403, "permission-missing")
      assertProblem(yield* decide(mine, "withdraw", other), 403, "others-request")
      const both = yield* Effect.all([decide(mine, "approve", dewi), decide(mine, "approve", rina)], {
        concurrency: "unbounded"
      })
      assert.sameMembers(both.map(({ status }) => status), [200, 409])
      const taken = (yield* refund(150_000, "of-shop", shop, "INV-2")).headers.get("location")
      assert.strictEqual((yield* decide(taken, "withdraw", shop)).json["state"], "withdrawn")
      assertProblem(yield* decide(taken, "approve", dewi), 409, "approval-wrong-state")
      assertProblem(yield* decide("/v1/approvals/apr_none", "approve", dewi), 404, "approval-not-found")
      assertProblem(yield* decide(mine, "approve", dewi, " "), 422, "invalid-request")
      const done = yield* refund(150_000, "of-admin", admin)
      assert.strictEqual(done.status, 200, done.text)
      // With what was approved of its order, even one rupiah is above the limit.
      assertProblem(yield* refund(1, "one-more", shop), 202, "approval-needed")
      assert.strictEqual(sent(), 1)
    }))

  it.live("that was rejected, withdrawn or not approved in time did not happen, and its key is used up", () =>
    Effect.gen(function*() {
      const { api, decide, dewi, refund, sent, shop } = yield* started()
      const rejected = yield* refund(150_000, "rejected")
      yield* decide(rejected.headers.get("location"), "reject", dewi, "not our customer")
      const withdrawn = yield* refund(150_000, "withdrawn")
      yield* decide(withdrawn.headers.get("location"), "withdraw", shop)
      yield* refund(150_000, "expired")
      yield* api.sql`UPDATE finpay_api_approval SET expires_at = 1 WHERE idempotency_key = 'expired'`
      for (const state of ["rejected", "withdrawn", "expired"]) {
        const again = yield* refund(150_000, state)
        assertProblem(again, 409, "approval-refused")
        assert.deepInclude(again.json, { operationState: "not-processed", approvalState: state })
        assert.strictEqual(again.headers.get("idempotency-replayed"), "true")
        const other = yield* refund(1, state)
        assertProblem(other, 422, "idempotency-key-reused")
        assert.deepInclude(other.json, { firstRequest: "refused", operationState: "not-processed" })
      }
      assert.include(String((yield* refund(150_000, "rejected")).json["detail"]), "not our customer")
      assert.strictEqual(sent(), 0)
    }))

  it.live("cannot be had by a void that names a smaller amount: it takes back the whole order", () =>
    Effect.gen(function*() {
      const { api, decide, dewi, sent, shop } = yield* started()
      const voided = (amount: number, key: string) => post(`${api.url}/v1/payments/INV-1/void`, { amount }, key, shop)
      for (const amount of [1, limit, limit + 1, 1_000_001]) {
        const refused = yield* voided(amount, `void-${amount}`)
        assertProblem(refused, 422, "invalid-request")
        assert.deepStrictEqual(refused.json["errors"], [
          { pointer: "#/amount", detail: "must be 1000000, the whole order: a void takes back all of it" }
        ])
      }
      assert.strictEqual(sent(), 0)
      // Nothing was written down, so the key is free for what was meant.
      const whole = yield* voided(1_000_000, "void-1")
      assertProblem(whole, 202, "approval-needed")
      yield* decide(whole.headers.get("location"), "approve", dewi)
      assert.strictEqual((yield* voided(1_000_000, "void-1")).status, 200)
      assert.strictEqual(sent(), 1)
    }))

  it.live("in parts needs a second person too, as a void and a QRIS refund do; a key of it creates no payment", () =>
    Effect.gen(function*() {
      const { api, refund, sent, shop } = yield* started()
      assert.strictEqual((yield* refund(60_000, "part-1")).status, 200)
      const second = yield* refund(60_000, "part-2")
      assertProblem(second, 202, "approval-needed")
      assert.include(String(second.json["detail"]), "120000 rupiah")
      assert.strictEqual((yield* refund(40_000, "part-3")).status, 200)
      assertProblem(
        yield* post(`${api.url}/v1/payments/INV-2/void`, { amount: 1_000_000 }, "void", shop),
        202,
        "approval-needed"
      )
      const qris = { originalReferenceNo: "R-1", partnerRefundNo: "X-1", refundAmount: limit + 1, reason: "cold" }
      assertProblem(yield* post(`${api.url}/v1/qris/refunds`, qris, "qris", shop), 202, "approval-needed")
      const created = yield* post(`${api.url}/v1/payments`, newPayment("NEW-1"), "part-2", shop)
      assertProblem(created, 422, "idempotency-key-reused")
      assert.strictEqual(created.json["firstRequest"], "in-progress")
      assert.strictEqual(sent(), 2)
    }))
})

describe("approvals", () => {
  it.live("are listed newest first, by page and filter, for whoever may read", () =>
    Effect.gen(function*() {
      const { decide, dewi, read, refund, viewer } = yield* started()
      for (const id of ["A", "B", "C"]) {
        yield* refund(150_000, `key-${id}`, undefined, id)
        yield* aMomentLater
      }
      const first = yield* read("/v1/approvals?limit=2", viewer)
      assert.strictEqual(first.status, 200, first.text)
      const second = yield* read(`/v1/approvals?limit=2&after=${String(first.json["next"])}`, viewer)
      const all = [first, second].flatMap(({ json }) => json["approvals"] as ReadonlyArray<Record<string, unknown>>)
      assert.deepStrictEqual(all.map(({ reference }) => reference), ["C", "B", "A"])
      assert.notProperty(second.json, "next")
      yield* decide(`/v1/approvals/${String(all[0]?.["id"])}`, "reject", dewi)
      const pending = yield* read("/v1/approvals?state=pending&state=approved", viewer)
      assert.strictEqual((pending.json["approvals"] as ReadonlyArray<unknown>).length, 2)
      const ofOne = yield* read("/v1/approvals?reference=B&operation=refund&since=2020-01-01T00:00:00Z", viewer)
      assert.strictEqual((ofOne.json["approvals"] as ReadonlyArray<unknown>).length, 1)
      assertProblem(yield* read("/v1/approvals?state=undecided", viewer), 422, "invalid-request")
      assertProblem(yield* read("/v1/approvals/apr_none", viewer), 404, "approval-not-found")
    }))

  it.live("take an API key on an open server too: nobody without a name is a second person", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({}), {}, { approvalAbove: limit })
      const asked = yield* post(`${api.url}/v1/payments/INV-1/refunds`, { amount: limit + 1 }, "key")
      const location = `${api.url}${asked.headers.get("location")}`
      assertProblem(yield* post(`${location}/approve`, { reason: "seen" }), 403, "own-request")
      assert.strictEqual((yield* send(location)).json["state"], "pending")
      assert.strictEqual((yield* post(`${location}/withdraw`, { reason: "mistaken" })).json["state"], "withdrawn")
    }))
})
