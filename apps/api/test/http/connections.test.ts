import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Schedule } from "effect"
import { connect } from "node:net"
import type { Socket } from "node:net"
import { send, startApi, until } from "../support/api.ts"
import { fakeFinpay } from "../support/fake-finpay.ts"

const connections = { headersMillis: 150, requestMillis: 300, checkMillis: 20, silenceMillis: 5_000 }

const everyMoment = Schedule.spaced("10 millis")

const start = (more = {}) => startApi(fakeFinpay({}), { connections: { ...connections, ...more } })

/** A connection, and what came over it until it was closed. */
const open = (url: string) =>
  Effect.gen(function*() {
    const { hostname, port } = new URL(url)
    const closed = yield* Deferred.make<string>()
    const socket = yield* Effect.acquireRelease(
      Effect.callback<Socket>((resume) => {
        const socket = connect(Number(port), hostname)
        let received = ""
        socket.on("data", (chunk) => {
          received += chunk.toString("latin1")
        })
        // The other side may reset it, which is its right here.
        socket.on("error", () => undefined)
        socket.on("close", () => Deferred.doneUnsafe(closed, Effect.succeed(received)))
        socket.on("connect", () => resume(Effect.succeed(socket)))
      }),
      (socket) => Effect.sync(() => socket.destroy())
    )
    return { socket, answer: Deferred.await(closed) }
  })

/** Sends bytes and gives what came until the other side closed the connection. */
const raw = (url: string, text: string) =>
  Effect.gen(function*() {
    const { answer, socket } = yield* open(url)
    socket.write(text)
    return yield* answer
  })

const problemIn = (answer: string) => JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4))

const assertProblem = (answer: string, status: number, type: string) => {
  assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `, "u"))
  assert.match(answer, /^content-type: application\/problem\+json\r$/imu)
  assert.deepInclude(problemIn(answer), { type, status, operationState: "not-processed", safeToRetry: true })
  assert.containsAllKeys(problemIn(answer), ["title", "detail", "instance", "nextStep"])
}

describe("a slow sender", () => {
  it.live("of headers is told so and cut off: 408", () =>
    Effect.gen(function*() {
      const { url } = yield* start()
      assertProblem(
        yield* raw(url, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "),
        408,
        "/problems/request-too-slow"
      )
    }))

  it.live("of one byte at a time is no better: the whole has to come in time", () =>
    Effect.gen(function*() {
      const { url } = yield* start()
      const { answer, socket } = yield* open(url)
      socket.write("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
      yield* Effect.forkScoped(Effect.repeat(Effect.sync(() => socket.write("a")), { schedule: everyMoment }))
      assertProblem(yield* answer, 408, "/problems/request-too-slow")
    }))

  it.live("of a body too: nothing of it is carried out", () =>
    Effect.gen(function*() {
      const { url } = yield* start()
      const answer = yield* raw(
        url,
        "POST /v1/payments/INV-1/refunds HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" +
          "Idempotency-Key: k\r\nContent-Length: 12\r\n\r\n{\"amount\""
      )
      assertProblem(answer, 408, "/problems/request-too-slow")
      // Whoever asks may be too slow for this server, too, where the machine has much else to do.
      const asked = yield* until(send(`${url}/v1/mutations`), ({ status }) => status !== 408)
      assert.deepStrictEqual(asked.json, { mutations: [] })
    }))

  it.live("who says nothing at all is cut off", () =>
    Effect.gen(function*() {
      const { url } = yield* start({ silenceMillis: 100, headersMillis: 60_000, requestMillis: 60_000 })
      assert.strictEqual(yield* raw(url, ""), "")
    }))
})

describe("a flood", () => {
  it.effect("of headers is refused: 431", () =>
    Effect.gen(function*() {
      const { url } = yield* startApi(fakeFinpay({}))
      const many = Array.from({ length: 2_000 }, (_, index) => `X-Flood-${index}: ${"a".repeat(20)}\r\n`).join("")
      for (const flood of [many, `X-Flood: ${"a".repeat(20_000)}\r\n`]) {
        const answer = yield* raw(url, `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n${flood}\r\n`)
        assertProblem(answer, 431, "/problems/headers-too-large")
      }
      assertProblem(yield* raw(url, `GET /${"a".repeat(20_000)} HTTP/1.1\r\n`), 431, "/problems/headers-too-large")
    }))

  it.live("of connections is bounded, and those that are there go on", () =>
    Effect.gen(function*() {
      const { url } = yield* start({
        maxConnections: 3,
        headersMillis: 60_000,
        requestMillis: 60_000,
        silenceMillis: 60_000
      })
      const held = yield* Effect.replicateEffect(open(url), 3)
      assert.strictEqual(yield* raw(url, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), "")
      const [first] = held
      first?.socket.write("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
      assert.match(yield* first?.answer ?? Effect.succeed(""), /^HTTP\/1\.1 200 /u)
    }))
})

describe("what is no HTTP", () => {
  const cases = [
    "HELLO\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n",
    "POST /v1/qris/refunds HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /v1/qris/refunds HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "POST /v1/callbacks/finpay/FINPAY001 HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\0b\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
  ]
  for (const text of cases) {
    it.effect(`${JSON.stringify(text.slice(0, 60))}: 400`, () =>
      Effect.gen(function*() {
        const { url } = yield* startApi(fakeFinpay({}))
        const answer = yield* raw(url, text)
        assertProblem(answer, 400, "/problems/malformed-http")
        assert.strictEqual((yield* send(`${url}/healthz`)).status, 200)
      }))
  }
})

describe("a web page of another origin", () => {
  it.effect("is told nothing that would let it in: no CORS on any address, and OPTIONS is 405", () =>
    Effect.gen(function*() {
      const { url } = yield* startApi(fakeFinpay({}), { isOpen: false })
      const headers = {
        origin: "https://shop.example.co.id",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization"
      }
      for (const path of ["/v1/payments", "/v1/payments/INV-1/refunds", "/v1/api-keys", "/healthz", "/docs"]) {
        for (const method of ["OPTIONS", "GET", "POST"]) {
          const answer = yield* send(`${url}${path}`, { method, headers })
          if (method === "OPTIONS") assert.strictEqual(answer.status, 405, path)
          const names = [...answer.headers.keys()].filter((name) => name.startsWith("access-control-"))
          assert.deepStrictEqual(names, [], `${method} ${path}`)
        }
      }
    }))
})
