/**
 * `npm run demo`: a simulator of Finpay and the API on free ports of this machine, a journal in a folder for the time of
 * the story, one story over real HTTP, and an end. Nothing is left running, nothing is left behind.
 */
import { Effect, References } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { serveApi } from "../apps/api/src/serve-api.ts"
import { serve } from "../packages/simulator/src/index.ts"
import { localConfig } from "../packages/transport/src/index.ts"
import { walk } from "./demo/walk.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "finpay-demo-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const program = Effect.gen(function*() {
  const file = join(yield* folder, "journal.sqlite")
  const simulator = yield* serve({ port: 0 })
  const api = yield* serveApi({ finpay: localConfig(simulator.url), port: 0, database: { file } })
  process.stdout.write(`A simulator of Finpay answers at ${simulator.url}, the API at ${api.url}.\n`)
  yield* Effect.promise(() => walk({ api: api.url, simulator: simulator.url }))
})

const started = performance.now()
try {
  // The story tells what happens; the servers' own logs would tell it a second time.
  await Effect.runPromise(Effect.provideService(Effect.scoped(program), References.MinimumLogLevel, "None"))
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(`\nDone in ${seconds} s; both servers are stopped. Try it yourself: npx finpay simulate\n`)
} catch (error) {
  process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
