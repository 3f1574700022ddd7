import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { goldenCases, goldenFile, runGolden } from "./support/golden.ts"

describe("a report that is kept as a file", () => {
  for (const name of goldenCases) {
    it.live(`gives what was found right once: ${name}`, () =>
      Effect.map(
        runGolden(name),
        (found) => assert.strictEqual(found, readFileSync(goldenFile(name, "results.csv"), "utf8"))
      ))
  }
})
