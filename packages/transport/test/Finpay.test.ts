import { assert, describe, it } from "@effect/vitest"
import {
  localCredentials,
  localPublicKeys,
  qrisQuery,
  snapToken,
  verifySymmetric,
  verifyToken
} from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import { Effect, Layer, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { Finpay, localConfig } from "../src/index.ts"
import type { SnapConfig } from "../src/index.ts"
import { clients, configAt, openFinpay } from "./support/clients.ts"
import { code, json, qrisDone, qrisPaid, snap, success, tokenAnswer } from "./support/replies.ts"
import { scriptedServer } from "./support/server.ts"
import type { Recorded } from "./support/server.ts"

const order = { id: "INV-1", amount: 22000 }
const basic = `Basic ${Buffer.from("FINPAY001:local-merchant-key").toString("base64")}`

const snapConfig = (more: Partial<SnapConfig> = {}): SnapConfig => {
  const { snap } = localConfig()
  if (snap === undefined) throw new Error("the local configuration has SNAP credentials")
  return { ...snap, ...more }
}

const line = ({ body, method, path }: Recorded) => [method, path, body] as const
const header = (request: Recorded | undefined, name: string): string => String(request?.headers[name] ?? "")

for (const [client, http] of clients) {
  describe(`Finpay over ${client}`, () => {
    it.live("sends the payment-gateway calls as documented", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(success)
        const { payments } = yield* openFinpay(server.url, http)
        yield* payments.check({ orderId: "INV-1" })
        yield* payments.refund({ order })
        yield* payments.void({ order })
        yield* payments.cancel({ orderId: "INV-1" })
        yield* payments.initiate({ order, customer: { id: "c-1", mobilePhone: "+6281234567890" }, url: {} })
        assert.deepStrictEqual(server.requests.map(line), [
          ["GET", "/pg/payment/card/check/INV-1", ""],
          ["POST", "/pg/payment/card/refund", "{\"order\":{\"id\":\"INV-1\",\"amount\":\"22000\"}}"],
          ["POST", "/pg/payment/card/void", "{\"order\":{\"id\":\"INV-1\",\"amount\":\"22000\"}}"],
          ["GET", "/pg/payment/card/cancel/INV-1", ""],
          [
            "POST",
            "/pg/payment/card/initiate",
            "{\"customer\":{\"id\":\"c-1\",\"mobilePhone\":\"+6281234567890\"},\"order\":{\"id\":\"INV-1\",\"amount\":\"22000\"},\"url\":{}}"
          ]
        ])
        for (const { headers } of server.requests) {
          assert.strictEqual(headers.authorization, basic)
          assert.strictEqual(headers["content-type"], "application/json")
          assert.strictEqual(headers.accept, "application/json")
          assert.strictEqual(headers["accept-encoding"], "identity")
          // Our tracing is nobody's business but ours.
          assert.notProperty(headers, "traceparent")
          assert.notProperty(headers, "b3")
        }
      }))

    it.live("voids by GET where that is configured, and only the whole order", () =>
      Effect.gen(function*() {
        const known = (path: string) => path.endsWith("INV-1") ? { id: "INV-1", amount: "22000" } : { id: "INV-2" }
        const server = yield* scriptedServer((response, request) =>
          request.path.includes("/check/")
            ? json(200, { responseCode: "2000000", data: { order: known(request.path) } })(response, request)
            : success(response, request)
        )
        const { payments } = yield* openFinpay(server.url, http, { voidStyle: "get" })
        const asked = ["GET", "/pg/payment/card/check/INV-1", ""] as const
        yield* payments.void({ order })
        assert.deepStrictEqual(server.requests.map(line), [asked, ["GET", "/pg/payment/card/void/INV-1", ""]])

        const refused = (orderId: string, amount: number) =>
          Effect.map(Effect.flip(payments.void({ order: { id: orderId, amount } })), (error) => {
            assert.strictEqual(error._tag, "InvalidRequest")
            assert.deepStrictEqual([error.operation, error.reference], ["void", orderId])
            return error._tag === "InvalidRequest" ? error.problems.map(({ field }) => field) : []
          })
        assert.deepStrictEqual(yield* refused("INV-1", 3), ["order.amount"])
        assert.deepStrictEqual(yield* refused("INV-2", 22000), ["order.amount"])
        const wrong = yield* Effect.flip(payments.void({ order: { id: "INV-1", amount: 0 } }))
        assert.strictEqual(wrong._tag, "InvalidRequest")
        // Nothing but questions since.
        assert.lengthOf(server.requests.filter(({ path }) => path.includes("/void/")), 1)
      }))

    it.live("gives the decoded answer and the JSON as it came", () =>
      Effect.gen(function*() {
        const answer = {
          responseCode: "2000000",
          data: { order: { id: "INV-1", amount: 22000 }, result: { payment: { status: "PAID", amount: "22000.00" } } },
          news: true
        }
        const server = yield* scriptedServer(json(200, answer))
        const { payments } = yield* openFinpay(server.url, http)
        const { data, raw } = yield* payments.check({ orderId: "INV-1" })
        assert.strictEqual(data?.result?.payment?.status, "PAID")
        assert.strictEqual(data?.result?.payment?.amount, 22000)
        assert.deepStrictEqual(raw, answer)
      }))

    it.live("refuses a wrong request before anything is sent", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(success)
        const { payments, qris } = yield* openFinpay(server.url, http)
        const errors = yield* Effect.forEach([
          payments.refund({ order: { id: "INV 1", amount: 22000 } }),
          payments.refund({ order: { id: "INV-1", amount: 0.5 } }),
          payments.cancel({ orderId: "" }),
          payments.refund({ order }, { timeoutMillis: 0 }),
          payments.refund({ order }, { timeoutMillis: Number.NaN }),
          payments.refund({ order }, { timeoutMillis: 1e305 }),
          payments.refund({ order }, { timeoutMillis: 2 ** 31 }),
          qris.query({ originalReferenceNo: "" })
        ], (call) => Effect.flip<unknown, FinpayError, never>(call))
        assert.deepStrictEqual(errors.map(({ _tag }) => _tag), Array.from(errors, () => "InvalidRequest"))
        assert.deepStrictEqual(server.requests, [])
      }))

    it.live("refuses what is no request and what are no options, whatever the types say", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(success)
        const { payments, qris } = yield* openFinpay(server.url, http)
        const none = null as never
        const unreadable: never = Object.defineProperty({}, "merchantId", {
          get: () => {
            throw new TypeError("cannot be read")
          }
        }) as never
        const errors = yield* Effect.forEach([
          payments.refund(none),
          payments.refund({ order }, none),
          qris.generate(none),
          qris.query(none),
          qris.refund(none),
          qris.refund(unreadable)
        ], (call) => Effect.flip<unknown, FinpayError, never>(call))
        assert.deepStrictEqual(errors.map(({ _tag }) => _tag), Array.from(errors, () => "InvalidRequest"))
        assert.include(errors[1]?.detail, "options: must be an object")
        assert.deepStrictEqual(server.requests, [])
      }))

    it.live("signs the QRIS calls over exactly the bytes that are sent", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(snap(json(200, tokenAnswer("token-1")), json(200, qrisDone)))
        const { qris } = yield* openFinpay(server.url, http)
        yield* qris.query({ originalReferenceNo: "R-é-1" })
        yield* qris.refund({
          originalReferenceNo: "R-1",
          partnerRefundNo: "RF-1",
          refundAmount: 10000,
          reason: "two  blanks / and a slash"
        })
        const [token, ...calls] = server.requests
        assert.deepStrictEqual(token === undefined ? [] : line(token), [
          "POST",
          "/pg/snap/oauth/v1.0/access-token/b2b",
          "{\"grantType\":\"client_credentials\"}"
        ])
        assert.strictEqual(header(token, "x-client-key"), localCredentials.snap.clientId)
        assert.isTrue(
          yield* verifyToken({
            clientId: localCredentials.snap.clientId,
            timestamp: header(token, "x-timestamp"),
            signature: header(token, "x-signature"),
            publicKey: localPublicKeys.snapPem
          })
        )
        assert.strictEqual(calls.length, 2)
        for (const request of calls) {
          const { body, method, path } = request
          const timestamp = header(request, "x-timestamp")
          assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/u)
          assert.match(header(request, "x-external-id"), /^\d{32}$/u)
          assert.strictEqual(header(request, "authorization"), "Bearer token-1")
          assert.strictEqual(header(request, "x-partner-id"), localCredentials.snap.partnerId)
          assert.strictEqual(header(request, "channel-id"), localCredentials.snap.channelId)
          assert.strictEqual(header(request, "origin"), localCredentials.snap.origin)
          assert.isTrue(
            yield* verifySymmetric({
              method,
              path,
              body,
              timestamp,
              accessToken: Redacted.make("token-1"),
              clientSecret: Redacted.make(localCredentials.snap.clientSecret),
              signature: header(request, "x-signature")
            })
          )
        }
      }))

    it.live("fills in the configured QRIS merchant, unless another is named", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(snap(json(200, tokenAnswer("token-1")), json(200, qrisPaid)))
        const { qris, run } = yield* openFinpay(server.url, http)
        yield* qris.query({ originalReferenceNo: "R-1" })
        yield* qris.query({ originalReferenceNo: "R-1", merchantId: "FM1", subMerchantId: "FM2" })
        yield* run(qrisQuery, { originalReferenceNo: "R-1", merchantId: "FM3" })
        const { merchantId, subMerchantId } = localCredentials.snap
        assert.deepStrictEqual(server.requests.slice(1).map(({ body }) => JSON.parse(body)), [
          { originalReferenceNo: "R-1", serviceCode: "47", merchantId, subMerchantId },
          { originalReferenceNo: "R-1", serviceCode: "47", merchantId: "FM1", subMerchantId: "FM2" },
          { originalReferenceNo: "R-1", serviceCode: "47", merchantId: "FM3" }
        ])
      }))

    it.live("uses the configured paths, signature form and external ids, and signs the path as sent", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(snap(json(200, tokenAnswer("token-1")), json(200, qrisPaid)))
        const { qris } = yield* openFinpay(`${server.url}/proxy/`, http, {
          snap: snapConfig({
            tokenPath: "/snap/oauth/v1.0/access-token/b2b",
            pathPrefix: "",
            signatureEncoding: "hex",
            externalIdDigits: 15
          })
        })
        yield* qris.query({ originalReferenceNo: "R-1" })
        const [token, call] = server.requests
        assert.strictEqual(token?.path, "/proxy/snap/oauth/v1.0/access-token/b2b")
        assert.strictEqual(call?.path, "/proxy/v1.0/qr/qr-mpm-query")
        assert.match(header(call, "x-external-id"), /^\d{15}$/u)
        assert.match(header(call, "x-signature"), /^[0-9a-f]{128}$/u)
        assert.isTrue(
          yield* verifySymmetric({
            method: "POST",
            path: "/proxy/v1.0/qr/qr-mpm-query",
            body: call?.body ?? "",
            timestamp: header(call, "x-timestamp"),
            accessToken: Redacted.make("token-1"),
            clientSecret: Redacted.make(localCredentials.snap.clientSecret),
            signature: header(call, "x-signature"),
            encoding: "hex"
          })
        )
      }))

    it.live("says that SNAP is not configured, and sends nothing", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(success)
        const { payments, qris } = yield* openFinpay(server.url, http, { snap: undefined })
        const error = yield* Effect.flip(qris.query({ originalReferenceNo: "R-1", merchantId: "FM1" }))
        assert.strictEqual(error._tag, "NotAuthenticated")
        assert.include(error.message, "FINPAY_SNAP_")
        yield* payments.check({ orderId: "INV-1" })
        assert.strictEqual(server.requests.length, 1)
      }))

    it.live("runs the token call itself, with the token hidden", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(json(200, tokenAnswer("token-1")))
        const { run } = yield* openFinpay(server.url, http)
        const answer = yield* run(snapToken, {})
        assert.strictEqual(Redacted.value(answer.accessToken), "token-1")
        assert.notInclude(JSON.stringify(answer), "token-1")
      }))

    it.live("takes a code of the service that the samples print", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(snap(json(200, tokenAnswer("token-1")), json(200, qrisDone)))
        const { qris } = yield* openFinpay(server.url, http)
        assert.strictEqual((yield* qris.query({ originalReferenceNo: "R-1" })).latestTransactionStatus, "00")
      }))
  })
}

describe("Finpay.layer", () => {
  it.effect("refuses a configuration that cannot be used, with all its problems", () =>
    Effect.gen(function*() {
      const broken = {
        ...configAt("http://127.0.0.1:1", { merchantId: "", voidStyle: "get", queryRetries: -1 }),
        snap: snapConfig({ privateKeyPem: Redacted.make("test-secret-no-key"), channelId: "a b" })
      }
      const problem = yield* Effect.flip(
        Layer.build(Layer.provide(Finpay.layer(broken), FetchHttpClient.layer))
      )
      assert.deepStrictEqual(
        problem.problems.map(({ setting }) => setting),
        ["merchantId", "queryRetries", "snap.channelId", "snap.privateKeyPem"]
      )
      assert.notInclude(problem.message, "test-secret")
    }))

  it.live("a user error of Finpay is an InvalidRequest that came back", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer(code("4000002"))
      const { payments } = yield* openFinpay(server.url, FetchHttpClient.layer)
      const error = yield* Effect.flip(payments.refund({ order }))
      assert.deepStrictEqual([error._tag, error.httpStatus], ["InvalidRequest", 400])
    }))
})
