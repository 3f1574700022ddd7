import { assert, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { erase } from "../../src/audit/erase.ts"
import { verify } from "../../src/audit/verify.ts"
import type { Mutation } from "../../src/Mutation.ts"
import { record } from "../../src/record.ts"
import { defaultSettings } from "../../src/settings.ts"
import type { Store } from "../../src/store/Store.ts"
import { describeDatabases } from "../databases.ts"
import { accept, carried, check, decide, orderIn, refused, send, unanswered, withStore } from "./journal.ts"
import type { Opened } from "./journal.ts"

const erasing = { actor: "data protection", settledBefore: Date.UTC(2100, 0, 1) }

/** The life of a mutation in steps, each of which leaves the journal as a worker that does it leaves it. */
const lifeOf = (opened: Opened, n: number): ReadonlyArray<() => Effect.Effect<unknown, unknown>> => {
  const { sql, store } = opened
  const id = `mut_${n}`
  let mutation: Mutation
  const keep = (effect: Effect.Effect<Mutation, unknown>) =>
    Effect.map(effect, (now) => {
      mutation = now
    })
  const finish = (work: string) => sql`UPDATE finpay_work SET state = 'completed' WHERE id = ${work}`
  const answer = n % 4 === 0 ? carried : n % 4 === 1 ? refused : unanswered
  const whileUnknown = (step: () => Effect.Effect<{ readonly mutation: Mutation }, unknown>) => () => {
    const { state, version } = mutation
    if (state !== "unknown") return Effect.void
    return Effect.andThen(keep(Effect.map(step(), (changed) => changed.mutation)), finish(`${id}/${version}/resolve`))
  }
  return [
    () => keep(accept(opened, { id, key: id, reference: orderIn(n % 3, n % 2), amount: 1 })),
    () => keep(send(opened, mutation)),
    () =>
      mutation.state === "sending"
        ? keep(Effect.map(record(store, defaultSettings, mutation, answer), (changed) => changed.mutation))
        : Effect.void,
    () => finish(`${id}/1/send`),
    whileUnknown(() => check(opened, mutation)),
    whileUnknown(() => decide(opened, mutation)),
    () => n % 5 === 0 ? erase(store, erasing) : Effect.void
  ]
}

/** Runs some lives at once, a step of each in turn. */
const livesOf = function*(opened: Opened, count: number) {
  const atOnce = 4
  for (let first = 0; first < count; first += atOnce) {
    const lives = Array.from({ length: atOnce }, (_, i) => lifeOf(opened, first + i))
    for (let step = 0; step < (lives[0]?.length ?? 0); step++) {
      for (const life of lives) yield life[step]?.() ?? Effect.void
    }
  }
}

/** A store in which something happens before everything that is read. */
const disturbed = (store: Store, happens: () => Effect.Effect<unknown, unknown>): Store => ({
  ...store,
  usable: (effect) => store.usable(Effect.andThen(Effect.orDie(Effect.suspend(happens)), effect))
})

describeDatabases("verify, while others write", (fresh) => {
  it.live("finds nothing, whatever happens between two of its looks", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const lives = livesOf(opened, 80)
          const { store } = opened
          const over = { isSo: false }
          const looking = disturbed(store, () => {
            const next = lives.next()
            if (next.done !== true) return next.value
            over.isSo = true
            return Effect.void
          })
          let looks = 0
          while (!over.isSo) {
            assert.deepStrictEqual((yield* verify(looking)).findings, [])
            looks++
          }
          assert.isAbove(looks, 5)
          const { events, findings, mutations } = yield* verify(store)
          assert.deepStrictEqual({ findings, mutations }, { findings: [], mutations: 80 })
          assert.isAbove(events, 240)
        }))
    }))

  it.live("finds nothing, with writers on other connections", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const writing = (writer: number) =>
        withStore(database, (opened) =>
          Effect.gen(function*() {
            for (let n = writer; n < 60; n += 3) {
              for (const step of lifeOf(opened, n)) yield* step()
            }
          }))
      const writers = yield* Effect.forkChild(Effect.forEach([0, 1, 2], writing, { concurrency: "unbounded" }))
      yield* withStore(database, ({ store }) =>
        Effect.gen(function*() {
          while (writers.pollUnsafe() === undefined) {
            assert.deepStrictEqual((yield* verify(store)).findings, [])
          }
          yield* Fiber.join(writers)
          const { findings, mutations } = yield* verify(store)
          assert.deepStrictEqual({ findings, mutations }, { findings: [], mutations: 60 })
        }))
    }))
})
