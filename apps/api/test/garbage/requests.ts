/** Requests as bytes: nearly right, wrong in one thing, or in everything. */
import { HttpApi } from "effect/http-api"
import { Api } from "../../src/contract/Api.ts"
import type { Draw } from "./draw.ts"
import { bodyOf } from "./json.ts"

/** What is written to one connection. */
export interface Shot {
  readonly bytes: Buffer
  /** How many requests that is. */
  readonly requests: number
  /** A server may close the connection on it without a word. */
  readonly mayBeSilent: boolean
  /** The sender closes its side at once. */
  readonly ends: boolean
}

interface Route {
  readonly method: string
  readonly path: string
}

const routes: ReadonlyArray<Route> = (() => {
  const found: Array<Route> = ["/problems", "/", "/v1", "/docs/x"].map((path) => ({ method: "GET", path }))
  HttpApi.reflect(Api, {
    onGroup: () => undefined,
    onEndpoint: ({ endpoint: { method, path } }) => found.push({ method, path })
  })
  return found
})()

const segments = [
  "INV-1",
  "mut_0",
  "fpk_000000000000",
  "FINPAY001",
  "..",
  ".",
  "%2e%2e",
  "%2F",
  "%00",
  "%zz",
  "%",
  "%c0%af",
  "%ff",
  "a%20b",
  "x".repeat(300),
  "%C3%A9",
  "*",
  "null",
  "-1",
  "1e9",
  ":orderId",
  "{orderId}",
  "a;b=c",
  "~"
]

const queries = [
  "",
  "",
  "?",
  "?limit=0",
  "?limit=-1",
  "?limit=1e9",
  "?limit=x",
  "?since=yesterday",
  "?after=%zz",
  "?state=gone&state=",
  "?a=b",
  "?limit=1&limit=2",
  "?=",
  "?&&&",
  "?%",
  "?until=99999-01-01T00:00:00Z",
  "?cursor=AAAA",
  `?reference=${"x".repeat(3_000)}`,
  "?partnerReferenceNo=%00",
  "?__proto__=1",
  "?wait=1"
]

const methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND"]

const targetOf = (draw: Draw, { path }: Route): string => {
  const filled = path.replace(/:\w+/gu, () => draw.of(segments))
  const odd = draw.of([
    () => filled,
    () => filled,
    () => filled,
    () => `${filled}/`,
    () => `/${filled}`,
    () => filled.toUpperCase(),
    () => `${filled}/${draw.of(segments)}`,
    () => `/${encodeURIComponent(draw.text(20).toWellFormed())}`,
    () => `http://127.0.0.1${filled}`,
    () => `/${filled.slice(1).replaceAll("/", "%2f")}`
  ])()
  return Buffer.from(odd + draw.of(queries)).toString("latin1").replaceAll(" ", "%20")
}

const types = [
  "application/json",
  "application/json",
  "application/json; charset=utf-8",
  "application/json;charset=utf-16",
  "text/plain",
  "text/csv",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/xml",
  "application/json, text/html",
  "",
  "x".repeat(500)
]

// Too much of them ends the connection, and what else was sent on it.
const floods = (draw: Draw): ReadonlyArray<string> =>
  draw.of([
    () => Array.from({ length: draw.of([20, 100, 1_500]) }, (_, index) => `X-${index}: ${index}`),
    () => [`X-Large: ${"y".repeat(draw.of([1_000, 15_000, 40_000]))}`],
    () => [`Authorization: Bearer ${"x".repeat(20_000)}`]
  ])()

const oddHeaders = (draw: Draw): ReadonlyArray<string> =>
  draw.of([
    () => [],
    () => [],
    () => [],
    () => ["Idempotency-Key: a", "Idempotency-Key: b"],
    () => [`Idempotency-Key: ${"k".repeat(300)}`],
    () => ["Idempotency-Key: with blank"],
    () => [
      `Prefer: ${
        draw.of(["wait=-1", "wait=1e9", "wait", "wait=5;x", "respond-async, wait=0", "\"", "wait=99999999999"])
      }`
    ],
    () => [`Content-Encoding: ${draw.of(["gzip", "br", "deflate", "x"])}`],
    () => [
      `Authorization: ${draw.of(["Basic eA==", "Bearer", "Bearer  x", "bearer x", `Bearer ${"x".repeat(2_000)}`])}`
    ],
    () => [`Finpay-Merchant: ${draw.of(["NOBODY", "", "../..", "FINPAY001, FINPAY002", "x".repeat(400)])}`],
    () => [`X-Request-Id: ${"z".repeat(draw.below(400))}`],
    () => [`Cookie: ${"a=b; ".repeat(draw.below(500))}`],
    () => ["Range: bytes=0-1", "If-None-Match: *", "If-Modified-Since: never"],
    () => ["traceparent: 00-zz-zz-zz", "tracestate: ===="],
    () => ["Expect: 100-continue"],
    () => ["Accept: image/png", "Accept-Charset: utf-32", "Accept-Encoding: *;q=0"],
    () => ["X-Forwarded-For: 1.1.1.1", "Forwarded: for=_x", "X-HTTP-Method-Override: DELETE"]
  ])()

const needsBody = ["POST", "PUT", "PATCH"]

const head = (method: string, target: string, headers: ReadonlyArray<string>): Buffer =>
  Buffer.from([`${method} ${target} HTTP/1.1`, ...headers, "", ""].join("\r\n"), "latin1")

/** One request that HTTP understands. */
const wellFormed = (draw: Draw, connection: "close" | "keep-alive", isFlood = false): Buffer => {
  const route = draw.of(routes)
  const method = draw.chance(0.15) ? draw.of(methods) : route.method
  const headers = ["Host: 127.0.0.1", `Connection: ${connection}`, ...(isFlood ? floods : oddHeaders)(draw)]
  if (draw.chance(0.7)) headers.push(`Idempotency-Key: g-${draw.below(1_000_000)}`)
  if (!needsBody.includes(method) && draw.chance(0.95)) return head(method, targetOf(draw, route), headers)
  const body = bodyOf(draw)
  headers.push(`Content-Type: ${draw.of(types)}`)
  if (draw.chance(0.15)) {
    const size = 1 + draw.below(500)
    const chunks: Array<Buffer> = []
    for (let at = 0; at < body.length; at += size) {
      const chunk = body.subarray(at, at + size)
      chunks.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n"))
    }
    const all = [
      head(method, targetOf(draw, route), [...headers, "Transfer-Encoding: chunked"]),
      ...chunks.slice(0, 600)
    ]
    return Buffer.concat([...all, Buffer.from("0\r\n\r\n")])
  }
  return Buffer.concat([head(method, targetOf(draw, route), [...headers, `Content-Length: ${body.length}`]), body])
}

const post = (headers: ReadonlyArray<string>, body: string): Buffer =>
  Buffer.concat([
    head("POST", "/v1/payments/INV-1/refunds", [
      "Host: 127.0.0.1",
      "Connection: close",
      "Content-Type: application/json",
      "Idempotency-Key: k",
      ...headers
    ]),
    Buffer.from(body, "latin1")
  ])

const get = (line: string, headers: ReadonlyArray<string> = ["Host: 127.0.0.1", "Connection: close"]): Buffer =>
  Buffer.from([line, ...headers, "", ""].join("\r\n"), "latin1")

/** What HTTP does not understand, or only half. */
const malformed = (draw: Draw): Buffer =>
  draw.of([
    () => post(["Transfer-Encoding: chunked"], "zz\r\n{}\r\n0\r\n\r\n"),
    () => post(["Transfer-Encoding: chunked"], "-1\r\n{}\r\n0\r\n\r\n"),
    () => post(["Transfer-Encoding: chunked"], `ffffffffffffffffff\r\n{}`),
    () => post(["Transfer-Encoding: chunked"], `2;${"x".repeat(20_000)}\r\n{}\r\n0\r\n\r\n`),
    () => post(["Transfer-Encoding: chunked", "Content-Length: 2"], "2\r\n{}\r\n0\r\n\r\n"),
    () => post(["Transfer-Encoding: gzip"], "{}"),
    () => post(["Transfer-Encoding: chunked, identity"], "2\r\n{}\r\n0\r\n\r\n"),
    () => post(["Content-Length: 2", "Content-Length: 3"], "{}"),
    () => post(["Content-Length: -5"], "{}"),
    () => post(["Content-Length: 0x10"], "{}"),
    () => post(["Content-Length: 99999999999999999999"], "{}"),
    () => post(["Content-Length : 2"], "{}"),
    () => post([" Folded: x", "Content-Length: 2"], "{}"),
    () => post(["X-Bad: a\u0000b", "Content-Length: 2"], "{}"),
    () => post(["No colon", "Content-Length: 2"], "{}"),
    () => get("GET /healthz HTTP/1.1", []),
    () => get("GET /healthz HTTP/1.1", ["Host: a", "Host: b", "Connection: close"]),
    () => get("GET /healthz HTTP/9.9"),
    () => get("GET  /healthz  HTTP/1.1"),
    () => get("GET /health z HTTP/1.1"),
    () => get(`GET /${"a".repeat(draw.of([5_000, 20_000, 100_000]))} HTTP/1.1`),
    () => get("GET"),
    () => get("\r\n\r\nGET /healthz"),
    () => get("get /healthz HTTP/1.1"),
    () => get("BREW /pot HTTP/1.1"),
    () => get("GET /v1/payments/\u00c3\u00a9 HTTP/1.1"),
    () => get(`${"A".repeat(100)} / HTTP/1.1`),
    () => get("GET ../../etc/passwd HTTP/1.1"),
    () => get("OPTIONS * HTTP/1.1"),
    () => get("GET /healthz HTTP/1.1", ["Host: 127.0.0.1", "Expect: miracles", "Connection: close"]),
    () => Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    () => Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
    () => Buffer.from([draw.below(32), ...Array.from({ length: draw.below(400) }, () => draw.below(256))])
  ])()

/** What a server may close without a word: the sender is gone, or asked for what is no request. */
const broken = (draw: Draw): Shot => {
  const whole = wellFormed(draw, "close")
  const bytes = draw.of([
    () => whole.subarray(0, draw.below(whole.length)),
    () => post(["Content-Length: 500"], "{\"amount\":"),
    () => post(["Transfer-Encoding: chunked"], "5\r\n{}\r\n0\r\n\r\n"),
    () => Buffer.from(Array.from({ length: 1 + draw.below(400) }, () => draw.below(256))),
    () => get("CONNECT 127.0.0.1:80 HTTP/1.1"),
    () =>
      get("GET / HTTP/1.1", [
        "Host: 127.0.0.1",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 1"
      ]),
    () => Buffer.alloc(0)
  ])()
  return { bytes, requests: 1, mayBeSilent: true, ends: true }
}

const pipelined = (draw: Draw): Shot => {
  const requests = 2 + draw.below(8)
  const all = Array.from(
    { length: requests },
    (_, index) => wellFormed(draw, index === requests - 1 ? "close" : "keep-alive")
  )
  return { bytes: Buffer.concat(all), requests, mayBeSilent: false, ends: false }
}

/** What is sent next. */
export const shotOf = (draw: Draw): Shot => {
  const kind = draw.part()
  if (kind < 0.1) return broken(draw)
  if (kind < 0.25) return { bytes: malformed(draw), requests: 1, mayBeSilent: false, ends: false }
  if (kind < 0.4) return pipelined(draw)
  return { bytes: wellFormed(draw, "close", draw.chance(0.05)), requests: 1, mayBeSilent: false, ends: false }
}
