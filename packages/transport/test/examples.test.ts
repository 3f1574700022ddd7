import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { localPort } from "@openfinpay/finpay-core"
import { Effect, Exit, Scope } from "effect"
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { readExamples, toModule } from "../../core/test/examples.ts"
import { success } from "./support/replies.ts"
import { scriptedServer } from "./support/server.ts"

const root = new URL("../", import.meta.url)
const packageRoot = fileURLToPath(root)
const tsc = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url))
// The README of the repository shows this package first.
const examples = [...readExamples(root), ...readExamples(new URL("../../", root))]
const fileOf = (index: number): string => `example-${index}.ts`

/** The examples speak to the simulator's port; here something answers on another one. */
const at = (code: string, url: string): string =>
  code
    .replaceAll("environment: \"local\"", `environment: "local", baseUrl: "${url}"`)
    .replaceAll("localConfig()", `localConfig("${url}")`)

let folder = ""
const scope = Scope.makeUnsafe()
beforeAll(async () => {
  const { url } = await Effect.runPromise(Scope.provide(scriptedServer(success), scope))
  // Inside the package, so that it can be imported by its name; built output is never committed or published there.
  mkdirSync(join(packageRoot, "dist"), { recursive: true })
  folder = mkdtempSync(join(packageRoot, "dist", ".examples-"))
  for (const [index, example] of examples.entries()) {
    const code = at(toModule(example, "@openfinpay/finpay-core"), url)
    assert.notInclude(code, String(localPort))
    writeFileSync(join(folder, fileOf(index)), code)
  }
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await Effect.runPromise(Scope.close(scope, Exit.void))
})

describe("every example a reader is shown", () => {
  it("imports the package by its name, and promises something", () => {
    assert.isAtLeast(examples.filter(({ where }) => where.startsWith("README.md")).length, 2)
    for (const { code, promises, where } of examples) {
      assert.include(code, "from \"@openfinpay/finpay-transport\"", where)
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
