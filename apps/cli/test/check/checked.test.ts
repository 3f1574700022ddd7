import { assert, describe, it } from "@effect/vitest"
import { NotFound } from "@openfinpay/finpay-core"
import { type Outcome, tableOf } from "../../src/check/check-many.ts"
import { type Checked, checkedText } from "../../src/check/checked.ts"

const checked = (status?: string, id = "INV-1"): Checked => ({
  responseCode: "2000000",
  responseMessage: "Request has been processed successfully",
  raw: {},
  data: { order: { id }, result: { payment: status === undefined ? {} : { status } } }
})

describe("what a person is told of an order", () => {
  it("no code that all went well stands beside a status, which says how the payment went", () => {
    assert.notInclude(checkedText("INV-1", checked("REQUEST_INITIATED")), "successfully")
    assert.include(checkedText("INV-1", checked()), "2000000 Request has been processed successfully")
  })

  it("CANCELLED does not say that nobody had paid", () => {
    const shown = checkedText("INV-1", checked("CANCELLED"))
    assert.match(shown, /CANCELLED: cancelled before it was paid, or paid and voided/u)
    assert.notMatch(shown, /no money mov/u)
  })

  it("only a part that was given back leads to the journal", () => {
    assert.include(checkedText("INV-1", checked("PARTIALLY_REFUNDED")), "finpay mutations list --order INV-1")
    assert.notInclude(checkedText("INV-1", checked("PAID")), "Given back")
  })
})

describe("many on a terminal of 80 columns", () => {
  const screen = { columns: 80, colors: false }
  const failure = new NotFound({
    operation: "checkStatus",
    detail: "Finpay has no payment with this number, and says so in a sentence that has no room in a column",
    nextStep: "Look.",
    safeToRetry: true
  })

  it("each has one line, and why there is no answer stands below", () => {
    const outcomes: ReadonlyArray<Outcome> = [
      { order: "INV-1", checked: checked("REQUEST_INITIATED") },
      { order: "INV-2", failure },
      { order: "INV-3", checked: checked("PAID", "INV-3") }
    ]
    const lines = tableOf(outcomes, screen).split("\n")
    assert.isTrue(lines.every(({ length }) => length <= 80))
    assert.deepStrictEqual(lines.slice(1, 4).map((line) => line.slice(0, 5)), ["INV-1", "INV-2", "INV-3"])
    assert.match(lines.slice(4).join("\n"), /^\nINV-2 {2}Finpay has no payment/u)
  })
})
