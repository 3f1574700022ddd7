/** What the journal wrote down in English, in Indonesian: by what it is, and not by its words. */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { auditEvents } from "@openfinpay/finpay-journal"
import type { AuditEvent, Mutation, Refusal } from "@openfinpay/finpay-journal"
import { problemTexts } from "../../../../packages/journal/src/audit/problems.ts"
import { findingInIndonesian } from "../../src/output/audit-indonesian.ts"
import { speaking } from "../support/cli-in.ts"

const load = async () => ({
  ...(await import("../../src/output/event-reason.ts")),
  ...(await import("../../src/output/change-text.ts")),
  ...(await import("../../src/journal/outcome.ts"))
})

const event = (name: AuditEvent["event"], detail?: unknown, to: AuditEvent["to"] = "unknown"): AuditEvent => ({
  account: "local/FINPAY001",
  lane: 0,
  sequence: 1,
  mutationId: "mut_1",
  at: 0,
  event: name,
  actor: "journal",
  to,
  reason: "in English",
  detail,
  detailHash: "",
  rowHash: "",
  previousHash: "",
  hash: ""
})

let id: Awaited<ReturnType<typeof load>>

beforeAll(async () => {
  id = await speaking("id", load)
})

describe("findingInIndonesian", () => {
  it("says of each problem all that the English sentence says", () => {
    for (const [name, text] of Object.entries(problemTexts)) {
      const values = [...new Set(text.match(/\{\d\}/gu))].map((_, at) => `value-${at}`)
      const told = findingInIndonesian({ name: name as keyof typeof problemTexts, values })
      assert.notInclude(told, "{", name)
      for (const value of values) assert.include(told, value, name)
    }
    const begun = findingInIndonesian({ name: "beginning", values: ["nothing", "unknown"] })
    assert.strictEqual(begun, "dimulai dari kosong, padahal kejadian sebelumnya berakhir dengan unknown")
  })
})

describe("reasonOf in Indonesian", () => {
  it("evidence, by its rule and operation", () => {
    const seen = event("checked", { rule: "never-paid", verdict: "same" })
    assert.match(id.reasonOf(seen, "refund"), /^Tidak ada uang dalam pembayaran itu/u)
    assert.match(id.reasonOf(seen, "void"), /^Tidak ada uang yang diambil atau ditahan/u)
    assert.match(id.reasonOf(event("decided", { rule: "disturbed" }), "cancel"), /^Permintaan lain/u)
    // Of a later version, or erased: as it was written.
    assert.strictEqual(id.reasonOf(event("checked", { rule: "of tomorrow" }), "refund"), "in English")
    assert.strictEqual(id.reasonOf(event("checked"), "refund"), "in English")
  })

  it("every other event that is not a person's own words", () => {
    const english = auditEvents.filter((name) => id.reasonOf(event(name), "refund") === "in English")
    assert.deepStrictEqual(english, ["withdrawn", "checked", "repeated", "decided", "review", "closed"])
    assert.strictEqual(
      id.reasonOf(event("answered", { error: { detail: "no limit left" } }, "rejected"), "refund"),
      "pasti tidak dikerjakan: no limit left"
    )
  })

  it("what the journal refused itself, with its amounts", () => {
    const refusals: ReadonlyArray<readonly [Refusal, RegExp]> = [
      [
        { rule: "more-than-left", asked: 99_000, left: 12_000, paid: 22_000 },
        /^Rp 99\.000 melebihi sisa Rp 12\.000 dari Rp 22\.000/u
      ],
      [{ rule: "paid-not-known" }, /tidak menyebut berapa yang dibayar/u],
      [{ rule: "voided" }, /sudah di-void/u],
      [{ rule: "given-back", refunded: 5000 }, /^Rp 5\.000 .* dikembalikan/u],
      [{ rule: "shown-given-back", status: "REFUNDED" }, /REFUNDED/u]
    ]
    const error = {
      _tag: "Declined",
      operation: "refund",
      detail: "in English",
      nextStep: "-",
      safeToRetry: true
    } as const
    const mutation = { state: "rejected", decidedBy: "journal", operation: "refund", error } as unknown as Mutation
    for (const [refusal, expected] of refusals) {
      const outcome = id.outcomeOf(mutation, [event("answered", { error, refusal }, "rejected")])
      assert.match(outcome.kind === "failed" ? outcome.failure.detail : "", expected)
    }
  })
})

describe("stateCell in Indonesian", () => {
  const cell = (columns: number, ...standing: Parameters<typeof id.stateCell>[0][]) =>
    standing.map((one) => {
      const { rest, word } = id.stateCell(one, { columns, colors: false })
      return `${word}${rest}`
    })

  it("the English word with what it means, where there is room", () => {
    assert.deepStrictEqual(cell(120, { state: "accepted" }, { state: "closed", closedAs: "not_applied" }), [
      "accepted (belum dikirim)",
      "closed (not applied)"
    ])
    assert.deepStrictEqual(cell(80, { state: "accepted" }), ["accepted"])
  })
})
