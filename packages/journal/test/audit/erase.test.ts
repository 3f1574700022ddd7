import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { erase } from "../../src/audit/erase.ts"
import { verify } from "../../src/audit/verify.ts"
import { countsAsRefunded, isSettled } from "../../src/Mutation.ts"
import type { Mutation } from "../../src/Mutation.ts"
import { record } from "../../src/record.ts"
import { defaultSettings } from "../../src/settings.ts"
import { layerSqlite } from "../../src/store/database.ts"
import { describeDatabases, temporaryFolder } from "../databases.ts"
import { accept, carried, fill, orderIn, refused, sendAnd, withStore } from "./journal.ts"
import type { Opened } from "./journal.ts"
import { rowsOf } from "./tamper.ts"

const later = Date.UTC(2100, 0, 1)
const by = { actor: "data protection", settledBefore: later }

const mutationsOf = ({ store }: Opened) =>
  Effect.map(store.list({ limit: 500 }), ({ mutations }) => mutations.toReversed())

const refundedOf = (mutations: ReadonlyArray<Mutation>) =>
  mutations.filter(countsAsRefunded).reduce((sum, { amount = 0 }) => sum + amount, 0)

const dump = (opened: Opened) =>
  Effect.all([rowsOf(opened, "finpay_mutation"), rowsOf(opened, "finpay_audit"), rowsOf(opened, "finpay_lane")])

const erasable = ["request", "before", "answer", "error", "evidence"] as const

/** A mutation without what is erased, and without what says that it was changed. */
const lastingOf = (
  { answer: _a, before: _b, error: _c, evidence: _d, request: _e, updatedAt: _f, version: _g, ...rest }: Mutation
) => rest

describeDatabases("erase", (fresh) => {
  it.live("empties what was settled, and keeps its key, amount, state, times and hash", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { store } = opened
          yield* fill(opened)
          const before = yield* mutationsOf(opened)
          const settled = before.filter(({ state }) => isSettled(state))
          assert.deepStrictEqual(yield* erase(store, by), { mutations: settled.length })
          const after = yield* mutationsOf(opened)
          assert.deepStrictEqual(after.map(lastingOf), before.map(lastingOf))
          assert.strictEqual(refundedOf(after), refundedOf(before))
          for (const [n, mutation] of after.entries()) {
            if (!isSettled(mutation.state)) {
              assert.deepStrictEqual(mutation, before[n])
              continue
            }
            for (const member of erasable) assert.notProperty(mutation, member)
            assert.strictEqual(mutation.version, (before[n]?.version ?? 0) + 1)
          }
        }))
    }))

  it.live("empties the details of the events, and says who erased and why", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { store } = opened
          const { closed, unknown } = yield* fill(opened)
          const told = yield* store.history(closed.id)
          assert.isTrue(told.some(({ detail }) => detail !== undefined))
          yield* erase(store, by)
          const history = yield* store.history(closed.id)
          assert.isTrue(history.every(({ detail }) => detail === undefined))
          assert.deepStrictEqual(
            history.slice(0, -1),
            told.map(({ detail: _, ...rest }) => rest)
          )
          const last = history.at(-1)
          assert.deepStrictEqual([last?.event, last?.actor, last?.from, last?.to], [
            "erased",
            "data protection",
            "closed",
            "closed"
          ])
          assert.strictEqual(
            last?.reason,
            "request, answers and details erased: settled before 2100-01-01T00:00:00.000Z"
          )
          assert.isTrue((yield* store.history(unknown.id)).every(({ detail }) => detail !== undefined))
        }))
    }))

  it.live("leaves a journal that verifies, also against the heads from before", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { heads } = yield* verify(opened.store)
          yield* erase(opened.store, by)
          assert.deepStrictEqual((yield* verify(opened.store, heads)).findings, [])
        }))
    }))

  it.live("takes any time for one, also the end of all times", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          yield* sendAnd(opened, yield* accept(opened, { id: "mut_01", reference: "INV-1" }), carried)
          for (const settledBefore of [Number.NEGATIVE_INFINITY, -1, 0.5]) {
            assert.deepStrictEqual(yield* erase(opened.store, { ...by, settledBefore }), { mutations: 0 })
          }
          const settledBefore = Number.POSITIVE_INFINITY
          assert.deepStrictEqual(yield* erase(opened.store, { ...by, settledBefore }), { mutations: 1 })
        }))
    }))

  it.live("does nothing the second time", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          yield* erase(opened.store, by)
          const erased = yield* dump(opened)
          assert.deepStrictEqual(yield* erase(opened.store, by), { mutations: 0 })
          assert.deepStrictEqual(yield* dump(opened), erased)
        }))
    }))

  it.live("leaves what was settled later", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { store } = opened
          const { closed } = yield* fill(opened)
          const before = yield* dump(opened)
          assert.deepStrictEqual(yield* erase(store, { ...by, settledBefore: 1 }), { mutations: 0 })
          assert.deepStrictEqual(yield* dump(opened), before)
          const [last = 0] = [closed.settledAt]
          yield* opened.sql`UPDATE finpay_mutation SET settled_at = ${last + 1} WHERE id <> ${closed.id}`
          assert.deepStrictEqual(yield* erase(store, { ...by, settledBefore: last }), { mutations: 0 })
          assert.deepStrictEqual(yield* erase(store, { ...by, settledBefore: last + 1 }), { mutations: 1 })
        }))
    }))

  it.live("empties again what came after it: an answer that was late", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { store } = opened
          const { closed } = yield* fill(opened)
          yield* erase(store, by)
          yield* record(store, defaultSettings, closed, carried)
          assert.property(yield* store.get(closed.id), "answer")
          assert.deepStrictEqual(yield* erase(store, by), { mutations: 1 })
          assert.notProperty(yield* store.get(closed.id), "answer")
          assert.deepStrictEqual((yield* verify(store)).findings, [])
        }))
    }))

  it.live("keeps the number of a QRIS refund, so that it is never booked a second time", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { store } = opened
          const request = { originalReferenceNo: "0123456789", partnerRefundNo: "R-17", reason: "a customer's words" }
          const asked = { id: "mut_01", reference: orderIn(4, 0), operation: "qrisRefund", request } as const
          yield* sendAnd(opened, yield* accept(opened, asked), carried)
          assert.deepStrictEqual(yield* erase(store, by), { mutations: 1 })
          assert.deepStrictEqual((yield* store.get("mut_01"))?.request, { partnerRefundNo: "R-17" })
          assert.deepStrictEqual(yield* erase(store, by), { mutations: 0 })
        }))
    }))

  it.live("more mutations than it takes at a time", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const many = 110
          for (let n = 0; n < many; n++) {
            yield* sendAnd(
              opened,
              yield* accept(opened, { id: `mut_${n}`, reference: orderIn(n % 8, 0), amount: 1 }),
              refused
            )
          }
          assert.deepStrictEqual(yield* erase(opened.store, by), { mutations: many })
          assert.deepStrictEqual((yield* verify(opened.store)).findings, [])
        }))
    }))
})

describe("erase, on SQLite", () => {
  it.live("leaves no trace in the files", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const words = ["secretOfTheAnswer", "a-name-and-a-number", "cashier's note"]
      const traces = () =>
        readdirSync(folder).flatMap((name) => {
          const bytes = readFileSync(join(folder, name))
          return words.filter((word) => bytes.includes(word)).map((word) => `${name}: ${word}`)
        })
      yield* withStore({ layer: layerSqlite({ file: join(folder, "journal.db") }) }, (opened) =>
        Effect.gen(function*() {
          for (let n = 0; n < 60; n++) {
            const request = { order: { id: "INV-1", note: `cashier's note ${"x".repeat(n * 50)}` } }
            const asked = { id: `mut_${n}`, reference: orderIn(n % 4, n), request }
            yield* sendAnd(opened, yield* accept(opened, asked), carried)
          }
          assert.isAbove(traces().length, 2)
          assert.deepStrictEqual(yield* erase(opened.store, by), { mutations: 60 })
          assert.deepStrictEqual(traces(), [])
        }))
      assert.deepStrictEqual(traces(), [])
    }))
})
