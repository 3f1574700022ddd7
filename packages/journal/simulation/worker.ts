import { parentPort, workerData } from "node:worker_threads"
import { breakNamed } from "./breaks/breaks.ts"
import { makeFolder } from "./folder.ts"
import type { Piece } from "./pool.ts"
import type { Outcome } from "./run-seed.ts"
import { runSeed } from "./run-seed.ts"

const { breakName, within } = workerData as { readonly breakName?: string; readonly within: string }
const bugs = breakName === undefined ? {} : breakNamed(breakName)?.bugs ?? {}
const folder = makeFolder(within)

const run = async ({ count, from }: Piece): Promise<void> => {
  const outcomes: Array<Outcome> = []
  for (let seed = from; seed < from + count; seed++) outcomes.push(await runSeed(seed, folder, { bugs }))
  parentPort?.postMessage(outcomes, [])
}

parentPort?.on("message", (message: Piece | "end") => {
  if (message === "end") parentPort?.close()
  else void run(message)
})
