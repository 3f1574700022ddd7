import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { assertJsonFailure, assertTextFailure, finpay, oneJson } from "../support/finpay.ts"

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
})
