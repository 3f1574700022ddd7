import * as Cause from "effect/Cause"
import * as CliConfig from "effect/cli/CliConfig"
import * as Command from "effect/cli/Command"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { isJsonAsked, withSwitchesTied } from "./args.ts"
import { exitCodes } from "./exit-codes.ts"
import { type Finpay, finpayFor } from "./finpay.ts"
import { builtIns } from "./help/built-in-flags.ts"
import { CommandTree } from "./help/CommandTree.ts"
import { say } from "./language.ts"
import { jsonLine } from "./output/answer.ts"
import { OutputMode } from "./output/OutputMode.ts"
import { presenter } from "./output/presenter.ts"
import { stderrLogger } from "./output/stderr-logger.ts"
import { stderr } from "./output/write.ts"
import { report } from "./report.ts"

const flags = CliConfig.layer({ builtIns })

const debugging = Effect.orElseSucceed(Config.Boolean("FINPAY_DEBUG").pipe(Config.withDefault(false)), () => false)

// finpay keeps no log unless somebody looks for a mistake; the default logger would write to standard output.
const log = Layer.unwrap(
  Effect.flatMap(debugging, (isDebugging) => isDebugging ? stderrLogger : Effect.succeed(Logger.layer([])))
)

const bugText = (message: string, stack: string | undefined): string =>
  say(
    `finpay: this is a mistake in finpay itself: ${message}\n${stack ?? "FINPAY_DEBUG=1 shows where."}\n`,
    `finpay: ini kesalahan pada finpay sendiri: ${message}\n${stack ?? "FINPAY_DEBUG=1 menunjukkan di mana."}\n`
  )

const tellBug = Effect.fnUntraced(function*(cause: Cause.Cause<never>) {
  const error = Cause.squash(cause)
  const message = error instanceof Error ? error.message : String(error)
  const mode = yield* OutputMode
  const stack = (yield* debugging) ? { stack: Cause.pretty(cause) } : {}
  yield* stderr(
    mode === "json"
      ? jsonLine({ _tag: "Bug", message, ...stack })
      : bugText(message, stack.stack)
  )
  return exitCodes.bug
})

const runIn = (finpay: Finpay, args: ReadonlyArray<string>, version: string) =>
  Command.runWith(finpay, { version })(withSwitchesTied(args)).pipe(
    Effect.as<number>(exitCodes.done),
    Effect.catch(report),
    Effect.provideService(CommandTree, { root: finpay, version }),
    Effect.provide(presenter(finpay, args))
  )

/** Runs a command line and gives the exit code. Everything that goes wrong has been told when it ends. */
export const run = (args: ReadonlyArray<string>, version: string) =>
  Effect.promise(() => finpayFor(args)).pipe(
    Effect.flatMap((finpay) => runIn(finpay, args, version)),
    Effect.catchCauseIf((cause) => !Cause.hasInterruptsOnly(cause), tellBug),
    Effect.provide(Layer.mergeAll(flags, log)),
    Effect.provideService(OutputMode, isJsonAsked(args) ? "json" : "text")
  )
