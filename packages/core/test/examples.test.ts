import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { readExamples, toModule } from "./examples.ts"

const packageRoot = fileURLToPath(new URL("../", import.meta.url))
const tsc = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url))
const examples = readExamples()
const fileOf = (index: number): string => `example-${index}.ts`

// Inside the package, so that the examples' own imports are found; built output is never committed or published there.
let folder = ""
beforeAll(() => {
  mkdirSync(join(packageRoot, "dist"), { recursive: true })
  folder = mkdtempSync(join(packageRoot, "dist", ".examples-"))
  for (const [index, example] of examples.entries()) {
    writeFileSync(join(folder, fileOf(index)), toModule(example, "../../src/index.ts"))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("every example a reader is shown", () => {
  it("exists, imports the package by its name, and promises something", () => {
    assert.isAbove(examples.length, 10)
    for (const { code, where } of examples) assert.include(code, "from \"@openfinpay/finpay-core\"", where)
    assert.isAbove(examples.filter(({ promises }) => promises > 0).length, examples.length / 2)
  })

  for (const [index, { promises, where }] of examples.entries()) {
    it(`${where} gives what it says`, async () => {
      const { results } = await import(pathToFileURL(join(folder, fileOf(index))).href)
      assert.strictEqual(results.length, promises)
      for (const [, actual, promised] of results) assert.deepStrictEqual(actual, promised)
    })
  }

  it("compiles under the strictest settings", { timeout: 60_000 }, () => {
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
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
        },
        files: examples.map((_, index) => fileOf(index))
      })
    )
    const { status, stdout } = spawnSync(tsc, ["-p", folder], { encoding: "utf8" })
    const named = stdout.replaceAll(
      /\S*example-(\d+)\.ts/gu,
      (_, index: string) => examples[Number(index)]?.where ?? ""
    )
    assert.strictEqual(status, 0, named)
  })
})
