import { assert, describe, it } from "@effect/vitest"
import type { Mutation } from "@openfinpay/finpay-journal"
import { evidenceFields } from "../../src/output/mutation.ts"

const before = (operation: Mutation["operation"], status: string): string => {
  const seen = { at: 0, status, paidAmount: 50_000, refunded: 0, done: 0 }
  const [[, value] = ["", ""]] = evidenceFields({ operation, before: seen } as Mutation)
  return typeof value === "string" ? value : ""
}

describe("evidenceFields", () => {
  it("says paid only of what was paid", () => {
    for (
      const [operation, status, says] of [
        ["refund", "PAID", "Rp 50.000 paid, at"],
        ["refund", "PARTIALLY_REFUNDED", "Rp 50.000 paid, at"],
        ["refund", "PARTIALLY_CAPTURED", "Rp 50.000 paid, at"],
        ["cancel", "REQUEST_INITIATED", "Rp 50.000 to be paid, at"],
        ["void", "CANCELLED", ", Rp 50.000, at"],
        ["void", "OF_TOMORROW", ", Rp 50.000, at"],
        ["qrisRefund", "00", "Rp 50.000 paid, at"],
        ["qrisRefund", "03", "Rp 50.000 to be paid, at"],
        ["qrisRefund", "05", ", Rp 50.000, at"]
      ] as const
    ) {
      assert.include(before(operation, status), says, `${operation} ${status}`)
    }
  })
})
