import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { HttpApi } from "effect/http-api"
import { makeClient } from "../../src/client.ts"
import { Api } from "../../src/contract/Api.ts"
import { startSimulated } from "../support/simulated.ts"

interface Endpoint {
  readonly group: string
  readonly name: string
  readonly method: string
  readonly path: string
}

const endpoints: ReadonlyArray<Endpoint> = (() => {
  const found: Array<Endpoint> = []
  HttpApi.reflect(Api, {
    onGroup: () => undefined,
    onEndpoint: ({ endpoint, group }) =>
      found.push({ group: group.identifier, name: endpoint.identifier, method: endpoint.method, path: endpoint.path })
  })
  return found
})()

type Call = (request: object) => Effect.Effect<unknown, unknown>

/** The client by the names of its groups and endpoints. */
type Client = Readonly<Record<string, Readonly<Record<string, Call>>>>

describe("the typed client", () => {
  it.live("reaches every group, and every list in it", () =>
    Effect.gen(function*() {
      const { api } = yield* startSimulated()
      const client = (yield* makeClient({ baseUrl: api, apiKey: Redacted.make("") })) as unknown as Client
      for (const { group, name } of endpoints) assert.isFunction(client[group]?.[name], `${group}.${name}`)
      const lists = endpoints.filter(({ method, path }) => method === "GET" && !path.includes(":"))
      assert.isAbove(lists.length, 8)
      for (const { group, name } of lists) {
        const answer = yield* Effect.exit(client[group]?.[name]?.({ headers: {}, query: {} }) ?? Effect.die("missing"))
        assert.strictEqual(answer._tag, "Success", `${group}.${name}: ${JSON.stringify(answer)}`)
      }
    }).pipe(Effect.provide(FetchHttpClient.layer)))
})
