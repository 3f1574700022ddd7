/**
 * Runs `finpay refund-batch`, as it is published, with 100,000 lines (or as many as the first argument says) against a
 * simulator, checks by the simulator's books that every line was given back once, and prints lines a second and the peak
 * of memory; then runs it again, when everything is known. The second argument is how many are sent at a time.
 */
import { strict as assert } from "node:assert"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { bundle } from "../scripts/build.ts"
import { givenBack, putPaidOrders } from "../test/support/paid-orders.ts"

const lines = Number(process.argv[2] ?? 100_000)
const concurrency = process.argv[3] ?? "4"
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

const startSimulator = async () => {
  const child = start(["simulate", "--port", "0", "--json"])
  const [ready] = await once(child.stdout ?? child, "data") as [Buffer]
  return { child, url: (JSON.parse(ready.toString()) as { readonly url: string }).url }
}

/** The most memory a process has had until now, in MiB; Linux keeps count. */
const peakOf = (pid: number): number => {
  try {
    return Number(/VmHWM:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

const run = async (what: string, url: string) => {
  const begun = performance.now()
  const args = ["refund-batch", at("refunds.csv"), "--json", "--concurrency", concurrency]
  const child = start(args, { FINPAY_BASE_URL: url })
  let stdout = ""
  let peak = 0
  const looking = setInterval(() => (peak = Math.max(peak, peakOf(child.pid ?? 0))), 50)
  child.stdout?.on("data", (data: Buffer) => (stdout += data.toString()))
  const [exitCode] = await once(child, "close") as [number | null]
  clearInterval(looking)
  assert.equal(exitCode, 0, stdout)
  const summary = JSON.parse(stdout) as { readonly outcomes: { readonly succeeded: { readonly lines: number } } }
  assert.equal(summary.outcomes.succeeded.lines, lines)
  const seconds = (performance.now() - begun) / 1000
  say(`${what}: ${seconds.toFixed(1)} s, ${Math.round(lines / seconds)} lines a second, peak ${Math.round(peak)} MiB`)
}

const bench = async () => {
  await makePackage()
  const { child, url } = await startSimulator()
  try {
    const orders = Array.from({ length: lines }, (_, index) => ({ id: `INV-${index + 1}`, amount: 22_000 }))
    await putPaidOrders(url, orders)
    writeFileSync(at("refunds.csv"), `order,amount,reason\n${orders.map(({ id }) => `${id},10000,late\n`).join("")}`)
    await run(`${lines} lines, ${concurrency} at a time`, url)
    const books = await givenBack(url)
    assert.equal(books.length, lines)
    for (const { orderId, refunds } of books) {
      assert.deepEqual(
        refunds.map(({ amount, state }) => ({ amount, state })),
        [{ amount: 10_000, state: "done" }],
        orderId
      )
    }
    assert.equal(readFileSync(at("refunds.csv.results.csv"), "utf8").split("\r\n").length, lines + 2)
    await run("the same again", url)
  } finally {
    child.kill()
  }
}

await bench().finally(() => rmSync(folder, { recursive: true, force: true }))
