import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result, Schema } from "effect"
import { readFileSync } from "node:fs"
import { authenticateCallback } from "../../src/callback/authenticate.ts"
import { CallbackRefused } from "../../src/callback/CallbackRefused.ts"
import type { CallbackRefusedReason } from "../../src/callback/CallbackRefused.ts"
import { signCallback } from "../../src/callback/sign.ts"
import { verifyCallback } from "../../src/callback/verify.ts"
import { utf8 } from "../../src/crypto/WebCrypto.ts"
import { AnyPayload, bodyWith, merchantKey, samplePayload, signatureOf } from "./callback-fixtures.ts"

interface Vector {
  readonly key: string
  readonly body: string
  readonly valid: boolean
  readonly kind: string
}

const vectors: ReadonlyArray<Vector> = readFileSync(
  new URL("../vectors/callback-vectors.jsonl", import.meta.url),
  "utf8"
)
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))

const reasonOf = (body: unknown, key = merchantKey, maxBytes?: number): Effect.Effect<CallbackRefusedReason, unknown> =>
  authenticateCallback({ body: body as Uint8Array, key, ...(maxBytes === undefined ? {} : { maxBytes }) }).pipe(
    Effect.flip,
    Effect.map(({ reason }) => reason)
  )

const order = "\"order\":{\"id\":\"INV-1\",\"amount\":22000}"

describe("verifyCallback: known answers", () => {
  it.effect("agrees with all vectors", () =>
    Effect.gen(function*() {
      assert.strictEqual(vectors.length, 240)
      for (const [index, { body, key, kind, valid }] of vectors.entries()) {
        const verified = yield* Effect.result(verifyCallback({ body: utf8(body), key: Redacted.make(key) }))
        assert.strictEqual(Result.isSuccess(verified), valid, `vector ${index} (${kind})`)
      }
    }))

  const published = (reference: string) =>
    "{\"customer\":{\"id\":\"budi@example.co.id\"},\"order\":{\"id\":\"INV-2026-0001\"," +
    "\"reference\":\"INV-2026-00011000000000\",\"amount\":150000,\"currency\":\"IDR\"}," +
    "\"card\":{\"mask\":\"\",\"info\":[]},\"meta\":{\"data\":null},\"result\":{\"payment\":{\"amount\":150000," +
    "\"status\":\"PAID\",\"statusDesc\":\"PAID\",\"datetime\":\"2026-09-21 13:33:09\",\"channel\":\"014\"," +
    `"reference":"${reference}"}},"sourceOfFunds":{"type":"vabca","channel":"014","paymentCode":"8804483313131312"}}`
  const phpSignature = "6595593745fc6fc61fafb8b2779f79a6d816fbc15c4d1f92387f2a61cb6d6e51" +
    "0f3398bfbd1b4a924fcfb1055cfce1b15a2a88eb8cb42b7b01318407b6d777dc"
  const plainSignature = "afea587906a4c75f8cef4ea4aa5dbb51bd694039121e7c919dac9e305b3032a0" +
    "4f49802aaeeacaf8c411852df6e2fe4aba2852a00ef198011684343ee9f841d8"
  const withSignature = (text: string, signature: string) => utf8(`${text.slice(0, -1)},"signature":"${signature}"}`)

  it.effect("verifies a signature over PHP's default encoding, whatever the wire looks like", () =>
    Effect.gen(function*() {
      for (
        const [wire, form] of [
          [published("a\\/b-\\u00e9"), "raw"],
          [published("a/b-é"), "php"],
          [JSON.stringify(JSON.parse(published("a/b-é")), null, 4), "php"],
          [JSON.stringify(JSON.parse(published("a/b-é")), null, 4).replaceAll("a/b-é", "a\\/b-\\u00e9"), "minified"]
        ] as const
      ) {
        const { matched, notification } = yield* verifyCallback({
          body: withSignature(wire, phpSignature),
          key: merchantKey
        })
        assert.strictEqual(matched, form)
        assert.strictEqual(notification.result?.payment.reference, "a/b-é")
      }
    }))

  it.effect("verifies a signature over plain JSON, whatever the wire looks like", () =>
    Effect.gen(function*() {
      for (
        const [wire, form] of [
          [published("a/b-é"), "raw"],
          [published("a\\/b-\\u00e9"), "php-unescaped"]
        ] as const
      ) {
        const { matched } = yield* verifyCallback({ body: withSignature(wire, plainSignature), key: merchantKey })
        assert.strictEqual(matched, form)
      }
    }))
})

describe("verifyCallback: what is signed", () => {
  const cases: ReadonlyArray<readonly [form: string, wire: string, signed: string]> = [
    ["raw", "\"a\":1.0e+25,\"b\":{},\"c\":\"é\\/\"", "{\"a\":1.0e+25,\"b\":{},\"c\":\"é\\/\"}"],
    ["minified", "\"a\" : [ 10000.0 , \" \\\" \" ]\n,\"é\":1", "{\"a\":[10000.0,\" \\\" \"],\"é\":1}"],
    ["php", "\"a\":\"é/😀\u2028\"", "{\"a\":\"\\u00e9\\/\\ud83d\\ude00\\u2028\"}"],
    ["php", "\"a\":10000.0", "{\"a\":10000}"],
    ["php", "\"a\":{\"0\":{}},\"b\":1E2", "{\"a\":{\"0\":{}},\"b\":100}"],
    ["php", "\"a\":\"é\",\"b\":-0", "{\"a\":\"\\u00e9\",\"b\":-0}"],
    ["php", "\"a\":\"é\",\"b\":10000.0", "{\"a\":\"\\u00e9\",\"b\":10000.0}"],
    ["php-arrays", "\"a\":{},\"b\":{\"0\":1,\"1\":2}", "{\"a\":[],\"b\":[1,2]}"],
    ["php-arrays", "\"0\":{},\"1\":\"é\"", "[[],\"\\u00e9\"]"],
    ["php-unescaped", "\"a\":\"\\u00e9\\/\u2028\"", "{\"a\":\"é/\\u2028\"}"],
    ["php-unescaped-arrays", "\"a\":\"\\u00e9\\/\",\"b\":{}", "{\"a\":\"é/\",\"b\":[]}"],
    ["compact-json", "\"a\":1.0e+25,\"b\":\"\\u2028\\/\"", "{\"a\":1e+25,\"b\":\"\u2028/\"}"],
    ["compact-json", "\"b\":-0,\"1\":2", "{\"1\":2,\"b\":0}"]
  ]
  for (const [form, wire, signed] of cases) {
    it.effect(`${form}: {${wire}} signed as ${signed}`, () =>
      Effect.gen(function*() {
        const body = yield* bodyWith(wire, signed)
        const found = yield* authenticateCallback({ body, key: merchantKey })
        assert.strictEqual(found.matched, form)
        assert.strictEqual(found.signedText, signed)
        assert.deepStrictEqual(found.payload, JSON.parse(signed))
        assert.strictEqual(found.rawText, new TextDecoder().decode(body))
      }))
  }

  it.effect("finds the signature wherever it stands, and takes out one comma", () =>
    Effect.gen(function*() {
      const signature = yield* signatureOf("{\"a\":\"x,\",\"b\":\",\"}")
      const member = `"signature":"${signature}"`
      for (
        const wire of [
          `{"a":"x,","b":",",${member}}`,
          `{"a":"x,",${member},"b":","}`,
          `{${member},"a":"x,","b":","}`,
          `\n{ ${member} ,\n"a":"x," , "b":","}\n`,
          `{"a":"x,","b":",","\\u0073ignatur\\u0065":"${signature}"}`
        ]
      ) {
        const { signedText } = yield* authenticateCallback({ body: utf8(wire), key: merchantKey })
        assert.strictEqual(signedText, "{\"a\":\"x,\",\"b\":\",\"}", wire)
      }
    }))

  it.effect("takes only the top-level signature out", () =>
    Effect.gen(function*() {
      const signed = "{\"meta\":{\"signature\":\"not ours\"},\"Signature\":1,\"signature \":2}"
      const body = yield* bodyWith(signed.slice(1, -1), signed)
      const { payload } = yield* authenticateCallback({ body, key: merchantKey })
      assert.deepStrictEqual(payload, JSON.parse(signed))
    }))

  it.effect("verifies a body of nothing but its signature", () =>
    Effect.gen(function*() {
      for (const signed of ["{}", "[]"]) {
        const body = utf8(`{ "signature" : "${yield* signatureOf(signed)}" }`)
        assert.strictEqual((yield* authenticateCallback({ body, key: merchantKey })).signedText, signed)
      }
    }))

  it.effect("returns every member, also those a notification does not list", () =>
    Effect.gen(function*() {
      const payload = { ...samplePayload, card: { info: { country: "ID" }, more: [1] }, meta2: { list: [{ a: null }] } }
      const verified = yield* verifyCallback({
        body: utf8(yield* signCallback(payload, merchantKey)),
        key: merchantKey
      })
      assert.deepStrictEqual(verified.payload, payload)
      assert.strictEqual(verified.notification.card?.info?.country, "ID")
    }))

  it.effect("keeps integers that JavaScript cannot hold, and members named like the prototype", () =>
    Effect.gen(function*() {
      const signed = "{\"a\":9007199254740993,\"b\":-9007199254740991,\"c\":1e400,\"__proto__\":{\"x\":1}}"
      const body = yield* bodyWith(signed.slice(1, -1), signed)
      const { payload } = yield* authenticateCallback({ body, key: merchantKey })
      assert.deepStrictEqual(Object.entries(payload as Schema.JsonObject), [
        ["a", "9007199254740993"],
        ["b", -9007199254740991],
        ["c", "1e400"],
        ["__proto__", { x: 1 }]
      ])
    }))

  it.effect("acts on what was signed, not on how it was spelled", () =>
    Effect.gen(function*() {
      // PHP reads both numbers as one float: whoever changes the body on its way may respell it, no more.
      const body = yield* bodyWith("\"a\":1.00000000000000000001", "{\"a\":1}")
      const { payload } = yield* authenticateCallback({ body, key: merchantKey })
      assert.deepStrictEqual(payload, { a: 1 })
    }))
})

describe("verifyCallback: properties", () => {
  const wires: ReadonlyArray<readonly [string, (signed: string) => string]> = [
    ["as signed", (text) => text],
    ["pretty", (text) => JSON.stringify(JSON.parse(text), null, 4)],
    ["unescaped", (text) => JSON.stringify(JSON.parse(text))],
    ["signature first", (text) => {
      const { signature, ...members } = JSON.parse(text)
      return JSON.stringify({ signature, ...members })
    }],
    ["with blanks", (text) => text.replace(/("(?:[^"\\]|\\.)*")|([{}[\],:])/gu, "$1 \n$2\t")]
  ]
  for (const [name, rewrite] of wires) {
    it.effect.prop(
      `a signed payload verifies on the wire ${name}`,
      [AnyPayload, Schema.NonEmptyString],
      ([payload, secret]) =>
        Effect.gen(function*() {
          const key = Redacted.make(secret)
          const signed = yield* signCallback(payload, key)
          const { signedText } = yield* authenticateCallback({ body: utf8(rewrite(signed)), key })
          assert.deepStrictEqual(JSON.parse(signedText), payload)
        }),
      { arbitrary: { runs: 300, seed: 3 } }
    )
  }

  // Printable and short: HMAC takes a key and the same key with zero bytes after it for one.
  const Secret = Schema.String.check(Schema.isPattern(/^[!-~]{1,40}$/u))

  it.effect.prop(
    "a payload signed with one key does not verify with another",
    [AnyPayload, Secret, Secret],
    ([payload, one, other]) =>
      Effect.gen(function*() {
        const body = utf8(yield* signCallback(payload, Redacted.make(one)))
        assert.strictEqual(yield* reasonOf(body, Redacted.make(one === other ? `${other}x` : other)), "mismatch")
      }),
    { arbitrary: { runs: 300, seed: 4 } }
  )

  const flips = (body: Uint8Array): ReadonlyArray<Uint8Array> =>
    Array.from(body).flatMap((byte, at) => [0, 1, 2, 3, 4, 5, 6, 7].map((bit) => body.with(at, byte ^ (1 << bit))))

  it.effect("refuses a body in which any single bit was changed", () =>
    Effect.gen(function*() {
      const body = utf8(
        yield* signCallback(
          { order: { id: "INV-1", amount: 22000, ok: true }, result: [1.5, null, "x y"] },
          merchantKey
        )
      )
      for (const changed of flips(body)) {
        const result = yield* Effect.result(authenticateCallback({ body: changed, key: merchantKey }))
        assert.isTrue(Result.isFailure(result), new TextDecoder().decode(changed))
      }
    }))

  it.effect("a changed bit that still verifies changed a spelling only, never the meaning", () =>
    Effect.gen(function*() {
      const body = utf8(yield* signCallback(samplePayload, merchantKey))
      const original = JSON.parse(new TextDecoder().decode(body))
      let respelled = 0
      for (const changed of flips(body)) {
        const result = yield* Effect.result(authenticateCallback({ body: changed, key: merchantKey }))
        if (Result.isFailure(result)) continue
        respelled++
        assert.deepStrictEqual(JSON.parse(new TextDecoder().decode(changed)), original)
        assert.deepStrictEqual(result.success.payload, samplePayload)
      }
      // The hex letters of \u00e9 and \ud83d\ude00 in upper case: "e", "d", "d", "d", "e".
      assert.strictEqual(respelled, 5)
    }))
})

describe("verifyCallback: refusals", () => {
  const signature = "0".repeat(128)
  const member = `"signature":"${signature}"`

  const refusals: ReadonlyArray<readonly [reason: CallbackRefusedReason, what: string, body: unknown]> = [
    ["not-bytes", "a parsed object", { order: { id: "INV-1" } }],
    ["not-bytes", "a decoded string", `{${member}}`],
    ["not-bytes", "an ArrayBuffer", new ArrayBuffer(8)],
    ["not-bytes", "another view", new Uint16Array(8)],
    ["not-bytes", "something that looks like bytes", { length: 2, 0: 123, 1: 125, [Symbol.toStringTag]: "Uint8Array" }],
    ["not-bytes", "nothing", undefined],
    ["not-utf8", "a stray byte", new Uint8Array([...utf8("{\"a\":\""), 0xff, ...utf8(`",${member}}`)])],
    ["not-utf8", "a surrogate in UTF-8", new Uint8Array([...utf8("{\"a\":\""), 0xed, 0xa0, 0x80, ...utf8("\"}")])],
    ["not-utf8", "an overlong slash", new Uint8Array([...utf8("{\"a\":\""), 0xc0, 0xaf, ...utf8("\"}")])],
    ["not-json", "no bytes", new Uint8Array()],
    ["not-json", "HTML", utf8("<html>502</html>")],
    ["not-json", "a byte order mark", utf8(`\ufeff{${member}}`)],
    ["not-json", "a lone surrogate", utf8(`{"a":"\\ud800",${member}}`)],
    ["not-json", "two documents", utf8(`{${member}}{}`)],
    ["too-deep", "deep nesting", utf8(`{"a":${"[".repeat(600)}`)],
    ["not-an-object", "an array", utf8(`[{${member}}]`)],
    ["not-an-object", "a string", utf8(`"${signature}"`)],
    ["not-an-object", "null", utf8("null")],
    ["duplicate-member", "an order twice", utf8(`{${order},${order},${member}}`)],
    ["duplicate-member", "an amount twice", utf8(`{"order":{"amount":1,"am\\u006funt":2},${member}}`)],
    ["duplicate-member", "two nested signatures", utf8(`{"meta":{"signature":1,"signature":2},${member}}`)],
    ["two-signatures", "two signatures", utf8(`{${order},${member},${member}}`)],
    ["two-signatures", "two signatures, one escaped", utf8(`{${member},"\\u0073ignature":""}`)],
    ["no-signature", "none", utf8(`{${order}}`)],
    ["no-signature", "a nested one", utf8(`{"meta":{${member}}}`)],
    ["no-signature", "another name", utf8(`{"Signature":"${signature}"}`)],
    ["bad-signature-format", "an empty one", utf8("{\"signature\":\"\"}")],
    ["bad-signature-format", "a short one", utf8(`{"signature":"${signature.slice(1)}"}`)],
    ["bad-signature-format", "a long one", utf8(`{"signature":"${signature}0"}`)],
    ["bad-signature-format", "upper case", utf8(`{"signature":"${"A".repeat(128)}"}`)],
    ["bad-signature-format", "no hex", utf8(`{"signature":"${"g".repeat(128)}"}`)],
    ["bad-signature-format", "a line break after it", utf8(`{"signature":"${signature}\\n"}`)],
    ["bad-signature-format", "a number", utf8("{\"signature\":0}")],
    ["bad-signature-format", "null", utf8("{\"signature\":null}")],
    ["bad-signature-format", "a list", utf8(`{"signature":["${signature}"]}`)],
    ["mismatch", "zeros", utf8(`{${order},${member}}`)],
    ["mismatch", "a number no float can hold", utf8(`{"a":1e400,${member}}`)]
  ]
  for (const [reason, what, body] of refusals) {
    it.effect(`${reason}: ${what}`, () =>
      Effect.gen(function*() {
        assert.strictEqual(yield* reasonOf(body), reason)
      }))
  }

  it.effect("a right signature in upper case is refused", () =>
    Effect.gen(function*() {
      const right = yield* signatureOf(`{${order}}`)
      assert.strictEqual(
        yield* reasonOf(utf8(`{${order},"signature":"${right.toUpperCase()}"}`)),
        "bad-signature-format"
      )
    }))

  it.effect("an empty key is refused before anything is compared", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* reasonOf(utf8(`{${order},${member}}`), Redacted.make("")), "no-key")
    }))

  it.effect("the size limit is inclusive, can be set, and holds when it is no number", () =>
    Effect.gen(function*() {
      const body = (size: number) => utf8(`{"a":"${"x".repeat(size - 8)}"}`)
      assert.strictEqual(yield* reasonOf(body(65_536)), "no-signature")
      assert.strictEqual(yield* reasonOf(body(65_537)), "too-large")
      assert.strictEqual(yield* reasonOf(body(65_537), merchantKey, 65_537), "no-signature")
      assert.strictEqual(yield* reasonOf(body(100), merchantKey, 99), "too-large")
      assert.strictEqual(yield* reasonOf(body(100), merchantKey, Number.NaN), "too-large")
    }))

  it.effect("a Buffer is bytes", () =>
    Effect.gen(function*() {
      const text = yield* signCallback(samplePayload, merchantKey)
      const { notification } = yield* verifyCallback({ body: Buffer.from(text), key: merchantKey })
      assert.strictEqual(notification.order.id, "INV-2026-0001")
    }))

  it.effect("a right signature on something that is no payment names the members", () =>
    Effect.gen(function*() {
      const text = yield* signCallback(
        { order: { id: "INV-1", amount: "22000.50", currency: "USD" }, result: { payment: {} } },
        merchantKey
      )
      const error = yield* Effect.flip(verifyCallback({ body: utf8(text), key: merchantKey }))
      assert.strictEqual(error.reason, "unexpected-shape")
      assert.deepStrictEqual(error.fields, ["order.amount", "order.currency", "result.payment.status"])
      const { payload } = yield* authenticateCallback({ body: utf8(text), key: merchantKey })
      assert.deepStrictEqual(payload, {
        order: { id: "INV-1", amount: "22000.50", currency: "USD" },
        result: { payment: {} }
      })
    }))

  it.effect("errors say what to do and hold neither key, signature nor body", () =>
    Effect.gen(function*() {
      const personal = "budi@example.co.id"
      const bodies = [
        `{"customer":"${personal}","a":1,"a":2}`,
        `{"customer":"${personal}"`,
        `{"customer":"${personal}","signature":"${personal}"}`,
        `{"customer":"${personal}",${member}}`,
        yield* signCallback({ customer: { id: { [personal]: personal } }, order: { id: personal } }, merchantKey)
      ]
      const errors = yield* Effect.forEach(
        bodies,
        (text) => Effect.flip(verifyCallback({ body: utf8(text), key: merchantKey }))
      )
      assert.deepStrictEqual(
        errors.map(({ reason }) => reason),
        ["duplicate-member", "not-json", "bad-signature-format", "mismatch", "unexpected-shape"]
      )
      for (const error of errors) {
        const shown = [error.message, String(error), error.stack, JSON.stringify(error), error.cause].join("\n")
        for (const secret of ["SoSecret123", personal, signature]) assert.notInclude(shown, secret)
        assert.match(error.message, /^The .+\.( \((At character \d+|Members: [\w., ]+)\.\))?$/u)
      }
    }))

  it("reasons are a closed list that survives encoding", () => {
    const error = new CallbackRefused({ reason: "not-json", offset: 3 })
    const encoded = Schema.encodeUnknownSync(CallbackRefused)(error)
    assert.deepStrictEqual(encoded, { _tag: "CallbackRefused", reason: "not-json", offset: 3 })
    assert.strictEqual(Schema.decodeSync(CallbackRefused)(encoded).message, error.message)
  })
})
