import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Ref from "effect/Ref"
import { readFileSync } from "node:fs"
import { run } from "./run.ts"
import { StopSignal } from "./StopSignal.ts"

const versionOf = (packageJson: string): string => {
  const parsed: unknown = JSON.parse(packageJson)
  return typeof parsed === "object" && parsed !== null && "version" in parsed ? String(parsed.version) : "unknown"
}

// One folder up from here, in the sources as in the published package.
const version = versionOf(readFileSync(new URL("../package.json", import.meta.url), "utf8"))

const stopSignal = StopSignal.make()

const program = run(process.argv.slice(2), version).pipe(
  Effect.provideService(StopSignal, stopSignal),
  Effect.provide(NodeServices.layer)
)

// The terminal was closed. Node would end at once and say nothing of a change that is on its way.
process.on("SIGHUP", () => process.emit("SIGTERM"))

NodeRuntime.runMain(program, {
  disableErrorReporting: true,
  // At once: a kept-alive connection must not hold back a command that is done.
  teardown: (exit) => process.exit(Exit.isSuccess(exit) ? Number(exit.value) : Ref.getUnsafe(stopSignal.exitCode))
})
