import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { importRsaPrivateKey } from "../../src/crypto/Rsa.ts"
import { signAsymmetric, signSymmetric, signToken } from "../../src/snap/sign.ts"
import { SnapInputError } from "../../src/snap/SnapInputError.ts"
import { vectors } from "../snap-vectors.ts"

const { privateKeyPem, privateKeyPkcs1Pem } = vectors.keys.ownTestKey
const call = {
  method: "POST",
  path: "/v1.0/qr/qr-mpm-query",
  body: "{}",
  timestamp: "2024-06-07T10:03:54+07:00"
}
const symmetric = { ...call, accessToken: Redacted.make("token"), clientSecret: Redacted.make("secret") }
const own = <A extends { readonly keyRef: string }>(all: ReadonlyArray<A>) =>
  all.filter(({ keyRef }) => keyRef === "ownTestKey")

describe("signSymmetric", () => {
  for (const vector of vectors.symmetric) {
    it.effect(`known answer ${vector.id}`, () =>
      Effect.gen(function*() {
        const input = {
          method: vector.method,
          path: vector.path,
          accessToken: Redacted.make(vector.token),
          body: vector.body,
          timestamp: vector.timestamp,
          clientSecret: Redacted.make(vector.secret)
        }
        const expected = { stringToSign: vector.stringToSign, bodySha256: vector.sha256Hex }
        assert.deepStrictEqual(yield* signSymmetric(input), { ...expected, signature: vector.hmacBase64 })
        assert.deepStrictEqual(yield* signSymmetric({ ...input, encoding: "hex" }), {
          ...expected,
          signature: vector.hmacHex
        })
        const bytes = new TextEncoder().encode(vector.body)
        assert.deepStrictEqual(yield* signSymmetric({ ...input, body: bytes }), {
          ...expected,
          signature: vector.hmacBase64
        })
      }))
  }

  it.effect("names the field it cannot sign", () =>
    Effect.gen(function*() {
      const cases = [
        ["method", { method: "post" }],
        ["method", { method: "" }],
        ["path", { path: "https://example.com/v1.0" }],
        ["path", { path: "v1.0" }],
        ["path", { path: "/v1.0#part" }],
        ["path", { path: "/v1.0 /x" }],
        ["timestamp", { timestamp: "2024-06-07 10:03:54" }],
        ["timestamp", { timestamp: "" }],
        ["accessToken", { accessToken: Redacted.make("Bearer token") }],
        ["accessToken", { accessToken: Redacted.make("") }],
        ["body", { body: "\ud800" }],
        ["body", { body: Uint8Array.of(0x7b, 0xff, 0x7d) }]
      ] as const
      for (const [field, wrong] of cases) {
        const error = yield* Effect.flip(signSymmetric({ ...symmetric, ...wrong }))
        assert.strictEqual(error instanceof SnapInputError ? error.field : error.key, field)
        assert.isTrue(error.message.startsWith(`${field}: `))
      }
    }))

  it.effect("refuses an empty client secret, which everyone knows", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(signSymmetric({ ...symmetric, clientSecret: Redacted.make("") }))
      assert.strictEqual(error.message, "the client secret is empty")
    }))

  it.effect("shows no secret in an error", () =>
    Effect.gen(function*() {
      const accessToken = Redacted.make("secret token with blanks")
      const error = yield* Effect.flip(signSymmetric({ ...symmetric, accessToken }))
      assert.notInclude(error.message + JSON.stringify(error), "secret token")
    }))

  it.effect("keeps a byte order mark: text and bytes give one signature", () =>
    Effect.gen(function*() {
      const body = "\ufeff{}"
      const text = yield* signSymmetric({ ...symmetric, body })
      const bytes = yield* signSymmetric({ ...symmetric, body: Buffer.from(body) })
      assert.strictEqual(text.signature, bytes.signature)
      assert.notStrictEqual(text.signature, (yield* signSymmetric(symmetric)).signature)
    }))
})

describe("signToken", () => {
  for (const vector of own(vectors.rsaToken)) {
    it.effect(`known answer ${vector.id}, with PKCS#8, PKCS#1 and an imported key`, () =>
      Effect.gen(function*() {
        const { clientId, signatureBase64: signature, stringToSign, timestamp } = vector
        const keys = [
          Redacted.make(privateKeyPem),
          Redacted.make(privateKeyPkcs1Pem),
          yield* importRsaPrivateKey(Redacted.make(privateKeyPem))
        ]
        for (const privateKey of keys) {
          assert.deepStrictEqual(yield* signToken({ clientId, timestamp, privateKey }), { signature, stringToSign })
        }
      }))
  }

  it.effect("names the field it cannot sign", () =>
    Effect.gen(function*() {
      const input = { clientId: "client", timestamp: call.timestamp, privateKey: Redacted.make(privateKeyPem) }
      const cases = [
        ["clientId: ", { clientId: "" }],
        ["clientId: ", { clientId: "a|b" }],
        ["timestamp: ", { timestamp: "now" }],
        ["the private key is not PEM", { privateKey: Redacted.make("x") }]
      ] as const
      for (const [start, wrong] of cases) {
        const error = yield* Effect.flip(signToken({ ...input, ...wrong }))
        assert.isTrue(error.message.startsWith(start), error.message)
      }
    }))
})

describe("signAsymmetric", () => {
  for (const vector of own(vectors.rsaTransaction)) {
    it.effect(`known answer ${vector.id}`, () =>
      Effect.gen(function*() {
        const { body, method, path, sha256Hex: bodySha256, signatureBase64: signature, stringToSign, timestamp } =
          vector
        const privateKey = Redacted.make(privateKeyPem)
        assert.deepStrictEqual(yield* signAsymmetric({ method, path, body, timestamp, privateKey }), {
          signature,
          stringToSign,
          bodySha256
        })
      }))
  }
})
