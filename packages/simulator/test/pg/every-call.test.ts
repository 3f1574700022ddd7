import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { localMerchant } from "../../src/index.ts"
import { send } from "../support/http.ts"
import { basic, get, initiateBody, order, post } from "../support/pg.ts"
import { secondMerchant, served } from "../support/served.ts"

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u

describe("every call of the payment gateway", () => {
  it.live("[A1] takes the merchant id and key as Basic authentication", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      // The header written out: FINPAY001:local-merchant-key.
      const authorization = "Basic RklOUEFZMDAxOmxvY2FsLW1lcmNoYW50LWtleQ=="
      assert.strictEqual(basic(), authorization)
      const answer = yield* post(url, "initiate", initiateBody("INV-1", "vabca"), authorization)
      assert.strictEqual(answer.json["responseCode"], "2000000")
    }))

  it.live("[A2] answers 4010000 to missing and wrong credentials, the same for an unknown id and a wrong key", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* order(url, "INV-1", "vabca")
      const wrong = [
        basic("FINPAY001", "wrong"),
        basic("NOBODY", "local-merchant-key"),
        basic("FINPAY001", ""),
        "Basic",
        "Basic !!!",
        "Bearer FINPAY001",
        `Basic ${Buffer.from("FINPAY001local-merchant-key").toString("base64")}`
      ]
      for (const authorization of wrong) {
        const answer = yield* get(url, "check/INV-1", authorization)
        assert.strictEqual(answer.status, 401, authorization)
        assert.strictEqual(answer.json["responseCode"], "4010000", authorization)
        assert.strictEqual(answer.json["responseMessage"], "Unauthorized", authorization)
      }
      const none = yield* send(url, { path: "/pg/payment/card/check/INV-1" })
      assert.strictEqual(none.json["responseCode"], "4010000")
    }))

  it.live("[A3] [A4] carries the whole envelope on good and bad answers, with the code's HTTP status", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const answers = yield* Effect.all([
        order(url, "INV-1", "qris"),
        get(url, "check/INV-1"),
        get(url, "check/NONE"),
        get(url, "cancel/INV-1"),
        get(url, "void/INV-1"),
        post(url, "refund", { order: { id: "INV-1", amount: "1" } }),
        post(url, "void", { order: {} }),
        post(url, "refund", "{"),
        get(url, "check/INV-1", "nothing"),
        send(url, { method: "PUT", path: "/pg/payment/card/refund" }),
        post(url, "capture", {}),
        post(url, "refund", " ".repeat(2_000_000))
      ])
      const traces = new Set<unknown>()
      for (const { headers, json, status, text } of answers) {
        assert.strictEqual(String(json["responseCode"]).slice(0, 3), String(status), text)
        assert.match(String(json["responseCode"]), /^\d{7}$/u, text)
        assert.isString(json["responseMessage"], text)
        assert.isNumber(json["processingTime"], text)
        assert.match(String(json["traceId"]), uuid, text)
        assert.strictEqual(headers.get("content-type"), "application/json", text)
        traces.add(json["traceId"])
      }
      assert.strictEqual(traces.size, answers.length)
    }))

  it.live("[A5] answers 4050000 to another method and 404 to a path nobody serves", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const wrongMethod = yield* send(url, {
        method: "DELETE",
        path: "/pg/payment/card/refund",
        headers: { authorization: basic() }
      })
      assert.strictEqual(wrongMethod.status, 405)
      assert.strictEqual(wrongMethod.json["responseCode"], "4050000")
      const capture = yield* post(url, "capture", {})
      assert.strictEqual(capture.status, 404)
      assert.strictEqual(capture.json["responseCode"], "4040002")
      const deeper = yield* get(url, "check/INV-1/more")
      assert.strictEqual(deeper.status, 404)
    }))

  it.live("[A6] refuses bodies that cannot be acted on with 4000000", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const twice = `{"order":{"id":"INV-1","amount":"1","amount":"22000"}}`
      for (const body of ["", "{", "[]", "null", `"text"`, twice, `\ufeff{"order":{}}`]) {
        const answer = yield* post(url, "refund", body)
        assert.strictEqual(answer.json["responseCode"], "4000000", body)
      }
      const notUtf8 = yield* send(url, {
        method: "POST",
        path: "/pg/payment/card/refund",
        headers: { authorization: basic() },
        body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])
      })
      assert.strictEqual(notUtf8.json["responseCode"], "4000000")
      const large = yield* post(url, "refund", { order: { id: "INV-1", amount: "1" }, padding: "x".repeat(1_100_000) })
      assert.strictEqual(large.json["responseCode"], "4000000")
      assert.include(String(large.json["responseMessage"]), "1 MiB")
    }))

  it.live("[A7] keeps the orders of two merchants apart, also under one order id", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ merchants: [localMerchant, secondMerchant] })
      const second = basic("FINPAY002", "second-key")
      yield* order(url, "INV-1", "vabca")
      assert.strictEqual((yield* get(url, "check/INV-1", second)).json["responseCode"], "4040001")
      yield* post(url, "initiate", initiateBody("INV-1", "vabca", { order: { amount: "5" } }), second)
      const own = yield* get(url, "check/INV-1", second)
      assert.include(own.text, `"amount":"5"`)
      assert.include((yield* get(url, "check/INV-1")).text, `"amount":"22000"`)
    }))
})
