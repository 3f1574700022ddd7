import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { basic, control, get, order, paidOrder, post, statusOf } from "../support/pg.ts"
import { served } from "../support/served.ts"

describe("cancel", () => {
  it.live("[X1] withdraws an unpaid order, which can then not be paid", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const channels = ["vabca", "vabni", "vabri", "vamandiri", "vapermata", "alfamart", "cc", undefined]
      for (const channel of channels) {
        const id = `INV-${channel}`
        yield* order(url, id, channel)
        const { json } = yield* get(url, `cancel/${id}`)
        assert.deepStrictEqual(Object.keys(json), ["responseCode", "responseMessage", "processingTime", "traceId"])
        assert.strictEqual(json["responseCode"], "2000000")
        assert.strictEqual(json["responseMessage"], "Request has been processed successfully")
        assert.strictEqual(yield* statusOf(url, id), "CANCELLED")
        assert.strictEqual((yield* control(url, "POST", `/orders/${id}/pay`)).status, 409)
      }
    }))

  it.live("[X2] is refused by QRIS and wallets right after initiate", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const item = [{ name: "Coffee", category: "FOOD" }]
      for (const type of ["qris", "ovo", "dana", "shopeepay", "linkaja"]) {
        yield* order(url, type, type, { order: { item }, rest: { sourceOfFunds: { type, accountId: "082232565453" } } })
        const { json, status } = yield* get(url, `cancel/${type}`)
        assert.deepStrictEqual(
          [status, json["responseCode"], json["responseMessage"]],
          [404, "4040100", "Invalid Transaction Status"]
        )
        assert.strictEqual(yield* statusOf(url, type), "REQUEST_INITIATED")
      }
    }))

  it.live("[X3] is refused once an order is paid, cancelled, expired, declined or refunded", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* paidOrder(url, "PAID")
      yield* paidOrder(url, "REFUNDED")
      yield* post(url, "refund", { order: { id: "REFUNDED", amount: "22000" } })
      yield* order(url, "CANCELLED", "vabca")
      yield* get(url, "cancel/CANCELLED")
      yield* order(url, "EXPIRED", "vabca")
      yield* control(url, "POST", "/orders/EXPIRED/expire")
      yield* order(url, "FAILURE", "vabca")
      yield* control(url, "POST", "/orders/FAILURE/decline")
      for (const id of ["PAID", "REFUNDED", "CANCELLED", "EXPIRED", "FAILURE"]) {
        assert.strictEqual((yield* get(url, `cancel/${id}`)).json["responseCode"], "4040100", id)
        assert.strictEqual(yield* statusOf(url, id), id)
      }
      assert.strictEqual((yield* get(url, "cancel/NONE")).json["responseCode"], "4040001")
    }))

  it.live("[X4] takes a body on its GET and does not look at it", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* order(url, "FK002502070000196", "vabca")
      // fetch forbids a body on GET, so the request is written to the socket as the page prints it.
      const body = `{"order":{"id":"FK002502070000196","amount":"22000"}}`
      const answer = yield* rawGet(url, "/pg/payment/card/cancel/FK002502070000196", body)
      assert.include(answer, "HTTP/1.1 200 OK")
      assert.include(answer, `"responseCode":"2000000"`)
      assert.strictEqual(yield* statusOf(url, "FK002502070000196"), "CANCELLED")
      yield* order(url, "INV-2", "vabca")
      assert.include(yield* rawGet(url, "/pg/payment/card/cancel/INV-2", "not json"), `"responseCode":"2000000"`)
    }))
})

const rawGet = (url: string, path: string, body: string) =>
  Effect.promise(async () => {
    const { request } = await import("node:http")
    return new Promise<string>((resolve, reject) => {
      const headers = { "authorization": basic(), "content-type": "application/json", "content-length": body.length }
      const outgoing = request(url + path, { method: "GET", headers }, (incoming) => {
        let text = `HTTP/1.1 ${incoming.statusCode} ${incoming.statusMessage}\n`
        incoming.on("data", (chunk: Buffer) => (text += chunk.toString()))
        incoming.on("end", () => resolve(text))
      })
      outgoing.on("error", reject)
      outgoing.end(body)
    })
  })
