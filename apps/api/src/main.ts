import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import { optionsFromEnv } from "./configuration.ts"
import { serveApi } from "./serve-api.ts"

/** Exit codes, the same as those of `finpay`: 0 stopped, 1 a fault, 5 configuration, 6 not reachable. */
const configurationWrong = 5
const journalUnreachable = 6

const explain = (exitCode: number, text: string) =>
  Effect.sync(() => {
    process.stderr.write(`${text}\n`)
    return exitCode
  })

const program = Effect.gen(function*() {
  const options = yield* optionsFromEnv
  const { isOpen, url } = yield* serveApi(options)
  const ready = { ready: true, url, environment: options.finpay.environment, open: isOpen }
  yield* Effect.sync(() => process.stdout.write(`${JSON.stringify(ready)}\n`))
  return yield* Effect.never
}).pipe(
  Effect.scoped,
  Effect.catchTags({
    ConfigurationProblem: ({ problems }) =>
      explain(
        configurationWrong,
        ["finpay-api cannot start:", ...problems.map(({ problem, setting }) => `  ${setting} ${problem}`)].join("\n")
      ),
    JournalUnavailable: ({ detail, nextStep }) =>
      explain(journalUnreachable, `finpay-api cannot use its journal: ${detail}. ${nextStep}`),
    ServeError: ({ cause }) =>
      explain(
        configurationWrong,
        `finpay-api cannot listen: ${cause instanceof Error ? cause.message : String(cause)}`
      )
  }),
  Effect.tapCause((cause) =>
    Cause.hasInterruptsOnly(cause) ? Effect.void : Effect.logError("finpay-api has a fault", cause)
  ),
  // Standard output holds the ready line and nothing else.
  Effect.provide(Logger.layer([Logger.withConsoleError(Logger.formatJson)]))
)

NodeRuntime.runMain(program, {
  disableErrorReporting: true,
  teardown: (exit, done) =>
    done(Exit.isSuccess(exit) ? Number(exit.value) : Cause.hasInterruptsOnly(exit.cause) ? 0 : 1)
})
