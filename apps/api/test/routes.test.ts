import { assert, describe, it, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { HttpApi } from "effect/http-api"
import { Api } from "../src/contract/Api.ts"
import { Authorization, JsonBody, OfMerchant } from "../src/contract/middleware.ts"
import { mayDo, Needs, roles } from "../src/contract/permission.ts"
import type { Permission } from "../src/contract/permission.ts"
import type { Answer } from "./support/api.ts"
import { routes, sampleOf } from "./support/routes.ts"
import type { Route, Sample } from "./support/routes.ts"
import { startSamples } from "./support/samples.ts"
import type { Samples } from "./support/samples.ts"
import { others, ours } from "./support/two-merchants.ts"

/** What the contract says of a route. */
interface Contract {
  readonly needs: Permission | "open"
  readonly of: "merchant" | "server"
  /** It has a body of any kind. */
  readonly takesBody: boolean
  readonly takesJson: boolean
}

const contract: ReadonlyMap<string, Contract> = (() => {
  const found = new Map<string, Contract>()
  HttpApi.reflect(Api, {
    onGroup: () => undefined,
    onEndpoint: ({ endpoint: { method, path, payload }, mergedAnnotations, middleware }) => {
      const has = ({ key }: { readonly key: string }) => [...middleware].some((one) => one.key === key)
      found.set(`${method} ${path}`, {
        needs: has(Authorization) ? Context.get(mergedAnnotations, Needs) : "open",
        of: has(OfMerchant) ? "merchant" : "server",
        takesBody: payload.size > 0,
        takesJson: has(JsonBody) && payload.size > 0
      })
    }
  })
  return found
})()

const contractOf = (name: string): Contract => contract.get(name) ?? assert.fail(`${name} is not in the contract`)

const pathOf = (name: string, params: Readonly<Record<string, string>> = {}) => {
  const [method = "", path = ""] = name.split(" ")
  return { method, path: path.replace(/:(\w+)/gu, (_, param) => encodeURIComponent(params[param] ?? "NOBODY-1")) }
}

/** The API with two merchants and all that the samples need, once for all tests of this file. */
class World extends Context.Service<World, Samples>()("test/World") {}

const WorldLive = Layer.effect(World, Effect.orDie(startSamples))

const call = ({ name }: Route, { params, ...sample }: Sample, key: string | undefined) =>
  Effect.flatMap(World, (world) => {
    const { method, path } = pathOf(name, params)
    return world.call(method, path, { key: key ?? "", ...sample })
  })

const assertProblem = (answer: Answer, status: number, slug: string) => {
  assert.strictEqual(answer.status, status, answer.text)
  assert.strictEqual(answer.headers.get("content-type"), "application/problem+json")
  assert.deepInclude(answer.json, { type: `/problems/${slug}`, status, operationState: "not-processed" })
  assert.containsAllKeys(answer.json, ["title", "detail", "instance", "nextStep", "safeToRetry"])
}

/** The smallest roles that may do it. */
const leastRoles = (needs: Permission | "open") =>
  needs === "open" ? [] : roles.filter((role) => role !== "admin" && mayDo(role, needs))

const leastRole = (needs: Permission | "open") => leastRoles(needs)[0] ?? "admin"

describe("the table of routes", () => {
  it("has every route of the API and no other", () => {
    assert.sameMembers(routes.map(({ name }) => name), [...contract.keys()])
  })

  for (const { name, needs, of } of routes) {
    it(`${name} is what the contract says: ${needs}, of the ${of}`, () => {
      assert.deepInclude(contractOf(name), { needs, of })
    })
  }
})

const guarded = routes.filter(({ needs }) => needs !== "open")
const keyed = routes.filter(({ name }) => contractOf(name).needs === "operate" && /payments|qris/u.test(name))

layer(WorldLive, { excludeTestServices: true })("over real HTTP", (it) => {
  for (const route of routes) {
    const { isForUnbound, name, needs, of, status } = route

    it.effect(`${name} does what it is for: ${status}`, () =>
      Effect.gen(function*() {
        const world = yield* World
        const bound = needs === "open" ? undefined : world.keys[leastRole(needs)]
        const key = isForUnbound === true ? yield* world.newKey(leastRole(needs)) : bound
        const answer = yield* call(route, yield* sampleOf(route, world), key)
        assert.strictEqual(answer.status, status, answer.text)
        const names = [...answer.headers.keys()].filter((header) => header.startsWith("access-control-"))
        assert.deepStrictEqual(names, [])
        assert.strictEqual(answer.headers.get("cache-control"), "no-store")
      }))

    if (needs === "open") continue

    it.effect(`${name} without a key: 401, and with a revoked one`, () =>
      Effect.gen(function*() {
        const world = yield* World
        for (const key of [undefined, world.revoked, `${world.keys.admin}x`]) {
          const answer = yield* call(route, {}, key)
          assertProblem(answer, 401, "api-key-refused")
          assert.strictEqual(answer.headers.get("www-authenticate"), "Bearer")
        }
      }))

    const tooSmall = roles.filter((role) => !mayDo(role, needs))
    for (const role of tooSmall) {
      it.effect(`${name} with the key of a ${role}: 403`, () =>
        Effect.gen(function*() {
          const world = yield* World
          assertProblem(yield* call(route, {}, world.keys[role]), 403, "permission-missing")
        }))
    }

    if (of === "server") continue

    it.effect(`${name} for a merchant that the key is not for: 403, whether there is such a merchant or not`, () =>
      Effect.gen(function*() {
        const world = yield* World
        for (const merchant of [ours, "NOBODY"]) {
          const answer = yield* call(route, { headers: { "finpay-merchant": merchant } }, world.othersKey)
          assertProblem(answer, 403, "merchant-refused")
        }
        assertProblem(
          yield* call(route, { headers: { "finpay-merchant": others } }, world.keys.admin),
          403,
          "merchant-refused"
        )
      }))

    it.effect(`${name} with a key for all merchants and without a name of one: 400`, () =>
      Effect.gen(function*() {
        const world = yield* World
        assertProblem(yield* call(route, {}, world.admin), 400, "merchant-unnamed")
      }))
  }
})

const problemsWith = (route: Route, sample: Sample, body: unknown) =>
  Effect.flatMap(World, ({ keys }) => call(route, { ...sample, body }, keys[leastRole(route.needs)]))

layer(WorldLive, { excludeTestServices: true })("what is wrong with a request", (it) => {
  for (const route of guarded.filter(({ name }) => contractOf(name).takesJson)) {
    it.effect(`${route.name} says so: no JSON, too much, undeclared, and members that are not known`, () =>
      Effect.gen(function*() {
        const { body: _, headers = {}, ...sample } = route.request?.() ?? {}
        assertProblem(yield* problemsWith(route, { ...sample, headers }, "{\"half\":"), 400, "malformed-body")
        assertProblem(yield* problemsWith(route, { ...sample, headers }, " ".repeat(262_145)), 413, "body-too-large")
        const undeclared = { ...sample, headers: { ...headers, "content-type": "text/plain" } }
        assertProblem(yield* problemsWith(route, undeclared, "{}"), 415, "unsupported-media-type")
        const unknown = yield* problemsWith(route, { ...sample, headers }, { nobodyKnows: 1 })
        assertProblem(unknown, 422, "invalid-request")
        const errors = unknown.json["errors"] as ReadonlyArray<{ readonly pointer: string }>
        assert.include(errors.map(({ pointer }) => pointer), "#/nobodyKnows")
      }))
  }

  const withoutBody = guarded.filter(({ name }) => name.startsWith("POST") && !contractOf(name).takesBody)
  for (const route of withoutBody) {
    it.effect(`${route.name} takes no body`, () =>
      Effect.gen(function*() {
        const { body: _, ...sample } = route.request?.() ?? {}
        assertProblem(yield* problemsWith(route, sample, { nobodyKnows: 1 }), 422, "invalid-request")
      }))
  }

  for (const route of guarded.filter(({ name }) => name.includes("/:"))) {
    it.effect(`${route.name} of what is not there: 404`, () =>
      Effect.gen(function*() {
        const { admin, keys } = yield* World
        const sample = route.request?.() ?? {}
        const key = route.isForUnbound === true ? admin : keys[leastRole(route.needs)]
        const answer = yield* call(route, sample, key)
        assert.strictEqual(answer.status, 404, answer.text)
        assert.match(String(answer.json["type"]), /not-found$/u)
      }))
  }

  for (const route of keyed) {
    it.effect(`${route.name} without an Idempotency-Key: 400`, () =>
      Effect.gen(function*() {
        const { body, headers: _, ...sample } = route.request?.() ?? {}
        assertProblem(yield* problemsWith(route, sample, body), 400, "idempotency-key-missing")
      }))
  }
})

/** Everything of ours that can be listed. */
const ourLists = routes.filter(({ name, of }) => of === "merchant" && name.startsWith("GET") && !name.includes("/:"))

layer(WorldLive, { excludeTestServices: true })(
  "a key of one merchant never reads or touches what is another's",
  (it) => {
    let asked = ""

    /** What our lists show, and what the thing shows that a request names, as far as it can be read. */
    const ourState = Effect.fnUntraced(function*(route: Route, { params }: Sample) {
      const { keys } = yield* World
      const read = routes.find(({ name }) => name === `GET ${/ (.*?:\w+)/u.exec(route.name)?.[1] ?? "-"}`)
      const thing = read && (yield* call(read, { params: params ?? {} }, keys.admin))
      const lists = yield* Effect.forEach(ourLists, (list) => call(list, {}, keys.admin))
      return { status: thing?.status ?? 200, text: lists.map(({ text }) => text).join("\n") }
    })

    for (const route of routes.filter(({ of }) => of === "merchant")) {
      it.effect(route.name, () =>
        Effect.gen(function*() {
          const world = yield* World
          const sample = yield* sampleOf(route, world)
          const answer = yield* call(route, sample, world.othersKey)
          asked += JSON.stringify(sample)
          if (sample.params === undefined) {
            // It is done for the others, or shows what they asked for themselves; of what is ours it says nothing.
            const ids = [...answer.text.matchAll(/OURS-[a-z]+-\d+/gu)].map(([id]) => id)
            assert.deepStrictEqual(ids.filter((id) => !asked.includes(id)), [])
          } else {
            assert.strictEqual(answer.status, 404, answer.text)
            assert.match(String(answer.json["type"]), /not-found$/u)
          }
          // It is still there, and nothing of ours has the others for the one who did it.
          const after = yield* ourState(route, sample)
          assert.strictEqual(after.status, 200)
          assert.notInclude(after.text, world.othersKey.slice(0, 16))
        }))
    }
  }
)
