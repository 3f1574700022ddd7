/** Servers that are real processes, and can be killed. */
import { Effect } from "effect"
import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { lastingPort } from "../../../packages/journal/test/support/lasting-port.ts"

const launcher = fileURLToPath(new URL("../bin/finpay-api.js", import.meta.url))

/** One server, which keeps its address when it is started again. */
export interface Node {
  readonly url: string
  /** Kills it with -9 and starts it again. */
  readonly restart: Effect.Effect<void>
  /** Tells it to stop, and gives its exit code. */
  readonly stop: Effect.Effect<number | null>
}

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  readonly url: string
}

const launch = async (env: Readonly<Record<string, string>>, onLog: (line: string) => void): Promise<Running> => {
  const { PATH = "" } = process.env
  const child = spawn(process.execPath, [launcher], { env: { PATH, ...env }, stdio: ["ignore", "pipe", "pipe"] })
  const ended = once(child, "close").then(([code]) => code as number | null)
  let rest = ""
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) onLog(line)
  })
  const ready = new Promise<string>((resolve, reject) => {
    let said = ""
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk
      if (said.includes("\n")) resolve((JSON.parse(said) as { readonly url: string }).url)
    })
    void ended.then(() => reject(new NotReady(child.exitCode, rest)))
  })
  return { child, ended, url: await ready }
}

class NotReady extends Error {
  readonly exitCode: number | null
  constructor(exitCode: number | null, said: string) {
    super(`a server ended with ${exitCode} before it was ready: ${said}`)
    this.exitCode = exitCode
  }
}

/** It does not start while its database is away, and whatever supervises it starts it again. */
const databaseAway = 6

const supervised: typeof launch = async (env, onLog) => {
  for (let left = 100;; left--) {
    try {
      return await launch(env, onLog)
    } catch (error) {
      if (!(error instanceof NotReady && error.exitCode === databaseAway) || left === 0) throw error
    }
  }
}

/** Starts a server; it is killed when the scope closes. */
export const startNode = (env: Readonly<Record<string, string>>, onLog: (line: string) => void) =>
  Effect.gen(function*() {
    const port = String(yield* Effect.promise(lastingPort))
    let running = yield* Effect.promise(() => launch({ ...env, FINPAY_API_PORT: port }, onLog))
    const { url } = running
    yield* Effect.addFinalizer(() =>
      Effect.promise(() => {
        running.child.kill("SIGKILL")
        return running.ended
      })
    )
    const end = (signal: "SIGKILL" | "SIGTERM") =>
      Effect.promise(() => {
        running.child.kill(signal)
        return running.ended
      })
    const start = Effect.promise(async () => {
      running = await supervised({ ...env, FINPAY_API_PORT: port }, onLog)
    })
    const node: Node = { url, restart: Effect.andThen(end("SIGKILL"), start), stop: end("SIGTERM") }
    return node
  })
