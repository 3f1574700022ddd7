import {
  accountOf,
  Journal,
  JournalUnavailable,
  layerOf,
  layerSqlite,
  settingsProblem
} from "@openfinpay/finpay-journal"
import { ConfigurationProblem, Finpay } from "@openfinpay/finpay-transport"
import { layerUndici } from "@openfinpay/finpay-transport/undici"
import * as Effect from "effect/Effect"
import type { ServeError } from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { SeenNews } from "./callbacks/SeenNews.ts"
import { resolveOptions, userDatabase } from "./configuration.ts"
import type { ApiOptions, DatabaseOption } from "./configuration.ts"
import { layerMemory } from "./idempotency/memory.ts"
import { serve } from "./server.ts"

const layerDatabase = (database: DatabaseOption) =>
  "file" in database ? layerSqlite(database) : layerOf(database.url, "")

/** The error with the place of the database: a file can be named, but an address could hold a password. */
const withPlace = <E>(database: DatabaseOption) => (error: E): E | JournalUnavailable => {
  if (!(error instanceof JournalUnavailable) || "url" in database) return error
  const { detail, nextStep, reason } = error
  return new JournalUnavailable({ reason, detail: `${detail}; it is ${database.file}`, nextStep })
}

const layerJournal = ({ finpay, journal: settings = {} }: ApiOptions) =>
  Layer.catchTag(
    Journal.layer({ account: accountOf(finpay), settings }),
    "InvalidRequest",
    (refused) => Layer.effect(Journal, Effect.fail(settingsProblem(refused)))
  )

/**
 * Serves the API over HTTP until the scope closes; then it takes no new request, lets those on their way end, and after
 * them what the journal is sending.
 *
 * Fails with `ConfigurationProblem`, which names every option that cannot be used, with `JournalUnavailable` when the
 * journal's database cannot be used, and with `ServeError` when it cannot listen.
 *
 * @example
 * ```ts
 * import { serveApi } from "@openfinpay/finpay-api"
 * import { localConfig } from "@openfinpay/finpay-transport"
 * import { Effect } from "effect"
 *
 * const health = Effect.scoped(Effect.gen(function*() {
 *   const { url } = yield* serveApi({ finpay: localConfig(), port: 0, database: { file: ":memory:" } })
 *   return yield* Effect.promise(() => fetch(`${url}/healthz`).then((response) => response.json()))
 * }))
 * Effect.runPromise(health).then(({ status }) => status) // => "ok"
 * ```
 */
export const serveApi = Effect.fnUntraced(function*(
  options: ApiOptions
): Effect.fn.Return<{ readonly url: string }, ConfigurationProblem | JournalUnavailable | ServeError, Scope.Scope> {
  const server = yield* resolveOptions(options)
  const finpay = Finpay.layer(options.finpay).pipe(Layer.provide(layerUndici(options.finpay)))
  const database = options.database ?? (yield* userDatabase)
  // What is built later is closed earlier: first the server, then the journal and the idempotency, which wait for what
  // is on its way, and only then the database and the connections to Finpay. Merging them all side by side would close
  // them at the same time.
  const services = yield* Layer.build(
    Layer.mergeAll(SeenNews.layer, layerMemory(), layerJournal(options)).pipe(
      Layer.provideMerge(Layer.merge(finpay, layerDatabase(database)))
    )
  ).pipe(Effect.mapError(withPlace(database)))
  return yield* Effect.provideContext(serve(server), services)
})
