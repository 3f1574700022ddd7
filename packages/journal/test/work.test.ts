import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { fill, withStore } from "./audit/journal.ts"
import type { Opened } from "./audit/journal.ts"
import { describeDatabases } from "./databases.ts"
import { until } from "./support/world.ts"

const idsOf = ({ sql }: Opened, state: string) =>
  Effect.map(
    sql`SELECT id FROM finpay_work WHERE state = ${state} ORDER BY sequence`,
    (rows) => rows.map((row) => String(row["id"]))
  )

describeDatabases("the queue of work", (fresh) => {
  it.live("forgets what was done more than a day ago, and nothing else", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const before = yield* withStore(database, (opened) =>
        Effect.gen(function*() {
          const { sql } = opened
          yield* fill(opened)
          yield* sql`UPDATE finpay_work SET updated_at = '2020-01-01 00:00:00' WHERE id <> 'mut_01/1/send'`
          yield* sql`UPDATE finpay_work SET state = 'failed' WHERE id = 'mut_02/1/send'`
          return { pending: yield* idsOf(opened, "pending"), failed: yield* idsOf(opened, "failed") }
        }))
      yield* withStore(database, (opened) =>
        Effect.gen(function*() {
          const completed = yield* until("what is old to go", idsOf(opened, "completed"), ({ length }) => length <= 1)
          assert.deepStrictEqual(completed, ["mut_01/1/send"])
          const now = { pending: yield* idsOf(opened, "pending"), failed: yield* idsOf(opened, "failed") }
          assert.deepStrictEqual(now, before)
        }))
    }))
})
