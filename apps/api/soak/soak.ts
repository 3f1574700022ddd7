/**
 * `npm run soak`: three servers on one PostgreSQL and one simulator with faults, under load, while they are killed with -9
 * in turn and PostgreSQL crashes once. Prints figures, and ends with 1 when anything was done twice, lost, or told wrong.
 *
 * Usage: soak.ts [--seconds 60] [--kill-every 10] [--clients 12] [--seed N]
 */
import process from "node:process"
import { parseArgs } from "node:util"
import { reportOf } from "./report.ts"
import { runSoak } from "./run-soak.ts"

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    "kill-every": { type: "string", default: "10" },
    clients: { type: "string", default: "12" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) }
  }
})

const whole = (name: keyof typeof values, least: number): number => {
  const value = Number(values[name])
  if (Number.isInteger(value) && value >= least) return value
  process.stderr.write(`--${name} must be a whole number from ${least}\n`)
  process.exit(2)
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const since = Date.now()
const sayWhen = (line: string): void => say(`${((Date.now() - since) / 1000).toFixed(1).padStart(6)} s  ${line}`)

const options = {
  seconds: whole("seconds", 5),
  killEverySeconds: whole("kill-every", 1),
  clients: whole("clients", 1),
  seed: whole("seed", 0),
  fsync: true,
  tell: sayWhen
}
const result = await runSoak(options)
for (const line of reportOf(result, options)) say(line)
process.exit(result.violations.length === 0 ? 0 : 1)
