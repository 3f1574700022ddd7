import { assert, describe, it } from "@effect/vitest"
import { maskAccountNumbers } from "../../src/order/account-number.ts"

const number = "9360001234567890123"
const mask = "936000…0123"

describe("maskAccountNumbers", () => {
  it("keeps the first six and last four of the payer's number, however its name is spelt", () => {
    for (
      const name of ["cpan", "cpan ", "CPAN", "pan", "customerPan", "cardPan", "card_no", "cardNumber", "Card-Number"]
    ) {
      assert.deepStrictEqual(maskAccountNumbers({ [name]: number }), { [name]: mask }, name)
    }
  })

  it("finds it at any depth, in arrays, and as a number", () => {
    assert.deepStrictEqual(
      maskAccountNumbers([{ data: { list: [{ cpan: [number, { deep: number }] }], pan: 4_111_111_111_111_111 } }]),
      [{ data: { list: [{ cpan: [mask, { deep: mask }] }], pan: "411111…1111" } }]
    )
    assert.deepStrictEqual(maskAccountNumbers({ card: [{ number }], order: { number } }), {
      card: [{ number: mask }],
      order: { number }
    })
  })

  it("hides a short one whole, and leaves a masked one masked", () => {
    assert.deepStrictEqual(maskAccountNumbers({ cpan: "1234567890", pan: 123 }), { cpan: "…", pan: "…" })
    assert.deepStrictEqual(maskAccountNumbers({ cpan: mask }), { cpan: mask })
  })

  it("leaves everything else as it is", () => {
    const other = {
      mpan: number,
      paymentCode: "8077012345678903",
      order: { id: "4111111111111111", amount: 22_000 },
      card: { mask: "512345xxxxxx0008" },
      cpan: null,
      pan: true,
      cardNumber: {}
    }
    assert.deepStrictEqual(maskAccountNumbers(other), other)
    const odd: unknown = JSON.parse(`{ "__proto__": { "cpan": "${number}" } }`)
    assert.strictEqual(JSON.stringify(maskAccountNumbers(odd)), `{"__proto__":{"cpan":"${mask}"}}`)
    assert.isNull(maskAccountNumbers(undefined))
    assert.strictEqual(maskAccountNumbers(number), number)
  })
})
