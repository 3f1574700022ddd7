/**
 * A batch of 2,000 lines against a Finpay that loses answers, killed with -9 at random points and run again until it
 * ends: by the gateway's own books every line was refunded exactly once or certainly not.
 */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { readResults, type ResultLine, resultsHeader } from "../support/batch-results.ts"
import { booksOf, gatewayBooks, inSeconds, killedAfter, toTheEnd } from "../support/batch-runs.ts"
import { doneJson, finpay, freshHome } from "../support/finpay.ts"
import { type PaidOrder, putPaidOrders } from "../support/paid-orders.ts"
import { type Draw, seeded } from "../support/seeded.ts"
import { startSimulator } from "../support/simulator-process.ts"

const lineCount = 2000
const kills = 20

interface Refund {
  readonly order: string
  readonly amount: number
  /** Finpay or the journal refuses it, however often it is tried. */
  readonly isHopeless: boolean
}

/** One in twenty is refused: an order nobody knows, or all of an order that an earlier line gives back. */
const draws = (draw: Draw): { readonly orders: ReadonlyArray<PaidOrder>; readonly refunds: ReadonlyArray<Refund> } => {
  const orders: Array<PaidOrder> = []
  const refunds: Array<Refund> = []
  const whole: Array<PaidOrder> = []
  for (let line = 0; line < lineCount; line++) {
    const kind = draw(1, 40)
    const twice = whole[draw(0, Math.max(0, whole.length - 1))]
    if (kind === 1) refunds.push({ order: `NOBODY-${line}`, amount: 10_000, isHopeless: true })
    else if (kind === 2 && twice !== undefined) {
      refunds.push({ order: twice.id, amount: twice.amount, isHopeless: true })
    } else {
      const paid = { id: `INV-${line}`, amount: draw(2, 50) * 1000 }
      const isWhole = draw(0, 1) === 0
      orders.push(paid)
      if (isWhole) whole.push(paid)
      refunds.push({ order: paid.id, amount: isWhole ? paid.amount : 1000, isHopeless: false })
    }
  }
  return { orders, refunds }
}

const lost = [
  "lost-answer",
  "cut-answer",
  "error-after",
  "timeout-after",
  "bad-gateway-after",
  "html-after",
  "empty-answer",
  "truncated-json",
  "no-code",
  "error-status-ok-code",
  "redirect-after"
]
const notCarriedOut = ["connection-reset", "internal-error", "bad-gateway", "too-many-requests"]

/** About one refund in ten has its answer lost, or is not carried out without anybody being able to tell. */
const faults = [
  ...[...lost, ...notCarriedOut].map((kind) => ({ kind, operation: "refund", times: 1_000_000, probability: 0.007 })),
  ...["no-answer", "silence"].map((kind) => ({ kind, operation: "refund", times: 4, probability: 0.01 })),
  { kind: "connection-reset", operation: "checkStatus", times: 20, probability: 0.01 }
]

const totalsOf = (lines: ReadonlyArray<ResultLine>, outcome: string) => {
  const meant = lines.filter((line) => line.outcome === outcome)
  return { lines: meant.length, amount: meant.reduce((sum, { amount }) => sum + amount, 0) }
}

const csvOf = (refunds: ReadonlyArray<Pick<Refund, "order" | "amount">>): string =>
  `order,amount,reason\n${refunds.map(({ amount, order }) => `${order},${amount},"late, ""again"""\n`).join("")}`

it.effect(
  "2,000 lines, killed with -9 twenty times: every line exactly once, and the results say so",
  () =>
    seeded((draw) =>
      Effect.gen(function*() {
        const { url } = yield* startSimulator(["--seed", String(draw(1, 1_000_000))])
        const { orders, refunds } = draws(draw)
        yield* Effect.promise(() => putPaidOrders(url, orders, faults))
        const folder = freshHome()
        mkdirSync(folder)
        const file = join(folder, "refunds.csv")
        const results = `${file}.results.csv`
        writeFileSync(file, csvOf(refunds))
        const env = { ...inSeconds, XDG_DATA_HOME: join(folder, "data"), FINPAY_BASE_URL: url }
        // The same order and amount stands on two lines of the file on purpose.
        const batch = ["refund-batch", file, "--again"]

        for (let kill = 0; kill < kills; kill++) {
          // Slow enough that all twenty together cannot come to the end of the file.
          const isKilled = yield* killedAfter([...batch, "--rate", "50"], env, draw(300, 1600))
          assert.isTrue(isKilled, "it ended by itself")
        }
        assert.isFalse(existsSync(results))
        for (const [order, refunded] of Object.entries(yield* gatewayBooks(url))) {
          assert.strictEqual(refunded.length, 1, order)
        }
        const summary = yield* toTheEnd(batch, env)

        const { header, lines } = yield* readResults(results)
        assert.deepStrictEqual(header, [...resultsHeader, "reason"])
        assert.deepStrictEqual(
          lines.map(({ amount, line, order, rest }) => ({ line, order, amount, rest })),
          refunds.map(({ amount, order }, at) => ({ line: at + 2, order, amount, rest: ["late, \"again\""] }))
        )
        const outcomes = [
          ...new Set(lines.map(({ outcome }) => outcome))
        ].sort()
        assert.deepStrictEqual(outcomes, ["not_applied", "rejected", "succeeded"])
        assert.isAbove(totalsOf(lines, "succeeded").lines, lineCount * 0.8)
        const told = summary["outcomes"] as Readonly<Record<string, unknown>>
        for (const [outcome, totals] of Object.entries(told)) assert.deepStrictEqual(totals, totalsOf(lines, outcome))
        assert.strictEqual(summary["lines"], lineCount)

        const succeeded = lines.filter(({ outcome }) => outcome === "succeeded")
        assert.deepStrictEqual(yield* gatewayBooks(url), booksOf(succeeded.map(({ amount, order }) => [order, amount])))
        assert.strictEqual(new Set(lines.map(({ mutation }) => mutation)).size, lineCount)
        assert.strictEqual(doneJson(yield* finpay(["audit", "verify", "--json"], { env }))["valid"], true)

        // What was certainly not done is put into a file of its own, and done there.
        const givenBackOnce = new Set(succeeded.map(({ order }) => order))
        const left = refunds.filter(({ isHopeless, order }) => !isHopeless && !givenBackOnce.has(order))
        writeFileSync(file, csvOf(left))
        yield* Effect.promise(() => fetch(`${url}/_simulator/faults`, { method: "DELETE" }))
        assert.deepInclude(doneJson(yield* finpay([...batch.slice(0, 2), "--json"], { env })), { lines: left.length })
        assert.deepStrictEqual(
          yield* gatewayBooks(url),
          booksOf(refunds.filter(({ isHopeless }) => !isHopeless).map(({ amount, order }) => [order, amount]))
        )

        // Killed at the end as well: what is there is always a whole file.
        for (let kill = 0; kill < 3; kill++) yield* killedAfter(batch, env, draw(300, 900))
        assert.strictEqual((yield* readResults(results)).lines.length, left.length)
        assert.deepStrictEqual(readdirSync(folder).filter((name) => name.endsWith(".results.csv")), [
          "refunds.csv.results.csv"
        ])
      })
    ),
  900_000
)
