import { assert, describe, it } from "@effect/vitest"
import { pipe, screenOf } from "../../src/output/terminal.ts"

describe("screenOf", () => {
  const terminal = { isTTY: true, columns: 120 }

  it("a terminal has columns and colours", () => {
    assert.deepStrictEqual(screenOf(terminal, {}), { columns: 120, colors: true })
    assert.deepStrictEqual(screenOf({ isTTY: true, columns: 0 }, {}), { columns: 80, colors: true })
    assert.deepStrictEqual(screenOf({ isTTY: true }, { NO_COLOR: "" }), { columns: 80, colors: true })
  })

  it("NO_COLOR and a dumb terminal have none", () => {
    assert.deepStrictEqual(screenOf(terminal, { NO_COLOR: "1" }), { columns: 120, colors: false })
    assert.deepStrictEqual(screenOf(terminal, { TERM: "dumb" }), { columns: 120, colors: false })
  })

  it("a pipe has neither, also where colours are asked for", () => {
    assert.deepStrictEqual(screenOf({}, { FORCE_COLOR: "1" }), pipe)
    assert.strictEqual(pipe.columns, Number.POSITIVE_INFINITY)
  })
})
