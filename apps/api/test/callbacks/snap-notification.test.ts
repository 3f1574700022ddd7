import { assert, describe, it } from "@effect/vitest"
import {
  formatSnapTimestamp,
  importRsaPublicKey,
  localCredentials,
  signAsymmetric,
  signSymmetric
} from "@openfinpay/finpay-core"
import type { NotificationSigner } from "@openfinpay/finpay-core"
import { DateTime, Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { maxCallbackBytes } from "../../src/http/body.ts"
import { merchantId, merchantKey, send, startApi } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { fakeFinpay } from "../support/fake-finpay.ts"

const path = `/v1/callbacks/snap/${merchantId}/v1.0/qr/qr-mpm-notify`
const clientSecret = Redacted.make("the-client-secret")
const { privateKeyPem, publicKeyPem } = localCredentials.snap
const privateKey = Redacted.make(privateKeyPem)

const body = JSON.stringify({
  originalReferenceNo: "R-1",
  originalPartnerReferenceNo: "P-1",
  latestTransactionStatus: "00",
  transactionStatusDesc: "success",
  amount: { value: "10000.00", currency: "IDR" }
})

const start = (style: "asymmetric" | "symmetric" | "none" = "asymmetric") =>
  Effect.gen(function*() {
    const publicKey = yield* importRsaPublicKey(publicKeyPem)
    const signers: Readonly<Record<typeof style, NotificationSigner | undefined>> = {
      asymmetric: { style: "asymmetric", publicKey },
      symmetric: { style: "symmetric", clientSecret },
      none: undefined
    }
    yield* TestClock.setTime(Date.parse("2026-11-21T10:00:00Z"))
    return yield* startApi(fakeFinpay({}), {}, { callbackKeys: { notificationSigner: signers[style] } })
  })

const now = Effect.map(DateTime.now, formatSnapTimestamp)

const signed = (text: string, timestamp: string, signedPath = path) =>
  Effect.map(
    signAsymmetric({ method: "POST", path: signedPath, body: text, timestamp, privateKey }),
    ({ signature }) => ({ "x-timestamp": timestamp, "x-signature": signature })
  )

const deliver = (url: string, headers: Readonly<Record<string, string>>, text: string = body) =>
  send(`${url}${path}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: text })

const assertSnap = (
  answer: { readonly status: number; readonly headers: Headers; readonly json: Json },
  code: string
) => {
  assert.strictEqual(answer.json["responseCode"], code)
  assert.strictEqual(answer.status, Number(code.slice(0, 3)))
  assert.match(answer.headers.get("x-timestamp") ?? "", /^2026-11-21T17:00:00\+07:00$/u)
}

const news = (url: string) => Effect.map(send(`${url}/v1/callbacks`), ({ json }) => json)

describe("POST /v1/callbacks/snap/v1.0/qr/qr-mpm-notify", () => {
  it.effect("takes what the provider's key signed: 2005200, and keeps it as news", () =>
    Effect.gen(function*() {
      const api = yield* start()
      assertSnap(yield* deliver(api.url, yield* signed(body, yield* now)), "2005200")
      assert.deepStrictEqual(yield* news(api.url), {
        callbacks: [{
          receivedAt: "2026-11-21T10:00:00.000Z",
          kind: "qris",
          reference: "R-1",
          status: "00",
          isPaid: true,
          amount: 10_000
        }],
        refused: 0
      })
    }))

  it.effect("takes one that was pretty-printed after it was signed", () =>
    Effect.gen(function*() {
      const api = yield* start()
      const pretty = JSON.stringify(JSON.parse(body), null, 2)
      assertSnap(yield* deliver(api.url, yield* signed(body, yield* now), pretty), "2005200")
    }))

  it.effect("refuses a signature that does not belong to it: 4015200, and nothing changes", () =>
    Effect.gen(function*() {
      const api = yield* start()
      const right = yield* signed(body, yield* now)
      const forged: ReadonlyArray<readonly [headers: Readonly<Record<string, string>>, text: string]> = [
        [right, body.replace("10000.00", "1.00")],
        [yield* signed(body, yield* now, "/v1.0/qr/qr-mpm-notify"), body],
        [{ ...right, "x-signature": "forged" }, body],
        [{ ...right, "x-timestamp": "2026-11-21T17:00:01+07:00" }, body]
      ]
      for (const [headers, text] of forged) assertSnap(yield* deliver(api.url, headers, text), "4015200")
      assert.deepStrictEqual(yield* news(api.url), { callbacks: [], refused: 4 })
    }))

  it.effect("refuses one that is more than five minutes old or ahead", () =>
    Effect.gen(function*() {
      const api = yield* start()
      for (const stale of ["2026-11-21T16:54:59+07:00", "2026-11-21T17:05:01+07:00"]) {
        assertSnap(yield* deliver(api.url, yield* signed(body, stale)), "4015200")
      }
      assertSnap(yield* deliver(api.url, yield* signed(body, "2026-11-21T16:55:00+07:00")), "2005200")
    }))

  it.effect("names a header that is missing or malformed", () =>
    Effect.gen(function*() {
      const api = yield* start()
      const right = yield* signed(body, yield* now)
      const noTimestamp = yield* deliver(api.url, { "x-signature": right["x-signature"] })
      assertSnap(noTimestamp, "4005202")
      assert.strictEqual(noTimestamp.json["responseMessage"], "Invalid Mandatory Field X-TIMESTAMP")
      const noSignature = yield* deliver(api.url, { "x-timestamp": right["x-timestamp"] })
      assertSnap(noSignature, "4005202")
      assert.strictEqual(noSignature.json["responseMessage"], "Invalid Mandatory Field X-SIGNATURE")
      assertSnap(yield* deliver(api.url, { ...right, "x-timestamp": "21 November" }), "4005201")
    }))

  it.effect("refuses a signed body that is no JSON, has a member twice, or lacks a member", () =>
    Effect.gen(function*() {
      const api = yield* start()
      const refused = [["order=1", "4005200"], ["{\"a\":1,\"a\":2}", "4005200"], ["{}", "4005202"]] as const
      for (const [text, code] of refused) {
        assertSnap(yield* deliver(api.url, yield* signed(text, yield* now), text), code)
      }
    }))

  it.effect("refuses one that is too large", () =>
    Effect.gen(function*() {
      const api = yield* start()
      assertSnap(yield* deliver(api.url, {}, " ".repeat(maxCallbackBytes + 1)), "4135200")
    }))

  it.effect("takes an HMAC with the client secret over the token it carries, where that is the setting", () =>
    Effect.gen(function*() {
      const api = yield* start("symmetric")
      const timestamp = yield* now
      const accessToken = Redacted.make("their-token")
      const { signature } = yield* signSymmetric({ method: "POST", path, body, timestamp, accessToken, clientSecret })
      const headers = { "x-timestamp": timestamp, "x-signature": signature }
      assertSnap(yield* deliver(api.url, { ...headers, authorization: "Bearer their-token" }), "2005200")
      assertSnap(yield* deliver(api.url, { ...headers, authorization: "Bearer another-token" }), "4015200")
      assertSnap(yield* deliver(api.url, headers), "4015200")
      assertSnap(yield* deliver(api.url, yield* signed(body, timestamp)), "4015200")
    }))

  it.effect("refuses everything where no key is configured", () =>
    Effect.gen(function*() {
      const api = yield* start("none")
      assertSnap(yield* deliver(api.url, yield* signed(body, yield* now)), "4015200")
    }))
})
