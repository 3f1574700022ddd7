import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Schema } from "effect"
import { authenticateCallback } from "../../src/callback/authenticate.ts"
import { signCallback, signCallbackText } from "../../src/callback/sign.ts"
import { utf8 } from "../../src/crypto/WebCrypto.ts"
import { AnyPayload, merchantKey, samplePayload, signatureOf } from "./callback-fixtures.ts"

/** The text without its signature, after checking that the signature is right. */
const unsigned = (payload: Schema.JsonObject, options?: { readonly zeroFraction?: boolean }) =>
  Effect.gen(function*() {
    const body = yield* signCallback(payload, merchantKey, options)
    const { signedText } = yield* authenticateCallback({ body: utf8(body), key: merchantKey })
    assert.strictEqual(
      body,
      `${signedText.slice(0, -1)}${signedText === "{}" ? "" : ","}"signature":"${yield* signatureOf(signedText)}"}`
    )
    return signedText
  })

describe("signCallback", () => {
  it.effect("writes what PHP writes, with the signature as the last member", () =>
    Effect.gen(function*() {
      assert.strictEqual(
        yield* unsigned(samplePayload),
        "{\"merchant\":{\"id\":\"FINPAY770\"},\"customer\":{\"id\":\"budi@example.co.id\"}," +
          "\"order\":{\"id\":\"INV-2026-0001\",\"reference\":\"a\\/b-\\u00e9\",\"amount\":150000,\"currency\":\"IDR\"}," +
          "\"transaction\":null,\"sourceOfFunds\":{\"type\":\"vabca\",\"paymentCode\":\"8804483313131312\"}," +
          "\"meta\":{\"data\":[]},\"result\":{\"payment\":{\"status\":\"PAID\"," +
          "\"statusDesc\":\"lunas \\ud83d\\ude00\",\"datetime\":\"2026-09-21 13:33:09\",\"amount\":150000}}}"
      )
      assert.strictEqual(yield* unsigned({}), "{}")
      assert.strictEqual(
        yield* unsigned({ a: {}, b: [], c: -0, d: 1e25, e: 1e16 }),
        "{\"a\":{},\"b\":[],\"c\":-0,\"d\":1.0e+25,\"e\":10000000000000000}"
      )
    }))

  it.effect("computes the published signature", () =>
    Effect.gen(function*() {
      const payload = {
        customer: { id: "budi@example.co.id" },
        order: { id: "INV-2026-0001", reference: "INV-2026-00011000000000", amount: 150000, currency: "IDR" },
        card: { mask: "", info: [] },
        meta: { data: null },
        result: {
          payment: {
            amount: 150000,
            status: "PAID",
            statusDesc: "PAID",
            datetime: "2026-09-21 13:33:09",
            channel: "014",
            reference: "a/b-é"
          }
        },
        sourceOfFunds: { type: "vabca", channel: "014", paymentCode: "8804483313131312" }
      }
      assert.include(
        yield* signCallback(payload, merchantKey),
        "\"signature\":\"6595593745fc6fc61fafb8b2779f79a6d816fbc15c4d1f92387f2a61cb6d6e51" +
          "0f3398bfbd1b4a924fcfb1055cfce1b15a2a88eb8cb42b7b01318407b6d777dc\"}"
      )
    }))

  it.effect("writes only result.payment.amount with a zero fraction, and only when asked", () =>
    Effect.gen(function*() {
      const payload = (amount: number) => ({ amount, order: { amount }, result: { payment: { amount } } })
      const written = (amount: number) => unsigned(payload(amount), { zeroFraction: true })
      assert.strictEqual(
        yield* written(22000),
        "{\"amount\":22000,\"order\":{\"amount\":22000},\"result\":{\"payment\":{\"amount\":22000.0}}}"
      )
      assert.include(yield* written(0.5), "{\"payment\":{\"amount\":0.5}}")
      assert.include(yield* written(1e25), "{\"payment\":{\"amount\":1.0e+25}}")
      assert.include(yield* written(-0), "{\"payment\":{\"amount\":-0.0}}")
      assert.include(yield* unsigned(payload(22000)), "{\"payment\":{\"amount\":22000}}")
    }))

  it.effect.prop(
    "what was signed reads back as what was given",
    [AnyPayload],
    ([payload]) =>
      Effect.gen(function*() {
        assert.deepStrictEqual(JSON.parse(yield* unsigned(payload)), payload)
      }),
    { arbitrary: { runs: 500, seed: 5 } }
  )

  for (
    const [reason, path, payload] of [
      ["has-signature", "signature", { a: 1, signature: "x" }],
      ["not-json", "order.amount", { order: { amount: Number.NaN } }],
      ["not-json", "order.amount", { order: { amount: Infinity } }],
      ["not-json", "list.1", { list: [1, undefined] }],
      ["not-json", "a.b", { a: { b: "\ud800" } }],
      ["not-json", "a", { a: { "\ud800": 1 } }],
      ["not-json", "a", { a: 1n }],
      ["not-json", "f", { f: () => 1 }]
    ] as ReadonlyArray<readonly [string, string, Schema.JsonObject]>
  ) {
    it.effect(`refuses ${reason} at ${path}`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(signCallback(payload, merchantKey))
        assert.deepStrictEqual([error.reason, error.path], [reason, path])
        assert.include(error.message, path)
      }))
  }

  it.effect("refuses an empty key", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(signCallback({}, Redacted.make("")))
      assert.strictEqual(error.reason, "no-key")
    }))
})

/** The signed text, after checking that the body is that text with the right signature. */
const unsignedText = (text: string, options?: { readonly zeroFraction?: boolean }) =>
  Effect.gen(function*() {
    const body = yield* signCallbackText(text, merchantKey, options)
    const { signedText } = yield* authenticateCallback({ body: utf8(body), key: merchantKey })
    const joint = signedText === "{}" ? "" : ","
    assert.strictEqual(body, `${signedText.slice(0, -1)}${joint}"signature":"${yield* signatureOf(signedText)}"}`)
    return signedText
  })

describe("signCallbackText", () => {
  for (
    const [given, written] of [
      ["{}", "{}"],
      ["{\"a\":9007199254740993}", "{\"a\":9007199254740993}"],
      ["{\"a\":-9223372036854775808}", "{\"a\":-9223372036854775808}"],
      ["{\"a\":9223372036854775808}", "{\"a\":9.223372036854776e+18}"],
      ["{\"10\":1,\"2\":2}", "{\"10\":1,\"2\":2}"],
      ["{\"0\":{},\"1\":[]}", "{\"0\":{},\"1\":[]}"],
      [" { \"b\" : [ 1.50 , 1e2 ] ,\n\"a\" : \"\\u0041/é\" } ", "{\"b\":[1.5,100],\"a\":\"A\\/\\u00e9\"}"],
      ["{\"__proto__\":1}", "{\"__proto__\":1}"],
      ["{\"\\\\\":1,\"\\u0041\":{\"\\n\":2}}", "{\"\\\\\":1,\"A\":{\"\\n\":2}}"]
    ] as const
  ) {
    it.effect(`${JSON.stringify(given)} is signed as ${written}`, () =>
      Effect.gen(function*() {
        assert.strictEqual(yield* unsignedText(given), written)
      }))
  }

  it.effect.prop(
    "signs as signCallback does what passes through JavaScript unchanged",
    [AnyPayload],
    ([payload]) =>
      Effect.gen(function*() {
        for (const zeroFraction of [false, true]) {
          assert.strictEqual(
            yield* signCallbackText(JSON.stringify(payload), merchantKey, { zeroFraction }),
            yield* signCallback(payload, merchantKey, { zeroFraction })
          )
        }
      })
  )

  it.effect("writes only a whole result.payment.amount with a zero fraction, and only when asked", () =>
    Effect.gen(function*() {
      const given = "{\"amount\":1,\"result\":{\"payment\":{\"amount\": 22000 ,\"x\":1}}}"
      const amountOf = (amount: string) =>
        unsignedText(`{"result":{"payment":{"amount":${amount}}}}`, { zeroFraction: true })
      assert.strictEqual(
        yield* unsignedText(given, { zeroFraction: true }),
        "{\"amount\":1,\"result\":{\"payment\":{\"amount\":22000.0,\"x\":1}}}"
      )
      assert.include(yield* unsignedText(given), "\"amount\":22000,")
      assert.include(yield* amountOf("22000.00"), ":22000.0}")
      assert.include(yield* amountOf("0.5"), ":0.5}")
      assert.include(yield* amountOf("\"22000\""), ":\"22000\"}")
      assert.strictEqual(yield* unsignedText("{\"result\":[]}", { zeroFraction: true }), "{\"result\":[]}")
    }))

  for (
    const [reason, path, text] of [
      ["has-signature", "signature", "{\"a\":1,\"\\u0073ignature\":\"x\"}"],
      ["duplicate-member", "id", "{\"order\":{\"id\":\"a\",\"i\\u0064\":\"b\"}}"],
      ["not-an-object", "", "[1]"],
      ["not-an-object", "", "null"],
      ["not-json", "", ""],
      ["not-json", "", "{\"a\":1,}"],
      ["not-json", "", "{\"a\":1e400}"],
      ["not-json", "", "{\"a\":\"\\ud800\"}"],
      ["not-json", "", `{"a":${"[".repeat(512)}${"]".repeat(512)}}`]
    ] as const
  ) {
    it.effect(`refuses ${reason}: ${text.slice(0, 40)}`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(signCallbackText(text, merchantKey))
        assert.deepStrictEqual([error.reason, error.path], [reason, path])
        assert.match(error.message, /^[A-Z].+\.$/u)
        assert.include(error.message, path)
      }))
  }

  it.effect("refuses an empty key", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(signCallbackText("{}", Redacted.make("")))
      assert.strictEqual(error.reason, "no-key")
    }))
})
