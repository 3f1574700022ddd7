import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { type Progress, progressBar, progressLine } from "../../src/output/progress.ts"

const half: Progress = {
  what: "done",
  done: 1000,
  total: 2000,
  counts: [["succeeded", 990], ["rejected", 8], ["unknown", 2]]
}

const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100_000 }))
const Columns = Schema.Int.check(Schema.isBetween({ minimum: 20, maximum: 250 }))

describe("progress", () => {
  it("on a terminal is a bar with the counts, as much of it as there is room for", () => {
    assert.strictEqual(
      progressBar(half, 200),
      "[####################--------------------] 50% 1000/2000 done  succeeded 990  rejected 8  unknown 2"
    )
    assert.strictEqual(
      progressBar(half, 79),
      "[##########----------] 50% 1000/2000 done  succeeded 990  rejected 8  unknown 2"
    )
    assert.strictEqual(progressBar(half, 39), "50% 1000/2000 done  succeeded 990")
    assert.strictEqual(progressBar({ ...half, counts: [] }, 39), "[#########---------] 50% 1000/2000 done")
  })

  it.prop(
    "never takes more room than there is, and no number is cut",
    [Count, Count, Columns],
    ([one, two, columns]) => {
      const progress: Progress = {
        what: "done",
        done: Math.min(one, two),
        total: Math.max(one, two),
        counts: [["succeeded", one], ["unknown", two]]
      }
      const bar = progressBar(progress, columns)
      const least = `${progress.done}/${progress.total} done`
      assert.include(bar, least)
      if (least.length + 5 <= columns) assert.isAtMost(bar.length, columns)
      for (const [, count] of bar.matchAll(/(?:succeeded|unknown) (\d+)/gu)) {
        assert.include([String(one), String(two)], count)
      }
    }
  )

  it("elsewhere is a line with the same numbers", () => {
    assert.strictEqual(progressLine(half), "1000 of 2000 lines done: succeeded 990, rejected 8, unknown 2")
    assert.strictEqual(progressLine({ ...half, counts: [] }), "1000 of 2000 lines done")
  })
})
