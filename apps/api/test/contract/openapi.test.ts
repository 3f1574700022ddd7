import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { problemTypes } from "../../src/contract/problem-types.ts"
import { send, startApi } from "../support/api.ts"
import { fakeFinpay } from "../support/fake-finpay.ts"
import { routes } from "../support/routes.ts"

interface Operation {
  readonly summary?: string
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly in: string }>
  readonly responses: Readonly<Record<string, { readonly headers?: object; readonly content?: object }>>
  readonly security: ReadonlyArray<object>
}

interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>>
  }
}

const committed: Document = JSON.parse(readFileSync(new URL("../../openapi.json", import.meta.url), "utf8"))

const operations = Object.entries(committed.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation }))
)

// What is done at Finpay: made to be paid, or changed.
const keyed = operations.filter(({ method, path }) =>
  method === "post" && /^\/v1\/(?:payments|qris\/payments|qris\/refunds|payments\/\{orderId\}\/\w+)$/u.test(path)
)
const journaled = keyed.filter(({ path }) => !path.endsWith("/payments"))

describe("openapi.json", () => {
  it.effect("is what the server answers; after a change of the contract run scripts/write-openapi.ts", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({}))
      const answer = yield* send(`${api.url}/openapi.json`)
      assert.strictEqual(answer.status, 200)
      assert.deepStrictEqual(JSON.parse(answer.text), committed)
      assert.strictEqual(committed.openapi, "3.1.0")
    }))

  it("has every address of the server", () => {
    const addresses = routes.map(({ name }) => name.replaceAll(/:(\w+)/gu, "{$1}"))
    assert.sameMembers(operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`), addresses)
  })

  it("describes every operation, and refers to nothing that is not there", () => {
    for (const { operation, path } of operations) assert.isNotEmpty(operation.summary, path)
    for (const [, name = ""] of JSON.stringify(committed).matchAll(/#\/components\/schemas\/(\w+)/gu)) {
      assert.property(committed.components.schemas, name)
    }
  })

  it("says of all that is done at Finpay: its key, the unknown outcome, and that a stored outcome is marked", () => {
    assert.strictEqual(keyed.length, 6)
    for (const { operation, path } of keyed) {
      assert.include(operation.parameters.map(({ name }) => name), "idempotency-key", path)
      assert.containsAllKeys(operation.responses, ["202", "400", "401", "409", "413", "415", "422", "503"], path)
      assert.property(operation.responses["202"]?.headers, "Idempotency-Replayed", path)
      assert.property(operation.responses["202"]?.content, "application/problem+json", path)
      assert.deepStrictEqual(operation.security, [{ apiKey: [] }], path)
    }
  })

  it("says of all that goes through the journal: how to wait, and where to read it again", () => {
    assert.strictEqual(journaled.length, 4)
    for (const { operation, path } of journaled) {
      assert.include(operation.parameters.map(({ name }) => name), "prefer", path)
      assert.containsAllKeys(operation.responses["202"]?.headers, ["Location", "Preference-Applied"], path)
    }
  })

  it("lets answers grow, and requests not", () => {
    const isClosed = (name: string) =>
      JSON.stringify(committed.components.schemas[name]).includes("additionalProperties")
    assert.isTrue(
      ["NewPayment", "NewOrder", "AmountOnly", "NewQrisPayment", "NewQrisRefund", "NewClosing"].every(isClosed)
    )
    assert.isFalse(
      ["CreatedPayment", "Payment", "ChangedPayment", "OutcomeUnknown", "QrisRefund", "Mutation"].some(isClosed)
    )
  })
})

/** What is found out before it is clear which endpoint is meant. */
const ofNoEndpoint = [
  "methodNotAllowed",
  "malformedHttp",
  "requestTooSlow",
  "headersTooLarge"
]

describe("the pages a reader is sent to", () => {
  it.effect("there is one for each type of problem, and each type is in the document or is about the address itself", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({}))
      const index = yield* send(`${api.url}/problems`)
      const documented = JSON.stringify(committed)
      for (const [name, { nextStep, title, type }] of Object.entries(problemTypes)) {
        const page = yield* send(`${api.url}${type}`)
        assert.strictEqual(page.status, 200, type)
        assert.include(page.text, `<h1>${title}</h1>`)
        assert.include(page.text.replaceAll(/<\/?code>/gu, ""), nextStep.replaceAll("`", "").slice(0, 20))
        assert.include(index.text, `href="${type}"`)
        assert.strictEqual(documented.includes(`"${type}"`), !ofNoEndpoint.includes(name), type)
      }
    }))

  it.effect("/docs holds all it needs, and may load nothing from elsewhere", () =>
    Effect.gen(function*() {
      const api = yield* startApi(fakeFinpay({}))
      const page = yield* send(`${api.url}/docs`)
      assert.strictEqual(page.status, 200)
      const ours = page.text.replace(/<script>[\s\S]*?<\/script>/u, "")
      assert.notMatch(ours, /<(?:script|link|img|iframe)[^>]+(?:src|href)=/iu)
      assert.include(ours, "\"withDefaultFonts\":false")
      assert.include(ours, "\"proxyUrl\":\"\"")
      const policy = page.headers.get("content-security-policy") ?? ""
      assert.include(policy, "default-src 'none'")
      assert.include(policy, "connect-src 'self'")
      assert.notMatch(policy, /https?:|\*/u)
    }))
})
