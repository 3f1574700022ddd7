import { assert, describe, it } from "@effect/vitest"
import { violationsOf } from "../../soak/check.ts"
import type { Facts } from "../../soak/Facts.ts"

const refund = { operation: "refund", reference: "INV-1", amount: 10_000 } as const

/** One refund, asked for once, done once, told and kept as it was. */
const right: Facts = {
  asked: [{ ...refund, key: "k-1", told: [{ said: "done", status: 200, mutationId: "mut_1" }] }],
  kept: [{ ...refund, id: "mut_1", key: "k-1", state: "succeeded" }],
  deeds: [refund],
  balances: [{ order: "INV-1", paid: 20_000, refunded: 10_000 }],
  findings: [],
  faults: [],
  exitCodes: [0, 0, 0]
}

const [asked] = right.asked
const [kept] = right.kept
if (asked === undefined || kept === undefined) throw new Error("the example is empty")

const wrong: ReadonlyArray<readonly [what: string, facts: Facts, violation: RegExp]> = [
  ["a refund that was paid twice", { ...right, deeds: [refund, refund] }, /done 2 times, asked for under 1 keys/u],
  [
    "a refund nobody asked for",
    { ...right, deeds: [refund, { ...refund, amount: 5 }] },
    /refund INV-1 5: done 1 times/u
  ],
  [
    "more given back than was paid",
    { ...right, balances: [{ order: "INV-1", paid: 1, refunded: 2 }] },
    /2 was given back of 1/u
  ],
  ["a mutation that is gone", { ...right, kept: [] }, /was answered as mut_1, and the journal has undefined/u],
  [
    "one that never ends",
    { ...right, kept: [{ ...kept, state: "unknown" }] },
    /is unknown after everything came to rest/u
  ],
  ["a success Finpay knows nothing of", { ...right, deeds: [] }, /Finpay did it 0 times, the journal says 1/u],
  [
    "a refusal of what Finpay did",
    { ...right, kept: [{ ...kept, state: "rejected" }] },
    /Finpay did it 1 times, the journal says 0/u
  ],
  [
    "a person's decision that is not what happened",
    { ...right, kept: [{ ...kept, state: "closed", closedAs: "not_applied" }] },
    /the journal says 0/u
  ],
  [
    "a caller who was told it was refused",
    { ...right, asked: [{ ...asked, told: [{ said: "refused", status: 422, mutationId: "mut_1" }] }] },
    /was answered with 422 \(refused\), and is succeeded/u
  ],
  [
    "a caller who was told it was done",
    { ...right, deeds: [], kept: [{ ...kept, state: "not_applied" }] },
    /was answered with 200 \(done\), and is not_applied/u
  ],
  ["an audit log that was edited", { ...right, findings: ["row 7 was changed"] }, /audit: row 7/u],
  ["a fault in a server", { ...right, faults: ["TypeError"] }, /a server's log: TypeError/u],
  ["a server that did not end well", { ...right, exitCodes: [0, 1, 0] }, /ended with 1/u]
]

describe("what the soak looks for", () => {
  it("it finds nothing where all is right, also with what a person closed rightly", () => {
    assert.deepStrictEqual(violationsOf(right), [])
    assert.deepStrictEqual(
      violationsOf({ ...right, kept: [{ ...kept, state: "closed", closedAs: "applied" }] }),
      []
    )
  })

  for (const [what, facts, violation] of wrong) {
    it(`it finds ${what}`, () => assert.match(violationsOf(facts).join("\n"), violation))
  }
})
