import { assert, describe, it } from "@effect/vitest"
import { Seen } from "../../src/listen/Seen.ts"

const received = (number: number, text: string) => ({
  number,
  at: 0,
  path: "/",
  rawHeaders: [],
  headers: {},
  body: new TextEncoder().encode(text)
})

describe("Seen", () => {
  it("knows the first with the same bytes", () => {
    const seen = new Seen()
    assert.isUndefined(seen.firstOf(received(1, "a")))
    assert.isUndefined(seen.firstOf(received(2, "b")))
    assert.strictEqual(seen.firstOf(received(3, "a")), 1)
    assert.strictEqual(seen.firstOf(received(4, "a")), 1)
  })

  it("remembers so many and no more", () => {
    const seen = new Seen()
    for (let number = 1; number <= 10_001; number++) seen.firstOf(received(number, `${number}`))
    assert.isUndefined(seen.firstOf(received(20_000, "1")))
    assert.strictEqual(seen.firstOf(received(20_001, "10001")), 10_001)
  })

  it("keeps the last bodies, by their numbers", () => {
    const seen = new Seen()
    for (let number = 1; number <= 25; number++) seen.keep(received(number, `${number}`))
    assert.deepStrictEqual(seen.others.map(({ name }) => name).slice(-2), ["#24", "#25"])
    assert.strictEqual(seen.others.length, 20)
  })
})
