import { assert, describe, it } from "@effect/vitest"
import { parseFinpayTime } from "@openfinpay/finpay-core"
import { Schema } from "effect"
import { fields, printable, table, wib } from "../../src/output/text.ts"

describe("printable", () => {
  it("shows what a terminal would act on", () => {
    assert.strictEqual(printable("a\u001b[31mb\nc\u202ed"), "a\\u001b[31mb\\u000ac\\u202ed")
    assert.strictEqual(printable("Toko “Maju” é 😀"), "Toko “Maju” é 😀")
  })

  it.prop("leaves no control character", [Schema.String], ([text]) => {
    assert.notMatch(printable(text), /\p{Cc}/u)
  })
})

describe("fields and table", () => {
  it("align, leave out what is missing, and keep each value on its line", () => {
    assert.strictEqual(
      fields([["Order", "INV-1"], ["Note", undefined], ["Trace id", "a\nb"], ["Empty", ""]]),
      "Order     INV-1\nTrace id  a\\u000ab\n"
    )
    assert.strictEqual(table(["ORDER", "STATUS"], [["INV-1000", "PAID"]]), "ORDER     STATUS\nINV-1000  PAID\n")
  })
})

describe("wib", () => {
  it("shows times of any zone in Western Indonesian time, and what is no time as it came", () => {
    assert.strictEqual(wib(parseFinpayTime("2024-06-07T03:03:54Z")), "2024-06-07 10:03:54 WIB")
    assert.strictEqual(wib(parseFinpayTime("2024-06-07 10:03:54")), "2024-06-07 10:03:54 WIB")
    assert.strictEqual(wib(parseFinpayTime("soon")), "soon")
    assert.isUndefined(wib(null))
  })
})
