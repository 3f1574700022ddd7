import { assert, describe, it } from "@effect/vitest"
import { NotFound, signCallback, Unavailable } from "@openfinpay/finpay-core"
import { Effect, Redacted, Ref } from "effect"
import { TestClock } from "effect/testing"
import { keptRefused } from "../../src/callbacks/ReceivedCallbacks.ts"
import { maxCallbackBytes } from "../../src/http/body.ts"
import { merchantId, merchantKey, send, startApi, until } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { fakeFinpay, ordered } from "../support/fake-finpay.ts"

const said = { operation: "checkStatus", detail: "d", nextStep: "n", safeToRetry: true } as const
const notFound = new NotFound({ ...said, httpStatus: 404 })
const unavailable = new Unavailable({ ...said, reason: "refused" })

const paid = {
  order: { id: "INV-1", reference: "INV-11", amount: 22_000, currency: "IDR" },
  result: { payment: { amount: 22_000, status: "PAID", statusDesc: "a/b é" } }
}

const deliver = (url: string, body: string | Uint8Array<ArrayBuffer>) =>
  send(`${url}/v1/callbacks/finpay/${merchantId}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body
  })

const start = startApi(fakeFinpay({}))

/** The callbacks of the list, the newest first. */
const listed = (url: string) =>
  Effect.map(send(`${url}/v1/callbacks`), ({ json }) => json["callbacks"] as ReadonlyArray<Json>)

/** The newest callback, once Finpay was asked about it. */
const settled = (url: string) =>
  Effect.map(
    until(
      send(`${url}/v1/callbacks`),
      ({ callbacks }) => (callbacks as ReadonlyArray<Json>)[0]?.["state"] !== "verified"
    ),
    ({ json }) => (json["callbacks"] as ReadonlyArray<Json>)[0] ?? {}
  )

const refusals: ReadonlyArray<readonly [what: string, body: Effect.Effect<string>, status: number, reason: string]> = [
  ["signed with another key", Effect.orDie(signCallback(paid, Redacted.make("another"))), 401, "mismatch"],
  [
    "changed after it was signed",
    Effect.map(Effect.orDie(signCallback(paid, merchantKey)), (text) => text.replace("INV-1\"", "INV-2\"")),
    401,
    "mismatch"
  ],
  ["without a signature", Effect.succeed(JSON.stringify(paid)), 401, "no-signature"],
  [
    "with a signature that is none",
    Effect.succeed(JSON.stringify({ ...paid, signature: "00" })),
    401,
    "bad-signature-format"
  ],
  ["with two signatures", Effect.succeed("{\"signature\":\"a\",\"signature\":\"b\"}"), 401, "two-signatures"],
  ["with a member twice", Effect.succeed("{\"order\":1,\"order\":2}"), 400, "duplicate-member"],
  ["that is no JSON", Effect.succeed("order=1"), 400, "not-json"],
  ["that is empty", Effect.succeed(""), 400, "not-json"],
  ["that is a list", Effect.succeed("[]"), 400, "not-an-object"],
  ["that is nested without end", Effect.succeed("[".repeat(2_000)), 400, "too-deep"]
]

describe("POST /v1/callbacks/finpay", () => {
  it.effect("takes what Finpay signed, answers as Finpay expects, and keeps it", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(Date.parse("2026-11-21T10:00:00Z"))
      const api = yield* start
      const answer = yield* deliver(api.url, yield* signCallback(paid, merchantKey))
      assert.strictEqual(answer.status, 200, answer.text)
      assert.deepStrictEqual(answer.json, { responseCode: "2000000", responseMessage: "Success", processingTime: 0 })
      const [first] = yield* listed(api.url)
      assert.deepInclude(first, {
        receivedAt: "2026-11-21T10:00:00.000Z",
        lastReceivedAt: "2026-11-21T10:00:00.000Z",
        kind: "pg",
        reference: "INV-1",
        status: "PAID",
        isPaid: true,
        orderAmount: 22_000,
        paidAmount: 22_000,
        duplicates: 0
      })
    }))

  for (const [what, body, status, reason] of refusals) {
    it.effect(`refuses one ${what}: ${status}, and nothing changes`, () =>
      Effect.gen(function*() {
        const api = yield* start
        const answer = yield* deliver(api.url, yield* body)
        assert.strictEqual(answer.status, status, answer.text)
        assert.strictEqual(answer.headers.get("content-type"), "application/problem+json")
        assert.deepInclude(answer.json, {
          type: status === 401 ? "/problems/callback-refused" : "/problems/callback-malformed",
          reason,
          operationState: "not-processed"
        })
        const [kept, ...others] = yield* listed(api.url)
        assert.deepInclude(kept, { state: "refused", reason, duplicates: 0, isPaid: null })
        assert.notProperty(kept, "reference")
        assert.deepStrictEqual(others, [])
        assert.deepStrictEqual((yield* send(`${api.url}/v1/payments`)).json, { payments: [] })
      }))
  }

  it.effect("refuses one that is not UTF-8", () =>
    Effect.gen(function*() {
      const api = yield* start
      const answer = yield* deliver(api.url, new Uint8Array([0x7b, 0xff, 0x7d]))
      assert.deepInclude(answer.json, { status: 400, reason: "not-utf8" })
    }))

  it.effect("refuses one that is too large: 413", () =>
    Effect.gen(function*() {
      const api = yield* start
      const answer = yield* deliver(api.url, " ".repeat(maxCallbackBytes + 1))
      assert.strictEqual(answer.status, 413)
      assert.strictEqual(answer.json["type"], "/problems/body-too-large")
      const [kept] = yield* listed(api.url)
      assert.deepInclude(kept, { state: "refused", reason: "too-large" })
    }))

  it.effect("takes one that is genuine but new to us, so that Finpay does not send it for ever", () =>
    Effect.gen(function*() {
      const api = yield* start
      const answer = yield* deliver(api.url, yield* signCallback({ event: "something new" }, merchantKey))
      assert.strictEqual(answer.status, 200)
      const [first] = yield* listed(api.url)
      assert.deepInclude(first, { kind: "pg", state: "unreadable", isPaid: null })
      assert.match(String(first?.["reason"]), /order/u)
    }))

  it.live("asks about the order of one that is otherwise not as we know it", () =>
    Effect.gen(function*() {
      const api = yield* start
      const strange = { ...paid, order: { ...paid.order, currency: "USD" } }
      yield* deliver(api.url, yield* signCallback(strange, merchantKey))
      const [first] = yield* listed(api.url)
      assert.deepInclude(first, { state: "unreadable", reference: "INV-1" })
      yield* until(send(`${api.url}/v1/payments/INV-1?from=known`), ({ status }) => status === "PAID")
    }))

  it.live("compares no amount that is none, and asks all the same", () =>
    Effect.gen(function*() {
      const api = yield* start
      const strange = { ...paid, result: { payment: { ...paid.result.payment, amount: 22_000.5 } } }
      yield* deliver(api.url, yield* signCallback(strange, merchantKey))
      const [first] = yield* listed(api.url)
      assert.deepInclude(first, { state: "unreadable", reason: "not as we know it: result.payment.amount" })
      yield* until(send(`${api.url}/v1/payments/INV-1?from=known`), ({ status }) => status === "PAID")
    }))

  it.effect("says null, not no, for a status nobody knows", () =>
    Effect.gen(function*() {
      const api = yield* start
      const body = { ...paid, result: { payment: { status: "DISPUTED" } } }
      yield* deliver(api.url, yield* signCallback(body, merchantKey))
      const [first] = yield* listed(api.url)
      assert.deepInclude(first, { status: "DISPUTED", isPaid: null })
    }))

  it.effect("is there for the server's own merchant without its name", () =>
    Effect.gen(function*() {
      const api = yield* start
      const body = yield* signCallback(paid, merchantKey)
      const answer = yield* send(`${api.url}/v1/callbacks/finpay`, { method: "POST", body })
      assert.strictEqual(answer.status, 200, answer.text)
      assert.strictEqual((yield* listed(api.url)).length, 1)
    }))

  it.effect("is not there for a merchant nobody knows", () =>
    Effect.gen(function*() {
      const api = yield* start
      const body = yield* signCallback(paid, merchantKey)
      const answer = yield* send(`${api.url}/v1/callbacks/finpay/ANOTHER`, { method: "POST", body })
      assert.deepInclude(answer.json, { status: 404, type: "/problems/route-not-found" })
    }))
})

describe("what comes of a payment callback", () => {
  it.live("agreed: Finpay says the same when it is asked, and that is what is known from then on", () =>
    Effect.gen(function*() {
      const api = yield* start
      yield* deliver(api.url, yield* signCallback(paid, merchantKey))
      assert.deepInclude(yield* settled(api.url), { state: "agreed", finpayStatus: "PAID" })
      const known = yield* send(`${api.url}/v1/payments/INV-1?from=known`)
      assert.deepInclude(known.json, { status: "PAID", isPaid: true, orderAmount: 22_000, paidAmount: 22_000 })
    }))

  const disagreements = [
    ["another status", ordered("REFUNDED"), "status", "REFUNDED"],
    ["another amount", ordered("PAID", 21_000), "amount", "PAID"]
  ] as const
  for (const [what, answer, reason, status] of disagreements) {
    it.live(`disagreed: Finpay says ${what}, and that is what counts`, () =>
      Effect.gen(function*() {
        const api = yield* startApi(fakeFinpay({ payments: { check: () => Effect.succeed(answer) } }))
        yield* deliver(api.url, yield* signCallback(paid, merchantKey))
        assert.deepInclude(yield* settled(api.url), { state: "disagreed", reason, finpayStatus: status })
        const known = yield* send(`${api.url}/v1/payments/INV-1?from=known`)
        assert.deepInclude(known.json, { status, paidAmount: answer.data?.result?.payment?.amount })
      }))
  }

  it.live("disagreed: Finpay knows no such order, and nothing is known of it", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({ payments: { check: () => Effect.fail(notFound) } }))
      yield* deliver(api.url, yield* signCallback(paid, merchantKey))
      assert.deepInclude(yield* settled(api.url), { state: "disagreed", reason: "not-found" })
      const known = yield* send(`${api.url}/v1/payments/INV-1?from=known`)
      assert.deepInclude(known.json, { status: 404, type: "/problems/payment-not-seen" })
    }))

  it.live("verified, with the reason, while Finpay cannot be asked; agreed once it can", () =>
    Effect.gen(function*() {
      const calls = yield* Ref.make(0)
      const check = () =>
        Effect.flatMap(
          Ref.updateAndGet(calls, (count) => count + 1),
          (count) => count === 1 ? Effect.fail(unavailable) : Effect.succeed(ordered("PAID"))
        )
      const api = yield* startApi(fakeFinpay({ payments: { check } }))
      yield* deliver(api.url, yield* signCallback(paid, merchantKey))
      const waiting = yield* until(
        send(`${api.url}/v1/callbacks`),
        ({ callbacks }) => (callbacks as ReadonlyArray<Json>)[0]?.["reason"] !== undefined
      )
      assert.deepInclude((waiting.json["callbacks"] as ReadonlyArray<Json>)[0], {
        state: "verified",
        reason: "Unavailable"
      })
      const decided = yield* settled(api.url)
      assert.deepInclude(decided, { state: "agreed", finpayStatus: "PAID" })
      assert.notProperty(decided, "reason")
    }))

  it.live("counted, where the same came before: answered like the first, and asked about once", () =>
    Effect.gen(function*() {
      const calls = yield* Ref.make(0)
      const check = () => Effect.as(Ref.update(calls, (count) => count + 1), ordered("PAID"))
      const api = yield* startApi(fakeFinpay({ payments: { check } }))
      const body = yield* signCallback(paid, merchantKey)
      const answers = yield* Effect.forEach(Array.from({ length: 10 }), () => deliver(api.url, body), {
        concurrency: "unbounded"
      })
      for (const { status, text } of answers) assert.strictEqual(status, 200, text)
      assert.deepInclude(yield* settled(api.url), { state: "agreed", duplicates: 9 })
      assert.strictEqual((yield* listed(api.url)).length, 1)
      assert.strictEqual(yield* Ref.get(calls), 1)
    }))
})

describe("GET /v1/callbacks", () => {
  it.effect("keeps of the refused ones the last 200, and every other one", () =>
    Effect.gen(function*() {
      const api = yield* start
      yield* deliver(api.url, yield* signCallback(paid, merchantKey))
      for (let number = 1; number <= keptRefused + 5; number++) yield* deliver(api.url, `rubbish ${number}`)
      const refused = yield* send(`${api.url}/v1/callbacks?state=refused&limit=500`)
      assert.strictEqual((refused.json["callbacks"] as ReadonlyArray<Json>).length, keptRefused)
      const all = yield* send(`${api.url}/v1/callbacks?limit=500`)
      const callbacks = all.json["callbacks"] as ReadonlyArray<Json>
      assert.strictEqual(callbacks.length, keptRefused + 1)
      assert.strictEqual(callbacks.filter(({ reference }) => reference === "INV-1").length, 1)
    }))

  it.effect("gives pages, the newest first, and what is asked for", () =>
    Effect.gen(function*() {
      const api = yield* start
      for (let number = 1; number <= 7; number++) {
        yield* TestClock.adjust("1 second")
        const order = { ...paid.order, id: `INV-${number}` }
        yield* deliver(api.url, yield* signCallback({ ...paid, order }, merchantKey))
      }
      yield* deliver(api.url, "rubbish")
      const read = (query: string) =>
        Effect.map(send(`${api.url}/v1/callbacks?${query}`), ({ json }) => ({
          references: (json["callbacks"] as ReadonlyArray<Json>).map(({ reference }) => reference),
          next: json["next"]
        }))
      const states = "state=verified&state=agreed"
      const first = yield* read(`limit=3&${states}`)
      assert.deepStrictEqual(first.references, ["INV-7", "INV-6", "INV-5"])
      const second = yield* read(`limit=3&${states}&after=${String(first.next)}`)
      assert.deepStrictEqual(second.references, ["INV-4", "INV-3", "INV-2"])
      const third = yield* read(`limit=3&${states}&after=${String(second.next)}`)
      assert.deepStrictEqual(third, { references: ["INV-1"], next: undefined })
      assert.deepStrictEqual((yield* read("reference=INV-4")).references, ["INV-4"])
      assert.deepStrictEqual((yield* read("kind=qris")).references, [])
      assert.deepStrictEqual(
        (yield* read("since=1970-01-01T00:00:02Z&until=1970-01-01T00:00:04Z")).references,
        ["INV-3", "INV-2"]
      )
    }))

  it.effect("gives one with its bytes as they arrived, and no header that opens anything", () =>
    Effect.gen(function*() {
      const api = yield* start
      const bytes = new Uint8Array([0x7b, 0xff, 0x7d])
      yield* send(`${api.url}/v1/callbacks/finpay/${merchantId}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: "Bearer secret-token",
          cookie: "a=secret-cookie"
        },
        body: bytes
      })
      yield* TestClock.adjust("1 second")
      yield* deliver(api.url, yield* signCallback(paid, merchantKey))
      const [second, first] = yield* listed(api.url)
      const strange = yield* send(`${api.url}/v1/callbacks/${String(first?.["id"])}`)
      assert.deepInclude(strange.json, { rawBase64: Buffer.from(bytes).toString("base64"), state: "refused" })
      assert.notProperty(strange.json, "rawText")
      assert.notInclude(strange.text, "secret-")
      const whole = yield* send(`${api.url}/v1/callbacks/${String(second?.["id"])}`)
      assert.strictEqual(whole.json["rawText"], yield* signCallback(paid, merchantKey))
      assert.strictEqual(whole.json["path"], `/v1/callbacks/finpay/${merchantId}`)
    }))

  it.effect("knows no callback of another merchant, and none that is not there", () =>
    Effect.gen(function*() {
      const api = yield* start
      const unknown = yield* send(`${api.url}/v1/callbacks/cb_0mi7wq3k2f8t5c1h0dpa4`)
      assert.deepInclude(unknown.json, { status: 404, type: "/problems/callback-not-found" })
      yield* deliver(api.url, yield* signCallback(paid, merchantKey))
      const [first] = yield* listed(api.url)
      yield* api.sql`UPDATE finpay_api_callback SET account = 'local/ANOTHER'`
      assert.deepStrictEqual(yield* listed(api.url), [])
      const others = yield* send(`${api.url}/v1/callbacks/${String(first?.["id"])}`)
      assert.deepInclude(others.json, { status: 404, type: "/problems/callback-not-found" })
    }))
})
