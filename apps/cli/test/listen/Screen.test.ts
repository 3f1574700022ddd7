import { assert, describe, it } from "@effect/vitest"
import { fitting } from "../../src/listen/Screen.ts"

describe("fitting", () => {
  it("shows as many parts as fit and cuts none", () => {
    const parts = ["Listening on 4711", "3 came", "checked"]
    assert.strictEqual(fitting(parts, 100), "Listening on 4711; 3 came; checked")
    assert.strictEqual(fitting(parts, 33), "Listening on 4711; 3 came")
    assert.strictEqual(fitting(parts, 17), "Listening on 4711")
    assert.strictEqual(fitting(parts, 16), "")
  })
})
