/** Programs that a check runs: their output is kept, and shown when they fail. */
import { spawn } from "node:child_process"
import process from "node:process"

/** How a program ended. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly output: string
}

/** Runs a program to its end; `minutes` bounds it. */
export const run = (
  command: string,
  args: ReadonlyArray<string>,
  { cwd, env, minutes = 10 }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly minutes?: number } =
    {}
): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: minutes * 60_000
    })
    let stdout = ""
    let output = ""
    // A character may be torn between two chunks.
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk
      output += chunk
    })
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (output += chunk))
    child.on("error", (error) => resolve({ code: null, stdout, output: `${output}\n${error.message}` }))
    child.on("close", (code) => resolve({ code, stdout, output }))
  })

/** Runs a program that must end well, and gives what it printed. */
export const runWell = async (...call: Parameters<typeof run>): Promise<string> => {
  const { code, output, stdout } = await run(...call)
  if (code !== 0) throw new Error(`${call[0]} ${call[1].join(" ")} ended with ${code}:\n${output}`)
  return stdout
}
