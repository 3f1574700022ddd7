/** Runs `finpay` on a terminal of its own, where somebody types. */
import { Effect } from "effect"
import { spawn, spawnSync } from "node:child_process"
import { environment, launcher } from "./finpay.ts"

/** The `script` of util-linux gives a command a terminal of its own. */
export const hasTerminal = process.platform === "linux" && spawnSync("script", ["--version"]).error === undefined

/** What was on the screen when it ended. */
export interface OnScreen {
  readonly exitCode: number | null
  readonly screen: string
}

/** Runs `finpay`; what is typed is typed once the screen asks for it. */
export const onTerminal = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>>,
  typed: string
): Effect.Effect<OnScreen> =>
  Effect.callback((resume) => {
    const command = [process.execPath, launcher, ...args].map((part) => `'${part}'`).join(" ")
    const child = spawn("script", ["-qec", command, "/dev/null"], { env: environment(env) })
    let screen = ""
    let isTyped = false
    child.stdout.on("data", (data: Buffer) => {
      screen += data.toString()
      if (isTyped || !screen.includes("To go on")) return
      isTyped = true
      child.stdin.write(typed)
    })
    child.on("close", (exitCode) => resume(Effect.succeed({ exitCode, screen })))
    return Effect.sync(() => child.kill("SIGKILL"))
  })
