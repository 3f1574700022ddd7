/**
 * Runs `finpay reconcile`, as it is published, on a report of a million lines (or as many as the first argument says)
 * with known differences, checks that exactly these are found, and prints lines a second and the peak of memory. With
 * `counts` as the second argument only the totals are compared, and no file is written.
 */
import { strict as assert } from "node:assert"
import { spawn, spawnSync } from "node:child_process"
import {
  cpSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { bundle } from "../scripts/build.ts"
import { expectedCounts, expectedFaults, fillJournal, mapping, writeReport } from "../test/support/report-scenario.ts"

const lines = Number(process.argv[2] ?? 1_000_000)
const folder = mkdtempSync(join(tmpdir(), "finpay-cli-bench-"))
const at = (name: string): string => join(folder, name)
const say = (text: string) => process.stdout.write(`${text}\n`)
const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`

const env = { PATH: process.env["PATH"], XDG_DATA_HOME: at("data"), TMPDIR: folder }
const launcher = at("package/bin/finpay.js")

const makePackage = async () => {
  const source = fileURLToPath(new URL("..", import.meta.url))
  mkdirSync(at("package"))
  for (const name of ["package.json", "bin"]) cpSync(`${source}${name}`, at(`package/${name}`), { recursive: true })
  await bundle(at("package/dist"))
}

/** The most memory a process has had until now; Linux keeps count. */
const peakOf = (pid: number): number => {
  try {
    return Number(/VmHWM:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

interface Ran {
  readonly exitCode: number | null
  readonly stdout: string
  readonly seconds: number
  readonly peak: number
}

const run = (args: ReadonlyArray<string>): Promise<Ran> =>
  new Promise((done) => {
    const begun = performance.now()
    const child = spawn(process.execPath, [launcher, ...args], { env, stdio: ["ignore", "pipe", "inherit"] })
    let stdout = ""
    let peak = 0
    const looking = setInterval(() => (peak = Math.max(peak, peakOf(child.pid ?? 0))), 50)
    child.stdout.on("data", (data: Buffer) => (stdout += data.toString()))
    child.on("close", (exitCode) => {
      clearInterval(looking)
      done({ exitCode, stdout, seconds: (performance.now() - begun) / 1000, peak })
    })
  })

const tell = (what: string, { peak, seconds }: Ran) =>
  say(
    `${what}: ${seconds.toFixed(1)} s, ${Math.round(lines / seconds)} lines a second, peak of memory ${megabytes(peak)}`
  )

/** Of each order with a difference, which one; an unreadable line is known by the number of its line. */
const foundIn = async (file: string) => {
  const found = new Map<string, string>()
  let unreadable = 0
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const { differs, reference, verdict } = JSON.parse(line) as {
      readonly differs: boolean
      readonly reference?: string
      readonly verdict: string
    }
    if (verdict === "unreadable") unreadable += 1
    else if (differs) found.set(String(reference), verdict)
  }
  return { found, unreadable }
}

const bench = async () => {
  await makePackage()
  writeReport(at("report.csv"), lines)
  writeFileSync(at("mapping.json"), JSON.stringify(mapping))
  assert.equal(spawnSync(process.execPath, [launcher, "mutations", "list"], { env }).status, 0)
  fillJournal(at("data/openfinpay/journal.sqlite"), "local/FINPAY001", lines)
  say(`${lines} orders: report ${megabytes(statSync(at("report.csv")).size)}`)

  const reconcile = ["reconcile", at("report.csv"), "--mapping", at("mapping.json")]
  const plain = await run([...reconcile, "--json"])
  assert.equal(plain.exitCode, 3)
  tell("compared, --json", plain)

  const expected = expectedCounts(lines)
  const summary = JSON.parse(plain.stdout) as {
    readonly totals: ReadonlyArray<{ readonly verdict: keyof typeof expected; readonly count: number }>
  }
  const counted = Object.fromEntries(summary.totals.map(({ count, verdict }) => [verdict, count]))
  assert.deepEqual(
    { ...Object.fromEntries(Object.keys(expected).map((verdict) => [verdict, 0])), ...counted },
    expected
  )
  say(JSON.stringify(counted))
  if (process.argv[3] === "counts") return

  tell("with the first 50 differences as text", await run(reconcile))
  for (const format of ["jsonl", "csv", "xlsx"]) {
    const out = at(`results.${format}`)
    const ran = await run([...reconcile, "--json", "--out", out])
    assert.equal(ran.exitCode, 3)
    tell(`with --out results.${format} (${megabytes(statSync(out).size)})`, ran)
  }
  const faults = [...expectedFaults(lines)]
  const { found, unreadable } = await foundIn(at("results.jsonl"))
  assert.equal(unreadable, expected.unreadable)
  assert.deepEqual(found, new Map(faults.filter(([, fault]) => fault !== "unreadable")))
  say(`exactly the ${faults.length} known differences were found, order by order`)
}

await bench().finally(() => rmSync(folder, { recursive: true, force: true }))
