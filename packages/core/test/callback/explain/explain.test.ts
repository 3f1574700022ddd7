import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { createHash, createHmac } from "node:crypto"
import { readFileSync } from "node:fs"
import { callbackMistakes } from "../../../src/callback/explain/CallbackMistake.ts"
import type { CallbackMistake } from "../../../src/callback/explain/CallbackMistake.ts"
import { explainCallback } from "../../../src/callback/explain/explain.ts"
import type { ExplainInput } from "../../../src/callback/explain/explain.ts"
import { signCallback } from "../../../src/callback/sign.ts"
import { utf8 } from "../../../src/crypto/WebCrypto.ts"
import { AnyPayload, merchantKey, samplePayload } from "../callback-fixtures.ts"

interface Vector {
  readonly key: string
  readonly body: string
  readonly valid: boolean
  readonly kind: string
}

const vectors: ReadonlyArray<Vector> = readFileSync(
  new URL("../../vectors/callback-vectors.jsonl", import.meta.url),
  "utf8"
).trim().split("\n").map((line) => JSON.parse(line))

const secret = Redacted.value(merchantKey)
const hmac = (text: string | Uint8Array, algorithm = "sha512", key = secret) =>
  createHmac(algorithm, key).update(text).digest("hex")

const order = "\"order\":{\"id\":\"INV-1\",\"amount\":22000,\"currency\":\"IDR\"}"
const payment = "\"result\":{\"payment\":{\"status\":\"PAID\",\"userDesc\":\"\",\"channel\":null,\"amount\":22000}}"
const unsigned = `{${order},"meta":[],${payment}}`
const signedWith = (signature: string, text = unsigned) => `${text.slice(0, -1)},"signature":"${signature}"}`
const right = signedWith(hmac(unsigned))

const explain = (body: string | Uint8Array, more: Partial<ExplainInput> = {}) =>
  explainCallback({ body: typeof body === "string" ? utf8(body) : body, key: merchantKey, ...more })

/** Only what is wrong, where the rest is of no interest. */
const named = (mistakes: ReadonlyArray<CallbackMistake>) => mistakes.map(({ mistake }) => mistake)

type Case = readonly [what: string, body: string | Uint8Array, mistakes: ReadonlyArray<CallbackMistake>]

const wide = (text: string) => new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le"))

const proven: ReadonlyArray<Case> = [
  ["a byte order mark", `\ufeff${right}`, [{ mistake: "byte-order-mark" }]],
  ["a file saved by a Windows shell", wide(right), [{ mistake: "utf-16" }]],
  ["UTF-16 the other way round", wide(right).map((_, at, all) => all[at ^ 1] ?? 0), [{ mistake: "utf-16" }]],
  ["JSON in a string", JSON.stringify(right), [{ mistake: "json-in-a-string" }]],
  ["headers in front", `POST / HTTP/1.1\r\nhost: x\r\n\r\n${right}`, [{ mistake: "text-around" }]],
  ["a mark before a string", `\ufeff${JSON.stringify(right)}`, [
    { mistake: "byte-order-mark" },
    { mistake: "json-in-a-string" }
  ]],
  ["an upper-case signature", signedWith(hmac(unsigned).toUpperCase()), [{ mistake: "upper-case-signature" }]],
  ["a line end in the signature", signedWith(`${hmac(unsigned)}\\n`), [{ mistake: "blanks-around-signature" }]],
  ["a signature in base64", signedWith(Buffer.from(hmac(unsigned), "hex").toString("base64")), [
    { mistake: "base64-signature" }
  ]],
  ["a signature of another name", right.replace("signature", "Signature"), [
    { mistake: "signature-elsewhere", where: "Signature" }
  ]],
  [
    "a signature that was moved",
    `{${order},"meta":[],${payment},"auth":{"signature":"${hmac(`{${order},"meta":[],${payment},"auth":[]}`)}"}}`,
    [{ mistake: "signature-elsewhere", where: "auth.signature" }]
  ],
  ["SHA-256", signedWith(hmac(unsigned, "sha256")), [{ mistake: "other-algorithm", as: "HMAC-SHA-256" }]],
  ["SHA-1", signedWith(hmac(unsigned, "sha1")), [{ mistake: "other-algorithm", as: "HMAC-SHA-1" }]],
  ["no key", signedWith(createHash("sha512").update(unsigned).digest("hex")), [
    { mistake: "other-algorithm", as: "SHA-512 of the text alone" }
  ]],
  ["a key in front", signedWith(createHash("sha512").update(secret + unsigned).digest("hex")), [
    { mistake: "other-algorithm", as: "SHA-512 of the key and the text" }
  ]],
  ["a key behind", signedWith(createHash("sha384").update(unsigned + secret).digest("hex")), [
    { mistake: "other-algorithm", as: "SHA-384 of the text and the key" }
  ]],
  ["key and text exchanged", signedWith(hmac(secret, "sha512", unsigned)), [
    { mistake: "other-algorithm", as: "HMAC-SHA-512 with the text as its key" }
  ]],
  ["a line end that was signed", signedWith(hmac(`${unsigned}\n`)), [{ mistake: "line-end-signed" }]],
  ["a key with a line end", signedWith(hmac(unsigned, "sha512", `${secret}\n`)), [{ mistake: "line-end-in-key" }]],
  ["an empty signature that was signed", signedWith(hmac(signedWith(""))), [
    { mistake: "signature-not-left-out", as: "\"\"" }
  ]],
  [
    "a null signature that was signed",
    signedWith(hmac(signedWith("").replace("\"signature\":\"\"", "\"signature\":null"))),
    [
      { mistake: "signature-not-left-out", as: "null" }
    ]
  ],
  [
    "members sorted by the signer",
    signedWith(hmac(
      "{\"meta\":[],\"order\":{\"amount\":22000,\"currency\":\"IDR\",\"id\":\"INV-1\"}," +
        "\"result\":{\"payment\":{\"amount\":22000,\"channel\":null,\"status\":\"PAID\",\"userDesc\":\"\"}}}"
    )),
    [{ mistake: "members-sorted" }]
  ],
  ["a number made a text", right.replace("22000", "\"22000\""), [
    { mistake: "number-respelled", where: "order.amount", signed: "22000", found: "\"22000\"" }
  ]],
  ["a text that was a number", signedWith(hmac(unsigned.replaceAll("22000", "\"22000.00\"")), unsigned), [
    { mistake: "number-respelled", where: "order.amount", signed: "\"22000.00\"", found: "22000" },
    { mistake: "number-respelled", where: "result.payment.amount", signed: "\"22000.00\"", found: "22000" }
  ]],
  ["a zero fraction that was lost", signedWith(hmac(unsigned.replace("22000}}", "22000.0}}"))), [
    { mistake: "number-respelled", where: "result.payment.amount", signed: "22000.0", found: "22000" }
  ]],
  ["an empty text made null", right.replace("\"userDesc\":\"\"", "\"userDesc\":null"), [
    { mistake: "null-for-empty-text", where: "result.payment.userDesc" }
  ]],
  ["a null made an empty text", right.replace("\"channel\":null", "\"channel\":\"\""), [
    { mistake: "empty-text-for-null", where: "result.payment.channel" }
  ]],
  ["an object made a list", signedWith(hmac(unsigned.replace("[]", "{}"))), [
    { mistake: "list-for-object", where: "meta" }
  ]],
  ["an order that was not paid", right.replace("PAID", "EXPIRED"), [
    { mistake: "status-changed", where: "result.payment.status", signed: "PAID", found: "EXPIRED" }
  ]],
  ["an amount that was lowered", right.replace("22000", "1"), [
    { mistake: "amount-changed", where: "order.amount", signed: "22000", found: "1" }
  ]],
  ["a paid amount that was lowered", right.replace("22000}}", "1}}"), [
    { mistake: "amount-changed", where: "result.payment.amount", signed: "22000", found: "1" }
  ]]
]

describe("explainCallback: what it proves", () => {
  for (const [what, body, mistakes] of proven) {
    it.effect(what, () =>
      Effect.gen(function*() {
        const { isProven, mistakes: found, refused } = yield* explain(body)
        assert.deepStrictEqual(found, mistakes)
        assert.isTrue(isProven)
        assert.isDefined(refused)
      }))
  }

  it.effect("a body in a Western encoding", () =>
    Effect.gen(function*() {
      const signed = yield* signCallback({ order: { id: "Café", amount: 1 } }, merchantKey)
      const { isProven, mistakes, refused } = yield* explain(Buffer.from(signed.replace("\\u00e9", "é"), "latin1"))
      assert.deepStrictEqual([refused, isProven, mistakes], ["not-utf8", true, [{ mistake: "windows-1252" }]])
    }))

  const payload = { url: "https://x/é", note: "a & b", order: { id: "INV-1", amount: 22000 }, meta: [] }
  const writers: ReadonlyArray<readonly [as: string, text: string]> = [
    ["JSON.stringify with two blanks", JSON.stringify(payload, null, 2)],
    ["JSON.stringify with four blanks", JSON.stringify(payload, null, 4)],
    [
      "Python's json.dumps",
      String.raw`{"url": "https://x/\u00e9", "note": "a & b", "order": {"id": "INV-1", "amount": 22000}, "meta": []}`
    ],
    [
      "Python's json.dumps with ensure_ascii=False",
      "{\"url\": \"https://x/é\", \"note\": \"a & b\", \"order\": {\"id\": \"INV-1\", \"amount\": 22000}, \"meta\": []}"
    ],
    ["Go's encoding/json", JSON.stringify(payload).replace("&", String.raw`\u0026`)],
    [
      ".NET's System.Text.Json",
      JSON.stringify(payload).replace("&", String.raw`\u0026`).replace("é", String.raw`\u00E9`)
    ],
    ["PHP with JSON_UNESCAPED_SLASHES", JSON.stringify(payload).replace("é", String.raw`\u00e9`)],
    ["PHP with JSON_UNESCAPED_UNICODE", JSON.stringify(payload).replaceAll("/", String.raw`\/`)],
    [
      "PHP with JSON_PRETTY_PRINT",
      JSON.stringify(payload, null, 4).replaceAll("/", String.raw`\/`).replace("é", String.raw`\u00e9`)
    ]
  ]
  for (const [as, text] of writers) {
    it.effect(`what ${as} writes`, () =>
      Effect.gen(function*() {
        // On the wire it looks as Finpay's, so that the body's own spelling gives nothing away.
        const wire = JSON.stringify(payload).replaceAll("/", String.raw`\/`).replace("é", String.raw`\u00e9`)
        const { isProven, mistakes } = yield* explain(signedWith(hmac(text), wire))
        assert.deepStrictEqual([isProven, mistakes], [true, [{ mistake: "written-otherwise", as }]])
      }))
  }

  it.effect("several mistakes at once: those that are seen, and one that is not", () =>
    Effect.gen(function*() {
      const body = `\ufeff${signedWith(` ${hmac(unsigned).toUpperCase()}`)}`.replace("22000", "22000.0")
      const { isProven, mistakes } = yield* explain(body)
      // A zero fraction alone is no mistake: PHP reads and writes it away.
      assert.deepStrictEqual([isProven, named(mistakes)], [true, [
        "byte-order-mark",
        "blanks-around-signature",
        "upper-case-signature"
      ]])
    }))

  for (
    const [mistake, key] of [
      ["blanks-around-key", `${secret}\n`],
      ["blanks-around-key", ` ${secret}`],
      ["quotes-around-key", `"${secret}"`],
      ["quotes-around-key", `'${secret}'\n`]
    ] as const
  ) {
    it.effect(`${mistake}: ${JSON.stringify(key.replace(secret, "…"))}`, () =>
      Effect.gen(function*() {
        const { isProven, mistakes } = yield* explain(right, { key: Redacted.make(key) })
        assert.deepStrictEqual([isProven, mistakes], [true, [{ mistake }]])
      }))
  }

  it.effect("the signature of another callback, by its name", () =>
    Effect.gen(function*() {
      const body = signedWith(hmac(unsigned), unsigned.replaceAll("INV-1", "INV-2"))
      const otherCallbacks = [{ name: "first", body: utf8("{}") }, { name: "second", body: utf8(right) }]
      const { isProven, mistakes } = yield* explain(body, { otherCallbacks })
      assert.deepStrictEqual([isProven, mistakes], [true, [{ mistake: "signature-of-another", as: "second" }]])
      assert.deepStrictEqual((yield* explain(body)).mistakes, [])
      // One that is the other one, spelled otherwise, is told to be just that.
      const respelled = yield* explain(right.replace("22000", "\"22000\""), { otherCallbacks })
      assert.deepStrictEqual(named(respelled.mistakes), ["number-respelled"])
    }))
})

describe("explainCallback: what it only sees", () => {
  const cases: ReadonlyArray<readonly [what: string, body: string | Uint8Array, mistakes: ReadonlyArray<string>]> = [
    ["nothing at all", "", []],
    ["another content", right.replace("INV-1", "INV-2"), []],
    ["no signature", unsigned, []],
    ["an empty one", signedWith(""), ["empty-signature"]],
    ["null", signedWith("").replace("\"\"}", "null}"), ["empty-signature"]],
    ["one that is no signature", signedWith("abc"), []],
    ["one of the length of MD5", signedWith("0".repeat(32)), ["other-algorithm"]],
    ["one of the length of SHA-256", signedWith("0".repeat(64)), ["other-algorithm"]],
    ["a number as signature", signedWith("").replace("\"\"}", "7}"), []],
    ["a gzip file", new Uint8Array([0x1f, 0x8b, 8, 0]), ["compressed"]],
    ["a text that ends too soon", right.slice(0, -30), ["cut-off"]],
    ["a page", "<html></html>", []],
    ["a list", `[${right}]`, []],
    ["a member that is there twice", right.replace("{", "{\"order\":1,"), ["duplicate-member"]],
    ["sorted members", signedWith(hmac("x"), "{\"a\":1,\"b\":{\"c\":1,\"d\":2},\"e\":1}"), ["looks-sorted"]],
    ["members as jsonb keeps them", signedWith(hmac("x"), "{\"b\":1,\"aa\":{\"d\":1,\"cc\":2},\"aaa\":1}"), [
      "looks-sorted"
    ]]
  ]
  for (const [what, body, mistakes] of cases) {
    it.effect(what, () =>
      Effect.gen(function*() {
        const explained = yield* explain(body)
        assert.deepStrictEqual([explained.isProven, named(explained.mistakes)], [false, mistakes])
      }))
  }

  it.effect("a key that is empty, and a body that is too large, are told and not looked into", () =>
    Effect.gen(function*() {
      const noKey = yield* explain(right, { key: Redacted.make("") })
      assert.deepStrictEqual(noKey, { refused: "no-key", mistakes: [], isProven: false })
      const tooLarge = yield* explain(right, { maxBytes: 10 })
      assert.deepStrictEqual(tooLarge, { refused: "too-large", mistakes: [], isProven: false })
    }))

  it.effect("a callback that is valid", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* explain(right), { refused: undefined, mistakes: [], isProven: true })
    }))
})

/** A signed body with its members in another order, numbers and all else as they were. */
const sortedLike = (body: string, compare: (one: string, two: string) => number): string => {
  const { signature, ...members } = JSON.parse(body) as Record<string, unknown>
  const sorted = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value
    return Object.fromEntries(
      Object.entries(value).toSorted(([one], [two]) => compare(one, two)).map(([key, member]) => [key, sorted(member)])
    )
  }
  return JSON.stringify({ ...(sorted(members) as object), signature })
}

const byName = (one: string, two: string): number => (one < two ? -1 : 1)
const byLength = (one: string, two: string): number => one.length - two.length || byName(one, two)

describe("explainCallback: the known answers", () => {
  it.effect("every valid one is valid, and a forged one is explained as far as it can be", () =>
    Effect.gen(function*() {
      const told = new Map<string, Set<string>>()
      for (const { body, key, kind, valid } of vectors) {
        const { isProven, mistakes, refused } = yield* explain(body, {
          key: Redacted.make(key),
          otherKeys: [{ name: "sandbox", key: Redacted.make(key.replace(/x$/u, "")) }]
        })
        assert.strictEqual(refused === undefined, valid)
        const found = told.get(kind) ?? new Set()
        told.set(
          kind,
          found.add(`${refused ?? "valid"}: ${named(mistakes).join() || "-"}${isProven ? ", proven" : ""}`)
        )
      }
      assert.deepStrictEqual([...told.get("wrong-key") ?? []], ["mismatch: other-key, proven"])
      assert.deepStrictEqual([...told.get("two-signatures") ?? []], ["two-signatures: duplicate-member"])
      assert.deepStrictEqual([...told.get("duplicate-member") ?? []], ["duplicate-member: duplicate-member"])
      // Where the other amount still says what it was, the change is proven.
      assert.deepStrictEqual([...told.get("tampered-amount") ?? []].toSorted(), [
        "mismatch: -",
        "mismatch: amount-changed, proven"
      ])
    }))

  it.effect("members that were sorted come back into Finpay's order", () =>
    Effect.gen(function*() {
      // In which order the merchant's own members came, nobody can tell.
      const known = vectors.filter(({ body, valid }) => valid && !/"meta2"|"data":\s*\{|:\s*-0/u.test(body))
      assert.isAbove(known.length, 40)
      for (const [index, { body, key }] of known.entries()) {
        const compare = index % 2 === 0 ? byName : byLength
        const { isProven, mistakes, refused } = yield* explain(sortedLike(body, compare), { key: Redacted.make(key) })
        assert.deepStrictEqual([refused, named(mistakes), isProven], ["mismatch", ["members-reordered"], true], body)
      }
    }))

  it.effect("a large one is given up before it takes long", () =>
    Effect.gen(function*() {
      const list = Array.from({ length: 12_000 }, () => "")
      const body = `{${order},"meta":${JSON.stringify(list)},"signature":"${"0".repeat(128)}"}`
      assert.deepStrictEqual((yield* explain(body)).mistakes, [])
    }))
})

describe("explainCallback: for any callback", () => {
  it.effect.prop(
    "it is never called valid when it is not, and what was done to it is found",
    [AnyPayload],
    ([payload]) =>
      Effect.gen(function*() {
        const body = yield* signCallback(payload, merchantKey)
        assert.isUndefined((yield* explain(body)).refused)
        for (
          const [changed, mistake] of [
            [`\ufeff${body}`, "byte-order-mark"],
            [body.replace(/[0-9a-f]{128}"\}$/u, (signature) => signature.toUpperCase()), "upper-case-signature"]
          ] as const
        ) {
          if (changed === body) continue
          const { isProven, mistakes } = yield* explain(changed)
          assert.deepStrictEqual([isProven, named(mistakes)], [true, [mistake]])
        }
        const other = yield* explain(body, { key: Redacted.make("another") })
        assert.deepStrictEqual([other.refused, other.isProven], ["mismatch", false])
        const known = yield* explain(body, {
          key: Redacted.make("another"),
          otherKeys: [{ name: "right", key: merchantKey }]
        })
        assert.deepStrictEqual([known.isProven, known.mistakes], [true, [{ mistake: "other-key", as: "right" }]])
      }),
    { arbitrary: { runs: 100, seed: 3 } }
  )

  it.effect("holds neither key nor signature nor what payers wrote", () =>
    Effect.gen(function*() {
      const body = yield* signCallback(samplePayload, merchantKey)
      const told = yield* Effect.forEach(
        [body.replace("PAID", "EXPIRED"), body.replace("150000", "\"150000\""), body.replace("INV", "INVX")],
        (changed) => explain(changed)
      )
      const signature = /[0-9a-f]{128}/u.exec(body)?.[0] ?? ""
      for (const quoted of [secret, signature, "budi@example.co.id", "8804483313131312"]) {
        assert.notInclude(JSON.stringify(told), quoted)
      }
    }))

  it("every mistake is proven or seen by a test of this file", () => {
    const file = readFileSync(new URL(import.meta.url), "utf8")
    assert.deepStrictEqual(callbackMistakes.filter((mistake) => !file.includes(`"${mistake}"`)), [])
  })
})
