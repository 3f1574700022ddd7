/**
 * Everything `npm test` stands for: house rules, format, lint, types, and every test of every package.
 *
 * It runs all steps even when one fails, so that one run tells everything, and ends with `N passed, N failed`.
 */
import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { leaksIn, transcriptsOf } from "./leaks.ts"

interface StepResult {
  readonly ok: boolean
  readonly output: string
}

const run = (command: string, args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}): Promise<StepResult> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    const show = (chunk: string) => {
      output += chunk
      process.stdout.write(chunk)
    }
    // A character may be torn between two chunks.
    child.stdout.setEncoding("utf8").on("data", show)
    child.stderr.setEncoding("utf8").on("data", show)
    child.on("error", (error) => resolve({ ok: false, output: `${output}\n${error.message}` }))
    child.on("close", (code) => resolve({ ok: code === 0, output }))
  })

const steps = [
  ["house rules", "node", ["scripts/tidy.ts"]],
  ["format", "dprint", ["check"]],
  ["lint", "oxlint", ["--type-aware", "--deny-warnings"]],
  ["types", "tsc", ["-b"]]
] as const

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly success: boolean
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const failures: Array<string> = []
for (const [name, command, args] of steps) {
  say(`\n> ${name}`)
  if (!(await run(command, args)).ok) failures.push(name)
}

say("\n> tests")
const folder = mkdtempSync(join(tmpdir(), "finpay-test-"))
const transcripts = join(folder, "transcripts")
mkdirSync(transcripts)
const reportFile = join(folder, "report.json")
const vitest = await run(
  "vitest",
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`],
  { FINPAY_TEST_TRANSCRIPTS: transcripts, NO_COLOR: "1" }
)
const report = ((): VitestReport => {
  try {
    return JSON.parse(readFileSync(reportFile, "utf8")) as VitestReport
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, success: false }
  }
})()
if (report.numFailedTests === 0 && (!vitest.ok || !report.success)) failures.push("the test run itself")

say("\n> secrets in what the tests printed")
const leaks = leaksIn([{ name: "the suite's own output", text: vitest.output }, ...transcriptsOf(transcripts)])
for (const leak of leaks) say(leak)
if (leaks.length > 0) failures.push("secrets")
rmSync(folder, { recursive: true, force: true })

for (const failure of failures) say(`failed: ${failure}`)
const passed = report.numPassedTests + steps.length + 1 -
  failures.filter((name) => name !== "the test run itself").length
const failed = report.numFailedTests + failures.length
say(`\n${passed} passed, ${failed} failed, ${report.numPendingTests} skipped`)
process.exitCode = failed === 0 ? 0 : 1
