/** What is written down of an answer, when the writing itself went wrong: whose answer is it? */
import { assert, it } from "@effect/vitest"
import { Unavailable } from "@openfinpay/finpay-core"
import { Effect, Result } from "effect"
import type { Mutation } from "../src/Mutation.ts"
import { record } from "../src/record.ts"
import type { Sent } from "../src/record.ts"
import { defaultSettings } from "../src/settings.ts"
import type { Store } from "../src/store/Store.ts"
import { accept, carried, send, unanswered, withStore } from "./audit/journal.ts"
import { describeDatabases } from "./databases.ts"

/** Nothing was sent, for a reason that lies outside the request. */
const notSent: Sent = Result.fail(
  new Unavailable({
    operation: "refund",
    reference: "INV-1",
    reason: "refused",
    detail: "the connection was refused",
    nextStep: "Ask again.",
    safeToRetry: true
  })
)

const askAgain = (store: Store, rejected: Mutation) =>
  Effect.map(
    store.change(rejected, () =>
      Effect.succeed([{
        changes: {
          state: "accepted",
          error: undefined,
          before: undefined,
          decidedBy: undefined,
          settledAt: undefined,
          sendingAt: undefined,
          sentBy: undefined
        },
        told: { event: "asked_again", actor: "cashier 3", reason: "asked again" },
        next: { step: "send", delaySeconds: 0 }
      }])),
    ({ mutation }) => mutation
  )

describeDatabases("an answer", (fresh) => {
  // A commit can succeed and its confirmation be lost: then the writing is repeated, and by then the row may be another
  // attempt's.
  it.live("that is written twice is not taken for the answer of the attempt that was asked for in between", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { store } = opened
          const first = yield* send(opened, yield* accept(opened, { id: "mut_1", reference: "INV-1" }))
          const { mutation: rejected } = yield* record(store, defaultSettings, first, notSent)
          assert.strictEqual(rejected.state, "rejected")
          const accepted = yield* askAgain(store, rejected)
          assert.isFalse((yield* record(store, defaultSettings, first, notSent)).changed)
          const second = yield* send(opened, accepted)
          assert.strictEqual(second.state, "sending")
          for (const late of [notSent, unanswered, carried]) {
            const { changed, mutation } = yield* record(store, defaultSettings, first, late)
            assert.isFalse(changed)
            assert.strictEqual(mutation.state, "sending")
          }
          const { mutation } = yield* record(store, defaultSettings, second, carried)
          assert.strictEqual(mutation.state, "succeeded")
          assert.isFalse((yield* record(store, defaultSettings, first, notSent)).changed)
          assert.isFalse((yield* record(store, defaultSettings, second, carried)).changed)
        }))
    }))

  it.live("that is written twice is written once", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { store } = opened
          for (const [index, sent] of [carried, notSent, unanswered].entries()) {
            const accepted = yield* accept(opened, { id: `mut_${index}`, reference: `INV-${index}` })
            const sending = yield* send(opened, accepted)
            const { mutation } = yield* record(store, defaultSettings, sending, sent)
            const again = yield* record(store, defaultSettings, sending, sent)
            assert.isFalse(again.changed)
            assert.deepStrictEqual(again.mutation, mutation)
            assert.lengthOf(yield* store.history(sending.id), 3)
          }
        }))
    }))

  it.live("that comes in time reads nothing of the other mutations of the order", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const sending = yield* send(opened, yield* accept(opened, { id: "mut_1", reference: "INV-1" }))
          const store = { ...opened.store, ofReference: () => Effect.die("the others were read") }
          const { mutation } = yield* record(store, defaultSettings, sending, carried)
          assert.strictEqual(mutation.state, "succeeded")
        }))
    }))

  it.live("with texts no database takes is written all the same", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { store } = opened
          const odd = "a\u0000b\ud800c\u001b[31m"
          const answers: ReadonlyArray<Sent> = [
            Result.succeed({ answer: { note: odd }, traceId: odd }),
            Result.fail(
              new Unavailable({
                operation: "refund",
                reason: "refused",
                detail: odd,
                nextStep: "Ask again.",
                traceId: odd,
                safeToRetry: true
              })
            )
          ]
          for (const [index, sent] of answers.entries()) {
            const accepted = yield* accept(opened, { id: `mut_${index}`, reference: `INV-${index}` })
            const { mutation } = yield* record(store, defaultSettings, yield* send(opened, accepted), sent)
            assert.strictEqual(mutation.state, Result.isSuccess(sent) ? "succeeded" : "rejected")
            const last = (yield* store.history(mutation.id)).at(-1)
            assert.strictEqual(last?.traceId, "a�b�c\u001b[31m")
          }
        }))
    }))
})
