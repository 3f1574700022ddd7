/**
 * Stops the test's PostgreSQL when the tests are gone, however they ended: its input is a pipe that ends with them.
 *
 * Usage: guard.ts FOLDER, the folder with `data/postmaster.pid` in it; it is deleted afterwards.
 */
import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { setTimeout } from "node:timers/promises"

const [, , folder] = process.argv
if (folder === undefined) throw new Error("usage: guard.ts FOLDER")

const postmaster = (): number | undefined => {
  try {
    return Number.parseInt(readFileSync(join(folder, "data", "postmaster.pid"), "utf8"), 10)
  } catch {
    return undefined
  }
}

const signal = (pid: number, name: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

const pollMillis = 50
const attempts = 100

process.on("SIGINT", () => undefined)
process.stdin.resume().on("close", () => {
  const pid = postmaster()
  const ended = async (): Promise<void> => {
    if (pid === undefined || !signal(pid, "SIGQUIT")) return
    for (let left = attempts; left > 0 && signal(pid, 0); left -= 1) await setTimeout(pollMillis)
  }
  void ended().then(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
})
