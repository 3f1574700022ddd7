import { assert, describe, it } from "@effect/vitest"
import {
  formatSnapTimestamp,
  importRsaPublicKey,
  localCredentials,
  localPublicKeys,
  OutcomeUnknown,
  Rupiah,
  signAsymmetric,
  signCallback
} from "@openfinpay/finpay-core"
import { DateTime, Effect, Redacted, Ref } from "effect"
import { merchantId, merchantKey, mutationIn, post, postNow, send, startApi } from "../support/api.ts"
import type { Answer } from "../support/api.ts"
import { answered, envelope, fakeFinpay, ordered } from "../support/fake-finpay.ts"

const lost = new OutcomeUnknown({
  operation: "refund",
  reason: "timeout",
  detail: "no answer came",
  nextStep: "n",
  safeToRetry: false
})

/** A server where every refund's answer is lost, which is not asked about for an hour unless news comes. */
const start = Effect.gen(function*() {
  const isRefunded = yield* Ref.make(false)
  const publicKey = yield* importRsaPublicKey(localPublicKeys.snapPem)
  const api = yield* startApi(
    fakeFinpay({
      payments: {
        check: () => Effect.map(Ref.get(isRefunded), (refunded) => ordered(refunded ? "REFUNDED" : "PAID")),
        refund: () => Effect.fail(lost)
      },
      qris: {
        query: () =>
          Effect.map(
            Ref.get(isRefunded),
            (refunded) =>
              answered({ ...envelope, latestTransactionStatus: refunded ? "04" : "00", amount: Rupiah.make(10_000) })
          ),
        refund: () => Effect.fail(lost)
      }
    }),
    {},
    {
      settings: { checkDelaysSeconds: [3_600] },
      callbackKeys: { notificationSigner: { style: "asymmetric", publicKey } }
    }
  )
  return { url: api.url, refunded: Ref.set(isRefunded, true) }
})

const stateOf = (url: string, { json }: Answer) =>
  Effect.map(send(`${url}/v1/mutations/${String(json["mutationId"])}`), (answer) => answer.json["state"])

const callback = (url: string, id: string, key: Redacted.Redacted = merchantKey) =>
  Effect.flatMap(
    signCallback({ order: { id, amount: 22_000 }, result: { payment: { status: "PAID" } } }, key),
    (body) => send(`${url}/v1/callbacks/finpay/${merchantId}`, { method: "POST", body })
  )

const path = `/v1/callbacks/snap/${merchantId}/v1.0/qr/qr-mpm-notify`

const notification = Effect.fnUntraced(function*(url: string, references: Readonly<Record<string, string>>) {
  const body = JSON.stringify({ ...references, latestTransactionStatus: "00" })
  const timestamp = formatSnapTimestamp(yield* DateTime.now)
  const privateKey = Redacted.make(localCredentials.snap.privateKeyPem)
  const { signature } = yield* signAsymmetric({ method: "POST", path, body, timestamp, privateKey })
  return yield* send(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-timestamp": timestamp, "x-signature": signature },
    body
  })
})

describe("a callback of a payment whose refund is in doubt", () => {
  it.live("has Finpay asked at once, whatever it says itself", () =>
    Effect.gen(function*() {
      const { refunded, url } = yield* start
      const refund = yield* postNow(`${url}/v1/payments/INV-1/refunds`, { amount: 22_000 }, "key")
      yield* mutationIn(url, refund, "unknown")
      yield* refunded
      assert.strictEqual((yield* callback(url, "INV-1")).status, 200)
      const found = yield* mutationIn(url, refund, "succeeded")
      assert.deepInclude(found, { decidedBy: "evidence" })
    }))

  it.live("decides nothing when it is forged or about another order", () =>
    Effect.gen(function*() {
      const { refunded, url } = yield* start
      const refund = yield* postNow(`${url}/v1/payments/INV-1/refunds`, { amount: 22_000 }, "key")
      const { updatedAt } = yield* mutationIn(url, refund, "unknown")
      yield* refunded
      assert.strictEqual((yield* callback(url, "INV-1", Redacted.make("another"))).status, 401)
      assert.strictEqual((yield* callback(url, "INV-2")).status, 200)
      assert.strictEqual(yield* stateOf(url, refund), "unknown")
      const { json } = yield* send(`${url}/v1/mutations/${String(refund.json["mutationId"])}`)
      assert.strictEqual(json["updatedAt"], updatedAt)
    }))
})

describe("a QRIS notification of a payment whose refund is in doubt", () => {
  for (const field of ["originalReferenceNo", "originalPartnerReferenceNo"]) {
    it.live(`has Finpay asked at once, with the payment's number as ${field}`, () =>
      Effect.gen(function*() {
        const { refunded, url } = yield* start
        const request = { originalReferenceNo: "R-1", partnerRefundNo: "X-1", refundAmount: 10_000, reason: "cold" }
        const refund = yield* post(`${url}/v1/qris/refunds`, request, "key", { prefer: "wait=0" })
        yield* mutationIn(url, refund, "unknown")
        yield* refunded
        const references = { originalReferenceNo: "P-1", [field]: "R-1" }
        assert.strictEqual((yield* notification(url, references)).status, 200)
        yield* mutationIn(url, refund, "succeeded")
      }))
  }
})
