import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { ReportLine } from "../../src/report/ReportLine.ts"
import { mostOfOneReference, TooManyOfOne } from "../../src/store/groups.ts"
import { makeStore } from "../../src/store/Store.ts"

const lineOf = (line: number, reference: string, kind: ReportLine["kind"] = "refund"): ReportLine => ({
  line,
  reference,
  kind,
  amount: line,
  outcome: "done"
})

describe("where lines and entries meet", () => {
  it.effect("brings together one reference and kind, lines in their order", () =>
    Effect.gen(function*() {
      const store = yield* makeStore()
      const lines = [lineOf(2, "B"), lineOf(3, "A"), lineOf(4, "B", "payment"), lineOf(5, "B"), lineOf(6, "b")]
      for (const line of lines) store.addItem({ type: "line", line })
      store.addItem({ type: "unreadable", line: { line: 7, problems: [] } })
      store.addItem({ type: "ignored", line: 8 })
      const entry = { reference: "B", kind: "refund", amount: 1, outcome: "done", state: "succeeded", at: 0 } as const
      store.addKnown(entry)
      store.addKnown({ ...entry, reference: "C", mutationId: "m", optional: true })
      const groups = [...store.groups()].map(({ kind, known, lines, reference }) =>
        [`${reference} ${kind}`, lines.map(({ line }) => line), known] as const
      )
      assert.sameDeepMembers(groups, [
        ["A refund", [3], []],
        ["B refund", [2, 5], [{ seq: 1, entry }]],
        ["B payment", [4], []],
        ["C refund", [], [{ seq: 2, entry: { ...entry, reference: "C", mutationId: "m", optional: true } }]],
        ["b refund", [6], []]
      ])
    }))

  it.effect("does not hold too many of one in memory", () =>
    Effect.gen(function*() {
      const store = yield* makeStore()
      for (let line = 1; line <= mostOfOneReference + 1; line += 1) {
        store.addItem({ type: "line", line: lineOf(line, "A") })
      }
      assert.throws(() => [...store.groups()], TooManyOfOne)
    }))
})
