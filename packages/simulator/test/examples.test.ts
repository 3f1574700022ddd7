import { assert, describe, it } from "@effect/vitest"
import { testDocs } from "../../core/test/docs/doc-suite.ts"
import { testExamples } from "../../core/test/example-suite.ts"
import { readExamples } from "../../core/test/examples.ts"

const root = new URL("../", import.meta.url)
const examples = readExamples(root)

describe("every export", () => testDocs(root))

describe("every example a reader is shown", () => {
  it("imports the package by its name, and promises something", () => {
    assert.isAtLeast(examples.filter(({ where }) => where.startsWith("README.md")).length, 2)
    for (const { code, promises, where } of examples) {
      assert.include(code, "from \"@openfinpay/finpay-simulator\"", where)
      assert.isAbove(promises, 0, where)
    }
  })

  testExamples(root, examples)
})
