import { assert, describe, it } from "@effect/vitest"
import { catalog } from "@openfinpay/finpay-core"
import { readdirSync, readFileSync } from "node:fs"
import { faultsMarkdown, fidelityMarkdown } from "../../src/fidelity/markdown.ts"
import { rules } from "../../src/fidelity/rules.ts"

const docs = new URL("../../../../docs/", import.meta.url)
const tests = new URL("../", import.meta.url)

const read = (file: URL): string => readFileSync(file, "utf8")

/** Every test file's text. */
const testTexts = (): ReadonlyArray<string> =>
  readdirSync(tests, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => read(new URL(name, tests)))

/** The rule ids in the titles of tests: `it.live("[R1] [P1] gives ...`. */
const exercised = (): ReadonlySet<string> =>
  new Set(
    testTexts()
      .flatMap((text) => [...text.matchAll(/\bit(?:\.\w+)*\(\s*"((?:\[[A-Z]\d+\] )+)/gu)])
      .flatMap(([, ids = ""]) => [...ids.matchAll(/[A-Z]\d+/gu)].map(([id]) => id))
  )

describe("the documents that are generated", () => {
  it("are what scripts/write-docs.ts writes", () => {
    assert.strictEqual(read(new URL("faults.md", docs)), faultsMarkdown())
    assert.strictEqual(read(new URL("fidelity.md", docs)), fidelityMarkdown())
  })

  it("name every rule once, and every operation of the catalog", () => {
    const ids = rules.map(({ id }) => id)
    assert.strictEqual(new Set(ids).size, ids.length)
    const markdown = fidelityMarkdown()
    for (const { id, rule } of rules) {
      assert.include(markdown, `| ${id} | ${rule.replaceAll("|", "\\|")} |`)
    }
    const operations = rules.flatMap((rule) => rule.operations)
    for (const { method, name, path } of catalog) {
      assert.include(operations, name)
      assert.include(markdown, `| ${name} | \`${method} ${path}\` |`)
    }
  })

  it("hold no rule that no test holds the simulator to, and no test names a rule that is not there", () => {
    const ids = rules.map(({ id }) => id)
    const tested = exercised()
    assert.deepStrictEqual(ids.filter((id) => !tested.has(id)), [])
    assert.deepStrictEqual([...tested].filter((id) => !ids.includes(id)), [])
  })
})
