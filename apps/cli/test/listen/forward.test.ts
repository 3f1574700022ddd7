import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createServer } from "node:net"
import { forward, messageHeaders, targetOf } from "../../src/listen/forward.ts"
import { nobodyListens, stubServer } from "../support/stub-server.ts"

const callback = (body: Uint8Array, rawHeaders: ReadonlyArray<string> = []) => ({
  path: "/v1.0/qr/qr-mpm-notify?a=1",
  rawHeaders,
  body
})

describe("forward", () => {
  it.live("passes on the bytes and the headers as they came, but those of the connection", () =>
    Effect.gen(function*() {
      const seen: Array<{ readonly url: string; readonly headers: ReadonlyArray<string>; readonly body: string }> = []
      const url = yield* stubServer((request, response) => {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => {
          const body = Buffer.concat(chunks).toString("hex")
          seen.push({ url: request.url ?? "", headers: request.rawHeaders, body })
          response.writeHead(202, { "X-App": "yes" }).end("taken")
        })
      })
      const bytes = new Uint8Array([0x7b, 0x00, 0xff, 0x0a])
      const raw = ["Host", "pay.example", "X-SIGNATURE", "abc", "x-two", "1", "X-Two", "2", "Connection", "close"]
      const forwarded = yield* forward(callback(bytes, raw), new URL(`${url}/shop?b=2`))
      assert("httpStatus" in forwarded)
      assert.strictEqual(forwarded.httpStatus, 202)
      assert.strictEqual(new TextDecoder().decode(forwarded.body), "taken")
      assert.includeMembers([...forwarded.rawHeaders], ["X-App", "yes"])
      const [request] = seen
      assert.strictEqual(request?.url, "/shop?b=2")
      assert.strictEqual(request?.body, "7b00ff0a")
      assert.deepStrictEqual(request?.headers.slice(0, 6), ["X-SIGNATURE", "abc", "x-two", "1", "X-Two", "2"])
      assert.includeMembers([...(request?.headers ?? [])], ["Host", new URL(url).host, "Content-Length", "4"])
      assert.notInclude([...(request?.headers ?? [])], "pay.example")
    }))

  it.live("follows no redirect", () =>
    Effect.gen(function*() {
      const url = yield* stubServer((request, response) => {
        request.resume()
        response.writeHead(307, { location: "http://127.0.0.1:1/" }).end()
      })
      const forwarded = yield* forward(callback(new Uint8Array()), new URL(`${url}/x`))
      assert("httpStatus" in forwarded)
      assert.strictEqual(forwarded.httpStatus, 307)
    }))

  it.live("says why there is no answer: nobody there, cut off, too slow, too much", () =>
    Effect.gen(function*() {
      const problemOf = (url: string, millis?: number) =>
        Effect.map(forward(callback(new Uint8Array()), new URL(`${url}/x`), millis), (forwarded) =>
          "problem" in forwarded ? forwarded.problem : forwarded.httpStatus)
      const gone = nobodyListens
      assert.strictEqual(yield* problemOf(gone), "ECONNREFUSED")
      const cut = yield* stubServer((request) =>
        request.socket.destroy()
      )
      assert.strictEqual(yield* problemOf(cut), "ECONNRESET")
      const silent = yield* stubServer(() => {})
      assert.strictEqual(yield* problemOf(silent, 30), "TIMED_OUT")
      const half = yield* stubServer((request, response) => {
        request.resume()
        response.writeHead(200, { "content-length": "10" })
        response.write("half", () => void response.socket?.destroy())
      })
      assert.strictEqual(yield* problemOf(half), "ANSWER_BROKEN")
      const large = yield* stubServer((request, response) => {
        request.resume()
        response.end("x".repeat(70_000))
      })
      assert.strictEqual(yield* problemOf(large), "ANSWER_TOO_LARGE")
    }))

  it.live("an application that speaks no HTTP is a problem with a name", () =>
    Effect.gen(function*() {
      const port = yield* Effect.acquireRelease(
        Effect.callback<{ readonly port: number; readonly close: () => void }>((resume) => {
          const server = createServer((socket) => socket.end("220 mail.example ESMTP\r\n"))
          server.listen(0, "127.0.0.1", () => {
            const address = server.address()
            const port = typeof address === "object" && address !== null ? address.port : 0
            resume(Effect.succeed({ port, close: () => server.close() }))
          })
        }),
        ({ close }) => Effect.sync(close)
      )
      const forwarded = yield* forward(callback(new Uint8Array()), new URL(`http://127.0.0.1:${port.port}/`))
      assert("problem" in forwarded)
      assert.match(forwarded.problem, /^HPE_/u)
    }))
})

describe("targetOf", () => {
  const path = "/pg/callback?a=1"

  it("an address without a path keeps that of the callback, which a QRIS signature covers", () => {
    assert.strictEqual(targetOf(new URL("http://127.0.0.1:3000"), path).href, `http://127.0.0.1:3000${path}`)
    assert.strictEqual(targetOf(new URL("http://127.0.0.1:3000/x"), path).href, "http://127.0.0.1:3000/x")
    assert.strictEqual(targetOf(new URL("http://127.0.0.1:3000/?q=1"), path).href, "http://127.0.0.1:3000/?q=1")
  })

  it("a request line never leads to another host", () => {
    for (const odd of ["http://evil.example/", "*", "@evil.example/", "//evil.example/x", ".evil.example/"]) {
      assert.strictEqual(targetOf(new URL("http://127.0.0.1"), odd).hostname, "127.0.0.1", odd)
    }
  })
})

describe("messageHeaders", () => {
  it("leaves out what belongs to one connection", () => {
    assert.deepStrictEqual(
      messageHeaders(["Transfer-Encoding", "chunked", "A", "1", "expect", "100-continue", "TE", "x", "a", "2"]),
      ["A", "1", "a", "2"]
    )
  })
})
