/** One process on SQLite, killed and started again at 200 random points: no refund is paid twice, and none is lost. */
import process from "node:process"
import { writeFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import type { Draws } from "../../simulation/draws.ts"
import { freshSqlite } from "../databases.ts"
import { askSomehow } from "./callers.ts"
import type { Told } from "./callers.ts"
import { gatherFacts, untilQuiet } from "./facts.ts"
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
const longestMillis = 240_000

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

it.live("killed at 200 random points: every refund is paid at most once, and truthfully settled", () =>
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
    // DEBUG
    const t0 = Date.now()
    let kk = 0
    const say = Effect.gen(function*() {
      const all = yield* Effect.result(journal.list({ limit: 500 }))
      const counts: Record<string, number> = {}
      if (all._tag === "Success") for (const m of all.success.mutations) counts[m.state] = (counts[m.state] ?? 0) + 1
      process.stderr.write(JSON.stringify({ t: Date.now() - t0, kk, counts: all._tag === "Success" ? counts : String(all.failure).slice(0,90), told: told.length, reviews: reviews.length, reqs: (yield* simulator.requests()).length, log: workers.log().length }) + "\n")
    })
    yield* Effect.forkScoped(Effect.forever(Effect.andThen(say, Effect.sleep(4000))))
    const underWay: Array<Fiber.Fiber<void>> = []
    for (let life = 0; life < lives; life++) {
      // The next one loads its program while this one lives, and opens its journal only when this one is dead.
      const next = workers.start()
      const newlyWanted = wanted.slice(life * wanted.length / lives, (life + 1) * wanted.length / lives)
      for (const one of newlyWanted) underWay.push(yield* Effect.forkScoped(askSomehow(caller, asking, one)))
      yield* current.said("loaded")
      current.open()
      yield* liveUntilKilled(current, killing)
      current = next; kk = life
    }
    current.open()
    yield* untilQuiet(journal, Fiber.joinAll(underWay), longestMillis)
    yield* current.close
    const { code } = yield* current.ended

    yield* say
    const facts = yield* gatherFacts(journal, simulator, { wanted, told, reviews, log: workers.log() })
    const events: Record<string, number> = {}
    for (const { events: list } of facts.kept) for (const e of list) { const k = e.event + ">" + e.to; events[k] = (events[k] ?? 0) + 1 }
    process.stderr.write(JSON.stringify(events) + "\n" + JSON.stringify(Object.groupBy(facts.told.filter((x) => x.reply.said === "refused").map((x) => (x.reply as any).error), (x) => x.slice(0, 150)), (k, v) => Array.isArray(v) ? v.length : v) + "\n")
    writeFileSync("/tmp/pw/workers.log", workers.log())
    assert.deepStrictEqual(violationsOf(facts), [])
    assert.strictEqual(code, 0)
  })), longestMillis + 120_000)
