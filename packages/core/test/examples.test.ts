import { assert, describe, it } from "@effect/vitest"
import { testDocs } from "./docs/doc-suite.ts"
import { testExamples } from "./example-suite.ts"
import { readExamples } from "./examples.ts"

const root = new URL("../", import.meta.url)
const examples = readExamples(root)

describe("every export", () => testDocs(root))

describe("every example a reader is shown", () => {
  it("exists, imports the package by its name, and promises something", () => {
    assert.isAbove(examples.length, 10)
    for (const { code, promises, where } of examples) {
      assert.include(code, "from \"@openfinpay/finpay-core\"", where)
      assert.isAbove(promises, 0, where)
    }
  })

  testExamples(root, examples)
})
