import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { readExamples, toModule } from "../../core/test/examples.ts"

const root = new URL("../", import.meta.url)
const packageRoot = fileURLToPath(root)
const tsc = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url))
const examples = readExamples(root)
const fileOf = (index: number): string => `example-${index}.ts`

let folder = ""
beforeAll(() => {
  // Inside the package, so that it can be imported by its name; built output is never committed or published there.
  mkdirSync(join(packageRoot, "dist"), { recursive: true })
  folder = mkdtempSync(join(packageRoot, "dist", ".examples-"))
  for (const [index, example] of examples.entries()) {
    writeFileSync(join(folder, fileOf(index)), toModule(example, "@openfinpay/finpay-core"))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const strict = {
  extends: "../../../../tsconfig.base.json",
  compilerOptions: {
    composite: false,
    incremental: false,
    declaration: false,
    declarationMap: false,
    noEmit: true,
    noUnusedLocals: false,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: false,
    types: ["node"]
  }
}

describe("every example a reader is shown", () => {
  it("imports the package by its name, and promises something", () => {
    assert.isAtLeast(examples.filter(({ where }) => where.startsWith("README.md")).length, 2)
    for (const { code, promises, where } of examples) {
      assert.include(code, "from \"@openfinpay/finpay-simulator\"", where)
      assert.isAbove(promises, 0, where)
    }
  })

  for (const [index, { promises, where }] of examples.entries()) {
    it(`${where} gives what it says`, async () => {
      const { results } = await import(pathToFileURL(join(folder, fileOf(index))).href)
      assert.strictEqual(results.length, promises)
      for (const [, actual, promised] of results) assert.deepStrictEqual(actual, promised)
    })
  }

  it("compiles under the strictest settings", { timeout: 60_000 }, () => {
    const files = examples.map((_, index) => fileOf(index))
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ ...strict, files }))
    const { status, stdout } = spawnSync(tsc, ["-p", folder], { encoding: "utf8" })
    assert.strictEqual(status, 0, stdout)
  })
})
