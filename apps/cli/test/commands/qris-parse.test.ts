import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { vectors } from "../../../../packages/core/test/snap-vectors.ts"
import { assertJsonFailure, assertTextFailure, finpay, oneJson } from "../support/finpay.ts"

const valueOf = ({ tags = [] }: (typeof vectors.qris)[number], id: string) => tags.find(([tag]) => tag === id)?.[1]

const dynamic = vectors.qris.at(1) ?? vectors.qris[0]

describe("finpay qris parse", () => {
  for (const vector of vectors.qris.filter(({ expectValid }) => expectValid)) {
    it.effect(`known answer ${vector.id}, from standard input`, () =>
      Effect.gen(function*() {
        const ended = yield* finpay(["qris", "parse", "--json"], { stdin: `${vector.payload}\r\n` })
        assert.strictEqual(ended.exitCode, 0, ended.stderr)
        const parsed = oneJson(ended.stdout)
        assert.strictEqual(parsed["crcValid"], true)
        assert.strictEqual(parsed["crc"], vector.crc)
        assert.strictEqual(parsed["merchantName"], valueOf(vector, "59"))
        assert.strictEqual(parsed["merchantCity"], valueOf(vector, "60"))
        assert.strictEqual(parsed["amount"], valueOf(vector, "54"))
      }))
  }

  it.effect("a wrong CRC: exit 2, with what was expected and what was found", () =>
    Effect.gen(function*() {
      const wrong = dynamic.payload.replace(/.{4}$/u, "0000")
      const error = assertJsonFailure(yield* finpay(["qris", "parse", "--json"], { stdin: wrong }), 2, "QrisRefused")
      assert.strictEqual(error["reason"], "wrongCrc")
      assert.strictEqual(error["expected"], dynamic.crc)
      assert.strictEqual(error["found"], "0000")
      assertTextFailure(
        yield* finpay(["qris", "parse", wrong]),
        2,
        new RegExp(`must be ${dynamic.crc} .* is 0000`, "u")
      )
    }))

  it.effect("text names what a person looks for", () =>
    Effect.gen(function*() {
      const ended = yield* finpay(["qris", "parse", dynamic.payload])
      assert.strictEqual(ended.exitCode, 0, ended.stderr)
      assert.match(ended.stdout, new RegExp(`^Merchant +${valueOf(dynamic, "59")}\n`, "u"))
      assert.match(ended.stdout, new RegExp(`\nCRC +${dynamic.crc}, right\n$`, "u"))
    }))

  it.effect("nothing, and bytes that are no UTF-8: exit 2", () =>
    Effect.gen(function*() {
      assertJsonFailure(yield* finpay(["qris", "parse", "--json"]), 2, "QrisRefused")
      assertJsonFailure(yield* finpay(["qris", "parse", "--json"], { stdin: new Uint8Array([0xff]) }), 2, "UsageError")
    }))
})
