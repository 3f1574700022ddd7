import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createServer, type Server } from "node:http"
import { connect } from "node:net"
import { lastingPort } from "../../../../packages/journal/test/support/lasting-port.ts"
import { keepListening, type SocketOptions } from "../../src/listen/socket.ts"

/** A listener that answers 200, whose servers the test can reach. */
const listening = Effect.fnUntraced(function*(options: Partial<SocketOptions> = {}) {
  const servers: Array<Server> = []
  // It is closed and opened again: nobody is to be given its port in between.
  const port = yield* Effect.promise(() => lastingPort())
  const socket = yield* keepListening(
    { port, ...options, onServer: (server) => servers.push(server) },
    (incoming, response) => {
      incoming.resume()
      response.end("here")
    }
  )
  return { ...socket, servers }
})

const ask = (url: string) =>
  Effect.promise(() => fetch(url, { headers: { connection: "close" } }).then((response) => response.text()))

/** Writes to a socket and collects what comes until it closes. */
const exchange = (port: number, text: string) =>
  Effect.callback<string>((resume) => {
    let received = ""
    const socket = connect(port, "127.0.0.1", () => socket.write(text))
    socket.on("data", (data) => (received += data.toString("latin1")))
    socket.on("error", () => {})
    socket.on("close", () => resume(Effect.succeed(received)))
    return Effect.sync(() => socket.destroy())
  })

describe("keepListening", () => {
  it.live("listens on this machine alone, and again on the same port when the socket is closed behind its back", () =>
    Effect.gen(function*() {
      const { events, port, servers, url } = yield* listening()
      assert.deepInclude(servers[0]?.address(), { address: "127.0.0.1", port })
      assert.strictEqual(yield* ask(url), "here")
      for (const times of [1, 2]) {
        servers.at(-1)?.closeAllConnections()
        servers.at(-1)?.close()
        assert.deepStrictEqual(yield* events.next, { event: "lost", problem: "CLOSED" })
        assert.deepStrictEqual(yield* events.next, { event: "listening-again" })
        assert.strictEqual(servers.length, 1 + times)
        assert.strictEqual(yield* ask(url), "here")
      }
    }))

  it.live("waits for a port that another program took meanwhile", () =>
    Effect.gen(function*() {
      const { events, port, servers, url } = yield* listening()
      const thief = createServer((_, response) => response.end("thief"))
      const taken = new Promise<void>((resolve) => thief.on("listening", resolve))
      const [server] = servers
      server?.prependOnceListener("close", () => thief.listen(port, "127.0.0.1"))
      server?.closeAllConnections()
      server?.close()
      assert.strictEqual((yield* events.next).event, "lost")
      yield* Effect.promise(() => taken)
      // Told once more when trying again was in vain, with the reason.
      assert.deepStrictEqual(yield* events.next, { event: "lost", problem: "EADDRINUSE" })
      thief.closeAllConnections()
      thief.close()
      assert.deepStrictEqual(yield* events.next, { event: "listening-again" })
      assert.strictEqual(yield* ask(url), "here")
    }))

  it.live("an error of the system is told, and does not end the process", () =>
    Effect.gen(function*() {
      const { events, servers, url } = yield* listening()
      servers[0]?.emit("error", Object.assign(new Error("too many files"), { code: "EMFILE" }))
      assert.deepStrictEqual(yield* events.next, { event: "turned-away", problem: "EMFILE" })
      assert.strictEqual(yield* ask(url), "here")
    }))

  it.live("makes sure that it is itself who answers", () =>
    Effect.gen(function*() {
      const { events, seenAt, servers } = yield* listening({ checkMillis: 20 })
      const first = seenAt()
      yield* Effect.repeat(Effect.sleep(10), { until: () => seenAt() > first })
      // Somebody else in its place: everything is answered, and not by us.
      servers[0]?.removeAllListeners("request")
      servers[0]?.on("request", (_, response) => response.end("thief"))
      assert.deepStrictEqual(yield* events.next, { event: "lost", problem: "NO_ANSWER" })
      assert.deepStrictEqual(yield* events.next, { event: "listening-again" })
      assert.strictEqual(servers.length, 2)
    }))

  it.live("cuts off who is slow, sends too much or speaks another language, and says so", () =>
    Effect.gen(function*() {
      const hasty = yield* listening({ requestTimeoutMillis: 50 })
      assert.match(yield* exchange(hasty.port, "POST / HTTP/1.1\r\nHost: x\r\n"), /^HTTP\/1\.1 408 /u)
      assert.deepStrictEqual(yield* hasty.events.next, { event: "turned-away", problem: "ERR_HTTP_REQUEST_TIMEOUT" })
      const { events, port } = yield* listening()
      const large = `POST / HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`
      assert.match(yield* exchange(port, large), /^HTTP\/1\.1 431 /u)
      assert.deepStrictEqual(yield* events.next, { event: "turned-away", problem: "HPE_HEADER_OVERFLOW" })
      assert.match(yield* exchange(port, "hello\r\n\r\n"), /^HTTP\/1\.1 400 /u)
      assert.strictEqual((yield* events.next).event, "turned-away")
    }))

  it.live("fails where it cannot listen to begin with", () =>
    Effect.gen(function*() {
      const { port } = yield* listening()
      const error = yield* Effect.flip(listening({ port }))
      assert.deepStrictEqual([error._tag, error.port, error.code], ["CannotListen", port, "EADDRINUSE"])
      assert.include(error.message, `port ${port}`)
    }))
})
