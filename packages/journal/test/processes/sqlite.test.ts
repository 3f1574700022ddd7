/** One process on SQLite, killed and started again at 200 random points: no refund is paid twice, and none is lost. */
import { assert, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import type { Draws } from "../../simulation/draws.ts"
import { freshSqlite } from "../databases.ts"
import { askSomehow } from "./callers.ts"
import type { Told } from "./callers.ts"
import { countEvents, gatherFacts, longestMillis, untilQuiet } from "./facts.ts"
import { callMillis, serveGateway, troubles } from "./gateway.ts"
import { openJournal, settings } from "./journal.ts"
import { supervise } from "./person.ts"
import type { Review } from "./person.ts"
import { drawRefunds } from "./refunds.ts"
import { seeded } from "./seeded.ts"
import { violationsOf } from "./violations.ts"
import { makeWorkers } from "./workers.ts"
import type { Worker } from "./workers.ts"

const lives = 200

/** Lets a process live until a random point: while it opens its journal, after some time, or after some steps. */
const liveUntilKilled = Effect.fnUntraced(function*(worker: Worker, draws: Draws) {
  const end = draws.pick(["opening", "time", "time", "steps", "steps"] as const)
  if (end === "opening") {
    yield* Effect.sleep(draws.between(0, 80))
    return yield* worker.kill
  }
  yield* worker.said("ready")
  const steps = end === "steps" ? worker.saidMore(draws.between(1, 30)) : Effect.never
  yield* Effect.timeoutOption(steps, draws.between(20, 600))
  yield* worker.kill
})

it.live(
  "killed at 200 random points: every refund is paid at most once, and truthfully settled",
  () =>
    seeded(Effect.fnUntraced(function*(draws, seed) {
      const { url } = yield* freshSqlite
      const { orders, wanted } = drawRefunds(draws.fork("refunds"), 60, 4)
      const { simulator, url: baseUrl } = yield* serveGateway(orders, troubles, seed)
      const journal = yield* openJournal(url, baseUrl)
      const workers = yield* makeWorkers(url, { baseUrl, settings, totalTimeoutMillis: callMillis })
      const told: Array<Told> = []
      const reviews: Array<Review> = []
      yield* Effect.forkScoped(supervise(journal, simulator, (review) => reviews.push(review)))

      let current = workers.start()
      const caller = {
        anyWorker: () => current.isReady() ? current : undefined,
        tell: (one: Told) => void told.push(one)
      }
      const [asking, killing] = [draws.fork("asking"), draws.fork("killing")]
      const underWay: Array<Fiber.Fiber<void>> = []
      for (let life = 0; life < lives; life++) {
        // The next one loads its program while this one lives, and opens its journal only when this one is dead.
        const next = workers.start()
        const newlyWanted = wanted.slice(life * wanted.length / lives, (life + 1) * wanted.length / lives)
        for (const one of newlyWanted) underWay.push(yield* Effect.forkScoped(askSomehow(caller, asking, one)))
        yield* current.said("loaded")
        current.open()
        yield* liveUntilKilled(current, killing)
        const { log, signal } = yield* current.ended
        assert.strictEqual(signal, "SIGKILL", log)
        current = next
      }
      current.open()
      yield* untilQuiet(journal, Fiber.joinAll(underWay))
      yield* current.close
      const ending = yield* current.ended

      const facts = yield* gatherFacts(journal, simulator, { wanted, told, reviews, log: workers.log() })
      assert.deepStrictEqual(violationsOf(facts), [])
      assert.isAbove(countEvents(facts, "lost"), 0)
      assert.isAbove(countEvents(facts, "decided"), 0)
      assert.strictEqual(workers.log(), "")
      assert.deepStrictEqual([ending.code, ending.signal], [0, null])
    })),
  longestMillis
)
