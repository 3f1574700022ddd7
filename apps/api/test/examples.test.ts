import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { readExamples, toModule } from "../../../packages/core/test/examples.ts"
import { startApi } from "./support/api.ts"
import { answered, envelope, fakeFinpay } from "./support/fake-finpay.ts"

const root = new URL("../", import.meta.url)
const packageRoot = fileURLToPath(root)
const tsc = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url))
const examples = readExamples(root)
const fileOf = (index: number): string => `example-${index}.ts`

let folder = ""
const scope = Scope.makeUnsafe()
beforeAll(async () => {
  const finpay = fakeFinpay({ payments: { refund: () => Effect.succeed(answered(envelope)) } })
  const { url } = await Effect.runPromise(Scope.provide(startApi(finpay), scope))
  // Inside the package, so that it can be imported by its name; built output is never committed or published there.
  mkdirSync(join(packageRoot, "dist"), { recursive: true })
  folder = mkdtempSync(join(packageRoot, "dist", ".examples-"))
  for (const [index, example] of examples.entries()) {
    const code = toModule(example, "@openfinpay/finpay-core").replaceAll("http://127.0.0.1:4720", url)
    writeFileSync(join(folder, fileOf(index)), code)
  }
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await Effect.runPromise(Scope.close(scope, Exit.void))
})

describe("every example a reader is shown", () => {
  it("imports the package by its name, and promises something", () => {
    assert.isAtLeast(examples.length, 3)
    for (const { code, promises, where } of examples) {
      assert.match(code, /from "@openfinpay\/finpay-api(?:\/client)?"/u, where)
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
