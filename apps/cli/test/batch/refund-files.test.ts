import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Stream } from "effect"
import { refundFileCases } from "../../../../packages/reconcile/test/support/refund-files.ts"
import { taken } from "./taken.ts"

const wholeOf = (bytes: Stream.Stream<Uint8Array>) =>
  Effect.map(Stream.runCollect(bytes), (pieces) => Buffer.concat(pieces))

/** Lines with all that is wrong with each of them. */
const byLine = (problems: ReadonlyArray<string>): ReadonlyArray<string> =>
  problems.toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))

const meant = (text: string): string => text.replace("AGAIN", "--again")

describe("what every reader of refunds agrees on", () => {
  for (const { beside = [], bytes, name, outcome } of refundFileCases) {
    it.effect(name, () =>
      Effect.gen(function*() {
        const read = yield* Effect.result(taken(yield* wholeOf(bytes), { pieceLength: 50 }))
        if (Result.isFailure(read)) {
          const { message } = read.failure
          const refused = message.replace(/^refunds: (?:line \d+: )?/u, "")
          return assert.deepStrictEqual<unknown>({ refused }, outcome)
        }
        const { lines, problems } = read.success
        const refunds = lines.map(({ amount, key, order }) =>
          key === undefined ? [order, amount] : [order, amount, key]
        )
        const wrong = byLine([..."problems" in outcome ? outcome.problems : [], ...beside].map(meant))
        assert.deepStrictEqual(problems, wrong)
        if ("refunds" in outcome) assert.deepStrictEqual<unknown>(refunds, outcome.refunds)
        else assert.notProperty(outcome, "refused")
      }))
  }
})
