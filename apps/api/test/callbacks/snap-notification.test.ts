import { assert, describe, it } from "@effect/vitest"
import {
  formatSnapTimestamp,
  importRsaPublicKey,
  localCredentials,
  localPublicKeys,
  NotFound,
  Rupiah,
  signAsymmetric,
  signSymmetric,
  signToken
} from "@openfinpay/finpay-core"
import { localNotificationKey } from "@openfinpay/finpay-simulator"
import { DateTime, Effect, Layer, Redacted, Ref } from "effect"
import { TestClock } from "effect/testing"
import { createHash, createHmac } from "node:crypto"
import { layerDatabase } from "../../src/database/layer.ts"
import { maxCallbackBytes } from "../../src/http/body.ts"
import type { MerchantSigner } from "../../src/merchants/Merchant.ts"
import { merchantId, send, startApi, until } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"
import type { Verbs } from "../support/fake-finpay.ts"

const path = `/v1/callbacks/snap/${merchantId}/v1.0/qr/qr-mpm-notify`
const clientSecret = Redacted.make("the-client-secret")
const { privateKeyPem } = localCredentials.snap
const publicKeyPem = localPublicKeys.snapPem
const privateKey = Redacted.make(privateKeyPem)

const body = JSON.stringify({
  originalReferenceNo: "R-1",
  originalPartnerReferenceNo: "P-1",
  latestTransactionStatus: "00",
  transactionStatusDesc: "success",
  amount: { value: "10000.00", currency: "IDR" }
})

type Style = MerchantSigner["style"] | "none"

const clientId = "the-client"

const launch = (style: Style = "asymmetric", qris: NonNullable<Verbs["qris"]> = {}) =>
  Effect.gen(function*() {
    const publicKey = yield* importRsaPublicKey(publicKeyPem)
    const signers: Readonly<Record<Style, MerchantSigner | undefined>> = {
      asymmetric: { style: "asymmetric", publicKey },
      symmetric: { style: "symmetric", clientSecret, tokenClient: { clientId, publicKey } },
      hmac: { style: "hmac", clientSecret },
      none: undefined
    }
    return yield* startApi(fakeFinpay({ qris }), {}, { callbackKeys: { notificationSigner: signers[style] } })
  })

const startTime = Date.parse("2026-11-21T10:00:00Z")

const start = (...parts: Parameters<typeof launch>) => Effect.andThen(TestClock.setTime(startTime), launch(...parts))

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

const listed = (url: string) =>
  Effect.map(send(`${url}/v1/callbacks`), ({ json }) => json["callbacks"] as ReadonlyArray<Json>)

const notFound = new NotFound({
  operation: "qrisQuery",
  detail: "d",
  nextStep: "n",
  safeToRetry: true,
  httpStatus: 404
})

describe("POST /v1/callbacks/snap/v1.0/qr/qr-mpm-notify", () => {
  it.effect("takes what the provider's key signed: 2005200, and keeps it", () =>
    Effect.gen(function*() {
      const api = yield* start()
      assertSnap(yield* deliver(api.url, yield* signed(body, yield* now)), "2005200")
      const [first, ...others] = yield* listed(api.url)
      assert.deepInclude(first, {
        receivedAt: "2026-11-21T10:00:00.000Z",
        kind: "qris",
        reference: "R-1",
        partnerReference: "P-1",
        status: "00",
        isPaid: true,
        orderAmount: 10_000,
        duplicates: 0
      })
      assert.deepStrictEqual(others, [])
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
      const kept = yield* listed(api.url)
      assert.strictEqual(kept.length, 4)
      for (const each of kept) assert.deepInclude(each, { state: "refused", reason: "4015200 Unauthorized. Signature" })
      assert.deepStrictEqual((yield* send(`${api.url}/v1/payments`)).json, { payments: [] })
    }))

  it.effect("refuses one that is more than five minutes old or ahead", () =>
    Effect.gen(function*() {
      const api = yield* start()
      for (const stale of ["2026-11-21T16:54:59+07:00", "2026-11-21T17:05:01+07:00"]) {
        assertSnap(yield* deliver(api.url, yield* signed(body, stale)), "4015200")
      }
      for (const each of yield* listed(api.url)) {
        assert.deepInclude(each, { state: "refused", reason: "4015200 Unauthorized. Timestamp" })
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

  it.effect("takes what is signed without a token over either text, where that is the setting", () =>
    Effect.gen(function*() {
      const api = yield* start("hmac")
      const timestamp = yield* now
      const hash = createHash("sha256").update(body).digest("hex")
      const over = (text: string, secret = "the-client-secret") => ({
        "x-timestamp": timestamp,
        "x-signature": createHmac("sha512", secret).update(text).digest("base64")
      })
      for (const text of [`POST:${path}:${hash}:${timestamp}`, `POST:${path}::${hash}:${timestamp}`]) {
        assertSnap(yield* deliver(api.url, over(text)), "2005200")
        assertSnap(yield* deliver(api.url, over(text, "another-secret")), "4015200")
        assertSnap(yield* deliver(api.url, over(text), body.replace("R-1", "R-2")), "4015200")
      }
      assertSnap(yield* deliver(api.url, over(`POST:${path}:token:${hash}:${timestamp}`)), "4015200")
      assertSnap(yield* deliver(api.url, yield* signed(body, timestamp)), "4015200")
    }))

  it.effect("refuses everything where no key is configured", () =>
    Effect.gen(function*() {
      const api = yield* start("none")
      assertSnap(yield* deliver(api.url, yield* signed(body, yield* now)), "4015200")
    }))

  it.effect("is there for the server's own merchant without its name", () =>
    Effect.gen(function*() {
      const api = yield* start()
      const short = "/v1/callbacks/snap/v1.0/qr/qr-mpm-notify"
      const headers = yield* signed(body, yield* now, short)
      assertSnap(yield* send(`${api.url}${short}`, { method: "POST", headers, body }), "2005200")
    }))

  it.effect("answers 5005201 when it cannot be stored, so that it comes again", () =>
    Effect.gen(function*() {
      const api = yield* start()
      yield* api.sql`ALTER TABLE finpay_api_callback RENAME TO elsewhere`
      assertSnap(yield* deliver(api.url, yield* signed(body, yield* now)), "5005201")
      yield* api.sql`ALTER TABLE elsewhere RENAME TO finpay_api_callback`
      assertSnap(yield* deliver(api.url, yield* signed(body, yield* now)), "2005200")
    }))
})

describe("what comes of a QRIS notification", () => {
  const statusOf = (latestTransactionStatus: string, amount = 10_000) =>
    answered({ ...envelope, latestTransactionStatus, amount: Rupiah.make(amount) })

  const settledOf = (url: string) =>
    Effect.map(
      until(
        send(`${url}/v1/callbacks`),
        ({ callbacks }) => (callbacks as ReadonlyArray<Json>).every(({ state }) => state !== "verified")
      ),
      ({ json }) => json["callbacks"] as ReadonlyArray<Json>
    )

  const told = (api: { readonly url: string }, status: string) =>
    Effect.gen(function*() {
      const text = body.replace("\"00\"", `"${status}"`)
      return yield* deliver(api.url, yield* signed(text, yield* now), text)
    })

  it.effect("counted, where the same is signed anew: 2005200 again, and asked about once", () =>
    Effect.gen(function*() {
      const asked = yield* Ref.make(0)
      const api = yield* start("asymmetric", {
        query: () => Effect.as(Ref.update(asked, (count) => count + 1), statusOf("00"))
      })
      assertSnap(yield* told(api, "00"), "2005200")
      const later = yield* signed(body, "2026-11-21T17:00:01+07:00")
      assertSnap(yield* deliver(api.url, later), "2005200")
      const [first, ...others] = yield* listed(api.url)
      assert.deepInclude(first, { state: "agreed", duplicates: 1 })
      assert.deepStrictEqual(others, [])
      assert.strictEqual(yield* Ref.get(asked), 1)
    }))

  it.live("never goes back: one that says pending after it was paid changes nothing", () =>
    Effect.gen(function*() {
      const status = yield* Ref.make("00")
      const api = yield* launch("asymmetric", { query: () => Effect.map(Ref.get(status), (word) => statusOf(word)) })
      assert.strictEqual((yield* told(api, "00")).json["responseCode"], "2005200")
      // Even where Finpay's own answer is out of date.
      yield* Ref.set(status, "03")
      assert.strictEqual((yield* told(api, "03")).json["responseCode"], "2005200")
      yield* settledOf(api.url)
      const known = yield* send(`${api.url}/v1/qris/payments/R-1?from=known`)
      assert.deepInclude(known.json, { latestTransactionStatus: "00", isPaid: true })
      assert.deepInclude(known.json["contradiction"], { known: "00", answered: "03", count: 1 })
    }))

  it.effect("4045201 for a payment that Finpay does not know, also when it comes again", () =>
    Effect.gen(function*() {
      const api = yield* start("asymmetric", { query: () => Effect.fail(notFound) })
      assertSnap(yield* told(api, "00"), "4045201")
      assertSnap(yield* told(api, "00"), "4045201")
      const [first] = yield* listed(api.url)
      assert.deepInclude(first, { state: "disagreed", reason: "not-found", duplicates: 1 })
      assert.deepStrictEqual((yield* send(`${api.url}/v1/payments`)).json, { payments: [] })
    }))

  it.effect("4045201 for status 07, which says the same", () =>
    Effect.gen(function*() {
      const api = yield* start("asymmetric", { query: () => Effect.succeed(statusOf("07")) })
      assertSnap(yield* told(api, "00"), "4045201")
      assert.deepStrictEqual((yield* send(`${api.url}/v1/payments`)).json, { payments: [] })
    }))

  it.effect("found by the merchant's own number where the two are swapped", () =>
    Effect.gen(function*() {
      const query: NonNullable<Verbs["qris"]>["query"] = ({ originalReferenceNo }) =>
        originalReferenceNo === "P-1" ? Effect.succeed(statusOf("00")) : Effect.fail(notFound)
      const api = yield* start("asymmetric", { query })
      assertSnap(yield* told(api, "00"), "2005200")
      const { json } = yield* send(`${api.url}/v1/payments`)
      assert.deepInclude((json["payments"] as ReadonlyArray<Json>)[0], { reference: "P-1", status: "00" })
    }))

  it.effect("taken for one that ended unpaid", () =>
    Effect.gen(function*() {
      const api = yield* start("asymmetric", { query: () => Effect.succeed(statusOf("05")) })
      assertSnap(yield* told(api, "05"), "2005200")
      assert.deepInclude((yield* listed(api.url))[0], { state: "agreed", isPaid: false })
    }))

  it.effect("disagreed where the amount is another", () =>
    Effect.gen(function*() {
      const api = yield* start("asymmetric", { query: () => Effect.succeed(statusOf("00", 9_000)) })
      assertSnap(yield* told(api, "00"), "2005200")
      assert.deepInclude((yield* listed(api.url))[0], { state: "disagreed", reason: "amount" })
    }))
})

describe("the token for QRIS notifications", () => {
  const tokenPath = `/v1/callbacks/snap/${merchantId}/v1.0/access-token/b2b`
  const grant = "{\"grantType\":\"client_credentials\"}"

  type Headers = Readonly<Record<string, string>>

  const ask = (api: { readonly url: string }, headers: Headers, text = grant, address = tokenPath) =>
    send(`${api.url}${address}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: text
    })

  const request = (timestamp: string, client = clientId, key: Redacted.Redacted = privateKey) =>
    Effect.map(signToken({ clientId: client, timestamp, privateKey: key }), ({ signature }) => ({
      "x-client-key": client,
      "x-timestamp": timestamp,
      "x-signature": signature
    }))

  const tokenOf = (api: { readonly url: string }) =>
    Effect.gen(function*() {
      const answer = yield* ask(api, yield* request(yield* now))
      return Redacted.make(String(answer.json["accessToken"]))
    })

  const notify = (api: { readonly url: string }, accessToken: Redacted.Redacted, text = body) =>
    Effect.gen(function*() {
      const timestamp = yield* now
      const call = { method: "POST", path, body: text, timestamp, accessToken, clientSecret } as const
      const { signature } = yield* signSymmetric(call)
      return yield* deliver(api.url, {
        "x-timestamp": timestamp,
        "x-signature": signature,
        authorization: `Bearer ${Redacted.value(accessToken)}`
      }, text)
    })

  it.effect("is given to whoever signs with Finpay's key, and only its hash is kept", () =>
    Effect.gen(function*() {
      const api = yield* start("symmetric")
      const answer = yield* ask(api, yield* request(yield* now))
      assertSnap(answer, "2007300")
      assert.deepInclude(answer.json, { responseMessage: "Successful", tokenType: "Bearer", expiresIn: "900" })
      assert.strictEqual(answer.headers.get("x-client-key"), clientId)
      assert.strictEqual(answer.headers.get("cache-control"), "no-store")
      const rows = yield* api.sql`SELECT * FROM finpay_api_snap_token`
      assert.strictEqual(rows.length, 1)
      assert.strictEqual(Number(rows[0]?.["expires_at"]), startTime + 900_000)
      assert.notInclude(JSON.stringify(rows), String(answer.json["accessToken"]))
      const short = yield* ask(api, yield* request(yield* now), grant, "/v1/callbacks/snap/v1.0/access-token/b2b")
      assertSnap(short, "2007300")
    }))

  it.effect("makes a notification genuine that is signed over it, as long as it lasts", () =>
    Effect.gen(function*() {
      const api = yield* start("symmetric")
      const token = yield* tokenOf(api)
      assert.strictEqual((yield* notify(api, token)).json["responseCode"], "2005200")
      const lastsUntil = (time: number) => api.sql`UPDATE finpay_api_snap_token SET expires_at = ${time}`
      yield* lastsUntil(startTime + 1)
      const second = body.replace("R-1", "R-2")
      assert.strictEqual((yield* notify(api, token, second)).json["responseCode"], "2005200")
      yield* lastsUntil(startTime)
      const refused = yield* notify(api, token, body.replace("R-1", "R-3"))
      assert.deepInclude(refused.json, { responseCode: "4015201", responseMessage: "Invalid Token (B2B)" })
      assert.strictEqual(refused.status, 401)
      const kept = yield* send(`${api.url}/v1/callbacks?state=refused`)
      assert.deepInclude((kept.json["callbacks"] as ReadonlyArray<Json>)[0], { reason: "4015201 Invalid Token (B2B)" })
    }))

  it.effect("is known by every server of the database", () =>
    Effect.gen(function*() {
      const publicKey = yield* importRsaPublicKey(publicKeyPem)
      const notificationSigner: MerchantSigner = {
        style: "symmetric",
        clientSecret,
        tokenClient: { clientId, publicKey }
      }
      const database = yield* Layer.build(Layer.fresh(layerDatabase({ file: ":memory:" })))
      const parts = { database, callbackKeys: { notificationSigner } }
      yield* TestClock.setTime(Date.parse("2026-11-21T10:00:00Z"))
      const first = yield* startApi(fakeFinpay({}), {}, parts)
      const second = yield* startApi(fakeFinpay({}), {}, parts)
      assertSnap(yield* notify(second, yield* tokenOf(first)), "2005200")
    }))

  it.effect("is needed: neither another token nor none will do, nor one of another merchant", () =>
    Effect.gen(function*() {
      const api = yield* start("symmetric")
      assertSnap(yield* notify(api, Redacted.make("another-token")), "4015201")
      const token = yield* tokenOf(api)
      const timestamp = yield* now
      const call = { method: "POST", path, body, timestamp, accessToken: token, clientSecret } as const
      const { signature } = yield* signSymmetric(call)
      assertSnap(yield* deliver(api.url, { "x-timestamp": timestamp, "x-signature": signature }), "4015200")
      assertSnap(yield* deliver(api.url, yield* signed(body, timestamp)), "4015200")
      yield* api.sql`UPDATE finpay_api_snap_token SET account = 'local/ANOTHER'`
      assertSnap(yield* notify(api, token), "4015201")
    }))

  it.effect("is refused to everybody else, each with SNAP's code", () =>
    Effect.gen(function*() {
      const api = yield* start("symmetric")
      const right = yield* request(yield* now)
      const without = (name: keyof typeof right) =>
        Object.fromEntries(Object.entries(right).filter(([header]) => header !== name))
      const stranger = Redacted.make(localNotificationKey.privateKeyPem)
      const refusals: ReadonlyArray<readonly [what: string, headers: Headers, text: string, code: string]> = [
        ["no X-CLIENT-KEY", without("x-client-key"), grant, "4007302"],
        ["no X-TIMESTAMP", without("x-timestamp"), grant, "4007302"],
        ["no X-SIGNATURE", without("x-signature"), grant, "4007302"],
        ["no grantType", right, "{}", "4007302"],
        ["another grantType", right, "{\"grantType\":\"password\"}", "4007301"],
        ["a timestamp that is none", { ...right, "x-timestamp": "21 November" }, grant, "4007301"],
        ["no JSON", right, "grantType=client_credentials", "4007300"],
        ["no object", right, "[]", "4007300"],
        ["a timestamp of six minutes ago", yield* request("2026-11-21T16:54:00+07:00"), grant, "4017300"],
        ["a timestamp in six minutes", yield* request("2026-11-21T17:06:00+07:00"), grant, "4017300"],
        ["an unknown client", yield* request(yield* now, "another-client"), grant, "4017300"],
        ["another's key", yield* request(yield* now, clientId, stranger), grant, "4017300"],
        ["a signature of another time", { ...right, "x-timestamp": "2026-11-21T17:00:01+07:00" }, grant, "4017300"],
        ["too much", right, " ".repeat(maxCallbackBytes + 1), "4137300"]
      ]
      for (const [what, headers, text, code] of refusals) {
        const answer = yield* ask(api, headers, text)
        assert.strictEqual(answer.json["responseCode"], code, what)
        assert.strictEqual(answer.status, Number(code.slice(0, 3)), what)
        assert.notProperty(answer.json, "accessToken", what)
      }
      const elsewhere = yield* ask(api, right, grant, "/v1/callbacks/snap/ANOTHER/v1.0/access-token/b2b")
      assert.strictEqual(elsewhere.json["responseCode"], "4047308")
      assert.strictEqual((yield* api.sql`SELECT 1 FROM finpay_api_snap_token`).length, 0)
    }))

  for (const style of ["asymmetric", "hmac", "none"] as const) {
    it.effect(`is not given where notifications are signed without one: ${style}`, () =>
      Effect.gen(function*() {
        const api = yield* start(style)
        assertSnap(yield* ask(api, yield* request(yield* now)), "4017300")
      }))
  }
})
