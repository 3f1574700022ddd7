import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createHash, createVerify } from "node:crypto"
import type { MerchantOptions, ServeOptions } from "../../src/index.ts"
import { localMerchant, localNotificationKey } from "../../src/index.ts"
import type { Delivered } from "../support/merchant.ts"
import { merchant } from "../support/merchant.ts"
import { served } from "../support/served.ts"
import { generated, hmac, localSigner, refundBody, snap, stringToSign, token } from "../support/snap.ts"

const accepted = () => ({ status: 200, body: `{"responseCode":"2005200","responseMessage":"Successful"}` })

const notifying = (url: string, change: object = {}): ReadonlyArray<MerchantOptions> => [{
  ...localMerchant,
  ...(localMerchant.snap === undefined
    ? {}
    : { snap: { ...localMerchant.snap, notifyUrl: `${url}/notify`, ...change } })
}]

const paid = Effect.fnUntraced(function*(options: ServeOptions, change: object = {}) {
  const { simulator, url } = yield* served(options)
  const accessToken = yield* token(url)
  const reference = yield* generated(url, accessToken, "INV-1", change)
  yield* simulator.pay("INV-1")
  yield* simulator.deliverCallbacks
  return { simulator, url, accessToken, reference }
})

/** RSA over METHOD:path:hash:timestamp, checked with node:crypto. */
const isSigned = ({ body, headers, path }: Delivered): boolean => {
  const hash = createHash("sha256").update(body, "utf8").digest("hex")
  return createVerify("RSA-SHA256")
    .update(`POST:${path}:${hash}:${String(headers["x-timestamp"])}`, "utf8")
    .verify(localNotificationKey.publicKeyPem, String(headers["x-signature"]), "base64")
}

describe("the QRIS notification", () => {
  it.live("[S1] tells every change of a QR to the merchant, or to the address the QR names", () =>
    Effect.gen(function*() {
      const shop = yield* merchant(accepted)
      const { accessToken, reference, simulator, url } = yield* paid({ merchants: notifying(shop.url) })
      yield* snap(url, "refund", accessToken, refundBody(reference, "R-1"))
      yield* simulator.deliverCallbacks
      const bodies = shop.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>)
      assert.deepStrictEqual(bodies.map((body) => body["latestTransactionStatus"]), ["00", "04"])
      const [first] = bodies
      assert.deepStrictEqual(Object.keys(first ?? {}), [
        "originalReferenceNo",
        "originalPartnerReferenceNo",
        "latestTransactionStatus",
        "transactionStatusDesc",
        "amount",
        "additionalInfo"
      ])
      assert.strictEqual(first?.["originalReferenceNo"], reference)
      assert.deepStrictEqual(first?.["amount"], { value: "10000.00", currency: "IDR" })
      assert.strictEqual(Object.keys(first?.["additionalInfo"] as object).length, 18)

      const own = yield* merchant(accepted)
      yield* paid({ merchants: notifying(shop.url) }, { additionalInfo: { callbackUrl: `${own.url}/own` } })
      assert.deepStrictEqual(own.received.map(({ path }) => path), ["/own"])
    }))

  it.live("[S2] is signed with the simulator's key, without a token", () =>
    Effect.gen(function*() {
      const shop = yield* merchant(accepted)
      yield* paid({ merchants: notifying(shop.url) })
      const [delivered] = shop.received
      if (delivered === undefined) return assert.fail("nothing was delivered")
      assert.isTrue(isSigned(delivered))
      assert.isFalse(isSigned({ ...delivered, body: delivered.body.replace("10000", "10001") }))
      assert.isUndefined(delivered.headers["authorization"])
      assert.match(String(delivered.headers["x-external-id"]), /^\d{16}$/u)
      assert.strictEqual(delivered.headers["x-partner-id"], "FINPAY001")
      assert.strictEqual(delivered.headers["channel-id"], "95221")
    }))

  it.live("[S2] is signed with the client secret and a token of the merchant's by option", () =>
    Effect.gen(function*() {
      const shop = yield* merchant(({ path }) =>
        path === "/token"
          ? { status: 200, body: `{"responseCode":"2007300","accessToken":"of-the-shop","tokenType":"Bearer"}` }
          : accepted()
      )
      const { simulator } = yield* paid({
        merchants: notifying(shop.url, { notifyTokenUrl: `${shop.url}/token` }),
        callbacks: { notificationSignature: "symmetric" }
      })
      const [tokenCall, delivered] = shop.received
      assert.strictEqual(tokenCall?.headers["x-client-key"], "local-client")
      assert.isTrue(
        createVerify("RSA-SHA256")
          .update(`local-client|${String(tokenCall?.headers["x-timestamp"])}`)
          .verify(localNotificationKey.publicKeyPem, String(tokenCall?.headers["x-signature"]), "base64")
      )
      assert.strictEqual(delivered?.headers["authorization"], "Bearer of-the-shop")
      const time = String(delivered?.headers["x-timestamp"])
      const signed = stringToSign("POST", "/notify", "of-the-shop", delivered?.body ?? "", time)
      assert.strictEqual(delivered?.headers["x-signature"], hmac(signed, localSigner.clientSecret))
      assert.strictEqual((yield* simulator.callbacks)[0]?.state, "delivered")
    }))

  it.live("[B4] is tried again with a fresh id when the merchant answers an error", () =>
    Effect.gen(function*() {
      const shop = yield* merchant((_, count) =>
        count === 1 ? { status: 500, body: `{"responseCode":"5005201"}` } : accepted()
      )
      const { simulator } = yield* paid({ merchants: notifying(shop.url) })
      yield* simulator.advanceClock("61 seconds")
      assert.strictEqual(shop.received.length, 2)
      const [first, second] = shop.received
      assert.strictEqual(first?.body, second?.body)
      assert.notStrictEqual(first?.headers["x-external-id"], second?.headers["x-external-id"])
      assert.isTrue(second !== undefined && isSigned(second))
    }))

  it.live("says what is wrong when the merchant gives no token", () =>
    Effect.gen(function*() {
      const shop = yield* merchant(() => ({ status: 401, body: "{}" }))
      const { simulator } = yield* paid({
        merchants: notifying(shop.url, { notifyTokenUrl: `${shop.url}/token` }),
        callbacks: { notificationSignature: "symmetric" }
      })
      const [record] = yield* simulator.callbacks
      assert.strictEqual(record?.attempts[0]?.problem, "the merchant's token address gave no token")
    }))
})
