import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Redacted, Scope } from "effect"
import { connect } from "node:net"
import { localMerchant, localNotificationKey, serve } from "../../src/index.ts"
import { at, send } from "../support/http.ts"
import { basic, get, order, paidOrder } from "../support/pg.ts"
import { served } from "../support/served.ts"

/** Writes bytes to a socket and collects what comes until it closes. */
const exchange = (url: string, text: string) =>
  Effect.promise(() =>
    new Promise<{ readonly text: string; readonly reset: boolean }>((resolve) => {
      let received = ""
      let reset = false
      const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text))
      socket.on("data", (chunk) => (received += chunk.toString("latin1")))
      socket.on("error", () => (reset = true))
      socket.on("close", () => resolve({ text: received, reset }))
    })
  )

const localSnap = localMerchant.snap ?? assert.fail("the local merchant has a SNAP side")

const checkRequest = `GET /pg/payment/card/check/INV-1 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${basic()}\r\n` +
  "Connection: close\r\n\r\n"

describe("the server", () => {
  it.live("takes a free port, and tells what is needed to use it", () =>
    Effect.gen(function*() {
      const { merchantId, merchantKey, snap, url } = yield* served()
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/u)
      assert.strictEqual(merchantId, "FINPAY001")
      assert.strictEqual(Redacted.value(merchantKey), "local-merchant-key")
      assert.strictEqual(snap?.clientId, "local-client")
      assert.strictEqual(snap?.partnerId, "FINPAY001")
      assert.strictEqual(snap?.merchantId, "FM2007160001")
      assert.strictEqual(snap?.notificationPublicKeyPem, localNotificationKey.publicKeyPem)
      assert.notInclude(JSON.stringify({ merchantKey, snap }), "local-merchant-key")
    }))

  it.live("stops with its scope, open connections included", () =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      const { simulator, url } = yield* Scope.provide(serve({ port: 0 }), scope)
      yield* simulator.setFaults([{ kind: "no-answer" }])
      const waiting = yield* Effect.forkChild(exchange(url, checkRequest))
      yield* Effect.repeat(Effect.andThen(Effect.yieldNow, simulator.requests()), { until: (log) => log.length > 0 })
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual((yield* Fiber.join(waiting)).text, "")
      assert.isTrue(Exit.isFailure(yield* Effect.exit(get(url, "check/INV-1"))))
    }))

  it.live("says when its port is taken", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const error = yield* Effect.flip(serve({ port: Number(new URL(url).port) }))
      assert.strictEqual(error._tag, "ServeError")
      assert.include(error.message, "is taken")
    }))

  it.live("listens on this machine only, unless told otherwise", () =>
    Effect.gen(function*() {
      for (const host of ["0.0.0.0", "::", "192.0.2.1", "example.co.id"]) {
        const error = yield* Effect.flip(serve({ host, port: 0 }))
        assert.include(error.message, "allowNonLoopback", host)
      }
      const { url } = yield* serve({ host: "0.0.0.0", port: 0, allowNonLoopback: true })
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/u)
      assert.strictEqual((yield* send(url, { path: "/_simulator/healthz" })).status, 200)
    }))

  it.live("resets and cuts connections for real", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* paidOrder(url, "INV-1")
      const operation = "checkStatus"
      yield* simulator.setFaults([{ kind: "lost-answer", operation }])
      assert.deepStrictEqual(yield* exchange(url, checkRequest), { text: "", reset: true })
      yield* simulator.setFaults([{ kind: "cut-answer", operation }])
      const cut = yield* exchange(url, checkRequest)
      const [head = "", body = ""] = cut.text.split("\r\n\r\n")
      const length = Number(/content-length: (\d+)/iu.exec(head)?.[1])
      assert.strictEqual(body.length, Math.floor(length / 2))
      yield* simulator.setFaults([{ kind: "trickling-answer", operation, delayMillis: 1 }])
      const whole = yield* exchange(url, checkRequest)
      assert.include(whole.text, `"responseCode":"2000000"`)
      assert.isFalse(whole.reset)
    }))

  it.live("cuts off a client that does not finish its request", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ requestTimeoutMillis: 50 })
      const { text } = yield* exchange(url, checkRequest.slice(0, 40))
      assert.match(text, /^HTTP\/1\.1 408/u)
    }))

  it.live("answers a request that is too large and takes no more of it", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const headers = { "authorization": basic(), "content-type": "application/json" }
      const large = yield* send(url, {
        method: "POST",
        path: "/pg/payment/card/refund",
        headers,
        body: "x".repeat(5_000_000)
      })
      assert.deepStrictEqual([large.status, large.json["responseCode"]], [400, "4000000"])
      const [record, ...more] = yield* simulator.requests()
      assert.deepStrictEqual(more, [])
      assert.deepStrictEqual([record?.operation, record?.processed], ["refund", false])
    }))

  it.live("does nothing for the control interface and the pay page without the body that was too large", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* order(url, "INV-1", "vabca")
      for (const path of ["/_simulator/orders/INV-1/pay", "/_simulator/reset", "/pay/INV-1/pay"]) {
        const answer = yield* send(url, { method: "POST", path, body: " ".repeat(2_000_000) })
        assert.deepStrictEqual([answer.status, at(answer.json, "error.field")], [400, "body"], path)
      }
      assert.strictEqual((yield* simulator.order("INV-1")).status, "REQUEST_INITIATED")
    }))

  it.live("refuses options that cannot be used, by name", () =>
    Effect.gen(function*() {
      const fields = yield* Effect.forEach(
        [
          { merchants: [] },
          { merchants: [localMerchant, localMerchant] },
          { merchants: [{ ...localMerchant, id: "A:B" }] },
          { merchants: [{ ...localMerchant, key: Redacted.make("") }] },
          { merchants: [{ ...localMerchant, name: "WARUNG KOPI DENGAN NAMA PANJANG" }] },
          { merchants: [{ ...localMerchant, snap: { ...localSnap, publicKeysPem: ["no key"] } }] },
          { seed: 1.5 },
          { requestLogLimit: 0 },
          { callbacks: { retryDelaysSeconds: [-1] } },
          { callbacks: { url: "ftp://127.0.0.1/callback" } },
          { callbacks: { notificationSignature: "symmetric" as const } },
          { callbacks: { notificationKeyPem: Redacted.make("no key") } },
          { faults: [{ kind: "lost-answer" as const, times: -1 }] },
          { faults: [{ kind: "lost-answer" as const }, { kind: "lost-answer" as const, operation: "refnd" }] }
        ],
        (options) =>
          Effect.map(Effect.flip(serve({ port: 0, ...options })), (error) =>
            error._tag === "SimulatorOptionsError" ? error.field : error._tag)
      )
      assert.deepStrictEqual(fields, [
        ...Array.from({ length: 6 }, () =>
          "merchants"),
        "seed",
        "requestLogLimit",
        "callbacks.retryDelaysSeconds",
        "callbacks.url",
        "callbacks.notificationSignature",
        "callbacks.notificationKeyPem",
        "faults.0.times",
        "faults.1.operation"
      ])
    }))
})
