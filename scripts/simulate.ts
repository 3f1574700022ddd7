/**
 * `npm run simulate -- --seeds N`: the journal in N simulated worlds, each of them decided by its seed. `--help` tells
 * the rest.
 */
import process from "node:process"
import { simulate } from "../packages/journal/simulation/simulate.ts"

process.exitCode = await simulate(process.argv.slice(2), {
  line: (text) => void process.stdout.write(`${text}\n`),
  progress: (text) => void process.stderr.write(`${text}\n`)
})
