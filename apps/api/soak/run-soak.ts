/** Three servers on one PostgreSQL and one Finpay that misbehaves, under load, while they are killed in turn. */
import { layerOf } from "@openfinpay/finpay-journal"
import { serve } from "@openfinpay/finpay-simulator"
import { Effect, Layer, Redacted } from "effect"
import { startPostgres } from "../../../packages/journal/test/support/postgres/server.ts"
import type { PostgresServer } from "../../../packages/journal/test/support/postgres/server.ts"
import { ApiKeys } from "../src/access/ApiKeys.ts"
import { migrateApi } from "../src/database/migrations.ts"
import { auditFindings, finpaysBooks, keptMutations } from "./books.ts"
import { violationsOf } from "./check.ts"
import { makeAsk } from "./Client.ts"
import type { Ask } from "./Client.ts"
import type { Asked, Facts, Kept } from "./Facts.ts"
import { troubles } from "./faults.ts"
import { Latencies } from "./Latencies.ts"
import { startNode } from "./nodes.ts"
import type { Node } from "./nodes.ts"
import { review } from "./person.ts"
import { environmentOf } from "./settings.ts"
import { keepShop } from "./shop.ts"

/** How a run is set up. */
export interface SoakOptions {
  /** How long there is load. */
  readonly seconds: number
  /** How many seconds lie between two kills. */
  readonly killEverySeconds: number
  readonly clients: number
  /** Decides what callers do and which faults strike; not when processes get to run. */
  readonly seed: number
  /** Whether a commit of PostgreSQL waits for the disk. */
  readonly fsync: boolean
  readonly tell: (line: string) => void
}

/** What came of a run. */
export interface SoakResult {
  readonly violations: ReadonlyArray<string>
  readonly facts: Facts
  readonly kills: number
  /** How many mutations needed a person. */
  readonly reviews: number
  /** How many mutations stood in each state before a person looked at any. */
  readonly states: Readonly<Record<string, number>>
  readonly answers: number
  /** How many requests got no answer, as their server was gone. */
  readonly gone: number
  readonly latencies: ReadonlyArray<string>
  readonly restSeconds: number
  readonly auditEvents: number
}

const servers = 3

/** How long it may take until nothing is under way once the load has ended, in milliseconds. */
const longestRestMillis = 120_000

// Lines that no outage explains.
const isFault = (line: string): boolean => /a fault of this server|TypeError|ReferenceError|deadlock|40P01/u.test(line)

/** Numbers that a seed decides: mulberry32. */
const seeded = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Whether something still comes of a mutation by itself: what waits for a person keeps its order's next ones waiting. */
const areMoving = (kept: ReadonlyArray<Kept>): boolean => {
  const held = new Set(kept.filter(({ state }) => state === "needs_review").map(({ reference }) => reference))
  return kept.some(({ reference, state }) =>
    state === "sending" || state === "unknown" || (state === "accepted" && !held.has(reference))
  )
}

/** Reads the journal until nothing moves in it, or the time is over. */
const atRest = Effect.fnUntraced(function*(databaseUrl: string, until: number) {
  for (;;) {
    const kept = yield* Effect.option(keptMutations(databaseUrl))
    if (kept._tag === "Some" && (!areMoving(kept.value) || Date.now() > until)) return kept.value
    yield* Effect.sleep(500)
  }
})

/** API keys: the first is an administrator's. */
const makeKeys = (databaseUrl: string, count: number) =>
  Effect.gen(function*() {
    yield* migrateApi
    const keys = yield* ApiKeys
    const made = yield* Effect.forEach(
      Array.from({ length: count }, (_, index) => index),
      (index) => keys.create({ name: `soak-${index}`, role: index === 0 ? "admin" : "operator", createdBy: "soak" })
    )
    return made.map(({ key }) => Redacted.value(key))
  }).pipe(Effect.provide(ApiKeys.layer.pipe(Layer.provideMerge(Layer.fresh(layerOf(Redacted.make(databaseUrl), ""))))))

/** Kills one server after the other; half-way PostgreSQL crashes. Gives how often it killed. */
const disturb = Effect.fnUntraced(
  function*(nodes: ReadonlyArray<Node>, postgres: PostgresServer, options: SoakOptions) {
    const { killEverySeconds, seconds, tell } = options
    const kills = Math.max(1, Math.ceil(seconds / killEverySeconds) - 1)
    const killing = Effect.forEach(
      Array.from({ length: kills }, (_, kill) => kill),
      (kill) =>
        Effect.gen(function*() {
          yield* Effect.sleep((kill + 1) * killEverySeconds * 1000)
          const index = kill % nodes.length
          tell(`server ${index + 1} is killed with -9 and started again`)
          yield* nodes[index]?.restart ?? Effect.void
        }),
      // The next one is killed in time, also while the one before is still starting.
      { concurrency: "unbounded", discard: true }
    )
    const crashing = Effect.gen(function*() {
      yield* Effect.sleep((seconds + killEverySeconds) * 500)
      tell("PostgreSQL crashes and is started again")
      yield* Effect.promise(() => postgres.stop("immediate"))
      yield* Effect.promise(() => postgres.start())
    })
    yield* Effect.all([killing, crashing], { concurrency: "unbounded" })
    return kills
  }
)

/** Waits for rest, and lets a person decide what only a person can, until that is all. */
const settle = Effect.fnUntraced(function*(databaseUrl: string, books: typeof finpaysBooks, ask: Ask, options: {
  readonly simulator: Parameters<typeof finpaysBooks>[0]
}) {
  const until = Date.now() + longestRestMillis
  const first = yield* atRest(databaseUrl, until)
  const states = Object.fromEntries(
    [...Map.groupBy(first, ({ state }) => state)].map(([state, all]) => [state, all.length])
  )
  let reviews = 0
  for (let kept = first;;) {
    const { deeds } = yield* books(options.simulator)
    const waiting = kept
    const closed = yield* Effect.promise(() => review(ask, waiting, deeds, until))
    if (closed === 0 || Date.now() > until) return { kept, reviews, states }
    reviews += closed
    kept = yield* atRest(databaseUrl, until)
  }
})

/** Runs it all, and gives what was found. */
export const runSoak = (options: SoakOptions): Promise<SoakResult> =>
  Effect.runPromise(Effect.scoped(Effect.gen(function*() {
    const { clients, fsync, seconds, seed, tell } = options
    const random = seeded(seed)
    const postgres = yield* Effect.acquireRelease(
      Effect.promise(() => startPostgres({ fsync })),
      (server) => Effect.promise(() => server.remove())
    )
    const { simulator, url: finpayUrl } = yield* serve({
      port: 0,
      seed,
      callbacks: { enabled: false },
      requestLogLimit: 10_000_000
    })
    const [adminKey = "", ...keys] = yield* makeKeys(postgres.url, clients + 1)
    const faults: Array<string> = []
    const onLog = (line: string) => void (isFault(line) && faults.push(line))
    const environment = environmentOf({ databaseUrl: postgres.url, finpayUrl })
    const nodes = yield* Effect.forEach(
      Array.from({ length: servers }),
      () => startNode(environment, onLog),
      { concurrency: "unbounded" }
    )
    yield* simulator.setFaults(troubles)
    tell(`${servers} servers, ${clients} callers, ${seconds} seconds, seed ${seed}`)

    const latencies = new Latencies()
    const asked: Array<Asked> = []
    let gone = 0
    const askWith = (apiKey: string) =>
      makeAsk({ servers: nodes.map(({ url }) => url), apiKey, latencies, random, onGone: () => void gone++ })
    const endsAt = Date.now() + seconds * 1000
    const shops = Effect.forEach(
      keys,
      (key, index) =>
        Effect.promise(() =>
          keepShop({ ask: askWith(key), simulator, random, books: asked, name: `c${index}`, endsAt })
        ),
      { concurrency: "unbounded", discard: true }
    )
    const [kills] = yield* Effect.all([disturb(nodes, postgres, options), shops], { concurrency: "unbounded" })
    const answers = latencies.count
    const figures = latencies.lines()

    tell("the load is over; waiting until everything has its outcome")
    yield* simulator.clearFaults
    const loadEnded = Date.now()
    const settled = yield* settle(postgres.url, finpaysBooks, askWith(adminKey), { simulator })
    const restSeconds = (Date.now() - loadEnded) / 1000
    tell("everything is settled; the servers are told to stop")
    const exitCodes = yield* Effect.forEach(nodes, ({ stop }) => stop, { concurrency: "unbounded" })
    tell("the books are compared")
    const { events, findings } = yield* auditFindings(postgres.url, finpayUrl)
    const { balances, deeds } = yield* finpaysBooks(simulator)
    const facts: Facts = { asked, kept: settled.kept, deeds, balances, findings, faults, exitCodes }
    return {
      violations: violationsOf(facts),
      facts,
      kills,
      reviews: settled.reviews,
      states: settled.states,
      answers,
      gone,
      latencies: figures,
      restSeconds,
      auditEvents: events
    }
  })))
