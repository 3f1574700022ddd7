/**
 * Runs `finpay refund-batch`, as it is published, with 100,000 lines (or as many as the first argument says) against a
 * simulator, checks by the simulator's books that every line was given back once, and prints lines a second and the peak
 * of memory; then runs it again, when everything is known. The second argument is how many are sent at a time, or
 * `dry-run`: then the file is only checked and looked up in an empty journal, and nothing is sent.
 */
import { serve } from "@openfinpay/finpay-simulator"
import { Effect, Exit, Scope } from "effect"
import { strict as assert } from "node:assert"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { cpSync, createReadStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { bundle } from "../scripts/build.ts"
import { paidOrdersState } from "../test/support/paid-orders.ts"

const lines = Number(process.argv[2] ?? 100_000)
const isDry = process.argv[3] === "dry-run"
const concurrency = isDry ? "1" : process.argv[3] ?? "4"
const folder = mkdtempSync(join(tmpdir(), "finpay-cli-bench-"))
const at = (name: string): string => join(folder, name)
const say = (text: string) => process.stdout.write(`${text}\n`)
const launcher = at("package/bin/finpay.js")
const env = { PATH: process.env["PATH"], XDG_DATA_HOME: at("data") }

const makePackage = async () => {
  const source = fileURLToPath(new URL("..", import.meta.url))
  mkdirSync(at("package"))
  for (const name of ["package.json", "bin"]) cpSync(`${source}${name}`, at(`package/${name}`), { recursive: true })
  await bundle(at("package/dist"))
}

const start = (args: ReadonlyArray<string>, more: Readonly<Record<string, string>> = {}): ChildProcess =>
  spawn(process.execPath, [launcher, ...args], { env: { ...env, ...more }, stdio: ["ignore", "pipe", "inherit"] })

/** In this process, so that a million orders need not go through one body of JSON, there and back. */
const startSimulator = async () => {
  const scope = Scope.makeUnsafe()
  const { simulator, url } = await Effect.runPromise(Scope.provide(serve({ port: 0 }), scope))
  await Effect.runPromise(simulator.restoreState(paidOrdersState(orders)))
  return { simulator, url, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

/** The most memory a process has had until now, in MiB; Linux keeps count. */
const peakOf = (pid: number): number => {
  try {
    return Number(/VmHWM:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

interface Summary {
  readonly outcomes: { readonly succeeded: { readonly lines: number } }
}

/** Runs the command over the file and gives the end of what it printed: a dry run prints every order. */
const run = async (what: string, more: ReadonlyArray<string>, url: string): Promise<string> => {
  const begun = performance.now()
  const child = start(["refund-batch", at("refunds.csv"), "--json", ...more], { FINPAY_BASE_URL: url })
  let end = ""
  let peak = 0
  const looking = setInterval(() => (peak = Math.max(peak, peakOf(child.pid ?? 0))), 50)
  child.stdout?.on("data", (data: Buffer) => (end = `${end}${data.toString()}`.slice(-4_096)))
  const [exitCode] = await once(child, "close") as [number | null]
  clearInterval(looking)
  assert.equal(exitCode, 0, end)
  const seconds = (performance.now() - begun) / 1000
  say(`${what}: ${seconds.toFixed(1)} s, ${Math.round(lines / seconds)} lines a second, peak ${Math.round(peak)} MiB`)
  return end
}

const refund = async (what: string, url: string) => {
  const summary = JSON.parse(await run(what, ["--concurrency", concurrency], url)) as Summary
  assert.equal(summary.outcomes.succeeded.lines, lines)
}

const orders = Array.from({ length: lines }, (_, index) => ({ id: `INV-${index + 1}`, amount: 22_000 }))

const writeRefunds = () =>
  writeFileSync(at("refunds.csv"), `order,amount,reason\n${orders.map(({ id }) => `${id},10000,late\n`).join("")}`)

const dryRun = async () => {
  await makePackage()
  writeRefunds()
  // Nothing listens there, and nothing is asked.
  const end = await run(`${lines} lines, dry run`, ["--dry-run"], "http://127.0.0.1:9")
  const last = orders.map(({ id }) => id).toSorted().at(-1)
  assert.ok(end.includes(`"order":"${last}"`), end)
}

const bench = async () => {
  await makePackage()
  const { close, simulator, url } = await startSimulator()
  try {
    writeRefunds()
    await refund(`${lines} lines, ${concurrency} at a time`, url)
    for (const { id } of orders) {
      const { refunds } = await Effect.runPromise(simulator.order(id))
      assert.deepEqual(refunds.map(({ amount, state }) => ({ amount, state })), [{ amount: 10_000, state: "done" }], id)
    }
    let results = 0
    for await (const line of createInterface(createReadStream(at("refunds.csv.results.csv")))) {
      results += line === ""
        ? 0
        : 1
    }
    assert.equal(results, lines + 1)
    await refund("the same again", url)
  } finally {
    await close()
  }
}

await (isDry ? dryRun : bench)().finally(() => rmSync(folder, { recursive: true, force: true }))
