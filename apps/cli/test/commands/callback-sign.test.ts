import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { assertJsonFailure, assertTextFailure, finpay, oneJson } from "../support/finpay.ts"
import { nobodyListens, stubServer } from "../support/stub-server.ts"

const env = { FINPAY_MERCHANT_KEY: "kunci/rahasia" }
const payload =
  "{\"order\":{\"id\":\"INV-1\",\"amount\":22000},\"result\":{\"payment\":{\"status\":\"PAID\",\"amount\":22000}}}"

describe("finpay callback sign", () => {
  it.effect("prints the body to post and nothing else, and verify accepts it", () =>
    Effect.gen(function*() {
      const signed = yield* finpay(["callback", "sign"], { stdin: payload, env })
      assert.strictEqual(signed.exitCode, 0, signed.stderr)
      assert.match(signed.stdout, /^\{"order":.*"signature":"[0-9a-f]{128}"\}$/u)
      const verified = yield* finpay(["callback", "verify", "--json"], { stdin: signed.stdout, env })
      assert.deepStrictEqual(oneJson(verified.stdout), {
        valid: true,
        matched: oneJson(verified.stdout)["matched"],
        orderId: "INV-1",
        amount: 22000,
        status: "PAID"
      })
    }))

  it.effect("--json holds the same body; --zero-fraction writes 22000.0", () =>
    Effect.gen(function*() {
      const text = yield* finpay(["callback", "sign"], { stdin: payload, env })
      const json = yield* finpay(["callback", "sign", "--json"], { stdin: payload, env })
      assert.deepStrictEqual(oneJson(json.stdout), { body: text.stdout })
      const float = yield* finpay(["callback", "sign", "--zero-fraction"], { stdin: payload, env })
      assert.match(float.stdout, /"amount":22000\.0\}/u)
    }))

  it.effect("signs the numbers and the order that were given", () =>
    Effect.gen(function*() {
      const given = "{\"10\": 9007199254740993, \"2\": {\"b\": 1.50, \"1\": \"a/b\"}}"
      const signed = yield* finpay(["callback", "sign"], { stdin: given, env })
      assert.include(signed.stdout, "{\"10\":9007199254740993,\"2\":{\"b\":1.5,\"1\":\"a\\/b\"},\"signature\":")
      const verified = yield* finpay(["callback", "verify", "--json"], { stdin: signed.stdout, env })
      assert.strictEqual(oneJson(verified.stdout)["valid"], true)
    }))

  it.effect("bad input: exit 2; no key: exit 5", () =>
    Effect.gen(function*() {
      assertTextFailure(yield* finpay(["callback", "sign"], { stdin: "[1]", env }), 2, /not an object/u)
      for (
        const [stdin, reason] of [
          ["{\"signature\":\"x\"}", "has-signature"],
          ["{\"order\":{\"id\":\"a\",\"id\":\"b\"}}", "duplicate-member"],
          ["{\"a\":1e400}", "not-json"],
          ["no json", "not-json"]
        ] as const
      ) {
        const refused = yield* finpay(["callback", "sign", "--json"], { stdin, env })
        assert.strictEqual(assertJsonFailure(refused, 2, "CallbackUnsignable")["reason"], reason)
      }
      assertJsonFailure(yield* finpay(["callback", "sign", "--json"], { stdin: payload }), 5, "ConfigurationProblem")
    }))

  it.effect("--order makes a whole test callback, in the order in which Finpay sends its members", () =>
    Effect.gen(function*() {
      const args = [
        "callback",
        "sign",
        "--order",
        "INV-1",
        "--amount",
        "22000",
        "--status",
        "EXPIRED",
        "--source",
        "qris"
      ]
      const signed = yield* finpay(args, { env: { ...env, FINPAY_MERCHANT_ID: "M-1" } })
      assert.strictEqual(signed.exitCode, 0, signed.stderr)
      assert.match(signed.stdout, /,"signature":"[0-9a-f]{128}"\}$/u)
      const { signature: _, ...members } = JSON.parse(signed.stdout) as Record<string, Record<string, unknown>>
      const { merchant, order, result, sourceOfFunds } = members
      assert.deepStrictEqual(Object.keys(members), [
        "merchant",
        "customer",
        "order",
        "transaction",
        "sourceOfFunds",
        "meta",
        "result"
      ])
      assert.deepStrictEqual(merchant, { id: "M-1" })
      assert.deepStrictEqual(order, { id: "INV-1", reference: "TEST-INV-1", amount: 22_000, currency: "IDR" })
      assert.deepInclude(sourceOfFunds, { type: "qris" })
      const { datetime, ...payment } = (result ?? {})["payment"] as Record<string, unknown>
      assert.match(String(datetime), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/u)
      assert.deepInclude(payment, { status: "EXPIRED", amount: 22_000 })
    }))

  it.effect("--to posts it, once, and shows the answer: 0 accepted, 3 not", () =>
    Effect.gen(function*() {
      const seen: Array<string> = []
      const receiver = (status: number, answer: string) =>
        stubServer((request, response) => {
          let body = ""
          request.setEncoding("utf8").on("data", (text: string) => (body += text))
          request.on("end", () => {
            seen.push(`${request.method} ${request.url} ${request.headers["content-type"]} ${body}`)
            response.writeHead(status).end(answer)
          })
        })
      const sign = (url: string, ...more: ReadonlyArray<string>) =>
        finpay(["callback", "sign", "--order", "INV-1", "--amount", "22000", "--to", `${url}/x`, ...more], { env })
      const good = yield* receiver(200, "{\"responseCode\":\"2000000\"}")
      const json = yield* sign(good, "--json")
      assert.strictEqual(json.exitCode, 0, json.stderr)
      const told = oneJson(json.stdout)
      assert.deepInclude(told, { to: `${good}/x`, httpStatus: 200, accepted: true })
      assert.deepStrictEqual(seen, [`POST /x application/json ${String(told["body"])}`])
      const text = yield* sign(good)
      assert.match(text.stdout, /^Callback +INV-1 +Rp 22\.000 +PAID\nPosted to .*\nAnswered +200 in \d+ ms\n/u)
      const says = yield* receiver(200, "{\"responseCode\":\"4000000\"}")
      assert.strictEqual((yield* sign(says)).exitCode, 3)
      const refuses = yield* receiver(401, "no")
      const refused = yield* sign(refuses, "--lang", "id")
      assert.strictEqual(refused.exitCode, 3)
      assert.match(refused.stdout, /TIDAK diterima/u)
    }))

  it.effect("a receiver that is not there: 6; one that does not answer: 4; another machine or bad flags: 2", () =>
    Effect.gen(function*() {
      const order = ["callback", "sign", "--order", "INV-1", "--amount", "22000"]
      const gone = nobodyListens
      const away = yield* finpay([...order, "--to", `${gone}/`, "--json"], { env })
      assert.deepInclude(assertJsonFailure(away, 6, "ReceiverFailed"), { problem: "ECONNREFUSED", isCertain: true })
      const cut = yield* stubServer((request) => request.socket.destroy())
      assertTextFailure(yield* finpay([...order, "--to", cut], { env }), 4, /perhaps it got the callback/u)
      assertTextFailure(yield* finpay([...order, "--to", "http://192.0.2.1/"], { env }), 2, /--to-anywhere/u)
      assertTextFailure(yield* finpay([...order, "file.json"], { env }), 2, /not both/u)
      assertTextFailure(yield* finpay(["callback", "sign", "--order", "INV-1"], { env }), 2, /--amount/u)
      assertTextFailure(yield* finpay(["callback", "sign", "--status", "PAID"], { env }), 2, /needs --order/u)
      assertTextFailure(yield* finpay([...order, "--status", "paid!"], { env }), 2, /PAID or EXPIRED/u)
    }))
})
