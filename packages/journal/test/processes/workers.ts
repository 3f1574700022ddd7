/** Worker processes: started, listened to, and killed. None outlives the test. */
import { Effect, Redacted } from "effect"
import type { Scope } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import process from "node:process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { temporaryFolder } from "../databases.ts"
import type { Asked, Reply, Said, Wanted, WorkerOptions } from "./protocol.ts"

/** How a process ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** What it wrote to its standard error. */
  readonly log: string
}

/** A worker process. */
export interface Worker {
  /** Whether it is there, and its journal open. */
  readonly isReady: () => boolean
  /** Whether its journal was ever open. */
  readonly wasReady: () => boolean
  /** Whether a refund of it is on its way to Finpay. */
  readonly isSending: () => boolean
  /** Lets it open its journal. */
  readonly open: () => void
  /** Ends when it has said this, or when it has ended. */
  readonly said: (what: "loaded" | "ready") => Effect.Effect<void>
  /** Ends when it has said so many more things, or when it has ended. */
  readonly saidMore: (things: number) => Effect.Effect<void>
  /** Ends with its answer; `gone` when it ended without one. */
  readonly submit: (wanted: Wanted, waitMillis: number) => Effect.Effect<Reply | { readonly said: "gone" }>
  /** Kills it with -9. */
  readonly kill: Effect.Effect<void>
  /** Asks it to end in good order. */
  readonly close: Effect.Effect<void>
  readonly ended: Effect.Effect<Ending>
}

/** The worker processes of a test. */
export interface Workers {
  readonly start: () => Worker
  /** All that they have written to their standard error. */
  readonly log: () => string
}

const program = fileURLToPath(new URL("./worker.ts", import.meta.url))

const isReply = (said: Said): said is Reply => said.said === "outcome" || said.said === "refused"

/** What somebody waits for, by what it is. The end of the process ends every wait. */
const makeWaits = () => {
  const waits = new Set<{ readonly isOver: () => boolean; readonly resume: () => void }>()
  return {
    until: (isOver: () => boolean): Effect.Effect<void> =>
      Effect.callback((resume) => {
        if (isOver()) return resume(Effect.void)
        const wait = { isOver, resume: () => resume(Effect.void) }
        waits.add(wait)
        return Effect.sync(() => waits.delete(wait))
      }),
    look: () => {
      for (const wait of waits) {
        if (!wait.isOver()) continue
        waits.delete(wait)
        wait.resume()
      }
    }
  }
}

const startWorker = (env: NodeJS.ProcessEnv, options: WorkerOptions, onLog: (text: string) => void) => {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], { env })
  const waits = makeWaits()
  const replies = new Map<number, Reply>()
  const heard = new Set<string>()
  let things = 0
  let sending = 0
  let asked = 0
  let log = ""
  let ending: Ending | undefined

  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text
    onLog(text)
  })
  createInterface({ input: child.stdout }).on("line", (line) => {
    const said = JSON.parse(line) as Said
    things++
    heard.add(said.said)
    if (isReply(said)) replies.set(said.number, said)
    if ((said.said === "calling" || said.said === "called") && said.path.endsWith("/refund")) {
      sending += said.said === "calling" ? 1 : -1
    }
    waits.look()
  })
  // To one that was killed nothing can be said any more; that it is gone is told by its end.
  child.stdin.on("error", () => undefined)
  void once(child, "close").then(([code, signal]: Array<unknown>) => {
    ending = { code: code as number | null, signal: signal as NodeJS.Signals | null, log }
    waits.look()
  })

  const until = (isOver: () => boolean) => waits.until(() => ending !== undefined || isOver())
  const isThere = () => ending === undefined && !child.killed
  const ended = Effect.map(until(() => false), () => ending ?? { code: null, signal: null, log })
  const worker: Worker = {
    ended,
    isReady: () => isThere() && heard.has("ready"),
    wasReady: () => heard.has("ready"),
    isSending: () => isThere() && sending > 0,
    open: () => void child.stdin.write("\n"),
    said: (what) => until(() => heard.has(what)),
    saidMore: (more) =>
      Effect.suspend(() => {
        const enough = things + more
        return until(() => things >= enough)
      }),
    submit: (wanted, waitMillis) =>
      Effect.suspend(() => {
        const number = ++asked
        child.stdin.write(`${JSON.stringify({ ...wanted, number, waitMillis } satisfies Asked)}\n`)
        return Effect.map(until(() => replies.has(number)), () => replies.get(number) ?? { said: "gone" })
      }),
    kill: Effect.andThen(Effect.sync(() => child.kill("SIGKILL")), Effect.asVoid(ended)),
    close: Effect.sync(() => void child.stdin.end())
  }
  return worker
}

/** Worker processes on a database. What is left of them when the scope closes is killed. */
export const makeWorkers = (
  url: Redacted.Redacted,
  options: WorkerOptions
): Effect.Effect<Workers, never, Scope.Scope> =>
  Effect.gen(function*() {
    const cache = yield* temporaryFolder
    const env = { FINPAY_DATABASE_URL: Redacted.value(url), NODE_COMPILE_CACHE: cache }
    const started: Array<Worker> = []
    let log = ""
    yield* Effect.addFinalizer(() =>
      Effect.forEach(started, ({ kill }) => kill, { concurrency: "unbounded", discard: true })
    )
    return {
      start: () => {
        const worker = startWorker(env, options, (text) => (log += text))
        started.push(worker)
        return worker
      },
      log: () => log
    }
  })
