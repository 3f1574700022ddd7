import { assert, describe, it } from "@effect/vitest"
import { OutcomeUnknown } from "@openfinpay/finpay-core"
import { Effect } from "effect"
import { Webhook } from "standardwebhooks"
import { post, postNow, send, startApi, until } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"
import { reply, startReceiver } from "../support/receiver.ts"

const unknown = new OutcomeUnknown({
  operation: "refund",
  detail: "no answer",
  nextStep: "ask",
  reason: "timeout",
  safeToRetry: false
})

const finpay = fakeFinpay({
  payments: { refund: ({ order: { id } }) => id === "LOST" ? Effect.fail(unknown) : Effect.succeed(answered(envelope)) }
})

const start = Effect.map(
  startApi(finpay, {}, {
    settings: { checkDelaysSeconds: [600], pollMillis: 20 },
    webhooks: { allowsPrivate: true, keptDays: 30, pollMillis: 20 }
  }),
  (api) => ({ ...api, endpoints: `${api.url}/v1/webhook-endpoints`, deliveries: `${api.url}/v1/webhook-deliveries` })
)

const listOf = ({ json }: { readonly json: Json }, member: string) => json[member] as ReadonlyArray<Json>

/** The deliveries, once there are so many that have ended. */
const ended = (deliveries: string, count: number) =>
  Effect.map(
    until(send(`${deliveries}?state=delivered&state=dead`), (json) => listOf({ json }, "deliveries").length >= count),
    (answer) => listOf(answer, "deliveries")
  )

describe("a refund", () => {
  it.live(
    "is told to the merchant's application, signed as the specification's own package verifies it",
    () =>
      Effect.gen(function*() {
        const { deliveries, endpoints, sql, url } = yield* start
        const receiver = yield* startReceiver(reply(200, {}, "thanks"))
        const made = yield* post(endpoints, { url: receiver.url, description: "The shop", types: ["refund.succeeded"] })
        assert.strictEqual(made.status, 201)
        // The journal is followed from the first look on.
        yield* Effect.repeat(sql`SELECT 1 FROM finpay_api_follower`, { until: (rows) => rows.length > 0 })
        const { json: { mutationId } } = yield* postNow(`${url}/v1/payments/INV-1/refunds`, { amount: 1 }, "key-1")
        const [delivery] = yield* ended(deliveries, 1)
        assert.deepInclude(delivery, { type: "refund.succeeded", reference: "INV-1", state: "delivered", attempts: 1 })
        const [webhook] = receiver.received
        const verified = new Webhook(String(made.json["secret"])).verify(
          webhook?.body ?? "",
          webhook?.headers as Record<string, string>
        ) as Json
        assert.hasAllKeys(verified, ["type", "timestamp", "data"])
        assert.deepInclude(verified["data"] as Json, {
          id: mutationId,
          state: "succeeded",
          operation: "refund",
          amount: 1
        })
        assert.notProperty(verified["data"], "request")
        const { json } = yield* send(`${deliveries}/${String(delivery?.["id"])}`)
        assert.strictEqual(json["body"], webhook?.body)
        assert.strictEqual(json["eventId"], webhook?.headers["webhook-id"])
        const [attempt] = listOf({ json }, "history")
        assert.deepInclude(attempt, { number: 1, outcome: "delivered", status: 200, answer: "thanks" })
      })
  )
})

describe("a webhook endpoint", () => {
  it.live("shows its secret when it is made and when it is changed, and never again", () =>
    Effect.gen(function*() {
      const { endpoints, sql } = yield* start
      const receiver = yield* startReceiver(reply(200))
      const { json: made } = yield* post(endpoints, { url: receiver.url })
      const one = `${endpoints}/${String(made["id"])}`
      const secret = String(made["secret"])
      assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/u)
      const { json: rotated } = yield* post(`${one}/rotate-secret`, {})
      assert.notStrictEqual(rotated["secret"], secret)
      assert.property(rotated, "formerSecretUntil")
      const others = [yield* send(one), yield* send(endpoints), yield* post(`${one}/disable`, undefined)]
      const rows = yield* sql`SELECT * FROM finpay_api_webhook_endpoint`
      for (const text of [...others.map((answer) => answer.text), JSON.stringify(rows)]) {
        assert.notInclude(text, secret.slice(6))
        assert.notInclude(text, String(rotated["secret"]).slice(6))
      }
    }))

  it.live("is told with two signatures while its secret is being changed, and with one afterwards", () =>
    Effect.gen(function*() {
      const { deliveries, endpoints } = yield* start
      const receiver = yield* startReceiver(reply(204))
      const { json: made } = yield* post(endpoints, { url: receiver.url })
      const one = `${endpoints}/${String(made["id"])}`
      const { json: rotated } = yield* post(`${one}/rotate-secret`, { graceSeconds: 60 })
      yield* post(`${one}/test`, undefined)
      yield* ended(deliveries, 1)
      yield* post(`${one}/rotate-secret`, { graceSeconds: 0 })
      yield* post(`${one}/test`, undefined)
      yield* ended(deliveries, 2)
      const [both, single] = receiver.received
      const headersOf = (received: typeof both) => received?.headers as Record<string, string>
      for (const secret of [made["secret"], rotated["secret"]]) {
        new Webhook(String(secret)).verify(both?.body ?? "", headersOf(both))
        assert.throws(() => new Webhook(String(secret)).verify(single?.body ?? "", headersOf(single)))
      }
      assert.strictEqual(headersOf(single)["webhook-signature"]?.includes(" "), false)
    }))

  it.live("can be changed, disabled, enabled and deleted", () =>
    Effect.gen(function*() {
      const { endpoints } = yield* start
      const { json: made } = yield* post(endpoints, { url: "https://shop.example/hook", types: ["void.succeeded"] })
      const one = `${endpoints}/${String(made["id"])}`
      const patch = (body: unknown) =>
        send(one, { method: "PATCH", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
      const changed = yield* patch({ url: "https://shop.example/other", types: null, description: "The shop" })
      assert.deepInclude(changed.json, { url: "https://shop.example/other", description: "The shop", state: "enabled" })
      assert.notProperty(changed.json, "types")
      assert.deepInclude((yield* patch({ types: ["refund.unknown"] })).json, { types: ["refund.unknown"] })
      const disabled = yield* post(`${one}/disable`, undefined)
      assert.deepInclude(disabled.json, { state: "disabled", disabledBecause: "api disabled it" })
      assert.strictEqual((yield* post(`${one}/test`, undefined)).status, 409)
      const range = { since: "2026-01-01T00:00:00Z", until: "2027-01-01T00:00:00Z" }
      assert.strictEqual((yield* post(`${one}/replay`, range)).json["type"], "/problems/webhook-wrong-state")
      assert.deepInclude((yield* post(`${one}/enable`, undefined)).json, { state: "enabled" })
      assert.strictEqual((yield* send(one, { method: "DELETE" })).status, 204)
      assert.strictEqual((yield* send(one)).json["type"], "/problems/webhook-endpoint-not-found")
      assert.deepStrictEqual(listOf(yield* send(endpoints), "endpoints"), [])
    }))

  it.live("is refused with the field's name where something is wrong with it", () =>
    Effect.gen(function*() {
      const { endpoints } = yield* start
      const wrong: ReadonlyArray<readonly [body: unknown, pointer: string]> = [
        [{}, "#/url"],
        [{ url: "shop.example" }, "#/url"],
        [{ url: "ftp://shop.example/" }, "#/url"],
        [{ url: "https://user:secret@shop.example/" }, "#/url"],
        [{ url: `https://shop.example/${"x".repeat(2_048)}` }, "#/url"],
        [{ url: "https://shop.example/", types: [] }, "#/types"],
        [{ url: "https://shop.example/", types: ["refund.done"] }, "#/types/0"],
        [{ url: "https://shop.example/", description: "x".repeat(201) }, "#/description"],
        [{ url: "https://shop.example/", secret: "mine" }, "#/secret"]
      ]
      for (const [body, pointer] of wrong) {
        const { json, status } = yield* post(endpoints, body)
        assert.strictEqual(status, 422, JSON.stringify(body))
        assert.strictEqual(listOf({ json }, "errors")[0]?.["pointer"], pointer)
      }
      const { json: made } = yield* post(endpoints, { url: "https://shop.example/" })
      const backwards = { since: "2026-02-01T00:00:00Z", until: "2026-01-01T00:00:00Z" }
      const { json } = yield* post(`${endpoints}/${String(made["id"])}/replay`, backwards)
      assert.strictEqual(listOf({ json }, "errors")[0]?.["pointer"], "#/until")
    }))

  it.live("is one of at most twenty", () =>
    Effect.gen(function*() {
      const { endpoints } = yield* start
      const all = yield* Effect.forEach(
        Array.from({ length: 22 }, (_, index) => index),
        (index) => post(endpoints, { url: `https://shop.example/${index}` }),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(all.filter(({ status }) => status === 201).length, 20)
      assert.deepInclude(all.find(({ status }) => status !== 201)?.json, {
        status: 409,
        type: "/problems/webhook-endpoints-full"
      })
    }))
})

describe("webhook deliveries", () => {
  it.live("are listed by endpoint, state, payment and time, page by page, and replayed", () =>
    Effect.gen(function*() {
      const { deliveries, endpoints } = yield* start
      const receiver = yield* startReceiver(reply(200))
      const made = yield* Effect.forEach([1, 2], () => post(endpoints, { url: receiver.url }))
      const [first = "", second = ""] = made.map(({ json }) => String(json["id"]))
      for (const id of [first, first, second]) yield* post(`${endpoints}/${id}/test`, undefined)
      yield* ended(deliveries, 3)
      const count = (query: string) =>
        Effect.map(send(`${deliveries}?${query}`), (answer) => listOf(answer, "deliveries").length)
      assert.strictEqual(yield* count(`endpointId=${first}`), 2)
      assert.strictEqual(yield* count(`reference=${second}`), 1)
      assert.strictEqual(yield* count("state=dead"), 0)
      assert.strictEqual(yield* count("until=2026-01-01T00:00:00Z"), 0)
      assert.strictEqual(yield* count("since=2026-01-01T00:00:00Z"), 3)
      const page = yield* send(`${deliveries}?limit=2`)
      const rest = yield* send(`${deliveries}?limit=2&after=${String(page.json["next"])}`)
      const ids = [...listOf(page, "deliveries"), ...listOf(rest, "deliveries")].map(({ id }) => id)
      assert.strictEqual(new Set(ids).size, 3)
      assert.notProperty(rest.json, "next")
      const replayed = yield* post(`${deliveries}/${String(ids[0])}/replay`, undefined)
      assert.strictEqual(replayed.status, 202)
      const again = yield* until(send(`${deliveries}/${String(ids[0])}`), ({ state }) => state === "delivered")
      assert.strictEqual(again.json["attempts"], 2)
      assert.strictEqual((yield* send(`${deliveries}/dlv_none`)).json["type"], "/problems/webhook-delivery-not-found")
    }))

  it.live("are replayed by time range, also those that were never planned", () =>
    Effect.gen(function*() {
      const { deliveries, endpoints, sql, url } = yield* start
      yield* Effect.repeat(sql`SELECT 1 FROM finpay_api_follower`, { until: (rows) => rows.length > 0 })
      yield* postNow(`${url}/v1/payments/INV-1/refunds`, { amount: 1 }, "key-1")
      yield* postNow(`${url}/v1/payments/LOST/refunds`, { amount: 1 }, "key-2")
      yield* Effect.repeat(sql`SELECT 1 FROM finpay_api_event WHERE type = 'refund.unknown'`, {
        until: (rows) => rows.length > 0
      })
      const receiver = yield* startReceiver(reply(200))
      const { json: made } = yield* post(endpoints, { url: receiver.url, types: ["refund.unknown"] })
      const replay = `${endpoints}/${String(made["id"])}/replay`
      const range = { since: "2026-01-01T00:00:00Z", until: "2100-01-01T00:00:00Z" }
      assert.deepStrictEqual((yield* post(replay, { ...range, states: ["dead"] })).json, { deliveries: 0 })
      assert.deepStrictEqual((yield* post(replay, range)).json, { deliveries: 1 })
      const [delivery] = yield* ended(deliveries, 1)
      assert.deepInclude(delivery, { type: "refund.unknown", reference: "LOST" })
      assert.deepStrictEqual((yield* post(replay, range)).json, { deliveries: 0 })
      assert.deepStrictEqual((yield* post(replay, { ...range, states: ["delivered"] })).json, { deliveries: 1 })
    }))
})
