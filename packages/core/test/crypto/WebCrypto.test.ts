import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Option, Schema } from "effect"
import { createHash, createHmac } from "node:crypto"
import {
  digest,
  fromBase64,
  fromHex,
  hmacEach,
  hmacSha512,
  nodeHashing,
  timingSafeEqual,
  toBase64,
  toHex,
  utf8,
  webHashing
} from "../../src/crypto/WebCrypto.ts"

const encodings = ["hex", "base64"] as const

describe("hmacSha512", () => {
  it.effect.prop(
    "agrees with OpenSSL",
    [Schema.NonEmptyString, Schema.String],
    Effect.fnUntraced(function*([key, text]) {
      for (const encoding of encodings) {
        const expected = createHmac("sha512", utf8(key)).update(utf8(text)).digest(encoding)
        assert.strictEqual(yield* hmacSha512(key, text, encoding), expected)
      }
    })
  )

  // RFC 4231, test case 6: a key longer than a block.
  it.effect("gives the published answer for a long key", () =>
    Effect.gen(function*() {
      const key = new Uint8Array(131).fill(0xaa)
      assert.strictEqual(
        yield* hmacSha512(key, "Test Using Larger Than Block-Size Key - Hash Key First", "hex"),
        "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"
      )
    }))

  it.effect("dies on an empty key", () =>
    Effect.gen(function*() {
      for (const key of ["", new Uint8Array()]) {
        const exit = yield* Effect.exit(hmacSha512(key, "data", "hex"))
        assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
      }
    }))
})

describe("the two ways of hashing", () => {
  const names = ["SHA-512", "SHA-384", "SHA-256", "SHA-1"] as const

  it.effect.prop(
    "agree, with bytes and with their text",
    [Schema.NonEmptyString, Schema.String],
    Effect.fnUntraced(function*([key, text]) {
      const node = nodeHashing()
      if (node === undefined) return assert.fail("this runs on Node")
      for (const name of names) {
        for (const encoding of encodings) {
          const hash = yield* node.digest(name, text, encoding)
          const macs = yield* node.hmacEach(name, key, [text, "a"], encoding)
          for (const way of [node, webHashing]) {
            assert.strictEqual(yield* way.digest(name, text, encoding), hash)
            assert.strictEqual(yield* way.digest(name, utf8(text), encoding), hash)
            assert.deepStrictEqual(yield* way.hmacEach(name, key, [text, "a"], encoding), macs)
            assert.deepStrictEqual(yield* way.hmacEach(name, utf8(key), [utf8(text), utf8("a")], encoding), macs)
          }
        }
      }
    })
  )
})

describe("hmacEach", () => {
  it.effect("gives what hmacSha512 gives for each, in order", () =>
    Effect.gen(function*() {
      const key = "SoSecret123"
      const all = ["", "a", "{\"a\":1}"]
      const macs = yield* hmacEach("SHA-512", key, all, "hex")
      assert.deepStrictEqual(macs, yield* Effect.forEach(all, (data) => hmacSha512(key, data, "hex")))
      assert.deepStrictEqual(yield* hmacEach("SHA-512", key, [], "hex"), [])
    }))

  it.effect("dies on an empty key", () =>
    Effect.gen(function*() {
      const exit = yield* Effect.exit(hmacEach("SHA-512", "", [], "hex"))
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
    }))
})

describe("digest", () => {
  it.effect.prop(
    "agrees with OpenSSL, for a part of a buffer and for shared memory too",
    [Schema.String],
    Effect.fnUntraced(function*([text]) {
      const expected = createHash("sha256").update(text.toWellFormed()).digest("hex")
      const bytes = utf8(text)
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
      shared.set(bytes)
      const part = Buffer.concat([Buffer.from("--"), bytes]).subarray(2)
      for (const data of [text, bytes, part, shared]) {
        assert.strictEqual(yield* digest("SHA-256", data, "hex"), expected)
        assert.strictEqual(yield* webHashing.digest("SHA-256", data, "hex"), expected)
      }
    })
  )
})

describe("timingSafeEqual", () => {
  it.prop("is equality", [Schema.String, Schema.String], ([a, b]) => {
    assert.isTrue(timingSafeEqual(a, a))
    assert.strictEqual(timingSafeEqual(a, b), a === b)
  })

  it("tells a longer value with zeros behind from a shorter one", () => {
    assert.isFalse(timingSafeEqual("a", "a\0"))
    assert.isFalse(timingSafeEqual("a\0", "a"))
    assert.isTrue(timingSafeEqual("", ""))
  })
})

describe("hexadecimal and base64", () => {
  it.prop("read what they write", [Schema.String], ([text]) => {
    const bytes = utf8(text)
    assert.deepStrictEqual(fromHex(toHex(bytes)), new Uint8Array(bytes))
    assert.deepStrictEqual(fromBase64(toBase64(bytes)), new Uint8Array(bytes))
    assert.strictEqual(toBase64(bytes), Buffer.from(bytes).toString("base64"))
  })

  it("read hexadecimal of either case and nothing else", () => {
    assert.deepStrictEqual(fromHex("aBcD"), Uint8Array.of(0xab, 0xcd))
    for (const text of ["a", "0g", "0x00", " 00", "é", "00\n"]) assert.isUndefined(fromHex(text), text)
  })

  it("read one spelling of base64 only", () => {
    assert.deepStrictEqual(Option.fromNullishOr(fromBase64("QQ==")), Option.some(Uint8Array.of(0x41)))
    for (const text of ["QR==", "QQ", "QQ=", "QQ==\n", "Q Q=", "Q-_=", "====", "A===", "QQ==QQ==", "é==="]) {
      assert.isUndefined(fromBase64(text), JSON.stringify(text))
    }
  })
})
