import { assert, describe, it } from "@effect/vitest"
import { readRefundLine } from "@openfinpay/finpay-reconcile"
import { Effect, Schema, Stream } from "effect"
import type { ReadLine } from "../../src/batch/Line.ts"
import { type ResultsForm, resultsText } from "../../src/batch/results-text.ts"
import { openWorkspace } from "../../src/batch/Workspace.ts"
import { taken } from "./taken.ts"

type Line = Omit<ReadLine, "line" | "problems">

const extra = ["Reason", "outcome"]

/** The results of lines of which the first was given back. */
const written = Effect.fnUntraced(
  function*(lines: ReadonlyArray<Line>, form: ResultsForm, columns: ReadonlyArray<string> = extra) {
    const workspace = yield* openWorkspace
    workspace.addLines(lines.map((line, at) => ({ line: at + 2, problems: [], ...line })))
    workspace.setResult(2, {
      outcome: "succeeded",
      isFinal: true,
      message: "so\nit \u001b[2Jis",
      mutation: "mut_1",
      traceId: "t"
    })
    return yield* Stream.mkString(
      resultsText({ workspace, batch: "b", form: { type: "csv", delimiter: "," }, extra: columns }, form)
    )
  },
  Effect.scoped
)

const refund = (more: Partial<Line>): Line => ({ order: "INV-1", amount: 1000, extra: {}, ...more })

/** Half a character cannot be written, and who reads the mark of a lost one refuses the file. */
const isWhole = (text: string): boolean => text.isWellFormed() && !text.includes("\uFFFD")

const Text = Schema.String.check(Schema.isMaxLength(20), Schema.makeFilter(isWhole))

describe("the results", () => {
  it.effect("are a line for each line; one that has no result was not sent", () =>
    Effect.gen(function*() {
      const csv = yield* written([refund({ extra: { Reason: "=1+1" } }), refund({ key: "k" })], "csv")
      assert.deepStrictEqual(csv.split("\r\n"), [
        "\uFEFFline,order,amount,key,mutation,outcome,message,trace_id,Reason",
        "2,INV-1,1000,batch:b:2,mut_1,succeeded,\"so\nit \u001b[2Jis\",t,'=1+1",
        "3,INV-1,1000,k,,not_sent,finpay stopped before it came to this line; run the same batch again,,",
        ""
      ])
    }))

  it.effect("keep the members of each line, whatever they are called", () =>
    Effect.gen(function*() {
      const lines = [
        refund({ extra: JSON.parse("{\"toString\":\"x\",\"Reason\":\"late\"}") as Line["extra"] }),
        refund({})
      ]
      const csv = yield* written(lines, "csv", ["toString", "Reason"])
      assert.include(csv.split("\r\n")[1], ",x,late")
      assert.match(csv.split("\r\n")[2] ?? "", /,,$/u)
    }))

  it.effect("on a terminal cannot act on the screen", () =>
    Effect.gen(function*() {
      const shown = yield* written([refund({ extra: { Reason: "a\u009bb" } })], "terminal")
      assert.match(shown, /\r\n2,INV-1,.*,so it {2}?\[2Jis,t,a b\r\n$/u)
      assert.notMatch(shown.replaceAll("\r\n", ""), /\p{Cc}/u)
    }))

  it.effect("as JSON Lines hold what was read as it was", () =>
    Effect.gen(function*() {
      const jsonl = yield* written([refund({ extra: { Reason: "=1+1" } })], "jsonl")
      assert.deepInclude(JSON.parse(jsonl), { line: 2, outcome: "succeeded", traceId: "t", input: { Reason: "=1+1" } })
    }))

  it.effect.prop("read again they name the same refunds: no key and no order changes on the way", [
    Schema.Array(Schema.Struct({ key: Text, reason: Text })).check(Schema.isMinLength(1), Schema.isMaxLength(5))
  ], ([drawn]) =>
    Effect.gen(function*() {
      const lines = drawn.map(({ key, reason }, at) =>
        refund({ order: `INV-${at}`, key: `${at}${key}`, extra: { Reason: reason } })
      ).filter((line) => readRefundLine({ line: 2, problems: [], ...line }).problems.length === 0)
      if (lines.length === 0) return
      const again = yield* taken(yield* written(lines, "csv"), { pieceLength: 1000 })
      assert.deepStrictEqual(again.problems, [])
      assert.deepStrictEqual(
        again.lines.map(({ amount, key, order }) => [order, amount, key]),
        lines.map((line) => readRefundLine({ line: 2, problems: [], ...line })).map((
          { amount, key, order }
        ) => [order, amount, key])
      )
    }))
})
