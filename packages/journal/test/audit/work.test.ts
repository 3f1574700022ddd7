import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeDatabases } from "../databases.ts"
import type { FreshDatabase } from "../databases.ts"
import { fill, withStore } from "./journal.ts"
import type { Filled, Opened } from "./journal.ts"
import { afterwards } from "./tamper.ts"

const filled = <A, E, R>(
  database: FreshDatabase,
  body: (opened: Opened, mutations: Filled) => Effect.Effect<A, E, R>
) => withStore(database, (opened) => Effect.flatMap(fill(opened), (mutations) => body(opened, mutations)))

const lost = {
  mut_03: { row: "finpay_mutation mut_03", problem: "is unknown, and no work is planned to find out how it ended" },
  mut_07: {
    row: "finpay_mutation mut_07",
    problem: "is being sent, and the work that sends it is gone, so that nobody would notice that its sender died"
  },
  mut_08: {
    row: "finpay_mutation mut_08",
    problem: "is accepted, and no work is planned to send it, nor another mutation of its order that it could wait for"
  }
} as const

/** The pieces of work that somebody must do some day. */
const needed = { mut_03: "mut_03/4/resolve", mut_07: "mut_07/1/send", mut_08: "mut_08/1/send" } as const

const all = Object.entries(needed) as ReadonlyArray<[keyof typeof needed, string]>

describeDatabases("verify, of work", (fresh) => {
  it.live("names a mutation whose work is gone, done, given up, or due in a thousand years", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { sql } = opened
          for (const [id, work] of all) {
            for (
              const change of [
                sql`DELETE FROM finpay_work WHERE id = ${work}`,
                sql`UPDATE finpay_work SET state = 'completed' WHERE id = ${work}`,
                sql`UPDATE finpay_work SET state = 'failed' WHERE id = ${work}`,
                sql`UPDATE finpay_work SET queue_name = 'finpay/somebody else' WHERE id = ${work}`,
                sql`UPDATE finpay_work SET visible_at = '3026-01-01 00:00:00' WHERE id = ${work}`,
                sql`UPDATE finpay_work SET acquired_at = '3026-01-01 00:00:00' WHERE id = ${work}`,
                sql`UPDATE finpay_work SET attempts = 2000000000 WHERE id = ${work}`
              ]
            ) {
              assert.deepStrictEqual(yield* afterwards(opened, change), [lost[id]])
            }
          }
        }))
    }))

  it.live("names an accepted mutation that waits for nothing any more", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened, { unknown, waiting }) =>
        Effect.gen(function*() {
          const { sql, store } = opened
          // As if what settled the open one had forgotten to bring the next one up.
          const forgotten = Effect.andThen(
            store.change(unknown, () =>
              Effect.succeed([{
                changes: { state: "not_applied", decidedBy: "evidence", settledAt: 1 },
                told: { event: "decided", reason: "nothing was given back" }
              }])),
            sql`DELETE FROM finpay_work WHERE id LIKE ${`${waiting.id}/after/%`}`
          )
          assert.deepStrictEqual(yield* afterwards(opened, forgotten), [
            { ...lost.mut_08, row: `finpay_mutation ${waiting.id}` }
          ])
        }))
    }))

  it.live("has nothing against work of which there is more than needed", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened, { unknown, waiting }) =>
        Effect.gen(function*() {
          const { sql, store } = opened
          const settled = store.change(unknown, () =>
            Effect.succeed([{
              changes: { state: "not_applied", decidedBy: "evidence", settledAt: 1 },
              told: { event: "decided", reason: "nothing was given back" }
            }]))
          const brought = sql`SELECT id FROM finpay_work WHERE id LIKE ${`${waiting.id}/after/%`}`
          assert.deepStrictEqual(
            yield* afterwards(
              opened,
              Effect.andThen(settled, Effect.map(brought, (rows) => assert.strictEqual(rows.length, 1)))
            ),
            []
          )
        }))
    }))

  it.live("names work that cannot be read, or that says something else than its id", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { sql } = opened
          const [row] =
            yield* sql`SELECT CAST(sequence AS TEXT) AS sequence FROM finpay_work WHERE id = ${needed.mut_08}`
          const name = `finpay_work sequence ${String(row?.["sequence"])} (${needed.mut_08})`
          const unreadable = { row: name, problem: "cannot be read, so that nobody will do it" }
          const elsewhere = { row: name, problem: "says something else than its id" }
          const cases = [
            ["{\"mutationId\":\"mut_08\",\"version\":1,\"step\":\"send\"", unreadable],
            ["{\"mutationId\":\"mut_08\",\"version\":1,\"step\":\"sent\"}", unreadable],
            ["{\"mutationId\":\"mut_08\",\"version\":1.5,\"step\":\"send\"}", unreadable],
            ["{\"version\":1,\"step\":\"send\"}", unreadable],
            ["{\"mutationId\":\"mut_07\",\"version\":1,\"step\":\"send\"}", elsewhere],
            ["{\"mutationId\":\"mut_08\",\"version\":2,\"step\":\"send\"}", elsewhere],
            ["{\"mutationId\":\"mut_08\",\"version\":1,\"step\":\"resolve\"}", elsewhere]
          ] as const
          for (const [element, finding] of cases) {
            assert.deepStrictEqual(
              yield* afterwards(opened, sql`UPDATE finpay_work SET element = ${element} WHERE id = ${needed.mut_08}`),
              [finding]
            )
          }
        }))
    }))

  it.live("names work that is done and was changed, and on SQLite a time that is none", () =>
    Effect.gen(function*() {
      yield* filled(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { sql } = opened
          yield* sql`UPDATE finpay_work SET state = 'completed' WHERE id LIKE 'mut_01/%'`
          const change = (assignment: string) =>
            sql`UPDATE finpay_work SET ${sql.literal(assignment)} WHERE id LIKE 'mut_01/%'`
          const problemOf = (assignment: string) =>
            Effect.map(afterwards(opened, change(assignment)), (findings) => findings.map(({ problem }) => problem)[0])
          assert.include(yield* problemOf("state = 'bompleted'"), "state that no work is in")
          assert.include(yield* problemOf("element = '{}'"), "cannot be read")
          if (sql.onDialectOrElse({ pg: () => true, orElse: () => false })) return
          assert.include(yield* problemOf("updated_at = '2026-11-2q 18:30:52'"), "updated_at is no time")
          assert.include(
            yield* problemOf("created_at = CAST('2026-11-21 18:30:52' AS BLOB)"),
            "created_at is held as blob"
          )
        }))
    }))
})
