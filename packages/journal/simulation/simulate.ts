import { parseArgs } from "node:util"
import { breakNamed, breaks } from "./breaks/breaks.ts"
import { makeFolder } from "./folder.ts"
import { runSeeds } from "./pool.ts"
import { Report } from "./report.ts"
import { runSeed } from "./run-seed.ts"

/** Where the lines go. */
export interface Output {
  readonly line: (text: string) => void
  /** Of interest only while it runs. */
  readonly progress: (text: string) => void
}

const help =
  `Runs the journal in simulated worlds: its callers, its processes, Finpay and the clock, all decided by a seed.

npm run simulate -- [options]

  --seeds N        run N seeds; 1000 unless given, 2000 with --break
  --from BASE      the first seed; 1 unless given
  --seed S         run one seed and print its story
  --break NAME     switch in a known bug and stop at the first seed that shows it
  --list-breaks    print the names of the known bugs, one a line
  --help           print this

Exits with 1 when anything is violated, with 2 when the options cannot be used.`

class UsageError extends Error {}

const most = 0x7fffffff

const wholeNumber = (name: string, text: string, least: number): number => {
  const value = Number(text)
  if (/^\d+$/u.test(text) && value >= least && value <= most) return value
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}`)
}

const parse = (args: ReadonlyArray<string>) => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        "seeds": { type: "string" },
        "from": { type: "string" },
        "seed": { type: "string" },
        "break": { type: "string" },
        "list-breaks": { type: "boolean" },
        "help": { type: "boolean" }
      }
    })
    return values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

type Options = ReturnType<typeof parse>

const check = (options: Options) => {
  const { break: breakName, from = "1", seed } = options
  if (breakName !== undefined && breakNamed(breakName) === undefined) {
    throw new UsageError(`--break must be one of ${breaks.map(({ name }) => name).join(", ")}`)
  }
  if (seed !== undefined && (options.seeds !== undefined || options.from !== undefined)) {
    throw new UsageError("--seed runs one seed, so --seeds and --from have no meaning beside it")
  }
  return {
    breakName,
    seed: seed === undefined ? undefined : wholeNumber("seed", seed, 0),
    from: wholeNumber("from", from, 0),
    count: wholeNumber("seeds", options.seeds ?? (breakName === undefined ? "1000" : "2000"), 1)
  }
}

const tellOne = async (
  seed: number,
  breakName: string | undefined,
  report: Report,
  { line }: Output
): Promise<void> => {
  const folder = makeFolder()
  try {
    const bugs = breakName === undefined ? {} : breakNamed(breakName)?.bugs ?? {}
    const outcome = await runSeed(seed, folder, { bugs, withStory: true })
    report.add({ ...outcome, story: [] })
    for (const text of outcome.story) line(text)
    line(`digest of the story ${outcome.digest}`)
    line("")
  } finally {
    folder.removeAll()
  }
}

const runMany = (
  { breakName, count, from }: { readonly breakName: string | undefined; readonly count: number; readonly from: number },
  report: Report,
  { progress }: Output
): Promise<void> =>
  runSeeds({
    from,
    count,
    breakName,
    stopAtFirst: breakName !== undefined,
    onOutcome: (outcome) => {
      report.add(outcome)
      if (report.seeds % 100 === 0) progress(`${report.seeds} of ${count} seeds, ${report.violations} violations`)
    }
  })

/** The command. Gives the exit code. */
export const simulate = async (args: ReadonlyArray<string>, output: Output): Promise<0 | 1 | 2> => {
  const { line } = output
  try {
    const options = parse(args)
    if (options.help === true) return line(help), 0
    if (options["list-breaks"] === true) {
      for (const { name } of breaks) line(name)
      return 0
    }
    const checked = check(options)
    const { breakName, seed } = checked
    const report = new Report()
    if (breakName !== undefined) line(`With the bug ${breakName}: ${breakNamed(breakName)?.says}\n`)
    await (seed === undefined ? runMany(checked, report, output) : tellOne(seed, breakName, report, output))
    for (const text of report.lines) line(text)
    line(report.summary)
    return report.violations === 0 ? 0 : 1
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    output.progress(error.message)
    return 2
  }
}
