import { assert, describe, it } from "@effect/vitest"
import type { AuditEvent, Mutation } from "@openfinpay/finpay-journal"
import { evidenceFields, historyTable } from "../../src/output/mutation.ts"

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

describe("historyTable", () => {
  it("is a table on a terminal of 80 columns, also with trace ids and long reasons", () => {
    const traceId = "0b0e7a4c-3b7f-4a57-9d0c-5f0e1c2d3a4b"
    const event = (name: AuditEvent["event"], to: AuditEvent["to"], reason: string): AuditEvent =>
      ({ event: name, to, reason, actor: "siti@toko-maju.example", at: 0, traceId }) as unknown as AuditEvent
    const shown = historyTable("refund", [
      event("accepted", "accepted", "written down, to be sent"),
      event("check_failed", "needs_review", "Nothing was given back before, and this refund is less than the payment."),
      event("late_answer", "succeeded", "after a person closed it as not_applied: Finpay carried it out")
    ], { columns: 80, colors: false })
    const lines = shown.split("\n")
    assert.match(lines[0] ?? "", /^WHEN +WHO +WHAT +STATE +WHY$/u)
    assert.deepStrictEqual(lines.filter((line) => line.length > 80), [])
    assert.deepStrictEqual(lines.slice(-5), [
      "WHEN                     WHAT          FINPAY'S TRACE ID",
      `1970-01-01 07:00:00 WIB  accepted      ${traceId}`,
      `1970-01-01 07:00:00 WIB  check_failed  ${traceId}`,
      `1970-01-01 07:00:00 WIB  late_answer   ${traceId}`,
      ""
    ])
  })
})
