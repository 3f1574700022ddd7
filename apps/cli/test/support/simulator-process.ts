/** A real simulator in a process of its own, started by `finpay simulate` the way a script would. */
import { Context, Effect, Layer } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { environment, finpay, type Given, keepTranscript, launcher, oneJson } from "./finpay.ts"

/** A running `finpay simulate`. */
export interface Running {
  readonly child: ChildProcess
  readonly url: string
  /** The ready line. */
  readonly ready: Readonly<Record<string, unknown>>
  /** Everything it has printed until now. */
  readonly printed: { stdout: string; stderr: string }
  /** The exit code, when it has ended. */
  readonly ended: Promise<number | null>
}

/** Starts `finpay simulate --port 0 --json`; it is stopped with the scope. */
export const startSimulator = (flags: ReadonlyArray<string> = [], env: Readonly<Record<string, string>> = {}) =>
  Effect.acquireRelease(
    Effect.callback<Running, string>((resume) => {
      const child = spawn(process.execPath, [launcher, "simulate", "--port", "0", "--json", ...flags], {
        env: environment(env)
      })
      const printed = { stdout: "", stderr: "" }
      const ended = new Promise<number | null>((resolve) => child.on("close", resolve))
      child.stderr.on("data", (data: Buffer) => (printed.stderr += data.toString()))
      child.stdout.on("data", (data: Buffer) => {
        printed.stdout += data.toString()
        if (!printed.stdout.endsWith("\n")) return
        const ready = oneJson(printed.stdout)
        resume(Effect.succeed({ child, printed, ended, ready, url: String(ready["url"]) }))
      })
      child.on("close", () => resume(Effect.fail(printed.stderr)))
    }),
    ({ child, ended, printed }) =>
      Effect.promise(async () => {
        child.kill("SIGTERM")
        await ended
        // The ready line holds the simulator's credentials, which are public.
        keepTranscript(["simulate", ...flags], printed.stdout.replace(/^.*\n/u, "") + printed.stderr)
      })
  )

/** One simulator for many tests. */
export class SimulatorProcess extends Context.Service<SimulatorProcess, Running>()("test/SimulatorProcess") {
  static readonly layer = Layer.effect(SimulatorProcess, startSimulator())
}

/** Runs `finpay` against the shared simulator. */
export const withSimulator = (args: ReadonlyArray<string>, given: Given = {}) =>
  Effect.flatMap(SimulatorProcess, ({ url }) => finpay(args, { ...given, env: { FINPAY_BASE_URL: url, ...given.env } }))
