import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { ServeError } from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import type * as Scope from "effect/Scope"
import { readFileSync } from "node:fs"
import { ApiKeys } from "./access/ApiKeys.ts"
import { makeFirstKey } from "./access/first-key.ts"
import type { KeysExist } from "./access/first-key.ts"
import { reseal } from "./access/reseal.ts"
import { SecretBox } from "./access/SecretBox.ts"
import type { SecretNotOpened } from "./access/SecretBox.ts"
import { commandOf, helpText } from "./command.ts"
import type { Command } from "./command.ts"
import { databaseFromEnv, optionsFromEnv, userDatabase } from "./configuration/options-from-env.ts"
import { resolveOptions } from "./configuration/resolve-options.ts"
import { layerDatabase } from "./database/layer.ts"
import { serveApi } from "./serve-api.ts"
import { layerTracing } from "./telemetry/tracing.ts"

/** Exit codes, the same as those of `finpay`: 0 done or stopped, 1 a fault. */
const wrongUse = 2
const refused = 3
const configurationWrong = 5
const journalUnreachable = 6

const explain = (exitCode: number, text: string) =>
  Effect.sync(() => {
    process.stderr.write(`${text}\n`)
    return exitCode
  })

const print = (text: string) =>
  Effect.sync(() => {
    process.stdout.write(text)
    return 0
  })

const printJson = (value: object) => print(`${JSON.stringify(value)}\n`)

// One folder up from here, in the sources as in the published package.
const version = Effect.sync((): string =>
  JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version
)

const serve = Effect.gen(function*() {
  const options = yield* optionsFromEnv
  const tracing = yield* Layer.build(layerTracing)
  const { isOpen, url } = yield* serveApi(options).pipe(
    Effect.provideContext(tracing),
    Effect.provideService(References.MinimumLogLevel, options.logLevel ?? "Info")
  )
  const ready = { ready: true, url, environment: options.finpay.environment, open: isOpen }
  yield* printJson(ready)
  return yield* Effect.never
})

const init = Effect.fnUntraced(function*(wanted: { readonly name: string; readonly another: boolean }) {
  const database = layerDatabase(yield* databaseFromEnv)
  const { id, key } = yield* Effect.provide(makeFirstKey(wanted), Layer.provideMerge(ApiKeys.layer, database))
  return yield* printJson({ id, name: wanted.name, role: "admin", key: Redacted.value(key) })
})

const resealAll = Effect.gen(function*() {
  const options = yield* optionsFromEnv
  const { encryptionKeys: [newest, ...earlier] } = yield* resolveOptions(options)
  const database = layerDatabase(options.database ?? (yield* userDatabase))
  return yield* printJson(yield* Effect.provide(reseal, Layer.merge(SecretBox.layer(newest, earlier), database)))
})

type Failure = ConfigurationProblem | JournalUnavailable | KeysExist | SecretNotOpened | ServeError

const carryOut = (command: Command): Effect.Effect<number, Failure, Scope.Scope> => {
  switch (command.kind) {
    case "serve":
      return serve
    case "init":
      return init(command)
    case "reseal":
      return resealAll
    case "help":
      return print(helpText)
    case "version":
      return Effect.flatMap(version, (text) => print(`${text}\n`))
    case "wrong":
      return explain(wrongUse, `finpay-api: ${command.problem}. See finpay-api --help.`)
  }
}

const program = carryOut(commandOf(process.argv.slice(2))).pipe(
  Effect.scoped,
  Effect.catchTags({
    ConfigurationProblem: ({ problems }) =>
      explain(
        configurationWrong,
        ["finpay-api cannot start:", ...problems.map(({ problem, setting }) => `  ${setting} ${problem}`)].join("\n")
      ),
    KeysExist: () =>
      explain(
        refused,
        "finpay-api: there is an API key already, and whoever has it makes the others (POST /v1/api-keys). If it was " +
          "lost, finpay-api init --another makes another one."
      ),
    SecretNotOpened: ({ message }) =>
      explain(configurationWrong, `finpay-api: ${message}; add that key to FINPAY_API_ENCRYPTION_KEYS_EARLIER.`),
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
