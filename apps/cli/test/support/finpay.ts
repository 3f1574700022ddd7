/** Runs the real `finpay` as a process of its own, the way a person or a script does. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { inject } from "vitest"

/** The `bin` of the package as it is published. */
export const launcher = inject("launcher")

let transcripts = 0

/**
 * Keeps what a process printed for whoever looks for secrets in all that the tests print: `FINPAY_TEST_TRANSCRIPTS`
 * names the folder.
 */
export const keepTranscript = (args: ReadonlyArray<string>, printed: string): void => {
  const folder = process.env["FINPAY_TEST_TRANSCRIPTS"]
  if (folder === undefined) return
  transcripts += 1
  writeFileSync(join(folder, `cli-${process.pid}-${transcripts}.txt`), `finpay ${args.join(" ")}\n${printed}`)
}

/** What a process left behind when it ended. */
export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Given {
  readonly stdin?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** A file or device that takes the output in place of the test. */
  readonly stdoutTo?: string
  readonly stderrTo?: string
  /** Another copy of the package than the one of all tests. */
  readonly launcher?: string
}

const dataHomes = mkdtempSync(join(tmpdir(), "finpay-cli-test-"))
process.on("exit", () => rmSync(dataHomes, { recursive: true, force: true }))

let dataHomesMade = 0

/** A folder of a user with nothing in it, for `XDG_DATA_HOME` or `XDG_CONFIG_HOME`. */
export const freshHome = (): string => join(dataHomes, `user-${dataHomesMade++}`)

/** Where the journal lies in a data folder. */
export const journalIn = (dataHome: string): string => join(dataHome, "openfinpay", "journal.sqlite")

/** Compiled code of this package, for all tests together; it goes when the package goes. */
const cacheHome = join(dirname(dirname(launcher)), "cache")

/**
 * Only what is named: no setting of the machine that runs the tests gets in, and its user's journal is never touched.
 * Without a data folder of the test's own each process has a fresh one.
 */
export const environment = (env: Readonly<Record<string, string>> = {}) => ({
  PATH: process.env["PATH"],
  XDG_CACHE_HOME: cacheHome,
  XDG_DATA_HOME: freshHome(),
  ...env
})

/** Runs `finpay` to its end. */
export const finpay = (args: ReadonlyArray<string>, given: Given = {}): Effect.Effect<Ended> =>
  Effect.callback((resume) => {
    const opened = [given.stdoutTo, given.stderrTo].map((path) => (path === undefined ? "pipe" : openSync(path, "w")))
    const child = spawn(process.execPath, [given.launcher ?? launcher, ...args], {
      env: environment(given.env),
      stdio: ["pipe", ...opened]
    })
    for (const file of opened) if (typeof file === "number") closeSync(file)
    const stdout: Array<Buffer> = []
    const stderr: Array<Buffer> = []
    child.stdout?.on("data", (data: Buffer) => stdout.push(data))
    child.stderr?.on("data", (data: Buffer) => stderr.push(data))
    // A command that does not read its input ends before all of it is written.
    child.stdin?.on("error", () => {})
    child.stdin?.end(given.stdin ?? "")
    child.on("close", (exitCode) => {
      const ended = {
        exitCode,
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8")
      }
      keepTranscript(args, ended.stdout + ended.stderr)
      resume(Effect.succeed(ended))
    })
    return Effect.sync(() => child.kill("SIGKILL"))
  })

/** A success with `--json`: one value on standard output, nothing on standard error. */
export const doneJson = (ended: Ended): Readonly<Record<string, unknown>> => {
  assert.strictEqual(ended.exitCode, 0, ended.stderr)
  assert.strictEqual(ended.stderr, "")
  return oneJson(ended.stdout)
}

/** A success in text. */
export const doneText = (ended: Ended): string => {
  assert.strictEqual(ended.exitCode, 0, ended.stderr)
  assert.strictEqual(ended.stderr, "")
  return ended.stdout
}

/** The one JSON value a stream holds; fails when it holds anything else. */
export const oneJson = (text: string): Readonly<Record<string, unknown>> => {
  assert.match(text, /^[^\n]+\n$/u, "exactly one line")
  return JSON.parse(text) as Readonly<Record<string, unknown>>
}

/** The JSON value of each line. */
export const jsonLines = (text: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  text.split("\n").slice(0, -1).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

/** A failure with `--json`: nothing on standard output, one JSON value on standard error. */
export const assertJsonFailure = (ended: Ended, exitCode: number, tag: string) => {
  assert.strictEqual(ended.exitCode, exitCode, ended.stderr)
  assert.strictEqual(ended.stdout, "")
  const error = oneJson(ended.stderr)
  assert.strictEqual(error["_tag"], tag)
  assert.isString(error["message"])
  return error
}

/** A failure in text: nothing on standard output, a message that begins with the program's name on standard error. */
export const assertTextFailure = (ended: Ended, exitCode: number, pattern: RegExp) => {
  assert.strictEqual(ended.exitCode, exitCode, ended.stderr)
  assert.strictEqual(ended.stdout, "")
  assert.match(ended.stderr, /^finpay: /u)
  assert.match(ended.stderr, pattern)
}
