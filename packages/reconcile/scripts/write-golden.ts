/** Writes what comes of the golden cases anew. Read the difference before you keep it. */
import { Effect } from "effect"
import { writeFileSync } from "node:fs"
import { goldenCases, goldenFile, runGolden } from "../test/support/golden.ts"

for (const name of goldenCases) {
  writeFileSync(goldenFile(name, "results.csv"), await Effect.runPromise(runGolden(name)))
}
