import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Option, Schema } from "effect"
import { createHash, createHmac } from "node:crypto"
import {
  fromBase64,
  fromHex,
  hmacSha512,
  hmacSha512Each,
  nodeHashing,
  sha256,
  timingSafeEqual,
  toBase64,
  toHex,
  utf8,
  webHashing
} from "../../src/crypto/WebCrypto.ts"

describe("hmacSha512", () => {
  it.effect.prop(
    "agrees with OpenSSL",
    [Schema.NonEmptyString, Schema.String],
    Effect.fnUntraced(function*([key, text]) {
      const mac = yield* hmacSha512(utf8(key), utf8(text))
      assert.strictEqual(toHex(mac), createHmac("sha512", utf8(key)).update(utf8(text)).digest("hex"))
    })
  )

  // RFC 4231, test case 6: a key longer than a block.
  it.effect("gives the published answer for a long key", () =>
    Effect.gen(function*() {
      const key = new Uint8Array(131).fill(0xaa)
      const mac = yield* hmacSha512(key, utf8("Test Using Larger Than Block-Size Key - Hash Key First"))
      assert.strictEqual(
        toHex(mac),
        "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"
      )
    }))

  it.effect("dies on an empty key", () =>
    Effect.gen(function*() {
      const exit = yield* Effect.exit(hmacSha512(new Uint8Array(), utf8("data")))
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
    }))
})

describe("the two ways of hashing", () => {
  const names = ["SHA-512", "SHA-384", "SHA-256", "SHA-1"] as const

  it.effect.prop(
    "agree, with a key of bytes and with its text",
    [Schema.NonEmptyString, Schema.String],
    Effect.fnUntraced(function*([key, text]) {
      const node = nodeHashing()
      if (node === undefined) return assert.fail("this runs on Node")
      for (const name of names) {
        assert.deepStrictEqual(yield* node.digest(name, utf8(text)), yield* webHashing.digest(name, utf8(text)))
        const expected = yield* webHashing.hmacEach(name, utf8(key), [utf8(text), utf8("a")])
        for (const one of [key, utf8(key)]) {
          assert.deepStrictEqual(yield* node.hmacEach(name, one, [utf8(text), utf8("a")]), expected)
          assert.deepStrictEqual(yield* webHashing.hmacEach(name, one, [utf8(text), utf8("a")]), expected)
        }
      }
    })
  )
})

describe("hmacSha512Each", () => {
  it.effect("gives what hmacSha512 gives for each, in order", () =>
    Effect.gen(function*() {
      const key = utf8("SoSecret123")
      const all = ["", "a", "{\"a\":1}"].map(utf8)
      const macs = yield* hmacSha512Each(key, all)
      assert.deepStrictEqual(macs, yield* Effect.forEach(all, (data) => hmacSha512(key, data)))
      assert.deepStrictEqual(yield* hmacSha512Each(key, []), [])
    }))

  it.effect("dies on an empty key", () =>
    Effect.gen(function*() {
      const exit = yield* Effect.exit(hmacSha512Each(new Uint8Array(), []))
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
    }))
})

describe("sha256", () => {
  it.effect.prop(
    "agrees with OpenSSL, for a part of a buffer and for shared memory too",
    [Schema.String],
    Effect.fnUntraced(function*([text]) {
      const expected = createHash("sha256").update(text.toWellFormed()).digest("hex")
      const bytes = utf8(text)
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
      shared.set(bytes)
      assert.strictEqual(toHex(yield* sha256(bytes)), expected)
      assert.strictEqual(toHex(yield* sha256(Buffer.concat([Buffer.from("--"), bytes]).subarray(2))), expected)
      assert.strictEqual(toHex(yield* sha256(shared)), expected)
    })
  )
})

describe("timingSafeEqual", () => {
  it.prop("is equality", [Schema.String, Schema.String], ([a, b]) => {
    assert.isTrue(timingSafeEqual(utf8(a), utf8(a)))
    assert.strictEqual(timingSafeEqual(utf8(a), utf8(b)), toHex(utf8(a)) === toHex(utf8(b)))
  })

  it("tells a longer value with zeros behind from a shorter one", () => {
    assert.isFalse(timingSafeEqual(Uint8Array.of(1), Uint8Array.of(1, 0)))
    assert.isFalse(timingSafeEqual(Uint8Array.of(1, 0), Uint8Array.of(1)))
    assert.isTrue(timingSafeEqual(new Uint8Array(), new Uint8Array()))
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
