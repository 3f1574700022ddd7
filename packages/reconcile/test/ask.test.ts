import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { Asking } from "../src/Asking.ts"
import { reconcile } from "../src/reconcile.ts"
import type { Question } from "../src/store/Store.ts"
import type { Told } from "../src/Told.ts"
import { bytesOf } from "./support/bytes.ts"
import { countsOf } from "./support/scenario.ts"

const report = (references: ReadonlyArray<string>): string =>
  ["Order ID,Type,Amount", ...references.map((reference) => `${reference},PAYMENT,100`)].join("\n")

const compare = <E, R>(references: ReadonlyArray<string>, asking: Asking<E, R>) =>
  reconcile({
    report: bytesOf(report(references)),
    mapping: {
      reference: "Order ID",
      amount: "Amount",
      kind: { column: "Type", payment: ["PAYMENT"], refund: ["REFUND"] }
    },
    known: {
      kinds: ["refund"],
      entries: Stream.make(
        { reference: "R-1", kind: "refund", amount: 5, outcome: "done", state: "succeeded", at: 0, mutationId: "m-1" },
        { reference: "A", kind: "refund", amount: 5, outcome: "not_done", state: "rejected", at: 0, mutationId: "m-2" }
      )
    },
    asking
  })

const paid = (paidAmount: number): Told => ({ answer: "status", status: "PAID", paidAmount, at: 0 })

describe("asking Finpay", () => {
  it.effect("is done once for each payment, and its answers count", () =>
    Effect.gen(function*() {
      const asked: Array<Question> = []
      const ask = (question: Question) =>
        Effect.sync(() => {
          asked.push(question)
          return question.reference === "B" ? paid(99) : paid(100)
        })
      const found = yield* compare(["A", "B", "A", "C"], { ask, perSecond: 1000 })
      assert.sameDeepMembers(asked, [
        { reference: "A", mutationId: "m-2" },
        { reference: "B" },
        { reference: "C" },
        { reference: "R-1", mutationId: "m-1" }
      ])
      assert.strictEqual(found.questions, 4)
      assert.deepStrictEqual(countsOf(found), { matched: 2, amount_differs: 1, duplicate_line: 1, missing_there: 1 })
      assert.deepStrictEqual(found.totals.slice(0, 2), [
        { verdict: "matched", kind: "payment", count: 2, reportRupiah: 200n, knownRupiah: 200n },
        { verdict: "amount_differs", kind: "payment", count: 1, reportRupiah: 100n, knownRupiah: 99n }
      ])
      const results = yield* Stream.runCollect(found.results)
      assert.deepStrictEqual(results[1], {
        verdict: "amount_differs",
        line: { line: 3, reference: "B", kind: "payment", amount: 100, outcome: "done" },
        told: paid(99)
      })
      assert.isTrue(results.every((result) => "told" in result))
    }))

  it.effect("keeps to the pace and to the number at a time", () =>
    Effect.gen(function*() {
      let now = 0
      let most = 0
      const times: Array<number> = []
      const ask = () =>
        Effect.gen(function*() {
          times.push(yield* Clock.currentTimeMillis)
          now += 1
          most = Math.max(most, now)
          yield* Effect.sleep("800 millis")
          now -= 1
          return paid(100)
        })
      const references = Array.from({ length: 20 }, (_, at) => `P-${at}`)
      const fiber = yield* Effect.forkChild(compare(references, { ask, perSecond: 4, concurrency: 3 }))
      // What is read from files comes in real time; the clock goes on until all is asked.
      while (times.length < 21) {
        yield* TestClock.adjust("100 millis")
        yield* TestClock.withLive(Effect.sleep(1))
      }
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      assert.strictEqual(most, 3)
      for (const [at, time] of times.entries()) {
        assert.isAtMost(times.filter((other) => other >= time && other < time + 1000).length, 8, `at ${at}`)
      }
      assert.isAtLeast((times.at(-1) ?? 0) - (times[0] ?? 0), 4000)
    }))

  it.effect("gives up after many failures in a row, and says so", () =>
    Effect.gen(function*() {
      let asked = 0
      const ask = () =>
        Effect.sync((): Told => {
          asked += 1
          return { answer: "failed", problem: "not reachable", at: 0 }
        })
      const references = Array.from({ length: 20 }, (_, at) => `P-${at}`)
      const found = yield* compare(references, { ask, perSecond: 1000, concurrency: 1, giveUpAfter: 5 })
      assert.strictEqual(asked, 5)
      assert.deepStrictEqual(countsOf(found), { not_compared: 20, missing_there: 1 })
      const problems = yield* Stream.runCollect(Stream.map(found.results, (result) =>
        "told" in result && result.told?.answer === "failed" ? result.told.problem : ""))
      assert.strictEqual(
        problems.filter((problem) =>
          problem === "not reachable"
        ).length,
        5
      )
      assert.strictEqual(
        problems.filter((problem) => problem === "not asked: 5 questions in a row had no answer").length,
        16
      )
    }))

  it.effect("ends where asking on is of no use", () =>
    Effect.map(
      Effect.flip(compare(["A"], { ask: () => Effect.fail("credentials" as const) })),
      (error) => assert.strictEqual(error, "credentials")
    ))

  it.effect("is about all payments of the report where that is said", () =>
    Effect.gen(function*() {
      const asked: Array<string> = []
      const ask = ({ reference }: Question) =>
        Effect.sync((): Told => {
          asked.push(reference)
          return { answer: "status", status: "PAID", at: 0 }
        })
      const matching = (about: "all" | "differing") =>
        reconcile({
          report: bytesOf("a,b\nR-1,5\n"),
          mapping: { reference: "a", amount: "b", kind: "refund" },
          known: {
            kinds: ["refund"],
            entries: Stream.make(
              { reference: "R-1", kind: "refund", amount: 5, outcome: "done", state: "succeeded", at: 0 },
              { reference: "R-2", kind: "refund", amount: 5, outcome: "not_done", state: "rejected", at: 0 }
            )
          },
          asking: { ask, about }
        })
      assert.deepStrictEqual(countsOf(yield* matching("differing")), { matched: 1 })
      assert.deepStrictEqual(asked, [])
      assert.deepStrictEqual(countsOf(yield* matching("all")), { status_differs: 1 })
      assert.deepStrictEqual(asked, ["R-1"])
    }))
})
