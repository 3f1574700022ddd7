/**
 * The whole of finpay inside this process, in one language: for what is about texts alone, where a process for each line
 * would be a waste. What scripts and terminals see is tested with real processes.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConfigProvider, Effect, Exit, Fiber, Ref } from "effect"
import { vi } from "vitest"
import type { Language } from "../../src/language.ts"
import type { Ended } from "./finpay.ts"

/** Loads modules anew, so that they speak this language. */
export const speaking = async <A>(language: Language, load: () => Promise<A>): Promise<A> => {
  vi.stubEnv("LC_ALL", language === "id" ? "id_ID.UTF-8" : "C")
  vi.resetModules()
  try {
    return await load()
  } finally {
    vi.unstubAllEnvs()
  }
}

type Written = (error?: Error | null) => void

/** Takes what is written to a stream; the process's own output stays clean. */
const captured = (stream: NodeJS.WriteStream, take: (text: string) => void) =>
  vi.spyOn(stream, "write").mockImplementation((chunk, encoding?: unknown, done?: Written) => {
    take(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"))
    const told = typeof encoding === "function" ? encoding as Written : done
    told?.(null)
    return true
  })

export interface CliGiven {
  /** The only settings there are. */
  readonly env?: Readonly<Record<string, string>>
  /** Stops it, as Ctrl-C does, once it has printed this on standard output. */
  readonly stopAt?: string
}

/** Runs finpay with these arguments. */
export type Cli = (args: ReadonlyArray<string>, given?: CliGiven) => Promise<Ended>

/** finpay in a language. */
export const cliIn = async (language: Language): Promise<Cli> => {
  const { run, StopSignal } = await speaking(language, async () => ({
    ...(await import("../../src/run.ts")),
    ...(await import("../../src/StopSignal.ts"))
  }))
  return async (args, { env = {}, stopAt } = {}) => {
    const ended = { stdout: "", stderr: "" }
    const stopSignal = StopSignal.make()
    let stop = () => {}
    const spies = [
      captured(process.stdout, (text) => {
        ended.stdout += text
        if (stopAt !== undefined && ended.stdout.includes(stopAt)) stop()
      }),
      captured(process.stderr, (text) => (ended.stderr += text))
    ]
    const running = Effect.runFork(
      run(args, "0.0.0").pipe(
        Effect.provideService(StopSignal, stopSignal),
        Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env })),
        Effect.provide(NodeServices.layer)
      )
    )
    stop = () => Effect.runFork(Fiber.interrupt(running))
    try {
      const exit = await Effect.runPromise(Fiber.await(running))
      return { ...ended, exitCode: Exit.isSuccess(exit) ? exit.value : Ref.getUnsafe(stopSignal.exitCode) }
    } finally {
      for (const spy of spies) spy.mockRestore()
    }
  }
}
