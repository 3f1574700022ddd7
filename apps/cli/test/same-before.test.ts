/** The same refund once more, without a key that says that it is meant. */
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { doneJson, doneText, finpay } from "./support/finpay.ts"
import {
  paidOrder,
  requestsOf,
  simulatorEnvironment,
  SimulatorProcess,
  withSimulator
} from "./support/simulator-process.ts"
import { answering, onTerminal } from "./support/terminal.ts"

type Json = Readonly<Record<string, unknown>>

const refund = (order: string, ...flags: ReadonlyArray<string>) => ["refund", order, "--amount", "5000", ...flags]

layer(SimulatorProcess.layer)("the same refund again without a key", (it) => {
  it.effect("a person on a terminal is asked, with what was given back when and by whom", () =>
    Effect.gen(function*() {
      yield* paidOrder("SAME-1")
      const env = yield* simulatorEnvironment
      // The first one is asked nothing.
      const first = yield* onTerminal(refund("SAME-1", "--actor", "till-7"), { env })
      assert.strictEqual(first.exitCode, 0, first.text)
      const [id] = /mut_\w+/u.exec(first.text) ?? []

      const no = yield* onTerminal(refund("SAME-1"), { env }, answering("yes\r"))
      assert.strictEqual(no.exitCode, 2, no.text)
      assert.match(
        no.text.replaceAll(/\s+/gu, " "),
        new RegExp(
          "^The same amount of SAME-1 was given back already\\. " +
            `Given back before Rp 5\\.000 at 20\\d\\d-\\S+ \\S+ WIB by till-7 \\(${id}\\) ` +
            "To go on and give it back once more, type the amount, in digits: yes finpay: nothing was sent",
          "u"
        )
      )
      assert.strictEqual((yield* requestsOf("SAME-1", "refund")).length, 1)

      const typed = yield* onTerminal(refund("SAME-1"), { env }, answering("5000\r"))
      assert.strictEqual(typed.exitCode, 0, typed.text)
      assert.strictEqual((yield* requestsOf("SAME-1", "refund")).length, 2)

      // One that is named by a key, or of another amount, is no repetition; and --yes says that it is meant.
      for (const args of [refund("SAME-1", "--yes"), ["refund", "SAME-1", "--amount", "1000"]]) {
        const ended = yield* onTerminal(args, { env })
        assert.strictEqual(ended.exitCode, 0, ended.text)
      }
      const keyed = yield* onTerminal(refund("SAME-1", "--key", "another"), { env })
      assert.strictEqual(keyed.exitCode, 0, keyed.text)
      assert.notInclude(keyed.text, "Given back before")
    }))

  it.effect("a script is asked nothing, and the answer says so", () =>
    Effect.gen(function*() {
      yield* paidOrder("SAME-2")
      const first = doneJson(yield* withSimulator(refund("SAME-2", "--json")))
      assert.notProperty(first, "sameBefore")
      const { id } = first["mutation"] as Json
      const text = doneText(yield* withSimulator(refund("SAME-2")))
      assert.match(text, new RegExp(`\nGiven back before +Rp 5\\.000 at .* by cli:\\S+ \\(${String(id)}\\)\n$`, "u"))
      const third = doneJson(yield* withSimulator(refund("SAME-2", "--json")))
      const before = third["sameBefore"] as ReadonlyArray<string>
      assert.deepStrictEqual([before.length, before[1]], [2, id])
    }))

  it.effect("what somebody else gave back while the question was open is refused: 3", () =>
    Effect.gen(function*() {
      yield* paidOrder("SAME-3")
      const env = yield* simulatorEnvironment
      doneJson(yield* finpay(refund("SAME-3", "--json"), { env }))
      let other: unknown
      const ended = yield* onTerminal(refund("SAME-3"), { env }, ({ type, waitFor }) =>
        Effect.gen(function*() {
          yield* waitFor("To go on")
          const { mutation } = doneJson(yield* finpay(refund("SAME-3", "--key", "desk-2", "--json"), { env }))
          other = (mutation as Json)["id"]
          yield* type("5000\r")
        }))
      assert.strictEqual(ended.exitCode, 3, ended.text)
      assert.match(
        ended.text.replaceAll(/\s+/gu, " "),
        new RegExp(`${String(other)} has done the same and is succeeded\\. Nothing was sent\\.`, "u")
      )
      assert.match(ended.text, /\nAnother one +with a --key of its own\n/u)
      assert.strictEqual((yield* requestsOf("SAME-3", "refund")).length, 2)
    }))
})
