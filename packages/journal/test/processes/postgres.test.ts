/** Many processes on one PostgreSQL, all of which may end at any time: no refund is paid twice, and none is lost. */
import { assert, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { startPostgres } from "../postgres.ts"
import { askSomehow } from "./callers.ts"
import type { Told } from "./callers.ts"
import { gatherFacts, untilQuiet } from "./facts.ts"
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
const kills = 40
const crashes = 2
/** The refunds are asked for while the processes are killed and the database crashes. */
const busyMillis = 12_000
const longestMillis = 240_000

const startServer = Effect.acquireRelease(
  Effect.promise(() => startPostgres()),
  (server) => Effect.promise(() => server.remove())
)

it.live("killed at random on a PostgreSQL that crashes: 200 refunds, each paid at most once", () =>
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

    const pick = draws.fork("pick")
    const caller = { anyWorker: () => fleet.anyWorker(pick), tell: (one: Told) => void told.push(one) }
    const asking = draws.fork("asking")
    const killing = draws.fork("killing")
    const crashing = draws.fork("crashing")
    const askAll = Effect.forEach(wanted, (one) =>
      Effect.delay(askSomehow(caller, asking, one), asking.between(0, busyMillis)), {
      concurrency: "unbounded",
      discard: true
    })
    const killMany = Effect.gen(function*() {
      for (let kill = 0; kill < kills; kill++) {
        yield* Effect.sleep(killing.between(0, 2 * busyMillis / kills))
        yield* fleet.killOne(killing)
      }
    })
    const crash = Effect.gen(function*() {
      for (let time = 0; time < crashes; time++) {
        yield* Effect.sleep(crashing.between(busyMillis / crashes / 2, busyMillis / crashes))
        yield* Effect.promise(() => server.stop("immediate"))
        yield* Effect.sleep(crashing.between(0, 1_500))
        yield* Effect.promise(() => server.start())
      }
    })
    yield* Effect.all([askAll, killMany, crash], { concurrency: "unbounded" })
    yield* untilQuiet(journal)
    const endings = yield* fleet.close

    const facts = yield* gatherFacts(journal, simulator, { wanted, told, reviews, log: workers.log() })
    assert.deepStrictEqual(violationsOf(facts), [])
    assert.deepStrictEqual(endings.map(({ code, log }) => ({ code, log })), endings.map(() => ({ code: 0, log: "" })))
  }, Effect.timeout(longestMillis))), longestMillis + 30_000)
