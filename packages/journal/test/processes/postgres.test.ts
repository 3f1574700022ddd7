/** Many processes on one PostgreSQL, all of which may end at any time: no refund is paid twice, and none is lost. */
import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { barePostgres } from "../databases.ts"
import { startPostgres } from "../postgres.ts"
import { askSomehow } from "./callers.ts"
import type { Told } from "./callers.ts"
import { countEvents, gatherFacts, longestMillis, untilQuiet } from "./facts.ts"
import { runFleet } from "./fleet.ts"
import { callMillis, serveGateway, troubles } from "./gateway.ts"
import { openJournal, settings } from "./journal.ts"
import { supervise } from "./person.ts"
import type { Review } from "./person.ts"
import { drawRefunds } from "./refunds.ts"
import { seeded } from "./seeded.ts"
import { violationsOf } from "./violations.ts"
import { makeWorkers } from "./workers.ts"

const processes = 6
const kills = 30
const refundsAKill = 7

/** How often PostgreSQL has found that sessions wait for each other; it forgets when it crashes. */
const countDeadlocks = (url: Redacted.Redacted) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT sum(deadlocks) AS found FROM pg_stat_database`).pipe(
    Effect.map(([row]) => Number(row?.["found"])),
    Effect.provide(Layer.fresh(barePostgres(url))),
    Effect.orDie
  )

const startServer = Effect.acquireRelease(
  Effect.promise(() => startPostgres()),
  (server) => Effect.promise(() => server.remove())
)

it.live(
  "killed at random on a PostgreSQL that crashes: 200 refunds, each paid at most once",
  () =>
    seeded(Effect.fnUntraced(function*(draws, seed) {
      const server = yield* startServer
      const url = Redacted.make(server.url)
      const { orders, wanted } = drawRefunds(draws.fork("refunds"), 20, 10)
      const { simulator, url: baseUrl } = yield* serveGateway(orders, troubles, seed)
      const journal = yield* openJournal(url, baseUrl)
      const workers = yield* makeWorkers(url, { baseUrl, settings, totalTimeoutMillis: callMillis })
      const fleet = yield* runFleet(workers, processes)
      const told: Array<Told> = []
      const reviews: Array<Review> = []
      yield* Effect.forkScoped(supervise(journal, simulator, (review) => reviews.push(review)))

      const picking = draws.fork("picking")
      const caller = { anyWorker: () => fleet.anyWorker(picking), tell: (one: Told) => void told.push(one) }
      const [asking, killing, crashing] = [draws.fork("asking"), draws.fork("killing"), draws.fork("crashing")]

      let deadlocks = 0
      const crash = Effect.gen(function*() {
        deadlocks += yield* countDeadlocks(url)
        yield* Effect.promise(() => server.stop("immediate"))
        yield* Effect.sleep(crashing.between(0, 1_500))
        yield* Effect.promise(() => server.start())
      })
      const crashes = [crashing.between(5, 12), crashing.between(18, 27)]

      const run = Effect.gen(function*() {
        const underWay: Array<Fiber.Fiber<void>> = []
        let crashed: Fiber.Fiber<void> = yield* Effect.forkScoped(Effect.void)
        // Who asks comes little by little, so that every kill and every crash meets some that are on their way.
        for (let kill = 1; kill <= kills; kill++) {
          for (const one of wanted.slice((kill - 1) * refundsAKill, kill * refundsAKill)) {
            underWay.push(yield* Effect.forkScoped(askSomehow(caller, asking, one)))
          }
          if (crashes.includes(kill)) {
            yield* Fiber.join(crashed)
            crashed = yield* Effect.forkScoped(crash)
          }
          yield* Effect.sleep(killing.between(0, 400))
          yield* fleet.killOne(killing)
        }
        yield* untilQuiet(journal, Fiber.joinAll([crashed, ...underWay]))
      })
      yield* Effect.raceFirst(run, fleet.watch)
      const endings = yield* fleet.close

      const facts = yield* gatherFacts(journal, simulator, { wanted, told, reviews, log: workers.log() })
      assert.deepStrictEqual(violationsOf(facts), [])
      assert.isAbove(countEvents(facts, "lost"), 0)
      assert.isAbove(countEvents(facts, "decided"), 0)
      assert.isTrue(told.some(({ reply }) => reply.said === "refused"), "nobody met the database while it was away")
      assert.strictEqual(deadlocks + (yield* countDeadlocks(url)), 0)
      assert.notInclude(workers.log(), new URL(server.url).password)
      assert.deepStrictEqual(endings.map(({ code }) => code), Array.from({ length: processes }, () => 0))
    })),
  longestMillis
)
