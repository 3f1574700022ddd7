/**
 * How long `finpay` takes to start, as a multiple of `node -e 0` in the same run: `node apps/cli/bench/cold-start.ts`.
 *
 * The published form, with Node's compile cache warm, as it is from the second run on. Each round runs every command
 * once, in turn, so that whatever else the machine does falls on all of them alike; the median of the rounds counts.
 */
import { serve } from "@openfinpay/finpay-simulator"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { bundle } from "../scripts/build.ts"

const rounds = Number(process.argv[2] ?? 30)
const source = fileURLToPath(new URL("..", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "finpay-cold-start-"))
for (const name of ["package.json", "bin"]) cpSync(join(source, name), join(folder, name), { recursive: true })
await bundle(join(folder, "dist"))

const environment = (url: string) => ({
  PATH: process.env["PATH"],
  FINPAY_BASE_URL: url,
  XDG_DATA_HOME: folder,
  XDG_CACHE_HOME: join(folder, "cache")
})

const millisOf = async (args: ReadonlyArray<string>, url: string): Promise<number> => {
  const began = process.hrtime.bigint()
  const [status] = await once(spawn(process.execPath, args, { env: environment(url), stdio: "ignore" }), "exit")
  const millis = Number(process.hrtime.bigint() - began) / 1e6
  if (status !== 0 && status !== 3) throw new Error(`${args.join(" ")} ended with ${status}`)
  return millis
}

const median = (values: ReadonlyArray<number>): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const measure = async (url: string) => {
  const launcher = join(folder, "bin/finpay.js")
  const commands: Readonly<Record<string, ReadonlyArray<string>>> = {
    "node -e 0": ["-e", "0"],
    // What a question costs on Node alone: less cannot be reached.
    "one http.get": ["-e", `require("node:http").get(${JSON.stringify(url)}, (answer) => answer.resume())`],
    "one fetch": ["-e", `fetch(${JSON.stringify(url)}).then((answer) => answer.text())`],
    "finpay --version": [launcher, "--version"],
    "finpay --help": [launcher, "--help"],
    "finpay help check": [launcher, "help", "check"],
    "finpay check": [launcher, "check", "INV-NOT-THERE"]
  }
  const times = new Map(Object.keys(commands).map((name) => [name, [] as Array<number>]))
  for (const args of Object.values(commands)) await millisOf(args, url)
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of Object.entries(commands)) times.get(name)?.push(await millisOf(args, url))
  }
  const base = median(times.get("node -e 0") ?? [])
  for (const [name, all] of times) {
    const ratios = all.map((one, round) => one / (times.get("node -e 0")?.[round] ?? 1)).sort((a, b) => a - b)
    const [low, high] = [ratios[Math.floor(rounds * 0.1)] ?? 0, ratios[Math.floor(rounds * 0.9)] ?? 0]
    process.stdout.write(
      `${name.padEnd(18)} ${median(all).toFixed(0).padStart(5)} ms  ${(median(all) / base).toFixed(2)} x  ` +
        `(80 % of the rounds: ${low.toFixed(2)} to ${high.toFixed(2)})\n`
    )
  }
}

await Effect.runPromise(Effect.scoped(Effect.gen(function*() {
  const { url } = yield* serve({ port: 0 })
  yield* Effect.promise(() => measure(url))
})))
rmSync(folder, { recursive: true, force: true })
