import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { connect } from "node:net"
import { maxRequestBytes } from "../../src/http/body.ts"
import { post, send, startApi } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"

const start = startApi(fakeFinpay({ payments: { refund: () => Effect.succeed(answered(envelope)) } }))

const refund = (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = { "content-type": "application/json" }
) =>
  Effect.gen(function*() {
    const api = yield* start
    return yield* send(`${api.url}/v1/payments/INV-1/refunds`, {
      method: "POST",
      headers: { "idempotency-key": "key", ...headers },
      body
    })
  })

/** Sends bytes as they are and reads what comes until the connection closes. */
const raw = (url: string, text: string) =>
  Effect.callback<string>((resume) => {
    const { hostname, port } = new URL(url)
    let received = ""
    const socket = connect(Number(port), hostname, () => socket.write(text))
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1")
    })
    socket.on("close", () => resume(Effect.succeed(received)))
  })

describe("an address", () => {
  it.effect("that does not exist: 404, as a problem", () =>
    Effect.gen(function*() {
      const api = yield* start
      for (const path of ["/", "/v2/payments", "/v1/payments/INV-1/refund", "/v1/payments/%zz", "/problems/none"]) {
        const answer = yield* send(`${api.url}${path}`)
        assert.strictEqual(answer.status, 404, path)
        assert.strictEqual(answer.headers.get("content-type"), "application/problem+json")
        assert.deepInclude(answer.json, { type: "/problems/route-not-found", operationState: "not-processed" })
      }
    }))

  it.effect("with another method: 405, and which it has", () =>
    Effect.gen(function*() {
      const api = yield* start
      const cases = [
        ["DELETE", "/v1/payments/INV-1", "GET"],
        ["GET", "/v1/payments/INV-1/refunds", "POST"],
        ["PUT", "/v1/callbacks/finpay/FINPAY001", "POST"],
        ["OPTIONS", "/v1/qris/refunds", "POST"],
        ["POST", "/openapi.json", "GET"]
      ] as const
      for (const [method, path, allow] of cases) {
        const answer = yield* send(`${api.url}${path}`, { method })
        assert.strictEqual(answer.status, 405, `${method} ${path}`)
        assert.strictEqual(answer.headers.get("allow"), allow)
        assert.strictEqual(answer.json["type"], "/problems/method-not-allowed")
      }
    }))

  it.effect("with an order id that is none: 422, and which parameter", () =>
    Effect.gen(function*() {
      const api = yield* start
      for (const id of ["INV%201", "A".repeat(31), "A".repeat(5_000)]) {
        const answer = yield* send(`${api.url}/v1/payments/${id}`)
        assert.strictEqual(answer.status, 422, id)
        assert.deepStrictEqual(answer.json["errors"], [
          { detail: "an order id is 1 to 30 letters, digits, dashes or underscores", parameter: "orderId" }
        ])
      }
    }))
})

describe("a body", () => {
  const malformed = [
    ["is cut", "{\"amount\":22"],
    ["is empty", ""],
    ["is no JSON", "amount=1"],
    ["has a member twice", "{\"amount\":22000,\"amount\":1}"],
    ["has a member twice under another spelling", "{\"amount\":22000,\"\\u0061mount\":1}"],
    ["has a byte order mark", "\uFEFF{\"amount\":1}"],
    ["is nested too deep", `${"[".repeat(40)}${"]".repeat(40)}`],
    ["has half a surrogate", "{\"amount\":\"\\ud800\"}"]
  ] as const
  for (const [what, body] of malformed) {
    it.effect(`that ${what}: 400`, () =>
      Effect.gen(function*() {
        const answer = yield* refund(body)
        assert.strictEqual(answer.status, 400, answer.text)
        assert.strictEqual(answer.json["type"], "/problems/malformed-body")
      }))
  }

  it.effect("that is not UTF-8: 400", () =>
    Effect.gen(function*() {
      const answer = yield* refund(new Uint8Array([0x7b, 0xff, 0x7d]))
      assert.strictEqual(answer.status, 400)
      assert.strictEqual(answer.json["detail"], "The body is not valid UTF-8.")
    }))

  it.effect("that is not declared as JSON, or is compressed: 415", () =>
    Effect.gen(function*() {
      const wrong = [
        { "content-type": "text/plain" },
        { "content-type": "application/x-www-form-urlencoded" },
        { "content-type": "application/json", "content-encoding": "gzip" }
      ]
      for (const headers of wrong) {
        const answer = yield* refund("{\"amount\":1}", headers)
        assert.strictEqual(answer.status, 415, JSON.stringify(headers))
        assert.strictEqual(answer.json["type"], "/problems/unsupported-media-type")
      }
      const right = yield* refund("{\"amount\":1}", { "content-type": "Application/JSON; charset=utf-8" })
      assert.strictEqual(right.status, 200)
    }))

  it.effect("that is too large: 413, whether its length was announced or not, and exactly at the limit", () =>
    Effect.gen(function*() {
      const padded = (length: number) => `{"amount":1${" ".repeat(length - 12)}}`
      const announced = yield* refund(padded(maxRequestBytes + 1))
      assert.strictEqual(announced.status, 413)
      assert.strictEqual(announced.json["type"], "/problems/body-too-large")
      assert.strictEqual((yield* refund(padded(maxRequestBytes))).status, 200)
      const api = yield* start
      const chunk = " ".repeat(65_536)
      const body = new Blob(Array.from({ length: 16 }, () => chunk)).stream()
      const streamed = yield* send(`${api.url}/v1/payments/INV-1/refunds`, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": "key" },
        body,
        duplex: "half"
      } as RequestInit)
      assert.strictEqual(streamed.status, 413)
    }))

  it.effect("with wrong members: 422, and every one of them", () =>
    Effect.gen(function*() {
      const api = yield* start
      const answer = yield* post(
        `${api.url}/v1/payments`,
        {
          order: { id: "INV 1", amount: "22000", timeout: 0, item: [{ unitPrice: 1.5 }, { "a/b~c": 1 }] },
          customer: { mobilePhone: "0812" },
          sourceOfFunds: {},
          extra: true
        },
        "key"
      )
      assert.strictEqual(answer.status, 422, answer.text)
      const errors = answer.json["errors"] as ReadonlyArray<{ readonly pointer: string; readonly detail: string }>
      assert.sameMembers(errors.map(({ pointer }) => pointer), [
        "#/order/id",
        "#/order/amount",
        "#/order/timeout",
        "#/order/item/0/unitPrice",
        "#/order/item/1/a~1b~0c",
        "#/customer/mobilePhone",
        "#/sourceOfFunds/type",
        "#/extra",
        "#/url"
      ])
      for (const { detail } of errors) assert.isNotEmpty(detail)
      assert.include(String(answer.json["detail"]), "#/order/amount: ")
    }))

  it.effect("is refused for an amount that is no whole positive number of rupiah", () =>
    Effect.gen(function*() {
      for (const amount of ["\"22000\"", "22000.5", "0", "-1", "1e15", "null", "[1]", "true", "1e400"]) {
        const answer = yield* refund(`{"amount":${amount}}`)
        assert.strictEqual(answer.status, 422, amount)
        const [error] = answer.json["errors"] as ReadonlyArray<{ readonly pointer: string }>
        assert.strictEqual(error?.pointer, "#/amount", amount)
      }
      assert.strictEqual((yield* refund("{\"amount\":22000.0}")).status, 200)
    }))

  it.effect("cannot smuggle members through __proto__", () =>
    Effect.gen(function*() {
      const answer = yield* refund("{\"__proto__\":{\"amount\":1}}")
      assert.strictEqual(answer.status, 422)
      const errors = answer.json["errors"] as ReadonlyArray<{ readonly pointer: string }>
      assert.include(errors.map(({ pointer }) => pointer), "#/amount")
    }))

  it.effect("that is no object: 422, and the whole of it", () =>
    Effect.gen(function*() {
      for (const body of ["[]", "1", "\"x\"", "null"]) {
        const answer = yield* refund(body)
        assert.strictEqual(answer.status, 422, body)
        const [error] = answer.json["errors"] as ReadonlyArray<{ readonly pointer: string }>
        assert.strictEqual(error?.pointer, "#", body)
      }
    }))
})

describe("an Idempotency-Key", () => {
  it.effect("is needed, and is 1 to 255 visible characters: 400", () =>
    Effect.gen(function*() {
      const api = yield* start
      const url = `${api.url}/v1/payments/INV-1/refunds`
      for (const key of [undefined, "", "a b", "k".repeat(256), "clé"]) {
        const answer = yield* send(url, {
          method: "POST",
          headers: { "content-type": "application/json", ...(key === undefined ? {} : { "idempotency-key": key }) },
          body: "{\"amount\":1}"
        })
        assert.strictEqual(answer.status, 400, String(key))
        assert.strictEqual(answer.json["type"], "/problems/idempotency-key-missing")
      }
      assert.strictEqual((yield* post(url, { amount: 1 }, "k".repeat(255))).status, 200)
    }))

  it.effect("given twice is none: nobody could say which one counts", () =>
    Effect.gen(function*() {
      const api = yield* start
      const { host } = new URL(api.url)
      const answer = yield* raw(
        api.url,
        `POST /v1/payments/INV-1/refunds HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n` +
          "Content-Type: application/json\r\nContent-Length: 12\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\n\r\n{\"amount\":1}"
      )
      assert.match(answer, /^HTTP\/1\.1 400 /u)
      assert.include(answer, "/problems/idempotency-key-missing")
    }))
})

describe("every answer", () => {
  it.effect("forbids caches, sniffing and foreign content", () =>
    Effect.gen(function*() {
      const api = yield* start
      for (const path of ["/healthz", "/nowhere", "/openapi.json", "/docs", "/problems", "/v1/payments/INV%201"]) {
        const { headers } = yield* send(`${api.url}${path}`)
        assert.strictEqual(headers.get("cache-control"), "no-store", path)
        assert.strictEqual(headers.get("x-content-type-options"), "nosniff", path)
        assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none'/u, path)
        assert.isNull(headers.get("access-control-allow-origin"), path)
      }
    }))
})

describe("GET /healthz", () => {
  it.effect("answers while the process lives", () =>
    Effect.gen(function*() {
      const api = yield* start
      const answer = yield* send(`${api.url}/healthz`)
      assert.strictEqual(answer.status, 200)
      assert.deepStrictEqual(answer.json, { status: "ok" })
    }))
})
