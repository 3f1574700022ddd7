import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Rupiah } from "../../src/money/Rupiah.ts"
import {
  generateDynamicQris,
  generateStaticQris,
  type QrisMerchant,
  type QrisSale,
  toDynamicQris
} from "../../src/qris/generate.ts"
import { parseQris } from "../../src/qris/parse.ts"
import { vectors } from "../snap-vectors.ts"
import { AnyMerchant, AnySale, warung } from "./merchant.ts"

const known = (id: string): string => {
  const vector = vectors.qris.find((vector) => vector.id === id)
  assert.isDefined(vector)
  return vector.payload
}

const refusedTag = (made: Result.Result<string, { readonly tag?: string }>) =>
  Result.isFailure(made) ? made.failure.tag : undefined

const hasRoom = ({ terminal }: QrisMerchant, { billNumber, reference }: QrisSale): boolean =>
  [terminal, billNumber, reference].flatMap((text) => text === undefined ? [] : [text.length + 4])
    .reduce((sum, length) => sum + length, 0) <= 99

const untouched = ({ id }: { readonly id: string }) => !["01", "54", "62", "63"].includes(id)

describe("generateStaticQris", () => {
  it("writes the known answer", () => {
    assert.strictEqual(Result.getOrThrow(generateStaticQris(warung)), known("qris-generated-static"))
  })

  it.prop("writes what parseQris reads back", [AnyMerchant], ([merchant]) => {
    const read = Result.getOrThrow(parseQris(Result.getOrThrow(generateStaticQris(merchant))))
    assert.strictEqual(read.pointOfInitiation, "static")
    assert.isUndefined(read.amount)
    assert.deepStrictEqual(
      [read.merchantPan, read.merchantId, read.criteria, read.nmid, read.mcc],
      [merchant.pan, merchant.merchantId, merchant.criteria, merchant.nmid, merchant.mcc]
    )
    assert.deepStrictEqual(
      [read.merchantName, read.merchantCity, read.postalCode, read.terminal],
      [merchant.name, merchant.city, merchant.postalCode, merchant.terminal]
    )
  })

  it("names the tag of a value that does not fit", () => {
    const cases = [
      ["26/00", { acquirer: "" }],
      ["26/00", { acquirer: "A|B" }],
      ["26/01", { pan: "12a" }],
      ["26/02", { merchantId: "x".repeat(16) }],
      ["26/03", { criteria: "U" }],
      ["51/02", { nmid: "ID10203000000012" }],
      ["52", { mcc: "58" }],
      ["59", { name: "x".repeat(26) }],
      ["59", { name: "x".repeat(100) }],
      ["59", { name: "Café" }],
      ["59", { name: "A\nB" }],
      ["60", { city: "" }],
      ["61", { postalCode: "12345678901" }],
      ["62/07", { terminal: "x".repeat(26) }]
    ] as const
    for (const [tag, wrong] of cases) {
      assert.strictEqual(refusedTag(generateStaticQris({ ...warung, ...wrong })), tag, JSON.stringify(wrong))
    }
  })
})

describe("generateDynamicQris", () => {
  it("writes the known answer", () => {
    const sale = { amount: "10000.50", billNumber: "INV0002" }
    assert.strictEqual(
      Result.getOrThrow(generateDynamicQris(warung, sale)),
      known("qris-generated-dynamic-decimals")
    )
  })

  it.prop("writes what parseQris reads back", [AnyMerchant, AnySale], ([merchant, sale]) => {
    const made = generateDynamicQris(merchant, sale)
    if (!hasRoom(merchant, sale)) return assert.strictEqual(refusedTag(made), "62")
    const read = Result.getOrThrow(parseQris(Result.getOrThrow(made)))
    assert.strictEqual(read.pointOfInitiation, "dynamic")
    assert.deepStrictEqual(
      [read.amount, read.billNumber, read.reference, read.terminal],
      [sale.amount, sale.billNumber, sale.reference, merchant.terminal]
    )
    assert.deepStrictEqual(read.tip, sale.tip)
    assert.deepStrictEqual([read.merchantName, read.nmid], [merchant.name, merchant.nmid])
  })

  it("takes whole rupiah", () => {
    const text = Result.getOrThrow(generateDynamicQris(warung, { amount: Rupiah.make(22000) }))
    assert.strictEqual(Result.getOrThrow(parseQris(text)).amountRupiah, 22000)
  })

  it("refuses amounts a payer cannot pay", () => {
    for (const amount of ["0", "-1", "1,000", "", Rupiah.make(0), Rupiah.make(99_999_999_999_999)]) {
      assert.strictEqual(refusedTag(generateDynamicQris(warung, { amount })), "54")
    }
  })

  it("refuses more additional data than fits", () => {
    const text = "x".repeat(25)
    const sale = { amount: "1", billNumber: text, reference: text }
    assert.isUndefined(refusedTag(generateDynamicQris({ ...warung, terminal: text }, sale)))
    assert.strictEqual(refusedTag(generateDynamicQris(warung, { ...sale, billNumber: `${text}x` })), "62/01")
  })
})

describe("toDynamicQris", () => {
  it("writes the known answer", () => {
    const sale = { amount: "10000.50", billNumber: "INV0002" }
    assert.strictEqual(
      Result.getOrThrow(toDynamicQris(known("qris-generated-static"), sale)),
      known("qris-generated-dynamic-decimals")
    )
  })

  it.prop("gives what generateDynamicQris gives", [AnyMerchant, AnySale], ([merchant, sale]) => {
    assert.deepStrictEqual(
      Result.flatMap(generateStaticQris(merchant), (text) => toDynamicQris(text, sale)),
      generateDynamicQris(merchant, sale)
    )
  })

  it("keeps every tag it does not set", () => {
    const before = Result.getOrThrow(parseQris(known("qris-static-spec-like")))
    const after = Result.getOrThrow(
      Result.flatMap(toDynamicQris(before.text, { amount: "1000", reference: "R1" }), parseQris)
    )
    assert.deepStrictEqual(after.tags.filter(untouched), before.tags.filter(untouched))
    assert.deepStrictEqual([after.terminal, after.reference, after.amount], ["K19", "R1", "1000"])
  })

  it("refuses a QRIS that is dynamic already, and what is no QRIS", () => {
    assert.strictEqual(refusedTag(toDynamicQris(known("qris-dynamic-mandiri-snap"), { amount: "1" })), "01")
    assert.isTrue(Result.isFailure(toDynamicQris("000201", { amount: "1" })))
  })
})
