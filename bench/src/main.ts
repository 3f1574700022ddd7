/**
 * `npm run bench`: measures everything against something else in the same run and prints it; `-- NAME…` only some of it;
 * `--write` puts it into docs/benchmarks.md. Loopback only; all of it takes half an hour, most of it for a file of a
 * hundred thousand refunds, and wants a quiet machine.
 */
import { writeFileSync } from "node:fs"
import process from "node:process"
import { machineText, sectionText } from "./report.ts"
import type { Section } from "./report.ts"

const benches: Readonly<Record<string, () => Promise<Section>>> = {
  api: async () => (await import("./api.ts")).apiBench(),
  sdk: async () => (await import("./sdk-call.ts")).sdkCall(),
  files: async () => (await import("./files.ts")).filesBench(),
  journal: async () => (await import("./journal.ts")).journalBench(),
  simulator: async () => (await import("./simulator.ts")).simulatorBench(),
  signatures: async () => (await import("./signatures.ts")).signatures(),
  start: async () => (await import("./start.ts")).startBench()
}

const args = process.argv.slice(2)
const wanted = args.filter((arg) => !arg.startsWith("--"))
const unknown = wanted.filter((name) => !(name in benches))
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}.\n`)
  process.exit(2)
}

const parts = [
  "# Benchmarks",
  "Printed by `npm run bench -- --write`. Every figure is compared with something that ran in the same minutes on the same " +
  "machine; the ratios are what counts, each with the range of the middle 80 % of the rounds. Below 1 is faster.",
  machineText()
]
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const text = sectionText(await bench())
  process.stdout.write(`${text}\n\n`)
  parts.push(text)
}
if (args.includes("--write")) {
  writeFileSync(new URL("../../docs/benchmarks.md", import.meta.url), `${parts.join("\n\n")}\n`)
}
// Clients of others keep connections and timers of their own.
process.exit(0)
