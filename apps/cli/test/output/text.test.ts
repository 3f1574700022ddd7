import { assert, describe, it } from "@effect/vitest"
import { parseFinpayTime } from "@openfinpay/finpay-core"
import { Schema } from "effect"
import { status } from "../../src/output/terminal-status.ts"
import { leastWidthOf, widthOf } from "../../src/output/terminal-wrap.ts"
import { pipe, type Screen } from "../../src/output/terminal.ts"
import { fields, printable, table, wib } from "../../src/output/text.ts"

const screen = (columns: number, colors = false): Screen => ({ columns, colors })

const linesOf = (text: string): ReadonlyArray<string> => text.split("\n").slice(0, -1)

const widest = (text: string): number => Math.max(...linesOf(text).map(widthOf))

describe("printable", () => {
  it("shows what a terminal would act on", () => {
    assert.strictEqual(printable("a\u001b[31mb\nc\u202ed\u061c"), "a\\u001b[31mb\\u000ac\\u202ed\\u061c")
    assert.strictEqual(printable("Toko “Maju” é 😀"), "Toko “Maju” é 😀")
  })

  it.prop("leaves no control character", [Schema.String], ([text]) => {
    assert.notMatch(printable(text), /\p{Cc}/u)
  })
})

describe("fields", () => {
  const mutation = "mut_0mif2a1b8k3x7q9v2d4f6"
  const all = [
    ["Order", "INV-1"],
    ["Finpay's refund", mutation],
    ["Why", "its answer was lost, and Finpay was asked: it says that a part of the money was given back"],
    ["Note", undefined],
    ["Trace id", "a\nb"],
    ["Empty", ""]
  ] as const

  it("in a pipe: aligned, each value on its line, what is missing left out", () => {
    assert.strictEqual(
      fields(all, pipe),
      "Order            INV-1\n" +
        `Finpay's refund  ${mutation}\n` +
        "Why              its answer was lost, and Finpay was asked: it says that a part of the money was given back\n" +
        "Trace id         a\\u000ab\n"
    )
    assert.strictEqual(fields(all, screen(200)), fields(all, pipe))
  })

  it("on 80 columns a long value goes on in the next line", () => {
    assert.strictEqual(
      fields(all, screen(80)),
      "Order            INV-1\n" +
        `Finpay's refund  ${mutation}\n` +
        "Why              its answer was lost, and Finpay was asked: it says that a part\n" +
        "                 of the money was given back\n" +
        "Trace id         a\\u000ab\n"
    )
  })

  it("on 40 columns an id that does not fit beside its label stands below it, whole", () => {
    assert.strictEqual(
      fields(all, screen(40)),
      "Order            INV-1\n" +
        "Finpay's refund\n" +
        `  ${mutation}\n` +
        "Why              its answer was lost,\n" +
        "                 and Finpay was asked:\n" +
        "                 it says that a part of\n" +
        "                 the money was given\n" +
        "                 back\n" +
        "Trace id         a\\u000ab\n"
    )
  })

  it("a command stays in one piece, so that no half of it is pasted", () => {
    const command = "FINPAY_BASE_URL=http://127.0.0.1:4711 finpay refund INV-1 --amount 10000 --key return-77"
    const shown = fields([["Try", command], ["Next", `a callback is news, not proof: ${command}`]], screen(40))
    assert.deepStrictEqual(linesOf(shown), [
      "Try",
      `  ${command}`,
      "Next",
      "  a callback is news, not proof:",
      `  ${command}`
    ])
  })
})

describe("table", () => {
  const heading = ["ORDER", "STATUS", "AMOUNT", "WHY"]
  const rows = [
    ["INV-1000", "PAID", "Rp 22.000", "money moved from the payer to the merchant, as the bank's report has it too"],
    ["INV-2", "EXPIRED", "Rp 1.500.000", ""]
  ]

  it("in a pipe and on 200 columns: one line a row, amounts below each other", () => {
    assert.strictEqual(
      table(heading, rows, pipe),
      "ORDER     STATUS         AMOUNT  WHY\n" +
        "INV-1000  PAID        Rp 22.000  money moved from the payer to the merchant, as the bank's report has it too\n" +
        "INV-2     EXPIRED  Rp 1.500.000\n"
    )
    assert.strictEqual(table(heading, rows, screen(200)), table(heading, rows, pipe))
    assert.strictEqual(table(["ORDER", "STATUS"], [], screen(40)), "ORDER  STATUS\n")
  })

  it("on 80 columns long cells go on in the next line", () => {
    assert.strictEqual(
      table(heading, rows, screen(80)),
      "ORDER     STATUS         AMOUNT  WHY\n" +
        "INV-1000  PAID        Rp 22.000  money moved from the payer to the merchant, as\n" +
        "                                 the bank's report has it too\n" +
        "INV-2     EXPIRED  Rp 1.500.000\n"
    )
  })

  it("on 40 columns each row is a block of fields", () => {
    assert.strictEqual(
      table(heading, rows, screen(40)),
      "ORDER   INV-1000\n" +
        "STATUS  PAID\n" +
        "AMOUNT  Rp 22.000\n" +
        "WHY     money moved from the payer to\n" +
        "        the merchant, as the bank's\n" +
        "        report has it too\n" +
        "\n" +
        "ORDER   INV-2\n" +
        "STATUS  EXPIRED\n" +
        "AMOUNT  Rp 1.500.000\n"
    )
  })

  it("wide and combining characters are counted as they are shown", () => {
    assert.strictEqual(
      table(["NAME", "N"], [["株式会社", "1"], ["é́", "2"], ["👩‍👩‍👧", "3"]], pipe),
      "NAME      N\n株式会社  1\né́         2\n👩‍👩‍👧        3\n"
    )
  })

  it("only the status has a colour, and only on a terminal", () => {
    const colored = [["INV-1", status("PAID", ", settled")], ["INV-2", status("REFUNDED")], [
      "INV-3",
      status("EXPIRED")
    ]]
    assert.strictEqual(table(["ORDER", "STATUS"], colored, pipe).includes("\u001b"), false)
    assert.strictEqual(
      table(["ORDER", "STATUS"], colored, screen(80, true)),
      "ORDER  STATUS\n" +
        "INV-1  \u001b[32mPAID\u001b[39m, settled\n" +
        "INV-2  REFUNDED\n" +
        "INV-3  \u001b[31mEXPIRED\u001b[39m\n"
    )
    assert.strictEqual(
      fields([["State", status("unknown", ": perhaps Finpay did it; being found out")]], screen(30, true)),
      "State  \u001b[33munknown\u001b[39m: perhaps Finpay\n       did it; being found out\n"
    )
  })

  const Width = Schema.Int.check(Schema.isBetween({ minimum: 20, maximum: 200 }))
  const Cells = Schema.Tuple([Schema.String, Schema.String, Schema.String])

  it.prop("fits, and leaves nothing out", [Schema.Array(Cells), Width], ([random, columns]) => {
    const body = [...random, ["mut_0mif2a1b8k3x7q9v2d4f6", "Rp 99.999.999.999.999", "2026-11-21 10:00:00 WIB"]]
    const shown = table(["MUTATION", "AMOUNT", "SINCE"], body, screen(columns))
    const cells = body.flat().map(printable)
    for (const word of cells.flatMap((cell) => cell.split(/\s+/u))) assert.include(shown, word)
    assert.include(shown, "Rp 99.999.999.999.999")
    // One piece that is wider than the screen is left whole, for the terminal to break.
    if (widest(shown) > columns) assert.isAbove(Math.max(...cells.map(leastWidthOf)), columns - 2)
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
