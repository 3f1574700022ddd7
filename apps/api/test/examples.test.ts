import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { testDocs } from "../../../packages/core/test/docs/doc-suite.ts"
import { testExamples } from "../../../packages/core/test/example-suite.ts"
import { readExamples } from "../../../packages/core/test/examples.ts"
import { startApi } from "./support/api.ts"
import { answered, envelope, fakeFinpay } from "./support/fake-finpay.ts"

const root = new URL("../", import.meta.url)
const examples = readExamples(root)

const scope = Scope.makeUnsafe()
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

describe("every export", () => testDocs(root))

describe("every example a reader is shown", () => {
  it("imports the package by its name, and promises something", () => {
    assert.isAtLeast(examples.length, 3)
    for (const { code, promises, where } of examples) {
      assert.match(code, /from "@openfinpay\/finpay-api(?:\/client)?"/u, where)
      assert.isAbove(promises, 0, where)
    }
  })

  testExamples(root, examples, async () => {
    const finpay = fakeFinpay({ payments: { refund: () => Effect.succeed(answered(envelope)) } })
    const { url } = await Effect.runPromise(Scope.provide(startApi(finpay), scope))
    return (code) => code.replaceAll("http://127.0.0.1:4720", url)
  })
})
