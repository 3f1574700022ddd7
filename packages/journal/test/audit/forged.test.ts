import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { hashEvent } from "../../src/audit/hash.ts"
import { verify } from "../../src/audit/verify.ts"
import { readMutationRow } from "../../src/store/rows.ts"
import { describeDatabases } from "../databases.ts"
import type { FreshDatabase } from "../databases.ts"
import { eventsOf, rechain, setHead } from "./forge.ts"
import { fill, withStore } from "./journal.ts"
import type { Filled, Opened } from "./journal.ts"
import { afterwards } from "./tamper.ts"
import type { Told } from "./tamper.ts"

/** The lane with most of the mutations. */
const lane = 4
const last = 16

const filled = <A, E, R>(
  database: FreshDatabase,
  body: (opened: Opened, mutations: Filled) => Effect.Effect<A, E, R>
) => withStore(database, (opened) => Effect.flatMap(fill(opened), (mutations) => body(opened, mutations)))

const rowsIn = (findings: ReadonlyArray<Told>): ReadonlyArray<string> => findings.map(({ row }) => row)

const place = (sequence: number) => `finpay_audit lane ${lane} sequence ${sequence}`

const deleteFrom = ({ sql }: Opened, sequence: number) =>
  sql`DELETE FROM finpay_audit WHERE lane = ${lane} AND sequence >= ${sequence}`

describeDatabases("verify, of a journal that was forged", (fresh) => {
  it.live("names both of two events that were swapped, whichever they are", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { sql } = opened
          const move = (from: number, to: number) =>
            sql`UPDATE finpay_audit SET sequence = ${to} WHERE lane = ${lane} AND sequence = ${from}`
          for (let first = 1; first < last; first++) {
            const findings = yield* afterwards(
              opened,
              Effect.all([move(first, 99), move(first + 1, first), move(99, first + 1)])
            )
            const [one = "", two = ""] = rowsIn(findings)
            assert.isTrue(one.startsWith(`${place(first)} (`), one)
            assert.isTrue(two.startsWith(`${place(first + 1)} (`), two)
          }
        }))
    }))

  it.live("names both of two mutations that were swapped", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { sql } = opened
          const rename = (from: string, to: string) => sql`UPDATE finpay_mutation SET id = ${to} WHERE id = ${from}`
          const findings = yield* afterwards(
            opened,
            Effect.all([rename("mut_01", "mut_99"), rename("mut_04", "mut_01"), rename("mut_99", "mut_04")])
          )
          assert.deepStrictEqual(rowsIn(findings).toSorted(), ["finpay_mutation mut_01", "finpay_mutation mut_04"])
        }))
    }))

  it.live("names the events that were cut off, wherever the cut is", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened) =>
        Effect.gen(function*() {
          for (let first = 2; first <= last; first++) {
            const [finding] = yield* afterwards(opened, deleteFrom(opened, first))
            assert.strictEqual(finding?.row, first === last ? place(last) : `${place(first)} to ${last}`)
          }
          const [finding] = yield* afterwards(opened, deleteFrom(opened, 1))
          assert.strictEqual(finding?.row, `finpay_lane lane ${lane}`)
        }))
    }))

  it.live("names the mutations whose events were cut off, where the head was set back too", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const events = yield* eventsOf(opened, lane)
          for (const head of events.slice(0, -1)) {
            const cut = Effect.andThen(deleteFrom(opened, head.sequence + 1), setHead(opened, head))
            const lost = new Set(events.slice(head.sequence).map((event) => `finpay_mutation ${event.mutation_id}`))
            assert.deepStrictEqual(new Set(rowsIn(yield* afterwards(opened, cut))), lost)
          }
        }))
    }))

  it.live("names an event that was added, with and without a head that knows it", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { sql } = opened
          const end = (yield* eventsOf(opened, lane)).at(-1)
          if (end === undefined) return assert.fail("there is no event")
          const { hash: _, ...said } = { ...end, sequence: last + 1, previous_hash: end.hash, event: "late_answer" }
          const added = { ...said, hash: hashEvent(said) }
          const insert = sql`INSERT INTO finpay_audit ${sql.insert(added)}`
          assert.deepStrictEqual(yield* afterwards(opened, insert), [
            {
              row: `finpay_lane lane ${lane}`,
              problem: `says that the chain ends with sequence ${last}, and it goes on to ${place(last + 1)}`
            },
            { row: "finpay_mutation mut_10", problem: "is version 3, and 4 events tell of it" }
          ])
          assert.deepStrictEqual(rowsIn(yield* afterwards(opened, Effect.andThen(insert, setHead(opened, added)))), [
            "finpay_mutation mut_10"
          ])
        }))
    }))

  it.live("names a mutation that was added", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { sql } = opened
          const [row = {}] = yield* sql`SELECT * FROM finpay_mutation WHERE id = 'mut_01'`
          const added = { ...readMutationRow(row), id: "mut_77", idempotency_key: "another" }
          assert.deepStrictEqual(
            yield* afterwards(opened, sql`INSERT INTO finpay_mutation ${sql.insert(added)}`),
            [{ row: "finpay_mutation mut_77", problem: "no event tells of it" }]
          )
        }))
    }))

  it.live("names an event whose detail is gone without having been erased", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { sql } = opened
          const findings = yield* afterwards(
            opened,
            sql`UPDATE finpay_audit SET detail = NULL WHERE lane = ${lane} AND sequence = 3`
          )
          assert.deepStrictEqual(findings, [{
            row: `${place(3)} (mut_02)`,
            problem: "its detail is gone, and no later event says that it was erased"
          }])
        }))
    }))
})

describeDatabases("verify, where every hash was recomputed", (fresh) => {
  const forgeries = {
    "a step no mutation can take": {
      forge: ({ sql }: Opened) => sql`UPDATE finpay_audit SET event = 'lost' WHERE event = 'decided'`,
      finding: { row: `${place(7)} (mut_04)`, problem: "lost cannot lead from unknown to not_applied" }
    },
    "a step from a state it was not in": {
      forge: ({ sql }: Opened) => sql`UPDATE finpay_audit SET from_state = 'accepted' WHERE event = 'decided'`,
      finding: {
        row: `${place(7)} (mut_04)`,
        problem: "begins with accepted, and the event before it ended with unknown"
      }
    },
    "a state no event led to": {
      forge: ({ sql }: Opened) => sql`UPDATE finpay_mutation SET state = 'succeeded' WHERE id = 'mut_04'`,
      finding: {
        row: "finpay_mutation mut_04",
        problem: "its state is succeeded, and its last event says not_applied"
      }
    },
    "a version no event made": {
      forge: ({ sql }: Opened) => sql`UPDATE finpay_mutation SET version = 9 WHERE id = 'mut_04'`,
      finding: { row: "finpay_mutation mut_04", problem: "is version 9, and 4 events tell of it" }
    },
    "an order of another lane": {
      forge: ({ sql }: Opened) => sql`UPDATE finpay_mutation SET reference = 'INV-0' WHERE id = 'mut_04'`,
      finding: { row: "finpay_mutation mut_04", problem: "belongs into lane 13, and has an event in lane 4" }
    },
    "an answer that is no JSON": {
      forge: ({ sql }: Opened) => sql`UPDATE finpay_mutation SET answer = '{"open' WHERE id = 'mut_10'`,
      finding: { row: "finpay_mutation mut_10", problem: "its answer is no JSON" }
    },
    "a detail that is no JSON": {
      forge: ({ sql }: Opened) => sql`UPDATE finpay_audit SET detail = '' WHERE lane = 4 AND sequence = 9`,
      finding: { row: `${place(9)} (mut_06)`, problem: "its detail is no JSON" }
    }
  }

  for (const [what, { finding, forge }] of Object.entries(forgeries)) {
    it.live(`finds ${what}`, () =>
      Effect.gen(function*() {
        yield* filled(yield* fresh, (opened) =>
          Effect.gen(function*() {
            const forged = Effect.andThen(forge(opened), rechain(opened, lane))
            assert.deepStrictEqual(yield* afterwards(opened, forged), [finding])
          }))
      }))
  }

  it.live("finds nothing where all of it makes sense, but for a head that was kept elsewhere", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { sql, store } = opened
          const { heads } = yield* verify(store)
          const forged = Effect.andThen(
            sql`UPDATE finpay_mutation SET amount = 9000 WHERE id = 'mut_10'`,
            rechain(opened, lane)
          )
          assert.deepStrictEqual(yield* afterwards(opened, forged), [])
          assert.deepStrictEqual(yield* afterwards(opened, forged, heads), [{
            row: place(last),
            problem: "is not the event whose hash was kept elsewhere: it was rewritten or cut off"
          }])
        }))
    }))

  it.live("finds nothing where a mutation was made to never have been, but for a head that was kept elsewhere", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { sql, store } = opened
          const { heads } = yield* verify(store)
          const forged = Effect.all([
            sql`DELETE FROM finpay_mutation WHERE id = 'mut_10'`,
            sql`DELETE FROM finpay_audit WHERE mutation_id = 'mut_10'`,
            rechain(opened, lane)
          ])
          assert.deepStrictEqual(yield* afterwards(opened, forged), [])
          assert.deepStrictEqual(rowsIn(yield* afterwards(opened, forged, heads)), [place(last)])
        }))
    }))
})

describe("heads that were kept elsewhere", () => {
  describeDatabases("verify", (fresh) => {
    it.live("stay good while the journal goes on", () =>
      Effect.gen(function*() {
        yield* filled(yield* fresh, (opened, { needsReview }) =>
          Effect.gen(function*() {
            const { store } = opened
            const { heads } = yield* verify(store)
            yield* store.change(needsReview, () =>
              Effect.succeed([{
                changes: { state: "closed", closedAs: "applied", decidedBy: "person", settledAt: 1 },
                told: { event: "closed", actor: "supervisor", reason: "seen on the statement" }
              }]))
            assert.deepStrictEqual((yield* verify(store, heads)).findings, [])
          }))
      }))

    it.live("are told where there is no such lane or event", () =>
      Effect.gen(function*() {
        yield* filled(yield* fresh, ({ store }) =>
          Effect.gen(function*() {
            const hash = "f".repeat(64)
            const { findings } = yield* verify(store, [
              { lane: 0, sequence: 3, hash },
              { lane: 4, sequence: 1, hash },
              { lane: 16, sequence: 1, hash }
            ])
            assert.deepStrictEqual(rowsIn(findings), [
              "finpay_audit lane 0 sequence 3",
              "finpay_audit lane 4 sequence 1",
              "finpay_audit lane 16 sequence 1"
            ])
          }))
      }))
  })
})
