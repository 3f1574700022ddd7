import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { LineSplitter } from "../../src/input/LineSplitter.ts"

const bytes = (text: string) => new TextEncoder().encode(text)
const textOf = (line: { readonly bytes: Uint8Array | undefined }) =>
  line.bytes === undefined ? undefined : new TextDecoder().decode(line.bytes)

/** Cuts the input into pieces of one size and splits it. */
const split = (input: Uint8Array, pieceSize: number, limit = 1_000_000) => {
  const splitter = new LineSplitter(limit)
  const lines = []
  for (let from = 0; from < input.length; from += pieceSize) {
    // The stream may use its memory again as soon as a piece was pushed.
    const piece = input.slice(from, from + pieceSize)
    lines.push(...splitter.push(piece))
    piece.fill(0)
  }
  return [...lines, ...splitter.end()]
}

describe("LineSplitter", () => {
  it.prop(
    "gives the lines of the text, however it is cut into pieces",
    [Schema.Array(Schema.String), Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 }))],
    ([all, pieceSize]) => {
      const lines = all.map((line) => line.replaceAll("\n", " ").toWellFormed())
      const found = split(bytes(lines.map((line) => `${line}\n`).join("")), pieceSize)
      assert.deepStrictEqual(found.map(textOf), lines)
      assert.deepStrictEqual(found.map(({ number }) => number), lines.map((_, index) => index + 1))
    }
  )

  it("the last line needs no line end, and no input has no line", () => {
    assert.deepStrictEqual(split(bytes("a\n\nb"), 2).map(textOf), ["a", "", "b"])
    assert.deepStrictEqual(split(bytes(""), 1), [])
  })

  it("a line over the limit is named and not kept, and the next one is read", () => {
    for (const pieceSize of [1, 3, 100]) {
      const found = split(bytes("12345\n123456\n1\n1234567"), pieceSize, 5)
      assert.deepStrictEqual(found.map(textOf), ["12345", undefined, "1", undefined])
      assert.deepStrictEqual(found.map(({ number }) => number), [1, 2, 3, 4])
    }
  })
})
