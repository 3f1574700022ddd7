/** Programs that a bench starts and ends. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"

/** A program that has said where it is. */
export interface Program {
  readonly url: string
  readonly pid: number
  readonly stop: () => Promise<void>
}

/** Starts a program of Node and waits for its line of JSON with a `url`. */
export const startProgram = async (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {}
): Promise<Program> => {
  const folder = mkdtempSync(join(tmpdir(), "finpay-bench-"))
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder, ...env },
    stdio: ["ignore", "pipe", process.env["BENCH_LOGS"] === undefined ? "ignore" : "inherit"]
  })
  const ended = once(child, "exit")
  let text = ""
  const line = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (data: Buffer) => {
      text += data.toString()
      const [first, rest] = text.split("\n", 2)
      if (rest !== undefined && first !== undefined) resolve(first)
    })
    child.on("exit", () => reject(new Error(`${args.join(" ")} ended: ${text}`)))
  })
  const { url } = JSON.parse(await line) as { readonly url: string }
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill("SIGTERM")
      await ended
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
