import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { DatabaseSync } from "node:sqlite"
import { assertJsonFailure, doneJson, doneText, journalIn, oneJson } from "../support/finpay.ts"
import { paidOrder, SimulatorProcess, withSimulator } from "../support/simulator-process.ts"

type Json = Readonly<Record<string, unknown>>

interface Verified {
  readonly valid: boolean
  readonly events: number
  readonly mutations: number
  readonly findings: ReadonlyArray<{ readonly row: string; readonly problem: string }>
  readonly heads: ReadonlyArray<{ readonly lane: number; readonly sequence: number; readonly hash: string }>
}

const verify = ["audit", "verify"]

const change = Effect.fnUntraced(function*(statement: string) {
  const { dataHome } = yield* SimulatorProcess
  const database = new DatabaseSync(journalIn(dataHome))
  database.exec(statement)
  database.close()
})

layer(SimulatorProcess.layer)("audit verify", (it) => {
  it.effect("clean: 0, and the heads to be kept; one changed byte: 3, and the row", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(doneJson(yield* withSimulator([...verify, "--json"])), {
        valid: true,
        events: 0,
        mutations: 0,
        findings: [],
        heads: []
      })
      yield* paidOrder("AUDIT-1")
      const refund = ["refund", "AUDIT-1", "--amount", "10000", "--json"]
      const id = String((doneJson(yield* withSimulator(refund))["mutation"] as Json)["id"])

      const clean = doneJson(yield* withSimulator([...verify, "--json"])) as unknown as Verified
      assert.deepStrictEqual([clean.valid, clean.events, clean.mutations, clean.findings], [true, 3, 1, []])
      const [head] = clean.heads
      const anchor = `${head?.lane}:${head?.sequence}:${head?.hash}`
      const text = doneText(yield* withSimulator(verify))
      assert.match(text, /^Everything is as it was written\.\nMutations +1\nEvents +3\n/u)
      assert.match(text, new RegExp(`\n${anchor}\n$`, "u"))
      doneJson(yield* withSimulator([...verify, "--anchor", anchor, "--json"]))

      yield* change(`UPDATE finpay_mutation SET amount = 10001 WHERE id = '${id}'`)
      const changed = yield* withSimulator([...verify, "--json"])
      assert.deepStrictEqual([changed.exitCode, changed.stderr], [3, ""])
      const found = oneJson(changed.stdout) as unknown as Verified
      assert.isFalse(found.valid)
      assert.isTrue(found.findings.some(({ row }) => row.includes(id)), changed.stdout)
      const told = yield* withSimulator(verify)
      assert.deepStrictEqual([told.exitCode, told.stderr], [3, ""])
      assert.match(told.stdout, /NOT as written\.\n/u)
      assert.match(told.stdout, new RegExp(`\nROW +PROBLEM\n.*${id}.*\n`, "u"))
      assert.match(told.stdout, /\nWhat to do:\n1\. Refund, void and cancel nothing.*\n4\. docs\/audit\.md.*\n$/su)
      assert.notInclude(told.stdout, "--anchor")
      const indonesian = yield* withSimulator([...verify, "--lang", "id"])
      assert.match(
        indonesian.stdout,
        new RegExp(`\nBARIS +MASALAH\n.*${id} +tidak seperti yang ditinggalkan kejadian terakhirnya, finpay_audit`, "u")
      )
      yield* change(`UPDATE finpay_mutation SET amount = 10000 WHERE id = '${id}'`)

      // Cut off together with its head, the end of a chain shows only against what was kept elsewhere.
      const last = `(SELECT MAX(sequence) FROM finpay_audit)`
      yield* change(`DELETE FROM finpay_audit WHERE sequence = ${last}`)
      const cut = yield* withSimulator([...verify, "--anchor", anchor, "--json"])
      assert.strictEqual(cut.exitCode, 3)
      assert.isAbove((oneJson(cut.stdout) as unknown as Verified).findings.length, 0)
    }))

  it.effect("an anchor that cannot be one: 2", () =>
    Effect.gen(function*() {
      for (const anchor of ["", "1:2", `1:2:${"0".repeat(63)}`, `x:2:${"0".repeat(64)}`]) {
        const ended = yield* withSimulator([...verify, `--anchor=${anchor}`, "--json"])
        assert.match(String(assertJsonFailure(ended, 2, "UsageError")["message"]), /--anchor.*LANE:SEQUENCE:HASH/u)
      }
    }))
})
