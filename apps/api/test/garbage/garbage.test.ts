import { assert, describe, it } from "@effect/vitest"
import { serve } from "@openfinpay/finpay-simulator"
import { Effect } from "effect"
import { connect } from "node:net"
import { send, until } from "../support/api.ts"
import { launch, readyOf } from "../support/process.ts"
import { repliesIn } from "./answers.ts"
import type { Reply } from "./answers.ts"
import { drawsOf } from "./draw.ts"
import { bodyOf } from "./json.ts"
import { shotOf } from "./requests.ts"
import type { Shot } from "./requests.ts"

const seed = Number(process.env["FINPAY_GARBAGE_SEED"] ?? 20_261_121)
const wanted = 10_000
const atOnce = 24
const patienceMillis = 60_000
/** Room for the server itself: at 25 kB a request, what ten thousand of them left behind would not fit. */
const heapMegabytes = 256

/** Sends it all and reads until the server closes. */
const fire = (port: number, { bytes, ends }: Shot): Promise<Buffer | "hung"> =>
  new Promise((resolve) => {
    const chunks: Array<Buffer> = []
    const socket = connect(port, "127.0.0.1")
    const timer = setTimeout(() => {
      resolve("hung")
      socket.destroy()
    }, patienceMillis)
    socket.on("data", (chunk: Buffer) => chunks.push(chunk))
    // The server may have closed before it read all of it, which resets the connection.
    socket.on("error", () => undefined)
    socket.on("close", () => {
      clearTimeout(timer)
      resolve(Buffer.concat(chunks))
    })
    socket.write(bytes)
    if (ends) socket.end()
  })

const leak = /node_modules|\/src\/|\.ts:\d|\bat [\w.]+ \(|Error: |SELECT |INSERT |sqlite/iu

const problemOf = ({ body, status, type }: Reply): string | undefined => {
  if (status >= 500) return `a ${status}: ${body.slice(0, 300)}`
  if (status < 400) return undefined
  if (leak.test(body)) return `something of the inside: ${body.slice(0, 300)}`
  // SNAP's own addresses answer in SNAP's own form, and HEAD without a body.
  const isOurs = type === "application/problem+json" || /^\{"responseCode":"\d{7}"/u.test(body) || body === ""
  return isOurs ? undefined : `a ${status} that is no problem: ${type} ${body.slice(0, 300)}`
}

const judge = (shot: Shot, got: Buffer | "hung"): ReadonlyArray<string> => {
  if (got === "hung") return ["no end of it"]
  const replies = repliesIn(got)
  // A server may say that it will not read what else is sent on the connection.
  const isEnough = shot.mayBeSilent || replies.length >= shot.requests || replies.at(-1)?.isLast === true
  return [
    ...(isEnough
      ? []
      : [`${replies.length} answers to ${shot.requests} requests: ${replies.map(({ status }) => status).join(" ")}`]),
    ...replies.flatMap((reply) => problemOf(reply) ?? [])
  ]
}

const readMetric = (page: string, name: string): number => Number(new RegExp(`^${name} (.+)$`, "mu").exec(page)?.[1])

/** A server in a process of its own, with the simulator behind it. */
const startServer = Effect.gen(function*() {
  const { url: finpay } = yield* serve({ port: 0, callbacks: { enabled: false } })
  const api = yield* launch({
    FINPAY_API_PORT: "0",
    FINPAY_BASE_URL: finpay,
    FINPAY_API_LOG_LEVEL: "warn",
    FINPAY_API_RATE_LIMIT: "1000000",
    // So that memory is a question of what is kept, and not of when it is worth collecting.
    NODE_OPTIONS: `--max-old-space-size=${heapMegabytes}`
  })
  const { url } = readyOf(yield* api.firstLine)
  const held = Effect.map(send(`${url}/metrics`), ({ text }) => ({
    bytes: readMetric(text, "process_resident_memory_bytes"),
    files: readMetric(text, "process_open_fds")
  }))
  return { api, url, held, port: Number(new URL(url).port) }
})

describe("garbage", () => {
  it.live(`${wanted} requests of every wrong kind: problems, and no fault, hang or leak`, () =>
    Effect.gen(function*() {
      const { api, held, port, url } = yield* startServer
      const draw = drawsOf(seed)
      const wrong: Array<string> = []
      const statuses = new Map<number, number>()
      let sent = 0
      const worker = Effect.promise(async () => {
        while (sent < wanted) {
          const shot = shotOf(draw)
          sent += shot.requests
          const got = await fire(port, shot)
          for (const problem of judge(shot, got)) {
            wrong.push(`${problem}\n  after ${JSON.stringify(shot.bytes.subarray(0, 400).toString("latin1"))}`)
          }
          if (got !== "hung") {
            for (const { status } of repliesIn(got)) statuses.set(status, (statuses.get(status) ?? 0) + 1)
          }
        }
      })
      const before = yield* held
      yield* Effect.all(Array.from({ length: atOnce }, () => worker), { concurrency: "unbounded" })
      assert.deepStrictEqual(wrong.slice(0, 5), [])
      assert.containsAllKeys(Object.fromEntries(statuses), [200, 400, 404, 405, 413, 415, 422, 431])
      yield* until(send(`${url}/readyz`), ({ status }) => status === "ready")
      const after = yield* held
      // The heap has its bound already; beside it, 40 kB a request that were kept outside of it would be as much.
      assert.isBelow(after.bytes - before.bytes, 400_000_000)
      // Connections to Finpay are kept for a while; one request in a hundred that kept its own would be a hundred.
      assert.isBelow(after.files, before.files + 64)
      assert.notMatch(api.output.stderr, /a fault of this server|TypeError|ReferenceError/u)
      api.child.kill("SIGTERM")
      assert.strictEqual(yield* api.exitCode, 0, api.output.stderr.slice(-2_000))
    }), 300_000)

  it.live("what is wrong with a request is never the answer to the one before it", () =>
    Effect.gen(function*() {
      const { port, url } = yield* startServer
      const refund = "POST /v1/payments/INV-1/refunds HTTP/1.1\r\nHost: 127.0.0.1\r\nIdempotency-Key: pipelined\r\n" +
        "Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"amount\":1}"
      for (const garbage of ["BREW /pot HTTP/1.1\r\n\r\n", `GET / HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`]) {
        const bytes = Buffer.from(refund + garbage)
        const got = yield* Effect.promise(() => fire(port, { bytes, requests: 2, mayBeSilent: true, ends: false }))
        const statuses = got === "hung" ? [] : repliesIn(got).map(({ status }) => status)
        assert.notInclude([400, 431], statuses[0])
      }
      const { json } = yield* send(`${url}/v1/mutations`)
      assert.lengthOf(json["mutations"] as ReadonlyArray<unknown>, 1)
    }))

  it.live("over fetch, which keeps its connections: the same", () =>
    Effect.gen(function*() {
      const { api, url } = yield* startServer
      const draw = drawsOf(seed + 1)
      for (let sent = 0; sent < 300; sent++) {
        const path = draw.of([
          "/v1/payments",
          "/v1/payments/INV-1/refunds",
          "/v1/mutations/m/close",
          "/v1/qris/refunds"
        ])
        const answer = yield* send(`${url}${path}`, {
          method: "POST",
          headers: { "content-type": "application/json", "idempotency-key": `f-${sent}` },
          body: new Uint8Array(bodyOf(draw))
        })
        assert.isBelow(answer.status, 500, answer.text)
        if (answer.status >= 400) assert.strictEqual(answer.headers.get("content-type"), "application/problem+json")
      }
      assert.notMatch(api.output.stderr, /a fault of this server/u)
    }))
})
