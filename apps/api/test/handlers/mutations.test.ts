import { assert, describe, it } from "@effect/vitest"
import { OutcomeUnknown, WrongState } from "@openfinpay/finpay-core"
import { Effect } from "effect"
import { aMomentLater, mutationIn, post, postNow, send, startApi } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"

const facts = { operation: "refund", detail: "what happened", nextStep: "what to do" } as const
const unknown = new OutcomeUnknown({ ...facts, reason: "timeout", safeToRetry: false })
const refused = new WrongState({ ...facts, httpStatus: 403, responseCode: "4030015", safeToRetry: true })

/** Refunds of LOST are lost, of WRONG refused, all others done. */
const start = Effect.gen(function*() {
  const api = yield* startApi(
    fakeFinpay({
      payments: {
        refund: ({ order: { id } }) =>
          id === "LOST"
            ? Effect.fail(unknown)
            : id === "WRONG"
            ? Effect.fail(refused)
            : Effect.succeed(answered(envelope)),
        cancel: () => Effect.succeed(answered(envelope))
      },
      qris: { refund: () => Effect.succeed(answered(envelope)) }
    }),
    {},
    { settings: { checkDelaysSeconds: [600] } }
  )
  const mutations = `${api.url}/v1/mutations`
  const refund = (id: string, key: string, amount = 1) =>
    postNow(`${api.url}/v1/payments/${id}/refunds`, { amount }, key)
  const list = (query: string) =>
    Effect.map(send(`${mutations}?${query}`), ({ json, status, text }) => {
      assert.strictEqual(status, 200, text)
      return json["mutations"] as ReadonlyArray<Json>
    })
  return { api, mutations, refund, list }
})

describe("GET /v1/mutations/{mutationId}", () => {
  it.live("shows what was asked, how far it is and why", () =>
    Effect.gen(function*() {
      const { api, mutations, refund } = yield* start
      const done = yield* mutationIn(api.url, yield* refund("INV-1", "key-1", 5_000), "succeeded")
      const { acceptedAt, before, id, sendingAt, settledAt, updatedAt, ...told } = done
      assert.deepStrictEqual(told, {
        operation: "refund",
        reference: "INV-1",
        payment: "/v1/payments/INV-1",
        amount: 5_000,
        idempotencyKey: "key-1",
        actor: "api",
        state: "succeeded",
        operationState: "succeeded",
        nextStep: "Nothing is left to do.",
        decidedBy: "answer",
        request: { order: { id: "INV-1", amount: 5_000 } },
        finpay: envelope
      })
      assert.deepInclude(before, { status: "PAID", paidAmount: 22_000 })
      for (const time of [acceptedAt, sendingAt, settledAt, updatedAt]) assert.match(String(time), /^20\d\d-.*Z$/u)
      assert.strictEqual((yield* send(`${mutations}/${String(id)}`)).status, 200)

      const wrong = yield* mutationIn(api.url, yield* refund("WRONG", "key-2"), "rejected")
      assert.deepInclude(wrong, { operationState: "not-processed", decidedBy: "answer", nextStep: "what to do" })
      assert.deepStrictEqual(wrong["error"], {
        type: "/problems/wrong-state",
        detail: "what happened",
        responseCode: "4030015"
      })

      const lost = yield* mutationIn(api.url, yield* refund("LOST", "key-3"), "unknown")
      assert.deepInclude(lost, { operationState: "unknown" })
      assert.deepInclude(lost["evidence"], { checks: 0 })
      assert.deepInclude(lost["error"], { type: "/problems/outcome-unknown" })
    }))

  it.live("that cannot be an id: 422, and nothing is looked up", () =>
    Effect.gen(function*() {
      const { mutations } = yield* start
      for (const id of ["a%00", "a%20b", "x".repeat(65)]) {
        const answer = yield* send(`${mutations}/${id}`)
        assert.strictEqual(answer.status, 422, id)
        assert.deepInclude((answer.json["errors"] as ReadonlyArray<Json>)[0], { parameter: "mutationId" })
      }
    }))

  it.live("that is not there: 404", () =>
    Effect.gen(function*() {
      const { mutations } = yield* start
      const missing = [
        send(`${mutations}/mut_none`),
        send(`${mutations}/mut_none/history`),
        send(`${mutations}/mut_none/resolve`, { method: "POST" }),
        post(`${mutations}/mut_none/close`, { as: "applied", reason: "seen" })
      ]
      for (const answer of yield* Effect.all(missing)) {
        assert.strictEqual(answer.status, 404, answer.text)
        assert.strictEqual(answer.headers.get("content-type"), "application/problem+json")
        assert.strictEqual(answer.json["type"], "/problems/mutation-not-found")
      }
    }))
})

describe("GET /v1/mutations", () => {
  it.live("lists the newest first, by state, operation, reference, actor and time, page by page", () =>
    Effect.gen(function*() {
      const { api, list, mutations, refund } = yield* start
      const before = new Date().toISOString()
      const references: Array<string> = []
      for (const id of ["INV-1", "INV-2", "WRONG", "LOST"]) {
        const answer = yield* refund(id, `key-${id}`)
        yield* mutationIn(api.url, answer, id === "WRONG" ? "rejected" : id === "LOST" ? "unknown" : "succeeded")
        references.unshift(id)
        yield* aMomentLater
      }
      yield* post(`${api.url}/v1/payments/INV-3/cancel`, undefined, "key-cancel")
      references.unshift("INV-3")

      const referencesOf = (query: string) =>
        Effect.map(list(query), (found) => found.map(({ reference }) => reference))
      assert.deepStrictEqual(yield* referencesOf(""), references)
      assert.deepStrictEqual(yield* referencesOf("state=unknown"), ["LOST"])
      assert.deepStrictEqual(yield* referencesOf("state=unknown&state=rejected"), ["LOST", "WRONG"])
      assert.deepStrictEqual(yield* referencesOf("operation=cancel"), ["INV-3"])
      assert.deepStrictEqual(yield* referencesOf("reference=INV-2"), ["INV-2"])
      assert.deepStrictEqual(yield* referencesOf("actor=api&reference=INV-1"), ["INV-1"])
      assert.deepStrictEqual(yield* referencesOf("actor=somebody"), [])
      assert.deepStrictEqual(yield* referencesOf(`since=${before}`), references)
      assert.deepStrictEqual(yield* referencesOf(`until=${before}`), [])
      assert.deepStrictEqual(yield* referencesOf("until=1999-01-01T00:00:00%2B07:00"), [])

      const first = yield* send(`${mutations}?limit=3`)
      const next = String(first.json["next"])
      assert.strictEqual((first.json["mutations"] as ReadonlyArray<Json>).length, 3)
      assert.deepStrictEqual(yield* referencesOf(`limit=3&after=${next}`), references.slice(3))
      assert.notProperty((yield* send(`${mutations}?limit=3&after=${next}`)).json, "next")
    }))

  it.live("refuses filters it cannot read, every one of them by name", () =>
    Effect.gen(function*() {
      const { mutations } = yield* start
      const answer = yield* send(`${mutations}?state=done&operation=initiate&since=yesterday&limit=501&refrence=INV-1`)
      assert.strictEqual(answer.status, 422, answer.text)
      const errors = answer.json["errors"] as ReadonlyArray<Json>
      assert.sameMembers(errors.map(({ parameter }) => String(parameter).split(".")[0]), [
        "state",
        "operation",
        "since",
        "limit",
        "refrence"
      ])
      const unread = [
        "limit=0",
        "limit=1.5",
        "limit=x",
        "until=2026-11-21",
        "since=2026-11-21T10:00:00",
        "since=2026-13-41T10:00:00Z",
        "reference=%00",
        "actor=",
        "after=no%20id"
      ]
      for (const query of unread) {
        assert.strictEqual((yield* send(`${mutations}?${query}`)).status, 422, query)
      }
    }))
})

describe("GET /v1/mutations/{mutationId}/history", () => {
  it.live("tells every step, linked by hashes", () =>
    Effect.gen(function*() {
      const { api, mutations, refund } = yield* start
      const { id } = yield* mutationIn(api.url, yield* refund("INV-1", "key"), "succeeded")
      const { json } = yield* send(`${mutations}/${String(id)}/history`)
      const events = json["events"] as ReadonlyArray<Json>
      assert.deepStrictEqual(events.map(({ event }) => event), ["accepted", "sending", "answered"])
      assert.deepStrictEqual(events.map(({ from, to }) => [from, to]), [
        [undefined, "accepted"],
        ["accepted", "sending"],
        ["sending", "succeeded"]
      ])
      assert.deepStrictEqual(events.map(({ actor }) => actor), ["api", "journal", "journal"])
      assert.strictEqual(events[2]?.["traceId"], envelope.traceId)
      assert.deepStrictEqual(events[2]?.["detail"], { answer: envelope })
      assert.deepStrictEqual(events.map(({ sequence }) => sequence), [1, 2, 3])
      assert.strictEqual(events[1]?.["previousHash"], events[0]?.["hash"])
    }))
})

describe("POST /v1/mutations/{mutationId}/resolve", () => {
  it.live("asks Finpay now, of an unknown outcome and of nothing else", () =>
    Effect.gen(function*() {
      const { api, mutations, refund } = yield* start
      const { id } = yield* mutationIn(api.url, yield* refund("LOST", "key-1"), "unknown")
      const asked = yield* send(`${mutations}/${String(id)}/resolve`, { method: "POST" })
      assert.strictEqual(asked.status, 200, asked.text)
      assert.deepInclude(asked.json["evidence"], { checks: 1, rule: "nothing-given-back" })
      assert.strictEqual(asked.json["state"], "unknown")

      const done = yield* mutationIn(api.url, yield* refund("INV-1", "key-2"), "succeeded")
      const wrong = yield* send(`${mutations}/${String(done["id"])}/resolve`, { method: "POST" })
      assert.strictEqual(wrong.status, 409, wrong.text)
      assert.deepInclude(wrong.json, {
        type: "/problems/mutation-wrong-state",
        mutationId: done["id"],
        mutationState: "succeeded"
      })
      const body = yield* post(`${mutations}/${String(id)}/resolve`, { as: "applied" })
      assert.strictEqual(body.status, 422)
    }))
})

describe("POST /v1/mutations/{mutationId}/close", () => {
  it.live("ends an unknown outcome as a person decides, once, and its key answers so", () =>
    Effect.gen(function*() {
      const { api, mutations, refund } = yield* start
      const { id } = yield* mutationIn(api.url, yield* refund("LOST", "key"), "unknown")
      const url = `${mutations}/${String(id)}/close`
      const closed = yield* post(url, { as: "not_applied", reason: "not on Finpay's statement" })
      assert.strictEqual(closed.status, 200, closed.text)
      assert.deepInclude(closed.json, {
        state: "closed",
        closedAs: "not_applied",
        decidedBy: "person",
        operationState: "not-processed"
      })
      const again = yield* post(url, { as: "applied", reason: "another opinion" })
      assert.deepInclude(again.json, { status: 409, type: "/problems/mutation-wrong-state" })
      const replay = yield* refund("LOST", "key")
      assert.deepInclude(replay.json, { status: 409, type: "/problems/not-applied", decidedBy: "person" })
      const events = (yield* send(`${mutations}/${String(id)}/history`)).json["events"] as ReadonlyArray<Json>
      assert.deepInclude(events.at(-1), { event: "closed", actor: "api", reason: "not on Finpay's statement" })
    }))

  it.live("withdraws what is not sent yet, which then never is", () =>
    Effect.gen(function*() {
      const { api, mutations, refund } = yield* start
      const first = yield* mutationIn(api.url, yield* refund("LOST", "key-1"), "unknown")
      const waiting = yield* refund("LOST", "key-2")
      assert.deepInclude(waiting.json, { mutationState: "accepted", operationState: "in-progress" })
      const url = `${mutations}/${String(waiting.json["mutationId"])}`
      const wrong = yield* post(`${url}/close`, { as: "applied", reason: "no" })
      assert.strictEqual(wrong.status, 409)
      const withdrawn = yield* post(`${url}/close`, { as: "not_applied", reason: "not wanted any more" })
      assert.deepInclude(withdrawn.json, { state: "rejected", decidedBy: "person", operationState: "not-processed" })
      const replay = yield* refund("LOST", "key-2")
      assert.deepInclude(replay.json, { status: 409, type: "/problems/not-applied", decidedBy: "person" })
      yield* post(`${mutations}/${String(first["id"])}/close`, { as: "not_applied", reason: "asked Finpay" })
      const history = (yield* send(`${url}/history`)).json["events"] as ReadonlyArray<Json>
      assert.deepStrictEqual(history.map(({ event }) => event), ["accepted", "withdrawn"])
    }))

  it.live("needs a decision and a reason: 422", () =>
    Effect.gen(function*() {
      const { mutations } = yield* start
      const wrong = [
        {},
        { as: "done", reason: "x" },
        { as: "applied" },
        { as: "applied", reason: " " },
        { as: "applied", reason: "a\u0000b" },
        { as: "applied", reason: "x".repeat(501) }
      ]
      for (const body of wrong) {
        const answer = yield* post(`${mutations}/mut_none/close`, body)
        assert.strictEqual(answer.status, 422, JSON.stringify(body))
      }
    }))
})
