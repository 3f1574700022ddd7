/** What the HTTP clients do by themselves: however the server answers, a mutation reaches it once. */
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { FetchHttpClient } from "effect/http"
import type { Finpay } from "../../src/index.ts"
import { clients, openFinpay } from "../support/clients.ts"
import { scriptedServer } from "../support/server.ts"
import type { Reply } from "../support/server.ts"

const mutations: ReadonlyArray<
  readonly [name: string, run: (finpay: Finpay["Service"]) => Effect.Effect<unknown, unknown>]
> = [
  ["refund (POST)", ({ payments }) => payments.refund({ order: { id: "INV-1", amount: 22000 } })],
  ["cancel (GET)", ({ payments }) => payments.cancel({ orderId: "INV-1" })]
]

/** The first answer has this status, and what comes after it would be a success. */
const firstThenSuccess = (status: number): Reply => {
  let answers = 0
  return (response) => {
    answers += 1
    if (answers > 1) return void response.end("{\"responseCode\":\"2000000\"}")
    response.writeHead(status, { "content-type": "text/html", "retry-after": "0", "www-authenticate": "Basic realm=x" })
    response.end(status === 304 ? undefined : "<html></html>")
  }
}

// Every status that a client might answer by trying again, and their neighbours.
const statuses = [
  300,
  301,
  302,
  303,
  304,
  305,
  307,
  308,
  400,
  401,
  402,
  403,
  404,
  405,
  407,
  408,
  409,
  411,
  412,
  413,
  417
]
  .concat([421, 422, 423, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 507, 508, 511])

for (const [client, http] of clients) {
  for (const [name, run] of mutations) {
    it.live(`${name} over ${client} leaves once whatever the status, and is not taken for done`, () =>
      Effect.gen(function*() {
        for (const status of statuses) {
          yield* Effect.scoped(Effect.gen(function*() {
            const server = yield* scriptedServer(firstThenSuccess(status))
            const outcome = yield* Effect.result(run(yield* openFinpay(server.url, http)))
            assert.lengthOf(server.requests, 1, `requests at ${status}`)
            assert.isTrue(Result.isFailure(outcome), `outcome at ${status}`)
            if (Result.isFailure(outcome)) {
              assert.propertyVal(outcome.failure, "_tag", "OutcomeUnknown", `outcome at ${status}`)
            }
          }))
        }
      }))
  }
}

it.live("a dispatcher of the caller's is used, and passes a mutation on once", () =>
  Effect.scoped(Effect.gen(function*() {
    const server = yield* scriptedServer(firstThenSuccess(421))
    let dispatched = 0
    const own = {
      dispatch: (...args: [never, never]) => {
        dispatched += 1
        return Reflect.get(globalThis, Symbol.for("undici.globalDispatcher.1")).dispatch(...args)
      }
    }
    const http = Layer.provideMerge(
      FetchHttpClient.layer,
      Layer.succeed(FetchHttpClient.RequestInit, Object.assign<RequestInit, object>({}, { dispatcher: own }))
    )
    const finpay = yield* Effect.flip(
      Effect.flatMap(openFinpay(server.url, http), ({ payments }) => payments.cancel({ orderId: "INV-1" }))
    )
    assert.strictEqual(finpay._tag, "OutcomeUnknown")
    assert.strictEqual(dispatched, 1)
    assert.lengthOf(server.requests, 1)
  })))
