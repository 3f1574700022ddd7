/**
 * A process with a journal: works on what is in the database, and submits what it is asked for on its standard input.
 *
 * Usage: worker.ts OPTIONS (see protocol.ts), with FINPAY_DATABASE_URL. Ends in good order when its input ends.
 */
import { Finpay, localConfig } from "@openfinpay/finpay-transport"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { flushCompileCache } from "node:module"
import process from "node:process"
import { createInterface } from "node:readline"
import { accountOf } from "../../src/account.ts"
import { Journal } from "../../src/Journal.ts"
import { mayBeAskedAgain } from "../../src/Mutation.ts"
import { layerOf } from "../../src/store/database.ts"
import type { Asked, Reply, Said, WorkerOptions } from "./protocol.ts"

const { baseUrl, settings, totalTimeoutMillis } = JSON.parse(process.argv[2] ?? "") as WorkerOptions

const say = (said: Said): void => void process.stdout.write(`${JSON.stringify(said)}\n`)

/** The HTTP client, telling of every request when it leaves, and when that is over. */
const tellingClient = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(HttpClient.HttpClient, (client) =>
    HttpClient.transform(client, (pass, { url }) =>
      Effect.suspend(() => {
        const path = new URL(url).pathname
        say({ said: "calling", path })
        return Effect.ensuring(pass, Effect.sync(() => say({ said: "called", path })))
      })))
).pipe(Layer.provide(FetchHttpClient.layer))

const config = { ...localConfig(baseUrl), totalTimeoutMillis }

const live = Journal.layer({ account: accountOf(config), settings }).pipe(
  Layer.provide(layerOf(Redacted.make(process.env["FINPAY_DATABASE_URL"] ?? ""), "")),
  Layer.provide(Finpay.layer(config).pipe(Layer.provide(tellingClient)))
)

const answer = (journal: Journal["Service"], { amount, key, number, order, waitMillis }: Asked) =>
  journal.submit(
    { operation: "refund", request: { order: { id: order, amount } }, key, actor: "cashier" },
    { waitMillis }
  ).pipe(
    Effect.match({
      onFailure: (error): Reply => ({ said: "refused", number, error: `${error._tag}: ${error.message}` }),
      onSuccess: ({ mutation, replayed }): Reply => ({
        said: "outcome",
        number,
        id: mutation.id,
        state: mutation.state,
        replayed,
        mayBeAskedAgain: mayBeAskedAgain(mutation)
      })
    }),
    Effect.map(say)
  )

const program = Effect.gen(function*() {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  const nextLine = Effect.promise(() => lines.next())
  // The next process loads what this one has compiled; one that is killed would not leave it behind.
  flushCompileCache()
  say({ said: "loaded" })
  if ((yield* nextLine).done === true) return
  const journal = Context.get(yield* Layer.build(live), Journal)
  say({ said: "ready" })
  for (;;) {
    const line = yield* nextLine
    if (line.done === true) return
    yield* Effect.forkScoped(answer(journal, JSON.parse(line.value) as Asked))
  }
}).pipe(Effect.scoped, Effect.provideService(Logger.LogToStderr, true))

const exit = await Effect.runPromiseExit(program)
// Its input may be open still, which would keep it alive.
process.stdin.destroy()
if (exit._tag === "Failure") {
  process.stderr.write(`${String(exit.cause)}\n`)
  process.exitCode = 1
}
