import { it } from "@effect/vitest"
import { Effect, Redacted, Layer } from "effect"
import { Reactivity } from "effect/reactivity"
import process from "node:process"
import { startPostgres } from "../postgres.ts"
import { makePostgres } from "../../src/store/postgres/driver.ts"
import { migrationPatience, workPatience } from "../../src/store/postgres/patience.ts"
it.live("hang", () => Effect.gen(function*() {
  const server = yield* Effect.acquireRelease(Effect.promise(() => startPostgres()), (s) => Effect.promise(() => s.remove()))
  const url = Redacted.make(server.url)
  const cases = {
    "1 plain": (sql: any) => sql`SELECT pg_sleep(1)`,
    "1 transaction sleep": (sql: any) => sql.withTransaction(sql`SELECT pg_sleep(1)`),
    "1 transaction loop": (sql: any) => sql.withTransaction(Effect.gen(function*() { for (let i = 0; i < 100; i++) { yield* sql`SELECT 1`; yield* Effect.sleep(10) } })),
    "1 idle in transaction": (sql: any) => sql.withTransaction(Effect.andThen(sql`SELECT 1`, Effect.sleep(1000))),
  }
  for (const max of [1, 10]) for (const [name, use] of Object.entries(cases)) {
    let phase = "start"
    const fiber = yield* Effect.forkChild(Effect.scoped(Effect.gen(function*() {
      const sql = yield* makePostgres({ url, maxConnections: max }, max === 1 ? migrationPatience : workPatience)
      phase = "made"
      const r = yield* Effect.result(use(sql))
      phase = "used " + (r as any)._tag
      yield* Effect.sleep(100)
      const r2 = yield* Effect.result(sql`SELECT 2`)
      phase = "again " + (r2 as any)._tag
    })).pipe(Effect.provide(Reactivity.layer), Effect.ensuring(Effect.sync(() => { phase += " ended" }))))
    yield* Effect.sleep(400)
    yield* Effect.promise(() => server.stop("immediate"))
    yield* Effect.sleep(100)
    yield* Effect.promise(() => server.start())
    yield* Effect.sleep(4000)
    process.stderr.write(`${max} ${name}: ${phase}\n`)
  }
}), 200000)
