import { assert, describe, it } from "@effect/vitest"
import { mutationStates } from "@openfinpay/finpay-journal"
import { localConfig } from "@openfinpay/finpay-transport"
import { Deferred, Effect } from "effect"
import { post, send, startApi } from "../support/api.ts"
import { fakeFinpay } from "../support/fake-finpay.ts"
import { holdingFinpay } from "../support/process.ts"
import { newPayment, startSimulated } from "../support/simulated.ts"

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } })

/** The value of a series; `undefined` when there is none. Labels in any order. */
const valueOf = (page: string, name: string, labels: Readonly<Record<string, string>>): number | undefined => {
  const line = page.split("\n").find((line) =>
    (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) &&
    Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`))
  )
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(" ")))
}

/** A page of Prometheus' text format, read by its grammar. */
const line = /^(?:# (?:HELP|TYPE) [a-z_]+ .+|[a-z_]+(?:\{(?:[a-z_]+="[^"]*",?)+\})? (?:-?[\d.e+-]+|\+Inf|NaN))$/u

describe("/metrics", () => {
  it.live("tells of requests, calls, mutations and the queue, in Prometheus' format", () =>
    Effect.gen(function*() {
      const { api, payments, simulator } = yield* startSimulated()
      yield* post(payments, newPayment("INV-1"), "k-1")
      yield* simulator.pay("INV-1")
      yield* post(`${payments}/INV-1/refunds`, { amount: 1_000 }, "k-2")
      yield* send(`${api}/v1/nothing/here?secret=1`)
      yield* send(`${api}/v1/nothing/there`, { method: "PROPFIND" })
      const { headers, text } = yield* send(`${api}/metrics`)
      assert.strictEqual(headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8")
      for (const given of text.trimEnd().split("\n")) assert.match(given, line)
      const count = "http_server_request_duration_seconds_count"
      const created = { http_request_method: "POST", http_route: "/v1/payments", http_response_status_code: "201" }
      assert.isAtLeast(valueOf(text, count, created) ?? 0, 1)
      assert.isAtLeast(valueOf(text, count, { http_route: "(none)", http_request_method: "_OTHER" }) ?? 0, 1)
      assert.notMatch(text, /nothing|INV-|secret/u)
      const call = { finpay_operation: "initiate", finpay_response_code: "2000000" }
      assert.isAtLeast(valueOf(text, "http_client_request_duration_seconds_count", call) ?? 0, 1)
      for (const state of mutationStates) {
        assert.isDefined(valueOf(text, "finpay_mutations", { merchant: "FINPAY001", state }), state)
      }
      assert.strictEqual(valueOf(text, "finpay_mutations", { state: "succeeded" }), 1)
      assert.isAbove(valueOf(text, "process_resident_memory_bytes", {}) ?? 0, 1_000_000)
    }))

  it.live("says how old the oldest change that is not settled is, and what is in the queue", () =>
    Effect.gen(function*() {
      const finpay = yield* holdingFinpay
      const { api, payments } = yield* startSimulated({ finpay: localConfig(finpay.url) })
      yield* post(`${payments}/INV-1/refunds`, { amount: 1_000 }, "k-2", { prefer: "wait=0" })
      yield* Deferred.await(finpay.arrived)
      const { text } = yield* send(`${api}/metrics`)
      assert.strictEqual(valueOf(text, "finpay_mutations", { state: "sending" }), 1)
      assert.isAtLeast(valueOf(text, "finpay_mutations_oldest_seconds", { state: "sending" }) ?? -1, 0)
      assert.strictEqual(valueOf(text, "finpay_mutations_oldest_seconds", { state: "unknown" }), 0)
      assert.strictEqual(valueOf(text, "finpay_queue_pending", { queue: "finpay/local/FINPAY001" }), 1)
      assert.strictEqual(valueOf(text, "finpay_queue_due", { queue: "finpay/local/FINPAY001" }), 0)
      yield* Deferred.succeed(finpay.letGo, undefined)
    }))

  it.live("is for keys of all merchants, of any role, and for everyone only where it is open", () =>
    Effect.gen(function*() {
      const closed = yield* startApi(fakeFinpay({}), { isOpen: false })
      const url = `${closed.url}/metrics`
      assert.strictEqual((yield* send(url)).status, 401)
      assert.strictEqual((yield* send(url, bearer(yield* closed.newKey({ role: "viewer" })))).status, 200)
      const bound = yield* send(url, bearer(yield* closed.newKey({ role: "admin", merchants: ["FINPAY001"] })))
      assert.strictEqual(bound.status, 403)
      assert.strictEqual(bound.json["type"], "/problems/merchant-refused")
      const open = yield* startApi(fakeFinpay({}), { isOpen: false, areMetricsOpen: true })
      assert.strictEqual((yield* send(`${open.url}/metrics`)).status, 200)
      assert.strictEqual((yield* send(`${open.url}/metrics`, bearer("wrong"))).status, 401)
      assert.strictEqual((yield* send(`${open.url}/v1/mutations`)).status, 401)
    }))
})
