import { assert, describe, it } from "@effect/vitest"
import type { Journal, Mutation, MutationFilter, MutationState } from "@openfinpay/finpay-journal"
import { mutationStates } from "@openfinpay/finpay-journal"
import { Effect, Stream } from "effect"
import { knownEntryOf, knownFromJournal } from "../../src/known/known-from-journal.ts"
import type { Outcome } from "../../src/report/ReportLine.ts"

const mutation = (more: Partial<Mutation> = {}): Mutation => ({
  id: "m-1",
  account: "local/M",
  key: "k",
  operation: "refund",
  reference: "INV-1",
  amount: 22000,
  requestHash: "",
  actor: "test",
  state: "succeeded",
  version: 1,
  acceptedAt: 1000,
  updatedAt: 3000,
  ...more
})

/** A journal of which only the list is used: a page at a time, newest first. */
const journalOf = (mutations: ReadonlyArray<Mutation>, asked: Array<MutationFilter | undefined> = []) => {
  const pageLength = 2
  const list = (filter?: MutationFilter) => {
    asked.push(filter)
    const from = filter?.after === undefined ? 0 : mutations.findIndex(({ id }) => id === filter.after) + 1
    const page = mutations.slice(from, from + pageLength)
    const last = page.at(-1)
    const more = from + pageLength < mutations.length && last !== undefined
    return Effect.succeed({ mutations: page, ...(more ? { next: last.id } : {}) })
  }
  return { list } as Partial<Journal["Service"]> as Journal["Service"]
}

const outcomes: Readonly<Record<Exclude<MutationState, "closed">, Outcome>> = {
  accepted: "not_done",
  sending: "unknown",
  succeeded: "done",
  rejected: "not_done",
  unknown: "unknown",
  not_applied: "not_done",
  needs_review: "unknown"
}

describe("what the journal knows", () => {
  it("is the outcome of every state", () => {
    for (const state of mutationStates) {
      if (state === "closed") continue
      assert.strictEqual(knownEntryOf(mutation({ state }))?.outcome, outcomes[state], state)
    }
    assert.strictEqual(knownEntryOf(mutation({ state: "closed", closedAs: "applied" }))?.outcome, "done")
    assert.strictEqual(knownEntryOf(mutation({ state: "closed", closedAs: "not_applied" }))?.outcome, "not_done")
  })

  it("is a refund with its amount, from when it was sent", () => {
    assert.deepStrictEqual(knownEntryOf(mutation({ sendingAt: 2000 })), {
      reference: "INV-1",
      kind: "refund",
      amount: 22000,
      outcome: "done",
      state: "succeeded",
      mutationId: "m-1",
      at: 2000
    })
    assert.strictEqual(knownEntryOf(mutation())?.at, 1000)
    assert.strictEqual(knownEntryOf(mutation({ operation: "qrisRefund" }))?.kind, "refund")
  })

  it("is a void that the report may leave out, and nothing for a cancel", () => {
    assert.strictEqual(knownEntryOf(mutation({ operation: "void" }))?.optional, true)
    assert.isUndefined(knownEntryOf(mutation())?.optional)
    const { amount: _, ...cancel } = mutation({ operation: "cancel" })
    assert.isUndefined(knownEntryOf(cancel))
  })

  it.effect("is read page by page, within the time that is asked for", () =>
    Effect.gen(function*() {
      const asked: Array<MutationFilter | undefined> = []
      const all = ["m-5", "m-4", "m-3", "m-2", "m-1"].map((id) =>
        mutation({ id, operation: id === "m-3" ? "cancel" : "refund" })
      )
      const known = knownFromJournal(journalOf(all, asked), { since: 1, until: 9 })
      assert.deepStrictEqual(known.kinds, ["refund"])
      const entries = yield* Stream.runCollect(known.entries)
      assert.deepStrictEqual(entries.map(({ mutationId }) => mutationId), ["m-5", "m-4", "m-2", "m-1"])
      assert.deepStrictEqual(asked, [
        { limit: 500, since: 1, until: 9 },
        { limit: 500, since: 1, until: 9, after: "m-4" },
        { limit: 500, since: 1, until: 9, after: "m-2" }
      ])
      assert.deepStrictEqual(yield* Stream.runCollect(knownFromJournal(journalOf([])).entries), [])
    }))
})
