/**
 * Reconciles a report of a million lines (or as many as the first argument says) with known differences, checks that
 * exactly these are found, and prints lines a second and the peak of memory. The second argument is `csv` or `xlsx`.
 */
import { Effect, Stream } from "effect"
import { strict as assert } from "node:assert"
import { execFileSync } from "node:child_process"
import { createReadStream, createWriteStream, globSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { Writable } from "node:stream"
import { fileURLToPath } from "node:url"
import { reconcile, toCsv, toXlsx } from "../src/index.ts"
import type { Reconciliation } from "../src/index.ts"
import { countsOf, expectedCounts, makeScenario, mapping, reportCsv, reportXlsx } from "../test/support/scenario.ts"

const lines = Number(process.argv[2] ?? 1_000_000)
const format = process.argv[3] ?? "csv"
/** Given by the bench to itself: only make the report. Another process does that, so that its memory is not counted. */
const target = process.argv[4]
const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`
const say = (text: string) => process.stdout.write(`${text}\n`)

const write = <E>(bytes: Stream.Stream<Uint8Array, E>, file: string) =>
  Effect.promise(() =>
    Stream.toReadableStream(bytes).pipeTo(Writable.toWeb(createWriteStream(file)) as WritableStream<Uint8Array>)
  )

const timed = <A, E, R>(what: string, effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const begun = performance.now()
    const before = process.cpuUsage()
    const result = yield* effect
    const seconds = (performance.now() - begun) / 1000
    const { system, user } = process.cpuUsage(before)
    const busy = (system + user) / 1_000_000
    const peak = megabytes(process.resourceUsage().maxRSS * 1024)
    say(
      `${what}: ${seconds.toFixed(1)} s, ${Math.round(lines / seconds)} lines a second ` +
        `(${busy.toFixed(1)} s of a processor), peak of memory so far ${peak}`
    )
    return result
  })

const scenario = makeScenario(lines)
const folder = mkdtempSync(join(tmpdir(), "finpay-reconcile-bench-"))
const source = join(folder, `report.${format}`)
const report = Stream.suspend(() =>
  Stream.fromAsyncIterable(createReadStream(source), (cause) => new Error(String(cause)))
)

const exports = (reconciliation: Reconciliation) =>
  Effect.gen(function*() {
    yield* timed("results as CSV", write(toCsv(reconciliation), join(folder, "results.csv")))
    yield* timed("results as XLSX", write(toXlsx(reconciliation), join(folder, "results.xlsx")))
    say(
      `${megabytes(statSync(join(folder, "results.csv")).size)} CSV, ${
        megabytes(statSync(join(folder, "results.xlsx")).size)
      } XLSX`
    )
  })

const bench = Effect.gen(function*() {
  execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(lines), format, source])
  say(`${lines} lines, ${megabytes(statSync(source).size)}`)
  const reconciliation = yield* timed(
    "comparing",
    reconcile({ report, mapping, known: scenario.known, directory: folder })
  )
  assert.deepStrictEqual(countsOf(reconciliation), expectedCounts(scenario))
  say(JSON.stringify(countsOf(reconciliation)))
  const kept = globSync("finpay-reconcile-*/*", { cwd: folder }).reduce(
    (sum, file) => sum + statSync(join(folder, file)).size,
    0
  )
  say(`${megabytes(kept)} on disk while it lasts`)
  yield* exports(reconciliation)
})

const make = (file: string) => write(format === "xlsx" ? reportXlsx(scenario) : reportCsv(scenario), file)

await Effect.runPromise(target === undefined ? Effect.scoped(bench) : make(target))
  .finally(() => rmSync(folder, { recursive: true, force: true }))
