import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Schema } from "effect"
import { importRsaPublicKey } from "../../src/crypto/Rsa.ts"
import { signSymmetric } from "../../src/snap/sign.ts"
import { verifyAsymmetric, verifySymmetric, verifyToken } from "../../src/snap/verify.ts"
import { vectors } from "../snap-vectors.ts"

type Symmetric = Pick<
  (typeof vectors.symmetric)[number],
  "method" | "path" | "token" | "body" | "timestamp" | "secret"
>

const inputOf = ({ body, method, path, secret, timestamp, token }: Symmetric) => ({
  method,
  path,
  accessToken: Redacted.make(token),
  body,
  timestamp,
  clientSecret: Redacted.make(secret)
})

const keyOf = ({ keyRef }: { readonly keyRef: "ownTestKey" | "midtransDemo" }) => vectors.keys[keyRef].publicKeyPem

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const spareBitSet = (character: string): string => alphabet.charAt(alphabet.indexOf(character) + 1)

describe("verifySymmetric", () => {
  for (const vector of vectors.symmetric) {
    it.effect(`known answer ${vector.id}, in each encoding`, () =>
      Effect.gen(function*() {
        const input = inputOf(vector)
        const { hmacBase64, hmacHex } = vector
        const verdict = (signature: string, encoding?: "base64" | "hex" | "either") =>
          verifySymmetric({ ...input, signature, encoding })
        assert.isTrue(yield* verdict(hmacBase64))
        assert.isFalse(yield* verdict(hmacHex))
        assert.isTrue(yield* verdict(hmacHex, "hex"))
        assert.isFalse(yield* verdict(hmacBase64, "hex"))
        assert.isTrue(yield* verdict(hmacBase64, "either"))
        assert.isTrue(yield* verdict(hmacHex, "either"))
        for (const encoding of ["hex", "either"] as const) {
          assert.isTrue(yield* verdict(hmacHex.toUpperCase(), encoding))
          assert.isFalse(yield* verdict(hmacHex.slice(0, -2), encoding))
        }
        for (const encoding of ["base64", "either"] as const) {
          // 64 bytes end in "==", before which four bits are spare: another spelling of the same bytes.
          const other = `${hmacBase64.slice(0, 85)}${spareBitSet(hmacBase64.charAt(85))}==`
          assert.isFalse(yield* verdict(other, encoding))
          assert.isFalse(yield* verdict(hmacBase64.slice(0, 86), encoding))
        }
        const bytes = new TextEncoder().encode(vector.body)
        assert.isTrue(yield* verifySymmetric({ ...input, body: bytes, signature: hmacBase64 }))
      }))
  }

  for (const vector of vectors.symmetricNegative) {
    it.effect(`refuses ${vector.id}: ${vector.why}`, () =>
      Effect.gen(function*() {
        for (const encoding of ["base64", "either"] as const) {
          const input = { ...inputOf(vector), signature: vector.signature, encoding }
          assert.strictEqual(yield* verifySymmetric(input), vector.expectValid)
        }
      }))
  }

  it.effect("refuses a known answer with one part changed", () =>
    Effect.gen(function*() {
      const [vector] = vectors.symmetric
      const input = { ...inputOf(vector), signature: vector.hmacBase64 }
      const changes = [
        { method: "PUT" },
        { path: `${vector.path}/` },
        { path: `${vector.path}?a=1` },
        { accessToken: Redacted.make(`Bearer ${vector.token}`) },
        { body: `${vector.body}0` },
        { body: "" },
        { timestamp: `${vector.timestamp} ` },
        { clientSecret: Redacted.make(`${vector.secret}\n`) },
        { signature: `${vector.hmacBase64}\n` },
        { signature: ` ${vector.hmacBase64}` },
        { signature: vector.hmacBase64.replaceAll("+", "-").replaceAll("/", "_") },
        { signature: vector.hmacBase64.replaceAll("=", "") },
        { signature: vector.hmacBase64.toLowerCase() }
      ]
      for (const change of changes) {
        assert.isFalse(yield* verifySymmetric({ ...input, ...change }), JSON.stringify(change))
      }
    }))

  it.effect("refuses a body that is not UTF-8 and an empty secret with an error, not with false", () =>
    Effect.gen(function*() {
      const [vector] = vectors.symmetric
      const input = { ...inputOf(vector), signature: vector.hmacBase64 }
      const body = yield* Effect.flip(verifySymmetric({ ...input, body: Uint8Array.of(0xc3, 0x28) }))
      assert.strictEqual(body.message, "body: is not valid UTF-8")
      const secret = yield* Effect.flip(verifySymmetric({ ...input, clientSecret: Redacted.make("") }))
      assert.strictEqual(secret.message, "the client secret is empty")
    }))

  it.effect.prop(
    "accepts what signSymmetric signs, whatever stands between the tokens of the body",
    [Schema.Json, Schema.NonEmptyString, Schema.Literals(["base64", "hex"])],
    Effect.fnUntraced(function*([value, secret, encoding]) {
      const input = inputOf({ ...vectors.symmetric[0], secret, body: JSON.stringify(value) })
      const { signature } = yield* signSymmetric({ ...input, encoding })
      const spread = { ...input, body: JSON.stringify(value, null, 2), signature, encoding }
      assert.isTrue(yield* verifySymmetric(spread))
      assert.isFalse(yield* verifySymmetric({ ...spread, clientSecret: Redacted.make(`${secret}x`) }))
    })
  )
})

describe("verifyToken", () => {
  for (const vector of vectors.rsaToken) {
    it.effect(`known answer ${vector.id}`, () =>
      Effect.gen(function*() {
        const { clientId, signatureBase64: signature, timestamp } = vector
        const input = { clientId, timestamp, signature, publicKey: keyOf(vector) }
        assert.isTrue(yield* verifyToken(input))
        assert.isTrue(yield* verifyToken({ ...input, publicKey: yield* importRsaPublicKey(keyOf(vector)) }))
        const hex = Buffer.from(signature, "base64").toString("hex")
        assert.isFalse(yield* verifyToken({ ...input, signature: hex }))
        assert.isTrue(yield* verifyToken({ ...input, signature: hex, encoding: "hex" }))
        assert.isTrue(yield* verifyToken({ ...input, signature: hex, encoding: "either" }))
      }))
  }

  for (const vector of vectors.rsaTokenNegative) {
    it.effect(`refuses ${vector.id}: ${vector.why}`, () =>
      Effect.gen(function*() {
        const { clientId, signatureBase64: signature, timestamp } = vector
        const verdict = verifyToken({ clientId, timestamp, signature, publicKey: keyOf(vector) })
        assert.strictEqual(yield* verdict, vector.expectValid)
      }))
  }

  it.effect("refuses the owner's signature under another key, and no signature", () =>
    Effect.gen(function*() {
      const vector = vectors.rsaToken.find(({ keyRef }) => keyRef === "ownTestKey")
      assert.isDefined(vector)
      const { clientId, signatureBase64: signature, timestamp } = vector
      const publicKey = vectors.keys.midtransDemo.publicKeyPem
      assert.isFalse(yield* verifyToken({ clientId, timestamp, signature, publicKey }))
      assert.isFalse(yield* verifyToken({ clientId, timestamp, signature: "", publicKey: keyOf(vector) }))
    }))
})

describe("verifyAsymmetric", () => {
  for (const vector of vectors.rsaTransaction) {
    it.effect(`known answer ${vector.id}`, () =>
      Effect.gen(function*() {
        const { body, method, path, signatureBase64: signature, timestamp } = vector
        const input = { method, path, body, timestamp, signature, publicKey: keyOf(vector) }
        assert.strictEqual(yield* verifyAsymmetric(input), vector.expectValid)
        assert.isFalse(yield* verifyAsymmetric({ ...input, body: `${body}0` }))
        assert.isFalse(yield* verifyAsymmetric({ ...input, method: method.toLowerCase() }))
        assert.isFalse(yield* verifyAsymmetric({ ...input, path: `${path}/` }))
      }))
  }
})
