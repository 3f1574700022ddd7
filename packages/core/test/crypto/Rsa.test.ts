import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { createPrivateKey, createPublicKey, createSign, createVerify, generateKeyPairSync } from "node:crypto"
import { inspect } from "node:util"
import { importRsaPrivateKey, importRsaPublicKey, rsaSign, rsaVerify } from "../../src/crypto/Rsa.ts"
import { utf8 } from "../../src/crypto/WebCrypto.ts"
import { vectors } from "../snap-vectors.ts"

const { privateKeyPem, privateKeyPkcs1Pem, publicKeyPem } = vectors.keys.ownTestKey
const data = utf8("clientId|2024-06-07T10:03:54+07:00")

const privateReason = (pem: string) =>
  Effect.map(Effect.flip(importRsaPrivateKey(Redacted.make(pem))), (error) => error.reason)
const publicReason = (pem: string) => Effect.map(Effect.flip(importRsaPublicKey(pem)), (error) => error.reason)

describe("importRsaPrivateKey", () => {
  it.effect("reads PKCS#8 and PKCS#1 of one key to the same signatures as OpenSSL", () =>
    Effect.gen(function*() {
      const expected = createSign("sha256").update(data).sign(privateKeyPem)
      for (const pem of [privateKeyPem, privateKeyPkcs1Pem]) {
        const key = yield* importRsaPrivateKey(Redacted.make(pem))
        assert.strictEqual(key.bits, 2048)
        assert.deepStrictEqual(yield* rsaSign(key, data), new Uint8Array(expected))
      }
    }))

  it.effect("reads a key whose line breaks were lost, changed or are written as \\n, and text around it", () =>
    Effect.gen(function*() {
      const spellings = [
        privateKeyPem.replaceAll("\n", "\r\n"),
        privateKeyPem.replaceAll("\n", "\\n"),
        privateKeyPem.replaceAll("\n", " "),
        `Bag Attributes\n  localKeyID: 01\n${privateKeyPem}\n`
      ]
      for (const pem of spellings) assert.strictEqual((yield* importRsaPrivateKey(Redacted.make(pem))).bits, 2048)
    }))

  it.effect("reads longer keys of both forms", () =>
    Effect.gen(function*() {
      const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 3072 })
      for (const type of ["pkcs1", "pkcs8"] as const) {
        const pem = privateKey.export({ type, format: "pem" }).toString()
        assert.strictEqual((yield* importRsaPrivateKey(Redacted.make(pem))).bits, 3072)
      }
    }))

  it.effect("refuses what is no usable key, by reason", () =>
    Effect.gen(function*() {
      const key = createPrivateKey(privateKeyPem)
      const encrypted = { format: "pem", cipher: "aes-256-cbc", passphrase: "x" } as const
      const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
      const ed = generateKeyPairSync("ed25519").privateKey
      const pss = generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).privateKey
      const short = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey
      const cases = [
        ["empty", " \n"],
        ["notPem", "secret"],
        ["notPem", privateKeyPem.replace("-----END PRIVATE KEY-----", "")],
        ["notPem", privateKeyPem.replace("MII", "M*I")],
        ["severalBlocks", privateKeyPem + publicKeyPem],
        ["encrypted", key.export({ type: "pkcs8", ...encrypted }).toString()],
        ["encrypted", key.export({ type: "pkcs1", ...encrypted }).toString()],
        ["wrongKind", publicKeyPem],
        ["otherAlgorithm", ec.export({ type: "sec1", format: "pem" }).toString()],
        ["otherAlgorithm", ec.export({ type: "pkcs8", format: "pem" }).toString()],
        ["otherAlgorithm", ed.export({ type: "pkcs8", format: "pem" }).toString()],
        ["otherAlgorithm", pss.export({ type: "pkcs8", format: "pem" }).toString()],
        ["tooShort", short.export({ type: "pkcs8", format: "pem" }).toString()],
        ["tooShort", short.export({ type: "pkcs1", format: "pem" }).toString()],
        ["malformed", "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----"]
      ] as const
      for (const [reason, pem] of cases) assert.strictEqual(yield* privateReason(pem), reason)
    }))

  it.effect("never shows the key, neither in an error nor in the imported value", () =>
    Effect.gen(function*() {
      const secret = privateKeyPem.split("\n")[3] ?? ""
      assert.isAbove(secret.length, 50)
      const key = yield* importRsaPrivateKey(Redacted.make(privateKeyPem))
      assert.notInclude(inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key), secret)
      assert.isFalse(key.cryptoKey.extractable)

      const broken = privateKeyPem.replace("MII", "MAA")
      const error = yield* Effect.flip(importRsaPrivateKey(Redacted.make(broken)))
      assert.notInclude(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error), secret)
      assert.strictEqual(error.message, "the private key cannot be read: the PEM block does not hold a whole key")
    }))
})

describe("importRsaPublicKey", () => {
  it.effect("refuses what is no usable key, by reason", () =>
    Effect.gen(function*() {
      const spki = { type: "spki", format: "pem" } as const
      const pkcs1 = createPublicKey(publicKeyPem).export({ type: "pkcs1", format: "pem" }).toString()
      const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export(spki).toString()
      const short = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export(spki).toString()
      const cases = [
        ["empty", ""],
        ["notPem", "secret"],
        ["wrongKind", privateKeyPem],
        ["wrongKind", pkcs1],
        ["otherAlgorithm", ec],
        ["tooShort", short],
        ["malformed", publicKeyPem.replace("AQEA4TWX", "AQAA4TWX")]
      ] as const
      for (const [reason, pem] of cases) assert.strictEqual(yield* publicReason(pem), reason)
    }))

  it.effect("says what it found", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(importRsaPublicKey(privateKeyPem))
      assert.strictEqual(error.message, "the public key is of the wrong kind (found PRIVATE KEY)")
    }))
})

describe("rsaSign and rsaVerify", () => {
  it.effect("verify each other and OpenSSL", () =>
    Effect.gen(function*() {
      const privateKey = yield* importRsaPrivateKey(Redacted.make(privateKeyPem))
      const publicKey = yield* importRsaPublicKey(publicKeyPem)
      const signature = yield* rsaSign(privateKey, data)
      assert.isTrue(yield* rsaVerify(publicKey, signature, data))
      assert.isTrue(createVerify("sha256").update(data).verify(publicKeyPem, signature))
      assert.isFalse(yield* rsaVerify(publicKey, signature, utf8("other")))
    }))

  it.effect("refuse a signature of another length or with one bit changed", () =>
    Effect.gen(function*() {
      const privateKey = yield* importRsaPrivateKey(Redacted.make(privateKeyPem))
      const publicKey = yield* importRsaPublicKey(publicKeyPem)
      const signature = yield* rsaSign(privateKey, data)
      for (const length of [0, 1, 255]) {
        assert.isFalse(yield* rsaVerify(publicKey, signature.subarray(0, length), data))
      }
      assert.isFalse(yield* rsaVerify(publicKey, Uint8Array.of(0, ...signature), data))
      for (let at = 0; at < signature.length; at += 17) {
        assert.isFalse(yield* rsaVerify(publicKey, signature.with(at, (signature[at] ?? 0) ^ 1), data))
      }
    }))
})
