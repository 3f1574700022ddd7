import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { qrisCrc } from "../../src/qris/crc.ts"
import { generateDynamicQris, generateStaticQris } from "../../src/qris/generate.ts"
import { parseQris } from "../../src/qris/parse.ts"
import type { QrisRefused } from "../../src/qris/QrisRefused.ts"
import { vectors } from "../snap-vectors.ts"
import { AnyMerchant, AnySale, warung } from "./merchant.ts"

type Tag = readonly [id: string, value: string]

const write = (tags: ReadonlyArray<Tag>): string =>
  tags.map(([id, value]) => `${id}${String(Array.from(value).length).padStart(2, "0")}${value}`).join("")

/** Ends a text in a right CRC. */
const sealed = (text: string): string => `${text}6304${qrisCrc(`${text}6304`)}`

const account = write([["00", "ID.CO.EXAMPLE.WWW"], ["01", "936099990000000001"], ["02", "SIMULATOR00001"]])
const national = write([["00", "ID.CO.QRIS.WWW"], ["02", "ID1020300000001"]])

/** A dynamic QRIS with some tags changed, added or, with undefined, taken out. */
const payload = (changes: Readonly<Record<string, string | undefined>> = {}): string => {
  const tags = {
    "00": "01",
    "01": "12",
    "26": account,
    "51": national,
    "52": "5812",
    "53": "360",
    "54": "10000",
    "58": "ID",
    "59": "WARUNG CONTOH",
    "60": "JAKARTA PUSAT",
    "61": "10110",
    ...changes
  }
  const sorted = Object.entries(tags).toSorted(([a], [b]) => a < b ? -1 : 1)
  return sealed(write(sorted.flatMap(([id, value]) => value === undefined ? [] : [[id, value] as const])))
}

const refusalOf = (text: string): QrisRefused => {
  const parsed = parseQris(text)
  assert.isTrue(Result.isFailure(parsed), `accepted: ${text}`)
  return Result.getOrThrow(Result.flip(parsed))
}

const assertRefused = (text: string, reason: QrisRefused["reason"], tag?: string) => {
  const refused = refusalOf(text)
  assert.deepStrictEqual([refused.reason, refused.tag], [reason, tag], refused.message)
}

/** What is named in a known answer, without its tags. */
const known = (id: string) => {
  const vector = vectors.qris.find((vector) => vector.id === id)
  assert.isDefined(vector)
  const { tags: _tags, text: _text, ...named } = Result.getOrThrow(parseQris(vector.payload))
  return named
}

/** Tags that only take room. */
const filler = (from: number, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [String(from + at), "x".repeat(49)]))

describe("known answers", () => {
  for (const { crc, expectValid, id, payload, tags } of vectors.qris) {
    it(`${expectValid ? "reads" : "refuses"} ${id}`, () => {
      const parsed = parseQris(payload)
      assert.strictEqual(Result.isSuccess(parsed), expectValid)
      if (Result.isFailure(parsed)) {
        assert.strictEqual(parsed.failure.reason, "wrongCrc")
      } else {
        assert.deepStrictEqual(parsed.success.tags.map(({ id, value }) => [id, value]), tags?.map((tag) => [...tag]))
        assert.strictEqual(parsed.success.crc, crc)
        assert.isTrue(parsed.success.crcValid)
        assert.strictEqual(parsed.success.text, payload)
      }
    })
  }

  it("names the parts of a static QRIS without criteria in tag 51", () => {
    assert.deepStrictEqual(known("qris-static-spec-like"), {
      pointOfInitiation: "static",
      amount: undefined,
      amountRupiah: undefined,
      tip: undefined,
      merchantName: "NamaMerchantC1",
      merchantCity: "NamaKota1",
      postalCode: "1234567890",
      country: "ID",
      currency: "360",
      mcc: "1234",
      nmid: "ID1019123456781",
      merchantPan: "936000140456789",
      merchantId: "MIDCONTOH123456",
      criteria: "UMI",
      billNumber: undefined,
      reference: undefined,
      terminal: "K19",
      crc: "B22E",
      crcValid: true
    })
  })

  it("names amount and tip of a dynamic QRIS", () => {
    const { amount, amountRupiah, pointOfInitiation, tip } = known("qris-dynamic-ovo-percent-tip")
    assert.strictEqual(pointOfInitiation, "dynamic")
    assert.strictEqual(amount, "500000")
    assert.strictEqual(amountRupiah, 500000)
    assert.deepStrictEqual(tip, { kind: "percent", percent: "0.7" })
  })

  it("keeps a fraction in the text and gives no rupiah for it", () => {
    const { amount, amountRupiah, billNumber } = known("qris-generated-dynamic-decimals")
    assert.strictEqual(amount, "10000.50")
    assert.isUndefined(amountRupiah)
    assert.strictEqual(billNumber, "INV0002")
  })
})

describe("structure", () => {
  it("refuses a text that is no QRIS, or only part of one", () => {
    assertRefused("", "noFormatIndicator")
    assertRefused("https://example.com", "noFormatIndicator")
    assertRefused(sealed(write([["01", "12"], ["00", "01"]])), "noFormatIndicator")
    assertRefused("0002010102126304", "noCrc")
    assertRefused(payload().slice(0, -8), "noCrc")
    assertRefused(`${payload()}\n`, "noCrc")
  })

  it("refuses a CRC that is not the last tag", () => {
    assertRefused(sealed(`${payload().slice(0, -8)}6304ABCD`), "duplicateTag", "63")
    const inside = `${payload().slice(0, -8)}80086304`
    assertRefused(inside + qrisCrc(inside), "noCrc")
  })

  it("refuses a wrong CRC and says which was expected and found", () => {
    const right = payload()
    const refused = refusalOf(`${right.slice(0, -4)}0000`)
    assert.deepStrictEqual(
      [refused.reason, refused.expected, refused.found],
      ["wrongCrc", right.slice(-4), "0000"]
    )
    assert.include(refused.message, right.slice(-4))
    assertRefused(vectors.qris[0].payload.slice(0, -4) + vectors.qris[0].crc.toLowerCase(), "wrongCrc", "63")
  })

  it("refuses more than 512 characters", () => {
    const short = payload(filler(80, 5))
    const room = 512 - short.length - 4
    assert.isTrue(room > 0 && room < 100)
    const full = payload({ ...filler(80, 5), "90": "y".repeat(room) })
    assert.strictEqual(full.length, 512)
    assert.isTrue(Result.isSuccess(parseQris(full)))
    assertRefused(payload({ ...filler(80, 5), "90": "y".repeat(room + 1) }), "tooLong")
    assertRefused("0".repeat(10_000_000), "tooLong")
  })

  it("refuses lengths that do not fit", () => {
    const body = payload().slice(0, -8)
    assertRefused(sealed(`${body}8000`), "badLength", "80")
    assertRefused(sealed(`${body}80ab`), "badLength", "")
    assertRefused(sealed(`${body}8099x`), "badLength", "80")
    assertRefused(payload({ "26": `${account}0399UMI` }), "badLength", "26/03")
    assertRefused(payload({ "26": `${account}03` }), "badLength", "26")
    assertRefused(payload({ "62": "07" }), "badLength", "62")
  })

  it("refuses a tag that is there twice, on either level", () => {
    const body = payload().slice(0, -8)
    assertRefused(sealed(body + write([["59", "OTHER"]])), "duplicateTag", "59")
    assertRefused(payload({ "51": national + write([["02", "X"]]) }), "duplicateTag", "51/02")
  })

  it("takes tags in any order, and counts characters rather than bytes", () => {
    const tags: ReadonlyArray<Tag> = [
      ["00", "01"],
      ["61", "10110"],
      ["60", "Kota ☕"],
      ["59", "Café Ñandú 🙂"],
      ["58", "ID"],
      ["53", "360"],
      ["52", "5812"],
      ["26", account]
    ]
    const parsed = Result.getOrThrow(parseQris(sealed(write(tags))))
    assert.strictEqual(parsed.merchantName, "Café Ñandú 🙂")
    assert.isUndefined(parsed.pointOfInitiation)
  })

  it.prop("refuses every change of one character", [
    AnyMerchant,
    AnySale,
    Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })),
    Schema.String.check(Schema.isPattern(/^[ -~]$/u))
  ], ([merchant, sale, place, character]) => {
    const text = Result.getOrThrow(Result.orElse(generateDynamicQris(merchant, sale), () => generateStaticQris(warung)))
    const at = place % text.length
    const changed = `${text.slice(0, at)}${character}${text.slice(at + 1)}`
    assert.strictEqual(Result.isSuccess(parseQris(changed)), changed === text)
  })

  it.prop("answers any text with a payload or a refusal", [Schema.String], ([text]) => {
    assert.isTrue(Result.isFailure(parseQris(text)))
    assert.isTrue(Result.isFailure(parseQris(sealed(`000201${text}`))))
  })
})

describe("rules", () => {
  it("asks for what every payment has", () => {
    for (const tag of ["52", "53", "58", "59", "60", "61"]) {
      assertRefused(payload({ [tag]: undefined }), "missingTag", tag)
    }
    assertRefused(payload({ "26": undefined, "51": undefined }), "noAccount")
    assertRefused(payload({ "26": undefined, "51": undefined, "46": write([["00", "X"]]) }), "noAccount")
    for (const tag of ["00", "01", "02"]) {
      const without = write(
        ([["00", "X"], ["01", "1"], ["02", "Y"]] as const).filter(([id]) => id !== tag)
      )
      assertRefused(payload({ "26": without }), "missingTag", `26/${tag}`)
    }
    assertRefused(payload({ "51": write([["02", "X"]]) }), "missingTag", "51/00")
    assertRefused(payload({ "64": write([["00", "EN"]]) }), "missingTag", "64/01")
  })

  it("asks for tag 51 of static QRs only", () => {
    assertRefused(payload({ "01": "11", "51": undefined }), "missingTag", "51")
    assert.isTrue(Result.isSuccess(parseQris(payload({ "51": undefined }))))
    assert.isTrue(Result.isSuccess(parseQris(payload({ "26": undefined }))))
  })

  it("refuses values of the wrong form, by tag", () => {
    const cases = [
      ["00", { "00": "02" }],
      ["01", { "01": "13" }],
      ["52", { "52": "58a2" }],
      ["53", { "53": "702" }],
      ["58", { "58": "SG" }],
      ["59", { "59": "x".repeat(26) }],
      ["59", { "59": "A|B" }],
      ["59", { "59": "A\u001b[31m" }],
      ["59", { "59": "A\u202eB" }],
      ["60", { "60": "x".repeat(16) }],
      ["61", { "61": "x".repeat(11) }],
      ["26/00", { "26": write([["00", "x".repeat(33)], ["01", "1"], ["02", "Y"]]) }],
      ["26/01", { "26": write([["00", "X"], ["01", "1".repeat(20)], ["02", "Y"]]) }],
      ["45/01", { "45": write([["00", "X"], ["01", "12a"], ["02", "Y"]]) }],
      ["26/02", { "26": write([["00", "X"], ["01", "1"], ["02", "Y".repeat(16)]]) }],
      ["26/03", { "26": account + write([["03", "UM"]]) }],
      ["51/02", { "51": write([["00", "X"], ["02", "I".repeat(16)]]) }],
      ["62/01", { "62": write([["01", "x".repeat(26)]]) }],
      ["62/09", { "62": write([["09", "B"]]) }],
      ["64/00", { "64": write([["00", "ENG"], ["01", "X"]]) }],
      ["80", { "80": "\u0007" }]
    ] as const
    for (const [tag, changes] of cases) assertRefused(payload(changes), "badValue", tag)
  })

  it("takes amounts as they are printed, and no others", () => {
    for (const amount of ["1000", "1000.00", "1000.", "0.5", "9999999999999"]) {
      assert.strictEqual(Result.getOrThrow(parseQris(payload({ "54": amount }))).amount, amount)
    }
    assert.strictEqual(Result.getOrThrow(parseQris(payload({ "54": "1000." }))).amountRupiah, 1000)
    assert.isUndefined(Result.getOrThrow(parseQris(payload({ "54": undefined }))).amount)
    for (const amount of ["0", "0.00", "-1", "+1", "1,000", "1.000.000", "1e3", ".5", " 1", "10000000000000", "１"]) {
      assertRefused(payload({ "54": amount }), "badValue", "54")
    }
  })

  it("takes a tip only together with its amount", () => {
    const tip = (changes: Readonly<Record<string, string>>) => Result.getOrThrow(parseQris(payload(changes))).tip
    assert.deepStrictEqual(tip({ "55": "01" }), { kind: "ask" })
    assert.deepStrictEqual(tip({ "55": "02", "56": "500" }), { kind: "fixed", amount: "500" })
    assert.deepStrictEqual(tip({ "55": "03", "57": "99.99" }), { kind: "percent", percent: "99.99" })
    assertRefused(payload({ "55": "04" }), "badValue", "55")
    assertRefused(payload({ "55": "02" }), "missingTag", "56")
    assertRefused(payload({ "55": "03" }), "missingTag", "57")
    assertRefused(payload({ "56": "500" }), "badValue", "56")
    assertRefused(payload({ "55": "02", "56": "500", "57": "1" }), "badValue", "57")
    for (const percent of ["0", "0.00", "100", "1.234", "-1"]) {
      assertRefused(payload({ "55": "03", "57": percent }), "badValue", "57")
    }
  })

  it("refuses transfers and cash in or out", () => {
    for (const purpose of ["BOOK", "DMCT", "XBCT", "CDPT", "CWDL", "book", "BOOK "]) {
      assertRefused(payload({ "62": write([["08", purpose]]) }), "notAPayment", "62/08")
    }
    const refused = refusalOf(payload({ "40": account, "26": undefined, "62": write([["08", "DMCT"]]) }))
    assert.strictEqual(refused.message, "tag 62/08 (purpose) is DMCT: a transfer, not a payment")
    assert.isTrue(Result.isSuccess(parseQris(payload({ "62": write([["08", "Booking"]]) }))))
  })

  it("takes the criteria of the account, of tag 51, or URE", () => {
    const criteria = (changes: Readonly<Record<string, string>>) =>
      Result.getOrThrow(parseQris(payload(changes))).criteria
    assert.strictEqual(criteria({ "26": account + write([["03", "UMI"]]) }), "UMI")
    assert.strictEqual(criteria({ "51": national + write([["03", "UBE"]]) }), "UBE")
    assert.strictEqual(criteria({}), "URE")
  })

  it("keeps tags it does not know", () => {
    const { tags } = Result.getOrThrow(parseQris(payload({ "65": "later", "99": "anything" })))
    assert.deepStrictEqual(tags.filter(({ id }) => id > "64"), [
      { id: "65", value: "later" },
      { id: "99", value: "anything" }
    ])
  })
})
