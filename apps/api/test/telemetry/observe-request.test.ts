import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { send, startApi } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { fakeFinpay } from "../support/fake-finpay.ts"
import { logged } from "../support/logs.ts"
import { launch, readyOf } from "../support/process.ts"

interface Line {
  readonly message: string
  readonly level: string
  readonly annotations: Json
}

const lines = (text: ReadonlyArray<string>): ReadonlyArray<Line> => text.map((line) => JSON.parse(line))

const lineOf = (id: string): Line => {
  const [line, ...more] = lines(logged).filter(({ annotations, message }) =>
    message === "request" && annotations["requestId"] === id
  )
  assert.isDefined(line, id)
  assert.isEmpty(more)
  return line ?? assert.fail(id)
}

describe("the line about a request", () => {
  it.live("names it as the caller does, says who asked and what came of it, and nothing of the query or body", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({}), { isOpen: false })
      const key = yield* api.newKey({ name: "shop-backend" })
      const answer = yield* send(`${api.url}/v1/payments/INV-1?secret=hidden`, {
        headers: { authorization: `Bearer ${key}`, "x-request-id": "shop:42.a-b_c" }
      })
      assert.strictEqual(answer.headers.get("x-request-id"), "shop:42.a-b_c")
      const { annotations, level } = lineOf("shop:42.a-b_c")
      assert.deepInclude(annotations, {
        method: "GET",
        route: "/v1/payments/{orderId}",
        path: "/v1/payments/INV-1",
        status: answer.status,
        merchant: "FINPAY001",
        keyId: key.slice(0, 16),
        actor: `shop-backend (${key.slice(0, 16)})`
      })
      assert.strictEqual(level, "INFO")
      assert.isNumber(annotations["durationMillis"])
      assert.notInclude(logged.join("\n"), key)
      assert.notInclude(logged.join("\n"), "hidden")
    }))

  it.live("has a name of its own where the caller's is missing or not well formed, and so has every answer", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({}))
      const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u
      for (const given of [undefined, "", "a b", "<script>", "x".repeat(129), "a\"b"]) {
        const headers = given === undefined ? {} : { "x-request-id": given }
        const answer = yield* send(`${api.url}/v1/mutations`, { headers })
        assert.match(answer.headers.get("x-request-id") ?? "", uuid, given)
      }
      for (const path of ["/nothing", "/healthz", "/docs", "/v1/payments/INV-1/void"]) {
        assert.match((yield* send(`${api.url}${path}`)).headers.get("x-request-id") ?? "", uuid, path)
      }
    }))

  it.live("keeps what is none of our paths to itself", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({}))
      yield* send(`${api.url}/sk-live-pasted-by-mistake`, { headers: { "x-request-id": "lost-1" } })
      const { annotations } = lineOf("lost-1")
      assert.deepInclude(annotations, { route: "(none)", status: 404 })
      assert.notInclude(logged.join("\n"), "pasted-by-mistake")
    }))

  it.live("has the level of a warning when this server could not do what it should, and its other lines the same name", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({ payments: { check: () => Effect.die(new Error("broken")) } }))
      const answer = yield* send(`${api.url}/v1/payments/INV-1`, { headers: { "x-request-id": "fault-1" } })
      assert.strictEqual(answer.status, 500)
      assert.strictEqual(lineOf("fault-1").level, "WARN")
      const fault = lines(logged).find(({ annotations }) => annotations["instance"] === answer.json["instance"])
      assert.strictEqual(fault?.annotations["requestId"], "fault-1")
    }))
})

describe("FINPAY_API_LOG_LEVEL", () => {
  it.live("says how much is logged; machines that watch are quiet", () =>
    Effect.gen(function*() {
      for (
        const [level, wanted] of [["debug", ["/v1/mutations", "/healthz"]], ["info", ["/v1/mutations"]], [
          "error",
          []
        ]] as const
      ) {
        const process = yield* launch({
          FINPAY_API_PORT: "0",
          FINPAY_BASE_URL: "http://127.0.0.1:1",
          FINPAY_API_LOG_LEVEL: level
        })
        const { url } = readyOf(yield* process.firstLine)
        yield* send(`${url}/v1/mutations`)
        yield* send(`${url}/healthz`)
        process.child.kill("SIGTERM")
        assert.strictEqual(yield* process.exitCode, 0, process.output.stderr)
        const routes = lines(process.output.stderr.trim().split("\n").filter((line) => line !== ""))
          .filter(({ message }) => message === "request")
          .map(({ annotations }) => annotations["route"])
        assert.deepStrictEqual(routes, [...wanted], level)
      }
    }))
})
