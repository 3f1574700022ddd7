/** One key, one change: against a real simulator, in real processes. */
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { assertJsonFailure, assertTextFailure, doneJson, doneText } from "../support/finpay.ts"
import { paidOrder, requestsOf, setFaults, SimulatorProcess, withSimulator } from "../support/simulator-process.ts"

type Json = Readonly<Record<string, unknown>>

const refund = (order: string, amount: string, ...flags: ReadonlyArray<string>) =>
  withSimulator(["refund", order, "--amount", amount, ...flags])

const mutationOf = (told: Json): Json => told["mutation"] as Json

layer(SimulatorProcess.layer)("an idempotency key", (it) => {
  it.effect("asked twice is done once, and answered the same", () =>
    Effect.gen(function*() {
      yield* paidOrder("TWICE-1")
      const first = doneJson(yield* refund("TWICE-1", "10000", "--key", "return-77", "--json"))
      const second = doneJson(yield* refund("TWICE-1", "10000", "--key", "return-77", "--json"))
      assert.strictEqual(mutationOf(first)["key"], "return-77")
      assert.deepStrictEqual({ ...second, replayed: false }, first)
      assert.strictEqual(second["replayed"], true)
      const shown = doneText(yield* refund("TWICE-1", "10000", "--key", "return-77"))
      assert.match(
        shown,
        /^Refunded Rp 10\.000 of TWICE-1\.\nIts key was known: nothing was sent now; it was done at 20.* WIB\.\n/u
      )
      assert.match(shown, /\nMutation +mut_\w+\nKey +return-77\nState +succeeded: Finpay did it\n$/u)
      assert.strictEqual((yield* requestsOf("TWICE-1", "refund")).length, 1)
    }))

  it.effect("asked by several at once is done once, and all are told", () =>
    Effect.gen(function*() {
      yield* paidOrder("TOGETHER-1")
      const asked = Array.from({ length: 4 }, () => refund("TOGETHER-1", "10000", "--key", "return-78", "--json"))
      const told = (yield* Effect.all(asked, { concurrency: "unbounded" })).map(doneJson)
      assert.strictEqual(new Set(told.map((one) => mutationOf(one)["id"])).size, 1)
      assert.strictEqual(told.filter(({ replayed }) => replayed === false).length, 1)
      assert.strictEqual((yield* requestsOf("TOGETHER-1", "refund")).length, 1)
    }))

  it.effect("of its own makes a second refund of the same amount another one", () =>
    Effect.gen(function*() {
      yield* paidOrder("OTHER-1")
      doneJson(yield* refund("OTHER-1", "5000", "--key", "a", "--json"))
      doneJson(yield* refund("OTHER-1", "5000", "--key", "b", "--json"))
      assert.strictEqual((yield* requestsOf("OTHER-1", "refund")).length, 2)
    }))

  it.effect("belongs to its request: 2 for another one, which is shown", () =>
    Effect.gen(function*() {
      yield* paidOrder("REUSED-1")
      const { id } = mutationOf(doneJson(yield* refund("REUSED-1", "5000", "--key", "reused", "--json")))
      const error = assertJsonFailure(yield* refund("REUSED-1", "6000", "--key", "reused", "--json"), 2, "KeyReused")
      assert.strictEqual(mutationOf(error)["id"], id)
      const text = yield* refund("REUSED-1", "6000", "--key", "reused")
      assertTextFailure(text, 2, /belongs to another request.*Nothing was sent\.\nMutation +mut_/u)
      assert.match(text.stderr, /\nLook at it +finpay mutations show mut_\w+\nAnother one +with a key of its own\n$/u)
      assert.strictEqual((yield* requestsOf("REUSED-1", "refund")).length, 1)
    }))

  it.effect("that cannot be one is refused before anything is sent: 2", () =>
    Effect.gen(function*() {
      const long = yield* refund("NONE-1", "5000", "--key", "k".repeat(256), "--json")
      assert.deepStrictEqual(assertJsonFailure(long, 2, "InvalidRequest")["problems"], [
        { field: "key", problem: "is at most 255 characters" }
      ])
      const blank = yield* refund("NONE-1", "5000", "--key", " ", "--actor", "", "--json")
      assert.deepStrictEqual(assertJsonFailure(blank, 2, "InvalidRequest")["problems"], [
        { field: "key", problem: "is required" },
        { field: "actor", problem: "is required" }
      ])
      for (const seconds of ["0", "86401", "soon"]) {
        assertJsonFailure(yield* refund("NONE-1", "5000", "--wait", seconds, "--json"), 2, "UsageError")
      }
      assert.strictEqual((yield* requestsOf("NONE-1", "refund")).length, 0)
    }))
})

layer(SimulatorProcess.layer)("without a key", (it) => {
  it.effect("the same change is refused while one is under way, and that one is shown: 4", () =>
    Effect.gen(function*() {
      yield* paidOrder("OPEN-1")
      // The refund is lost on its way, so that nothing is to be seen of it: that is believed only after minutes.
      yield* setFaults([{ kind: "connection-reset", operation: "refund", orderId: "OPEN-1" }])
      const lost = assertJsonFailure(
        yield* refund("OPEN-1", "5000", "--wait", "3", "--json"),
        4,
        "OutcomeUnknown"
      )
      const [id, key] = [String(mutationOf(lost)["id"]), String(mutationOf(lost)["key"])]
      assert.strictEqual(
        lost["nextStep"],
        `Find out first: finpay mutations resolve ${id}, or the same command with --key ${key}`
      )

      const refused = assertJsonFailure(yield* refund("OPEN-1", "5000", "--json"), 4, "SimilarUnderWay")
      assert.deepStrictEqual(
        [refused["mutationId"], refused["state"], mutationOf(refused)["key"], mutationOf(refused)["amount"]],
        [id, "unknown", key, 5000]
      )
      assert.match(String(mutationOf(refused)["acceptedAt"]), /^\d{4}-.*Z$/u)
      assert.strictEqual(refused["nextStep"], `Find out first: finpay mutations resolve ${id}`)
      const text = yield* refund("OPEN-1", "5000")
      assertTextFailure(text, 4, /does the same and is unknown\. Nothing was sent\.\n/u)
      for (const part of [`Mutation +${id}`, `Key +${key}`, "Amount +Rp 5\\.000", "Since .* WIB", "Asked by +cli:"]) {
        assert.match(text.stderr, new RegExp(`\n${part}`, "u"))
      }
      assert.match(
        text.stderr,
        /\nFind out first +finpay mutations resolve .*\nAnother one +not before it is known what became of this/u
      )

      // Another amount is another change; it waits for the first one.
      const waiting = yield* refund("OPEN-1", "6000", "--wait", "1", "--json")
      const notSent = assertJsonFailure(waiting, 4, "NotYetSent")
      assert.strictEqual(mutationOf(notSent)["state"], "accepted")
      assert.strictEqual(notSent["safeToRetry"], false)
      assert.strictEqual((yield* requestsOf("OPEN-1", "refund")).length, 1)
    }))

  it.effect("once it is settled the same change can be asked again", () =>
    Effect.gen(function*() {
      yield* paidOrder("SETTLED-1")
      const keys = yield* Effect.forEach(["5000", "5000"], (amount) =>
        Effect.map(refund("SETTLED-1", amount, "--json"), (ended) => mutationOf(doneJson(ended))["key"]))
      assert.strictEqual(new Set(keys).size, 2)
      assert.strictEqual((yield* requestsOf("SETTLED-1", "refund")).length, 2)
    }))

  it.effect("what was found out not to have happened: 3, and a new key does it", () =>
    Effect.gen(function*() {
      yield* paidOrder("NOT-1")
      yield* setFaults([{ kind: "connection-reset", operation: "refund", orderId: "NOT-1" }])
      const env = {
        FINPAY_JOURNAL_CHECK_DELAYS_SECONDS: "1",
        FINPAY_JOURNAL_NOT_APPLIED_CHECKS: "1",
        FINPAY_JOURNAL_NOT_APPLIED_SECONDS: "1"
      }
      const args = ["refund", "NOT-1", "--amount", "5000"]
      const error = assertJsonFailure(yield* withSimulator([...args, "--json"], { env }), 3, "NotApplied")
      const { decidedBy, key, state } = mutationOf(error)
      assert.deepStrictEqual([state, decidedBy, error["safeToRetry"]], ["not_applied", "evidence", true])
      const again = yield* withSimulator([...args, "--key", String(key)])
      assertTextFailure(again, 3, /Not applied: .*Nothing had been given back, and nothing is\. It did not happen and/u)
      assert.match(
        again.stderr,
        /\nBefore +PAID, .*\nAfter +PAID, .*\n.*\n.*\nState +not_applied: found out: Finpay did not/u
      )
      assert.strictEqual((yield* requestsOf("NOT-1", "refund")).length, 1)
      doneJson(yield* withSimulator([...args, "--json"]))
      assert.strictEqual((yield* requestsOf("NOT-1", "refund")).length, 2)
    }))

  it.effect("what certainly was not processed is in nobody's way: 6, then done", () =>
    Effect.gen(function*() {
      yield* paidOrder("AGAIN-1")
      const nowhere = { env: { FINPAY_BASE_URL: "http://127.0.0.1:1" } }
      const args = ["refund", "AGAIN-1", "--amount", "5000", "--key", "again", "--json"]
      const unreachable = assertJsonFailure(yield* withSimulator(args, nowhere), 6, "Unavailable")
      assert.strictEqual(mutationOf(unreachable)["state"], "rejected")
      const done = doneJson(yield* withSimulator(args))
      assert.strictEqual(mutationOf(done)["id"], mutationOf(unreachable)["id"])
      assert.strictEqual(done["replayed"], false)
      assert.strictEqual((yield* requestsOf("AGAIN-1", "refund")).length, 1)
    }))
})
