/** The root README's command lines, run as they stand. */
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { SimulatorProcess, withSimulator } from "./support/simulator-process.ts"

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8")

const lines = readme.split("\n")
  .filter((line) => line.startsWith("npx finpay ") && !line.startsWith("npx finpay simulate "))
  .map((line) => line.replace("npx finpay ", "").split(" "))

layer(SimulatorProcess.layer, { excludeTestServices: true })("the README's first steps", (it) => {
  it.effect("lead from an order to its refund", () =>
    Effect.gen(function*() {
      assert.isAtLeast(lines.length, 4)
      const told = yield* Effect.forEach(lines, (args) => withSimulator(args))
      assert.deepStrictEqual(
        told.map(({ exitCode, stderr }) => ({ exitCode, stderr })),
        lines.map(() => ({ exitCode: 0, stderr: "" }))
      )
      const checked = yield* withSimulator(["check", "INV-1", "--json"])
      assert.include(checked.stdout, "\"REFUNDED\"")
    }))
})
