import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { createHash, createHmac } from "node:crypto"
import {
  type NotificationSigner,
  type ReceivedNotification,
  verifyQrisNotification
} from "../../src/callback/verify-qris-notification.ts"
import { importRsaPublicKey } from "../../src/crypto/Rsa.ts"
import { utf8 } from "../../src/crypto/WebCrypto.ts"
import { localCredentials, localPublicKeys } from "../../src/environment/local.ts"
import { signAsymmetric, signSymmetric } from "../../src/snap/sign.ts"
import { formatSnapTimestamp } from "../../src/snap/Timestamp.ts"

const path = "/v1.0/qr/qr-mpm-notify?a=1"
const { privateKeyPem } = localCredentials.snap
const publicKeyPem = localPublicKeys.snapPem
const privateKey = Redacted.make(privateKeyPem)
const clientSecret = Redacted.make("client-secret")
const body = JSON.stringify({
  originalReferenceNo: "R-1",
  latestTransactionStatus: "00",
  amount: { value: "10000.00", currency: "IDR" }
})

const asymmetric: Effect.Effect<NotificationSigner, unknown> = Effect.map(
  importRsaPublicKey(publicKeyPem),
  (publicKey) => ({ style: "asymmetric", publicKey })
)

const received = Effect.fnUntraced(function*(text = body, change: Partial<ReceivedNotification> = {}) {
  const timestamp = formatSnapTimestamp(yield* DateTime.now)
  const { signature } = yield* signAsymmetric({ method: "POST", path, body: text, timestamp, privateKey })
  const headers = { "x-timestamp": timestamp, "x-signature": signature, ...change.headers }
  return { path, body: utf8(text), ...change, headers }
})

const refusal = Effect.fnUntraced(function*(notification: ReceivedNotification, signer?: NotificationSigner) {
  const error = yield* Effect.flip(verifyQrisNotification(signer ?? (yield* asymmetric), notification))
  return error._tag === "QrisNotificationRefused" ? error.responseCode : error._tag
})

describe("verifyQrisNotification", () => {
  it.effect("reads one that the provider's key has signed", () =>
    Effect.gen(function*() {
      const notification = yield* verifyQrisNotification(yield* asymmetric, yield* received())
      assert.strictEqual(notification.originalReferenceNo, "R-1")
      assert.strictEqual(notification.amount, 10_000)
    }))

  it.effect("reads one that the client secret has signed, over the token it carries", () =>
    Effect.gen(function*() {
      const timestamp = formatSnapTimestamp(yield* DateTime.now)
      const signed = (accessToken: string) =>
        signSymmetric({
          method: "POST",
          path,
          body,
          timestamp,
          clientSecret,
          accessToken: Redacted.make(accessToken)
        })
      const signer: NotificationSigner = { style: "symmetric", clientSecret }
      const { signature } = yield* signed("token-1")
      const headers = { "x-timestamp": timestamp, "x-signature": signature, authorization: "Bearer token-1" }
      const notification = yield* verifyQrisNotification(signer, { path, body: utf8(body), headers })
      assert.strictEqual(notification.latestTransactionStatus, "00")
      const other = { path, body: utf8(body), headers: { ...headers, authorization: "Bearer token-2" } }
      assert.strictEqual(yield* refusal(other, signer), "4015200")
      const noSecret: NotificationSigner = { style: "symmetric", clientSecret: Redacted.make("") }
      assert.strictEqual(yield* refusal({ path, body: utf8(body), headers }, noSecret), "KeyError")
    }))

  it.effect("reads one that the client secret has signed without a token, over either text", () =>
    Effect.gen(function*() {
      const timestamp = formatSnapTimestamp(yield* DateTime.now)
      const hash = createHash("sha256").update(body).digest("hex")
      const signer: NotificationSigner = { style: "hmac", clientSecret }
      const over = (text: string, secret = "client-secret", encoding: "base64" | "hex" = "base64") => ({
        path,
        body: utf8(body),
        headers: {
          "x-timestamp": timestamp,
          "x-signature": createHmac("sha512", secret).update(text).digest(encoding),
          // Of no account here.
          authorization: "Bearer token-1"
        }
      })
      const texts = [`POST:${path}:${hash}:${timestamp}`, `POST:${path}::${hash}:${timestamp}`]
      for (const text of texts) {
        for (const encoding of ["base64", "hex"] as const) {
          const notification = yield* verifyQrisNotification(signer, over(text, "client-secret", encoding))
          assert.strictEqual(notification.originalReferenceNo, "R-1")
        }
        assert.strictEqual(yield* refusal(over(text, "another"), signer), "4015200")
        const changed = { ...over(text), body: utf8(body.replace("R-1", "R-2")) }
        assert.strictEqual(yield* refusal(changed, signer), "4015200")
      }
      assert.strictEqual(yield* refusal(over(`POST:${path}:token-1:${hash}:${timestamp}`), signer), "4015200")
      assert.strictEqual(yield* refusal(yield* received(), signer), "4015200")
      const noSecret: NotificationSigner = { style: "hmac", clientSecret: Redacted.make("") }
      assert.strictEqual(yield* refusal(over(texts[0] ?? "", "x"), noSecret), "KeyError")
    }))

  it.effect("without a signer nothing is genuine", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(verifyQrisNotification(undefined, yield* received()))
      assert.strictEqual(error.message, "4015200 Unauthorized. Signature")
    }))

  it.effect("refuses what was changed since, in SNAP's words", () =>
    Effect.gen(function*() {
      const good = yield* received()
      const refusals: ReadonlyArray<readonly [code: string, notification: ReceivedNotification]> = [
        ["4015200", { ...good, body: utf8(body.replace("10000", "10001")) }],
        ["4015200", { ...good, path: "/elsewhere" }],
        ["4015200", yield* received(body, { headers: { "x-signature": "AAAA" } })],
        ["4005202", yield* received(body, { headers: { "x-signature": "" } })],
        ["4005202", yield* received(body, { headers: { "x-timestamp": undefined } })],
        ["4005201", yield* received(body, { headers: { "x-timestamp": "yesterday" } })],
        ["4005200", { ...good, body: new Uint8Array([0x7b, 0xff]) }],
        ["4005200", yield* received("{\"a\":1,\"a\":2}")],
        ["4005200", yield* received("no json")],
        ["4005202", yield* received("{\"originalReferenceNo\":\"R-1\"}")]
      ]
      for (const [code, notification] of refusals) assert.strictEqual(yield* refusal(notification), code)
    }))

  it.effect("refuses one that is too old", () =>
    Effect.gen(function*() {
      const good = yield* received()
      const receivedAt = yield* DateTime.now
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(yield* refusal(good), "4015200")
      // One that was stored when it came is as fresh as it was then.
      const notification = yield* verifyQrisNotification(yield* asymmetric, { ...good, receivedAt })
      assert.strictEqual(notification.originalReferenceNo, "R-1")
    }))
})
