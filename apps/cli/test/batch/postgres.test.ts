/** A batch whose journal is in PostgreSQL, killed with -9 on its way, once with two of them at work on the same file. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { startPostgres } from "../../../../packages/journal/test/support/postgres/server.ts"
import { readResults } from "../support/batch-results.ts"
import { booksOf, gatewayBooks, inSeconds, killedAfter, toTheEnd } from "../support/batch-runs.ts"
import { doneJson, finpay, freshHome } from "../support/finpay.ts"
import { putPaidOrders } from "../support/paid-orders.ts"
import { seeded } from "../support/seeded.ts"
import { startSimulator } from "../support/simulator-process.ts"

const lineCount = 200

const faults = ["lost-answer", "cut-answer", "connection-reset", "error-after"].map((kind) => ({
  kind,
  operation: "refund",
  times: 1_000_000,
  probability: 0.02
}))

const postgres = Effect.acquireRelease(
  Effect.promise(() => startPostgres({ fsync: false })),
  (server) => Effect.promise(() => server.remove())
)

it.effect("killed with -9 and run again: every line once, by the gateway's own books", () =>
  seeded((draw) =>
    Effect.gen(function*() {
      const { url: FINPAY_DATABASE_URL } = yield* postgres
      const { url: FINPAY_BASE_URL } = yield* startSimulator(["--seed", String(draw(1, 1_000_000))])
      const orders = Array.from({ length: lineCount }, (_, at) => ({ id: `INV-${at}`, amount: draw(2, 50) * 1000 }))
      yield* Effect.promise(() => putPaidOrders(FINPAY_BASE_URL, orders, faults))
      const folder = freshHome()
      mkdirSync(folder)
      const file = join(folder, "refunds.csv")
      writeFileSync(file, `order,amount\n${orders.map(({ id, amount }) => `${id},${amount}\n`).join("")}`)
      const env = { ...inSeconds, FINPAY_BASE_URL, FINPAY_DATABASE_URL }
      const batch = ["refund-batch", file]

      const killed = (from: number, to: number) => killedAfter([...batch, "--rate", "40"], env, draw(from, to))
      assert.isTrue(yield* killed(900, 1800), "it ended by itself")
      // Two at once, as when somebody thinks that the first one hangs.
      yield* Effect.all([killed(900, 1500), killed(900, 1500)], { concurrency: 2 })
      const summary = yield* toTheEnd(batch, env)

      const { lines } = yield* readResults(`${file}.results.csv`)
      assert.strictEqual(summary["lines"], lineCount)
      assert.deepStrictEqual(
        [...new Set(lines.map(({ outcome }) => outcome))].filter((outcome) => outcome !== "not_applied"),
        ["succeeded"]
      )
      assert.deepStrictEqual(
        yield* gatewayBooks(FINPAY_BASE_URL),
        booksOf(
          lines.filter(({ outcome }) => outcome === "succeeded").map(({ amount, order }) => [order, amount] as const)
        )
      )
      assert.strictEqual(doneJson(yield* finpay(["audit", "verify", "--json"], { env }))["valid"], true)
    })
  ))
