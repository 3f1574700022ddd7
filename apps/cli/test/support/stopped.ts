import { Effect } from "effect"
import { spawn } from "node:child_process"
import type { RequestListener } from "node:http"
import { type Ended, environment, launcher } from "./finpay.ts"
import { stubServer } from "./stub-server.ts"

/** How a process is asked to stop. */
export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP"

/** Runs `finpay` against a server, and stops it as soon as the server says so. */
export const stopped = (
  args: ReadonlyArray<string>,
  signal: StopSignal,
  server: (stop: () => void) => RequestListener,
  env: Readonly<Record<string, string>> = {}
) =>
  Effect.gen(function*() {
    let stop = () => {}
    const FINPAY_BASE_URL = yield* stubServer(server(() => stop()))
    return yield* Effect.callback<Ended>((resume) => {
      const child = spawn(process.execPath, [launcher, ...args], { env: environment({ ...env, FINPAY_BASE_URL }) })
      stop = () => child.kill(signal)
      let stdout = ""
      let stderr = ""
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
      child.on("close", (exitCode) => resume(Effect.succeed({ exitCode, stdout, stderr })))
      return Effect.sync(() => child.kill("SIGKILL"))
    })
  })

/** Stops as soon as a question arrives; it is never answered. */
export const atQuestion = (stop: () => void): RequestListener => () => stop()
