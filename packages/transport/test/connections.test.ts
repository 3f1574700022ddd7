import { assert, describe, it } from "@effect/vitest"
import type { FinpayError } from "@openfinpay/finpay-core"
import { Effect, Layer } from "effect"
import type { Scope } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { AsyncLocalStorage } from "node:async_hooks"
import { createServer as createTlsServer } from "node:https"
import type { ServerOptions } from "node:https"
import { createServer as createTcpServer } from "node:net"
import type { Socket } from "node:net"
import { layerNodeHttp } from "../src/node-http.ts"
import { layerUndici } from "../src/undici.ts"
import { selfSigned } from "./support/certificate.ts"
import { clients, openFinpay } from "./support/clients.ts"
import { cut, json, success } from "./support/replies.ts"
import { listening, portOf, scriptedServer } from "./support/server.ts"

type Http = Layer.Layer<HttpClient.HttpClient>

const refund = { order: { id: "INV-1", amount: 22000 } }
const here = { ip: [127, 0, 0, 1] }

const told = (error: FinpayError): string => "reason" in error ? `${error._tag} ${error.reason}` : error._tag

/** How a refund and a check end at an address. */
const endsAt = (url: string, http: Http): Effect.Effect<ReadonlyArray<string>, unknown, Scope.Scope> =>
  Effect.gen(function*() {
    const { payments } = yield* openFinpay(url, http, { environment: "sandbox", totalTimeoutMillis: 20_000 })
    const refused = yield* Effect.flip(payments.refund(refund))
    const unanswered = yield* Effect.flip(payments.check({ orderId: "INV-1" }))
    assert.strictEqual(refused.safeToRetry, refused._tag !== "OutcomeUnknown")
    assert.isTrue(unanswered.safeToRetry)
    return [told(refused), told(unanswered)]
  })

/** Below all ports that a system gives out by itself, and of no known service; `fetch` does not refuse it. */
const nobodyListens = "http://127.0.0.1:2"

const tlsServer = Effect.fnUntraced(function*(options: ServerOptions) {
  const seen = { requests: 0 }
  const server = createTlsServer(options, (_request, response) => {
    seen.requests++
    response.end(JSON.stringify({ responseCode: "2000000" }))
  })
  server.on("tlsClientError", () => {})
  yield* listening(server)
  return { seen, url: `https://127.0.0.1:${portOf(server)}` }
})

/** A server that takes connections and does with them what is given. */
const tcpServer = (onConnection: (socket: Socket) => void) =>
  Effect.map(listening(createTcpServer(onConnection)), (server) => `https://127.0.0.1:${portOf(server)}`)

for (const [client, http] of clients) {
  describe(`connections over ${client}: certainly not sent`, () => {
    it.live("nobody listens", () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* endsAt(nobodyListens, http), ["Unavailable refused", "Unavailable refused"])
      }))

    it.live("a name that does not exist", () =>
      Effect.gen(function*() {
        // Too long for a name: no resolver is asked, which may be slow, or have an answer for every name.
        const ends = yield* endsAt(`https://${"x".repeat(64)}.invalid`, http)
        assert.deepStrictEqual(ends, ["Unavailable name-not-found", "Unavailable name-not-found"])
      }))

    for (
      const [name, certificate] of [
        ["a certificate that nobody trusts", here],
        ["a certificate that is over", { ...here, untilYear: 2021 }],
        ["a certificate for another host", { dnsName: "other.example" }]
      ] as const
    ) {
      it.live(name, () =>
        Effect.gen(function*() {
          const { seen, url } = yield* tlsServer(selfSigned(certificate))
          assert.deepStrictEqual(yield* endsAt(url, http), ["Unavailable tls", "Unavailable tls"])
          assert.strictEqual(seen.requests, 0)
        }))
    }
  })
}

describe("connections over undici", () => {
  const [unchanged, trusting] = [here, { dnsName: "other.example" }].map((options) => selfSigned(options))

  it.live("trusts the certificates it is given, for their host only and from TLS 1.3 on", () =>
    Effect.gen(function*() {
      if (unchanged === undefined || trusting === undefined) return assert.fail("no certificates")
      const good = yield* tlsServer(unchanged)
      const stranger = yield* tlsServer(trusting)
      const old = yield* tlsServer({ ...unchanged, maxVersion: "TLSv1.2" })
      const http = layerUndici({ ca: [unchanged.cert, trusting.cert] })
      const { payments } = yield* openFinpay(good.url, http)
      assert.strictEqual((yield* payments.refund(refund)).responseCode, "2000000")
      assert.deepStrictEqual(yield* endsAt(stranger.url, http), ["Unavailable tls", "Unavailable tls"])
      assert.deepStrictEqual(yield* endsAt(old.url, http), ["Unavailable tls", "Unavailable tls"])
      const older = yield* openFinpay(old.url, layerUndici({ ca: unchanged.cert, minTlsVersion: "TLSv1.2" }))
      assert.strictEqual((yield* older.payments.refund(refund)).responseCode, "2000000")
      assert.deepStrictEqual([good.seen.requests, stranger.seen.requests, old.seen.requests], [1, 0, 1])
    }))
})

describe("what follows an answer over undici", () => {
  it.live("runs where the caller is, and not where its connection was made", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer(success)
      const { payments } = yield* openFinpay(server.url, layerUndici())
      const caller = new AsyncLocalStorage<string>()
      const runPromise = Effect.runPromiseWith(yield* Effect.context())
      const calledBy = (name: string) => {
        const seen = Effect.andThen(payments.check({ orderId: "INV-1" }), Effect.sync(() => caller.getStore()))
        return Effect.promise(() => caller.run(name, () => runPromise(seen)))
      }
      const names = ["first", "second", "third"]
      assert.deepStrictEqual(yield* Effect.forEach(names, calledBy), names)
      assert.isBelow(new Set(server.requests.map(({ connection }) => connection)).size, names.length)
    }))
})

// Those that make their connections themselves, and know what happened before one was there.
for (const [client, layer] of [["undici", layerUndici], ["node:http", layerNodeHttp]] as const) {
  describe(`connections that ${client} makes`, () => {
    it.live("a server that speaks no TLS got nothing", () =>
      Effect.gen(function*() {
        const chatty = yield* tcpServer((socket) => socket.end("220 mail.example ready\r\n"))
        assert.deepStrictEqual(yield* endsAt(chatty, layer()), ["Unavailable tls", "Unavailable tls"])
        const rude = yield* tcpServer((socket) => socket.destroy())
        assert.deepStrictEqual(yield* endsAt(rude, layer()), ["Unavailable tls", "Unavailable tls"])
      }))

    it.live("a handshake that does not end is a connect time-out", () =>
      Effect.gen(function*() {
        const silent = yield* tcpServer(() => {})
        const ends = yield* endsAt(silent, layer({ connectTimeoutMillis: 100 }))
        assert.deepStrictEqual(ends, ["Unavailable connect-timeout", "Unavailable connect-timeout"])
      }))

    it.live("keeps connections for calls that only read and makes a new one for every mutation", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(success)
        const { payments } = yield* openFinpay(server.url, layer())
        yield* payments.check({ orderId: "INV-1" })
        yield* payments.refund(refund)
        yield* payments.check({ orderId: "INV-1" })
        yield* payments.cancel({ orderId: "INV-1" })
        yield* payments.check({ orderId: "INV-1" })
        assert.deepStrictEqual(server.requests.map(({ connection }) => connection), [1, 2, 1, 3, 1])
      }))

    it.live("puts no call behind another one on its connection", () =>
      Effect.gen(function*() {
        // None is answered, and its connection free, before all have come.
        const held: Array<() => void> = []
        const server = yield* scriptedServer((response, request) => {
          held.push(() => success(response, request))
          if (held.length === 10) { for (const answer of held) answer() }
        })
        const { payments } = yield* openFinpay(server.url, layer())
        yield* Effect.all(Array.from({ length: 10 }, () => payments.check({ orderId: "INV-1" })), {
          concurrency: "unbounded"
        })
        assert.strictEqual(new Set(server.requests.map(({ connection }) => connection)).size, 10)
      }))
  })
}

describe("connections over undici", () => {
  it.live("let the date of every answer be heard, also through a client that was wrapped", () =>
    Effect.gen(function*() {
      const dates: Array<string> = []
      const [first, second] = ["Sat, 21 Nov 2026 10:00:00 GMT", "Sat, 21 Nov 2026 10:00:07 GMT"]
      const server = yield* scriptedServer((response, request) =>
        json(200, { responseCode: "2000000" }, { date: request.connection === 1 ? first : second })(response, request)
      )
      const http = layerUndici({
        onDate: (date) => {
          dates.push(date)
          throw new Error("of no concern to the answer")
        }
      })
      const wrapped = Layer.effect(
        HttpClient.HttpClient,
        Effect.map(HttpClient.HttpClient, HttpClient.tap(() => Effect.void))
      )
      const own = yield* openFinpay(server.url, http)
      yield* own.payments.check({ orderId: "INV-1" })
      const through = yield* openFinpay(server.url, Layer.provide(wrapped, Layer.fresh(http)))
      yield* through.payments.check({ orderId: "INV-1" })
      assert.deepStrictEqual(dates, [first, second])
    }))
})

describe("connections over fetch", () => {
  it.live("a handshake that fails in another way may have been used: perhaps processed", () =>
    Effect.gen(function*() {
      const chatty = yield* tcpServer((socket) => socket.end("220 mail.example ready\r\n"))
      const ends = yield* endsAt(chatty, FetchHttpClient.layer)
      assert.deepStrictEqual(ends, ["OutcomeUnknown connection-lost", "Unavailable connection-lost"])
    }))

  it.live("the caller's own fetch options are kept, but for redirects", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer(cut)
      const inits: Array<RequestInit | undefined> = []
      const fetch = (_url: string | URL | Request, init?: RequestInit) => {
        inits.push(init)
        return Promise.resolve(new Response(JSON.stringify({ responseCode: "2000000" })))
      }
      const { payments } = yield* openFinpay(server.url, FetchHttpClient.layer).pipe(
        Effect.provideService(FetchHttpClient.RequestInit, { referrerPolicy: "no-referrer", redirect: "follow" })
      )
      yield* Effect.provideService(payments.refund(refund), FetchHttpClient.Fetch, fetch)
      assert.deepStrictEqual(inits.map((init) => [init?.referrerPolicy, init?.redirect]), [["no-referrer", "manual"]])
    }))
})
