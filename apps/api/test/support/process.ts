import { Deferred, Effect, FiberSet } from "effect"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { envelope } from "./fake-finpay.ts"
import { listening } from "./listening.ts"

const launcher = fileURLToPath(new URL("../../bin/finpay-api.js", import.meta.url))

/** A folder of its own, gone after the test. */
export const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "finpay-api-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** A `finpay-api` of its own, with a journal of its own, and nothing of Finpay in its environment but what is given. */
export const launch = (given: Readonly<Record<string, string>>, args: ReadonlyArray<string> = []) =>
  Effect.flatMap(temporaryFolder, (folder) => launchWith({ XDG_DATA_HOME: folder, ...given }, args))

const launchWith = (env: Readonly<Record<string, string>>, args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const { PATH = "" } = process.env
      const child = spawn(process.execPath, [launcher, ...args], {
        env: { PATH, ...env },
        stdio: ["ignore", "pipe", "pipe"]
      })
      const output = { stdout: "", stderr: "" }
      // A character may be torn between two chunks.
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output.stdout += chunk))
      child.stderr.setEncoding("utf8").on("data", (chunk: string) => (output.stderr += chunk))
      const exitCode = new Promise<number | null>((resolve) => child.on("close", resolve))
      const firstLine = new Promise<string>((resolve) => {
        child.stdout.on("data", () => output.stdout.includes("\n") && resolve(output.stdout.split("\n", 1)[0] ?? ""))
        child.on("close", () => resolve(output.stdout))
      })
      return { child, output, exitCode: Effect.promise(() => exitCode), firstLine: Effect.promise(() => firstLine) }
    }),
    ({ child, exitCode }) => {
      child.kill("SIGKILL")
      return exitCode
    }
  )

/** The ready line of a process. */
export const readyOf = (line: string): {
  readonly ready: boolean
  readonly url: string
  readonly environment: string
  readonly open: boolean
} => JSON.parse(line)

/** The status of a paid order, as Finpay answers it. */
const paid = {
  ...envelope,
  data: { order: { amount: "22000" }, result: { payment: { status: "PAID", amount: 22_000 } } }
}

/** A Finpay that holds every refund back until it is told to let go, and notes how each connection of one ended. */
export const holdingFinpay = Effect.gen(function*() {
  const arrived = yield* Deferred.make<void>()
  const letGo = yield* Deferred.make<void>()
  const run = yield* FiberSet.makeRuntime()
  const ends: Array<"answered" | "cut"> = []
  const server = createServer((request, response) => {
    if (request.url === "/ping") {
      response.end()
      return
    }
    if (request.url?.includes("/check") === true) {
      response.writeHead(200, { "content-type": "application/json" })
      response.end(JSON.stringify(paid))
      return
    }
    response.on("close", () => ends.push(response.writableFinished ? "answered" : "cut"))
    run(Effect.gen(function*() {
      yield* Deferred.succeed(arrived, undefined)
      yield* Deferred.await(letGo)
      response.writeHead(200, { "content-type": "application/json" })
      response.end(JSON.stringify(envelope))
    }))
  })
  return { url: `http://127.0.0.1:${yield* listening(server)}`, arrived, letGo, ends }
})

/** Comes back when nothing listens at the address any more. */
export const untilRefused = (url: string): Effect.Effect<void> =>
  Effect.tryPromise(() => fetch(`${url}/healthz`, { headers: { connection: "close" } })).pipe(
    Effect.flatMap((response) => Effect.promise(() => response.text())),
    Effect.andThen(Effect.sleep("20 millis")),
    Effect.forever,
    Effect.ignore
  )
