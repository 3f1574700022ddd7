/** A real simulator in a process of its own, started by `finpay simulate` the way a script would. */
import { assert } from "@effect/vitest"
import { createFinpay } from "@openfinpay/finpay-transport"
import { Context, Effect, Layer } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { environment, finpay, freshHome, type Given, keepTranscript, launcher, oneJson } from "./finpay.ts"

/** A running `finpay simulate`. */
export interface Running {
  readonly child: ChildProcess
  readonly url: string
  /** The data folder of those who use it: their journal knows the orders of this simulator alone. */
  readonly dataHome: string
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
      child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text))
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed.stdout += text
        // With --log there are more behind it.
        const [line] = printed.stdout.split(/(?<=\n)/u)
        if (line === undefined || !line.endsWith("\n")) return
        const ready = oneJson(line)
        resume(Effect.succeed({ child, printed, ended, ready, url: String(ready["url"]), dataHome: freshHome() }))
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

/** The environment of a user of the shared simulator. */
export const simulatorEnvironment = Effect.map(SimulatorProcess, ({ dataHome, url }) => ({
  FINPAY_BASE_URL: url,
  XDG_DATA_HOME: dataHome
}))

/** Runs `finpay` against the shared simulator. */
export const withSimulator = (args: ReadonlyArray<string>, given: Given = {}) =>
  Effect.flatMap(simulatorEnvironment, (env) => finpay(args, { ...given, env: { ...env, ...given.env } }))

/** Asks the shared simulator without a process in between: for what a test only needs to have happened. */
const control = (method: "GET" | "POST" | "PUT", path: string, body?: unknown) =>
  Effect.flatMap(SimulatorProcess, ({ url }) =>
    Effect.promise(async () => {
      const response = await fetch(`${url}/_simulator${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } })
      })
      assert.strictEqual(response.status, 200, path)
      return await response.json() as unknown
    }))

/** Creates an order over Rp 22.000 and pays it. */
export const paidOrder = Effect.fnUntraced(function*(id: string) {
  const { url } = yield* SimulatorProcess
  const { payments } = createFinpay({ environment: "local", baseUrl: url })
  yield* Effect.promise(() =>
    payments.initiate({
      customer: { mobilePhone: "+6281234567890" },
      order: { id, amount: 22_000 },
      url: {},
      sourceOfFunds: { type: "vabca" }
    })
  )
  yield* control("POST", `/orders/${id}/pay`, {})
})

/** Arms faults of the shared simulator, in place of all others. */
export const setFaults = (faults: ReadonlyArray<Readonly<Record<string, unknown>>>) =>
  Effect.asVoid(control("PUT", "/faults", { faults }))

/** The requests of an operation that the shared simulator has had about an order. */
export const requestsOf = (order: string, operation: string) =>
  Effect.map(
    control("GET", `/requests?orderId=${order}&operation=${operation}`),
    (answer) => (answer as { readonly requests: ReadonlyArray<object> }).requests
  )
