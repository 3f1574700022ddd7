import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { refundFileCases } from "../../../../packages/reconcile/test/support/refund-files.ts"
import { FileRefused, readFile } from "../../src/batches/read-file.ts"
import type { FileError } from "../../src/contract/upload.ts"

const shown = ({ column, detail, line }: FileError): string =>
  `${line}: ${column === undefined ? "" : `${column} `}${detail}`

/** Lines with all that is wrong with each of them. */
const byLine = (problems: ReadonlyArray<string>): ReadonlyArray<string> =>
  problems.toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))

const meant = (text: string): string => text.replace("AGAIN", "again=true")

const sentence = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`

describe("what every reader of refunds agrees on", () => {
  for (const { beside = [], bytes, name, outcome } of refundFileCases) {
    it.effect(name, () =>
      Effect.gen(function*() {
        const read = yield* Effect.result(readFile(bytes, { again: false, mostLines: 100 }))
        if (Result.isSuccess(read)) {
          const { lines } = read.success
          const refunds = lines.map(({ amount, key, order }) =>
            key === undefined ? [order, amount] : [order, amount, key]
          )
          assert.deepStrictEqual(beside, [])
          return assert.deepStrictEqual<unknown>({ refunds }, outcome)
        }
        if (!(read.failure instanceof FileRefused)) return assert.fail(read.failure.message)
        const { detail, errors } = read.failure
        if ("refused" in outcome) {
          assert.strictEqual(detail, sentence(outcome.refused))
          return assert.deepStrictEqual(errors.map((error) => error.detail), [detail])
        }
        const wrong = byLine([..."problems" in outcome ? outcome.problems : [], ...beside].map(meant))
        assert.deepStrictEqual(errors.map(shown), wrong)
        assert.isAbove(wrong.length, 0)
      }))
  }
})
