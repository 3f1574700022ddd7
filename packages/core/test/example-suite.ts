/** The tests of every example that a package shows its readers: each gives what it says and compiles. */
import { afterAll, assert, beforeAll, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { toModule } from "./examples.ts"
import type { Example } from "./examples.ts"

const repository = new URL("../../../", import.meta.url)
const tsc = fileURLToPath(new URL("node_modules/.bin/tsc", repository))
const fileOf = (index: number): string => `example-${index}.ts`

const strict = {
  extends: fileURLToPath(new URL("tsconfig.base.json", repository)),
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

/**
 * Adds the tests for the examples of the package at `root`. `prepare` runs before them and returns what changes the
 * code of an example, such as the address of a server that it speaks to.
 */
export const testExamples = (
  root: URL,
  examples: ReadonlyArray<Example>,
  prepare: () => Promise<(code: string) => string> = async () => (code) => code
): void => {
  let folder = ""
  beforeAll(async () => {
    const adapt = await prepare()
    // Inside the package, so that it can be imported by its name; built output is never committed or published there.
    const dist = join(fileURLToPath(root), "dist")
    mkdirSync(dist, { recursive: true })
    folder = mkdtempSync(join(dist, ".examples-"))
    for (const [index, example] of examples.entries()) {
      writeFileSync(join(folder, fileOf(index)), adapt(toModule(example)))
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  for (const [index, { promises, where }] of examples.entries()) {
    it(`${where} gives what it says`, async () => {
      const { results } = await import(pathToFileURL(join(folder, fileOf(index))).href)
      assert.strictEqual(results.length, promises)
      for (const [, actual, promised] of results) assert.deepStrictEqual(actual, promised)
    })
  }

  it("compiles under the strictest settings", { timeout: 300_000 }, () => {
    const files = examples.map((_, index) => fileOf(index))
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ ...strict, files }))
    const { status, stdout } = spawnSync(tsc, ["-p", folder], { encoding: "utf8" })
    const named = stdout.replaceAll(
      /\S*example-(\d+)\.ts/gu,
      (_, index: string) => examples[Number(index)]?.where ?? ""
    )
    assert.strictEqual(status, 0, named)
  })
}
