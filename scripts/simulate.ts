/**
 * `npm run simulate -- --seeds N`: the journal in N simulated worlds, each of them decided by its seed. `--help` tells
 * the rest.
 */
import process from "node:process"
import { simulate } from "../packages/journal/simulation/simulate.ts"

// So that the databases of the worlds are taken away also when somebody has seen enough.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130))

// Somebody who reads only the first lines has read enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1))

process.exitCode = await simulate(process.argv.slice(2), {
  line: (text) => void process.stdout.write(`${text}\n`),
  progress: (text) => void process.stderr.write(`${text}\n`)
})
