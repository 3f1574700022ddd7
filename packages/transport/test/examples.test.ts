import { afterAll, assert, describe, it } from "@effect/vitest"
import { localPort } from "@openfinpay/finpay-core"
import { Effect, Exit, Scope } from "effect"
import { testDocs } from "../../core/test/docs/doc-suite.ts"
import { testExamples } from "../../core/test/example-suite.ts"
import { readExamples } from "../../core/test/examples.ts"
import { success } from "./support/replies.ts"
import { scriptedServer } from "./support/server.ts"

const root = new URL("../", import.meta.url)
const examples = readExamples(root)

const scope = Scope.makeUnsafe()
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

/** The examples speak to the simulator's port; here something answers on another one. */
const at = (url: string) => (code: string): string => {
  const moved = code
    .replaceAll("environment: \"local\"", `environment: "local", baseUrl: "${url}"`)
    .replaceAll("localConfig()", `localConfig("${url}")`)
  assert.notInclude(moved, String(localPort))
  return moved
}

describe("every export", () => testDocs(root))

describe("every example a reader is shown", () => {
  it("imports the package by its name, and promises something", () => {
    assert.isAtLeast(examples.filter(({ where }) => where.startsWith("README.md")).length, 2)
    for (const { code, promises, where } of examples) {
      assert.include(code, "from \"@openfinpay/finpay-transport\"", where)
      assert.isAbove(promises, 0, where)
    }
  })

  testExamples(root, examples, async () => {
    const { url } = await Effect.runPromise(Scope.provide(scriptedServer(success), scope))
    return at(url)
  })
})
