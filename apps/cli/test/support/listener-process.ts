/** A real `finpay callback listen` in a process of its own. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { environment, keepTranscript, launcher } from "./finpay.ts"

type Line = Readonly<Record<string, unknown>>

/** A running listener that prints JSON. */
export interface RunningListener {
  readonly child: ChildProcess
  readonly url: string
  /** What it has printed until now, the first line included. */
  readonly lines: () => ReadonlyArray<Line>
  /** Waits until it has printed so many lines. */
  readonly waitFor: (count: number) => Effect.Effect<ReadonlyArray<Line>>
  /** Waits for its end. */
  readonly ended: Effect.Effect<{ readonly exitCode: number | null; readonly stderr: string }>
}

/** The key of the callbacks of these tests. */
export const listenerKey = "listener-key"

const linesOf = (text: string): ReadonlyArray<Line> =>
  text.split("\n").slice(0, -1).map((line) => JSON.parse(line) as Line)

/** Starts `finpay callback listen --port 0 --json`; it is stopped with the scope. */
export const startListener = (
  flags: ReadonlyArray<string> = [],
  env: Readonly<Record<string, string>> = { FINPAY_MERCHANT_KEY: listenerKey }
) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const args = ["callback", "listen", "--port", "0", "--json", ...flags]
      const child = spawn(process.execPath, [launcher, ...args], { env: environment(env) })
      const printed = { stdout: "", stderr: "" }
      const watchers = new Set<() => void>()
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed.stdout += text
        for (const look of watchers) look()
      })
      child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text))
      const closed = new Promise<number | null>((resolve) =>
        child.on("close", (code) => {
          keepTranscript(args, printed.stdout + printed.stderr)
          resolve(code)
          for (const look of watchers) look()
        })
      )
      return { child, closed, printed, watchers }
    }),
    ({ child, closed }) =>
      Effect.promise(() => {
        child.kill("SIGKILL")
        return closed
      })
  ).pipe(Effect.flatMap(Effect.fnUntraced(function*({ child, closed, printed, watchers }) {
    const waitFor = (count: number) =>
      Effect.callback<ReadonlyArray<Line>>((resume) => {
        const look = () => {
          const lines = linesOf(printed.stdout)
          if (lines.length >= count) resume(Effect.succeed(lines))
          else if (child.exitCode !== null) {
            resume(Effect.die(new Error(`it ended: ${printed.stdout}${printed.stderr}`)))
          }
        }
        watchers.add(look)
        look()
        return Effect.sync(() => watchers.delete(look))
      })
    const [ready] = yield* waitFor(1)
    assert.strictEqual(ready?.["event"], "listening")
    const running: RunningListener = {
      child,
      url: String(ready?.["url"]),
      lines: () => linesOf(printed.stdout),
      waitFor,
      ended: Effect.map(Effect.promise(() => closed), (exitCode) => ({ exitCode, stderr: printed.stderr }))
    }
    return running
  })))

/** What a receiver answered. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Posts a body. */
export const post = (
  url: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = { "content-type": "application/json" }
): Effect.Effect<Answered> =>
  Effect.promise(async () => {
    const response = await fetch(url, {
      method: "POST",
      body: typeof body === "string" ? body : new Blob([body.slice()]),
      headers
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  })
