import { assert, describe, it } from "@effect/vitest"
import { utf8 } from "../../src/crypto/WebCrypto.ts"
import { crc16, qrisCrc } from "../../src/qris/crc.ts"
import { vectors } from "../snap-vectors.ts"

describe("crc16", () => {
  it("gives the check value of CRC-16/CCITT-FALSE", () => {
    assert.strictEqual(crc16(utf8("123456789")), 0x29b1)
    assert.strictEqual(crc16(utf8("")), 0xffff)
  })
})

describe("qrisCrc", () => {
  for (const { crc, expectValid, id, payload } of vectors.qris.filter((vector) => vector.expectValid)) {
    it(`known answer ${id}`, () => {
      assert.strictEqual(qrisCrc(payload.slice(0, -4)), crc)
      assert.strictEqual(payload.endsWith(crc), expectValid)
    })
  }

  it("has four digits in capitals, over UTF-8", () => {
    assert.strictEqual(qrisCrc("00020101021126680017ID.CO.EXAMPLE.WWW0118é6304"), "6449")
    assert.strictEqual(qrisCrc("5605"), "000A")
  })
})
