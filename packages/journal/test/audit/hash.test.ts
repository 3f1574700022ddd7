/** Known answers. A change here means that no journal written before would verify any more. */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { firstHash, hashDetail, hashEvent, hashRow, sha256 } from "../../src/audit/hash.ts"
import { laneOf } from "../../src/store/lane.ts"
import type { AuditRow, MutationRow } from "../../src/store/rows.ts"

const documentation = new URL("../../../../docs/audit.md", import.meta.url)

const row: MutationRow = {
  id: "mut_00mhxjk3v0123456789ab",
  account: "production/MERCHANT01",
  idempotency_key: "refund-2026-000017",
  operation: "refund",
  reference: "INV-2026-0017",
  refund_no: null,
  amount: 22000,
  request: "{\"order\":{\"id\":\"INV-2026-0017\",\"amount\":22000}}",
  request_hash: "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592",
  actor: "Siti \"kasir\" \u00E9\u{1F9FE}",
  state: "accepted",
  version: 1,
  seen_before: null,
  answer: null,
  error: null,
  evidence: null,
  decided_by: null,
  closed_as: null,
  accepted_at: 1793520000000,
  sending_at: null,
  sent_by: null,
  settled_at: null,
  updated_at: 1793520000000
}

const accepted: AuditRow = {
  account: "production/MERCHANT01",
  lane: 0,
  sequence: 1,
  mutation_id: row.id,
  at: 1793520000000,
  event: "accepted",
  actor: row.actor,
  from_state: null,
  to_state: "accepted",
  reason: "written down, to be sent",
  detail: "{\"key\":\"refund-2026-000017\",\"request\":{\"order\":{\"id\":\"INV-2026-0017\",\"amount\":22000}}}",
  trace_id: null,
  detail_hash: "fb3b8741036db83942cec686ac69226fc53cd24d0e26c9ceea5f88d736dd9d14",
  row_hash: "3405f27db94b4ddc6b2e25a36ca75f89671163c321528ebd23bf6902cdce6e49",
  previous_hash: "9348bb182324beaa3b211e5b6b20a84a50dffdb0e5f65f682996cb3a4f983090",
  hash: "adf0aa1067e3266823546566256053ae3659df22425bd2c5571fb9572f1a6b99"
}

const withdrawn: AuditRow = {
  ...accepted,
  sequence: 2,
  at: 1793520000250,
  event: "withdrawn",
  actor: "supervisor",
  from_state: "accepted",
  to_state: "rejected",
  reason: "typed\ttwice",
  detail: null,
  trace_id: "93a76615-a2c2-44fd-9dd3-1c0a22a6fe23",
  detail_hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  previous_hash: "adf0aa1067e3266823546566256053ae3659df22425bd2c5571fb9572f1a6b99",
  hash: "c7649953dfba9825e53550453180b1a2784f960d4b0c69d88975eaa0247f2642"
}

describe("the hashes of the audit log", () => {
  it("begin with the same hash in every journal", () => {
    assert.strictEqual(firstHash, accepted.previous_hash)
  })

  it("are those of these rows", () => {
    assert.strictEqual(hashRow(row), accepted.row_hash)
    assert.strictEqual(hashDetail(accepted.detail), accepted.detail_hash)
    assert.strictEqual(hashEvent(accepted), accepted.hash)
    assert.strictEqual(hashDetail(withdrawn.detail), withdrawn.detail_hash)
    assert.strictEqual(hashEvent(withdrawn), withdrawn.hash)
  })

  it("count the number of a QRIS refund where there is one, before the amount", () => {
    const { account, actor, id, request_hash } = row
    const numbered = { ...row, operation: "qrisRefund", refund_no: "R-17", request: null }
    const said = [
      ["id", id],
      ["account", account],
      ["idempotency_key", "refund-2026-000017"],
      ["operation", "qrisRefund"],
      ["reference", "INV-2026-0017"],
      ["refund_no", "R-17"],
      ["amount", 22000],
      ["request_hash", request_hash],
      ["actor", actor],
      ["state", "accepted"],
      ["version", 1],
      ["accepted_at", 1793520000000],
      ["updated_at", 1793520000000]
    ]
    assert.strictEqual(hashRow(numbered), sha256(JSON.stringify(said)))
  })

  it("are those the documentation shows how to make", () => {
    const [, example = ""] = /```text\n([^]*?)\n```/u.exec(readFileSync(documentation, "utf8")) ?? []
    const lines = example.split("\n")
    const hashes = lines.filter((_, n) => n % 2 === 1)
    assert.deepStrictEqual(lines.filter((_, n) => n % 2 === 0).map(sha256), hashes)
    assert.deepStrictEqual(hashes, [firstHash, accepted.detail_hash, accepted.row_hash, accepted.hash])
  })

  it("do not change when a detail is erased", () => {
    assert.strictEqual(hashEvent({ ...accepted, detail: null }), accepted.hash)
  })

  it("are in the lane of the order", () => {
    assert.deepStrictEqual(
      ["INV-2026-0017", "", "a", "\u00E9", "16624481877591000000000"].map(laneOf),
      [0, 5, 12, 1, 14]
    )
  })
})
