/** At Finpay one number is one QRIS refund, so in an account no two mutations have one, whatever their orders. */
import { assert, describe, it } from "@effect/vitest"
import { OutcomeUnknown } from "@openfinpay/finpay-core"
import { Deferred, Effect, Fiber, Result } from "effect"
import { erase } from "../../src/audit/erase.ts"
import { verify } from "../../src/audit/verify.ts"
import { close } from "../../src/close.ts"
import { SimilarUnderWay } from "../../src/JournalError.ts"
import { countsAsRefunded } from "../../src/Mutation.ts"
import type { Mutation } from "../../src/Mutation.ts"
import { record } from "../../src/record.ts"
import type { Sent } from "../../src/record.ts"
import { defaultSettings } from "../../src/settings.ts"
import { KeyTaken } from "../../src/store/Store.ts"
import type { Step } from "../../src/store/Store.ts"
import { accept, carried, decide, orderIn, refused, send, sendAnd, unanswered, withStore } from "../audit/journal.ts"
import type { Opened } from "../audit/journal.ts"
import { describeDatabases, freshPostgres } from "../databases.ts"
import { until } from "../support/world.ts"

const refundNo = "R-17"

/** A QRIS refund with the number, of the so-manyth order: each is in a lane of its own. */
const numbered = (n: number, more: Partial<Mutation> = {}) => ({
  id: `mut_${n}`,
  reference: orderIn(n, 0),
  operation: "qrisRefund" as const,
  refundNo,
  request: { originalReferenceNo: orderIn(n, 0), partnerRefundNo: refundNo, refundAmount: 1000 },
  ...more
})

/** Finpay has the request, and does not say what becomes of it. */
const inProgress: Sent = Result.fail(
  new OutcomeUnknown({
    operation: "qrisRefund",
    reason: "in-progress",
    detail: "it is still being carried out",
    nextStep: "Wait.",
    safeToRetry: false
  })
)

const askedAgain: Step = {
  changes: { state: "accepted", refundNo, error: undefined, decidedBy: undefined, settledAt: undefined },
  told: { event: "asked_again", actor: "cashier 3", reason: "asked again" },
  next: { step: "send", delaySeconds: 0 }
}

const person = { actor: "supervisor", reason: "the bank's statement shows it" } as const

type Ending = readonly [ended: string, bring: (opened: Opened, accepted: Mutation) => Effect.Effect<unknown, unknown>]

const inReview = (opened: Opened, accepted: Mutation) =>
  Effect.flatMap(
    sendAnd(opened, accepted, unanswered),
    (unknown) =>
      opened.store.change(unknown, () =>
        Effect.succeed([{ changes: { state: "needs_review" }, told: { event: "review", reason: "not decided" } }]))
  )

const closedAs = (as: "applied" | "not_applied") => (opened: Opened, accepted: Mutation) =>
  Effect.flatMap(inReview(opened, accepted), ({ mutation }) => close(opened.store, mutation, { ...person, as }))

const notApplied = (opened: Opened, accepted: Mutation) =>
  Effect.flatMap(sendAnd(opened, accepted, unanswered), (unknown) => decide(opened, unknown))

const keeping: ReadonlyArray<Ending> = [
  ["accepted", () => Effect.void],
  ["sending", send],
  ["unknown", (opened, accepted) => sendAnd(opened, accepted, unanswered)],
  ["needs_review", inReview],
  ["succeeded", (opened, accepted) => sendAnd(opened, accepted, carried)],
  ["closed", closedAs("applied")],
  ["closed", closedAs("not_applied")]
]

const lettingGo: ReadonlyArray<Ending> = [
  ["rejected", (opened, accepted) => sendAnd(opened, accepted, refused)],
  ["rejected", ({ store }, accepted) => close(store, accepted, { ...person, as: "not_applied" })],
  ["not_applied", notApplied]
]

/** A mutation that was taken for not applied while its answer was on its way, and another one with its number. */
const overtaken = (opened: Opened) =>
  Effect.gen(function*() {
    const sending = yield* send(opened, yield* accept(opened, numbered(1)))
    yield* decide(opened, (yield* record(opened.store, defaultSettings, sending, unanswered)).mutation)
    return sending
  })

describeDatabases("the number of a QRIS refund", (fresh) => {
  for (const [index, [ended, bring]] of keeping.entries()) {
    it.live(`belongs to the mutation that is ${ended} with it (${index}), also where nobody looked`, () =>
      Effect.gen(function*() {
        yield* withStore(yield* fresh, (opened) =>
          Effect.gen(function*() {
            yield* bring(opened, yield* accept(opened, numbered(1)))
            assert.deepStrictEqual(
              yield* Effect.flip(accept(opened, numbered(2))),
              new SimilarUnderWay({ mutationId: "mut_1", state: ended, reason: "refund-no" })
            )
            assert.isUndefined(yield* opened.store.get("mut_2"))
            assert.deepStrictEqual((yield* verify(opened.store)).findings, [])
          }))
      }))
  }

  for (const [index, [ended, bring]] of lettingGo.entries()) {
    it.live(`is free again when the mutation is ${ended} (${index})`, () =>
      Effect.gen(function*() {
        yield* withStore(yield* fresh, (opened) =>
          Effect.gen(function*() {
            yield* bring(opened, yield* accept(opened, numbered(1)))
            assert.strictEqual((yield* accept(opened, numbered(2))).refundNo, refundNo)
            const [first, second] = [yield* opened.store.get("mut_1"), yield* opened.store.get("mut_2")]
            assert.deepStrictEqual([first?.state, first?.refundNo], [ended, refundNo])
            assert.strictEqual(second?.refundNo, refundNo)
          }))
      }))
  }

  it.live("comes after the key: whoever has both is the same mutation", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          yield* accept(opened, numbered(1))
          const again = numbered(2, { key: "key of mut_1" })
          assert.deepStrictEqual(yield* Effect.flip(accept(opened, again)), new KeyTaken())
        }))
    }))

  it.live("belongs to its account", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      yield* withStore(database, (opened) => accept(opened, numbered(1)))
      const theirs = yield* withStore(database, (opened) => accept(opened, numbered(2)), "local/FINPAY002")
      assert.strictEqual(theirs.refundNo, refundNo)
    }))

  it.live("stays when the mutation is erased", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { store } = opened
          yield* sendAnd(opened, yield* accept(opened, numbered(1)), carried)
          assert.deepStrictEqual(yield* erase(store, { actor: "officer", settledBefore: 9e15 }), { mutations: 1 })
          assert.deepInclude(yield* store.get("mut_1"), { refundNo, request: { partnerRefundNo: refundNo } })
          assert.strictEqual((yield* Effect.flip(accept(opened, numbered(2))))._tag, "SimilarUnderWay")
          assert.deepStrictEqual((yield* verify(store)).findings, [])
        }))
    }))

  it.live("is one mutation's when two connections take it at once, in different lanes", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      yield* withStore(database, (one) =>
        withStore(database, (two) =>
          Effect.gen(function*() {
            for (let round = 0; round < 20; round++) {
              const asked = (n: number) =>
                numbered(n, { id: `mut_${n}_${round}`, key: `${n} ${round}`, refundNo: `R-${round}` })
              const results = yield* Effect.all(
                [Effect.result(accept(one, asked(1))), Effect.result(accept(two, asked(2)))],
                { concurrency: "unbounded" }
              )
              const [won, ...more] = results.flatMap((result) => Result.isSuccess(result) ? [result.success] : [])
              assert.deepStrictEqual(more, [])
              assert.deepStrictEqual(
                results.flatMap((result) => Result.isFailure(result) ? [result.failure] : []),
                [new SimilarUnderWay({ mutationId: won?.id ?? "", state: "accepted", reason: "refund-no" })]
              )
            }
            assert.deepStrictEqual((yield* verify(one.store)).findings, [])
          })))
    }))

  it.live("that another one has taken meanwhile keeps no late answer from being written down", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { store } = opened
          const sending = yield* overtaken(opened)
          yield* accept(opened, numbered(2))
          const { changed, mutation } = yield* record(store, defaultSettings, sending, carried)
          assert.isTrue(changed)
          assert.strictEqual(mutation.state, "succeeded")
          assert.isTrue(countsAsRefunded(mutation))
          assert.isUndefined(mutation.refundNo)
          assert.deepInclude(mutation.request, { partnerRefundNo: refundNo })
          const told = (yield* store.history("mut_1")).at(-1)
          assert.strictEqual(told?.event, "late_answer")
          assert.include(told?.reason, "its number is by now that of mut_2")
          assert.deepInclude(yield* store.get("mut_2"), { state: "accepted", refundNo })
          assert.deepStrictEqual((yield* verify(store)).findings, [])
        }))
    }))

  it.live("that nobody has taken stays with a late answer", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const sending = yield* overtaken(opened)
          const { mutation } = yield* record(opened.store, defaultSettings, sending, carried)
          assert.deepInclude(mutation, { state: "succeeded", refundNo })
          assert.strictEqual((yield* Effect.flip(accept(opened, numbered(2))))._tag, "SimilarUnderWay")
        }))
    }))

  it.live("that another one has taken is taken back only by asking again, once it is free", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { store } = opened
          const sending = yield* overtaken(opened)
          const second = yield* accept(opened, numbered(2))
          const review = (yield* record(store, defaultSettings, sending, inProgress)).mutation
          assert.strictEqual(review.state, "needs_review")
          assert.isUndefined(review.refundNo)
          assert.strictEqual((yield* record(store, defaultSettings, sending, refused)).mutation.state, "rejected")
          const again = Effect.map(
            store.change(review, (_, { byRefundNo }) =>
              Effect.map(byRefundNo(refundNo), (taken) => taken === undefined ? [askedAgain] : [])),
            ({ mutation }) => [mutation.state, mutation.refundNo]
          )
          assert.deepStrictEqual(yield* again, ["rejected", undefined])
          yield* close(store, second, { ...person, as: "not_applied" })
          assert.deepStrictEqual(yield* again, ["accepted", refundNo])
          assert.deepStrictEqual((yield* verify(store)).findings, [])
        }))
    }))

  it.live("has nothing to do with another row that is there already: the database is told to be unusable", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          yield* accept(opened, numbered(1))
          yield* opened.sql`UPDATE finpay_lane SET sequence = 0`
          const error = yield* Effect.flip(accept(opened, numbered(1, { id: "mut_3", key: "3", refundNo: "R-18" })))
          assert.strictEqual(error._tag, "JournalUnavailable")
        }))
    }))
})

describe("the number of a QRIS refund, on PostgreSQL", () => {
  it.live("is one mutation's when both have looked and seen it free", () =>
    Effect.gen(function*() {
      const database = yield* freshPostgres
      yield* withStore(database, (one) =>
        withStore(database, (two) =>
          Effect.gen(function*() {
            const looked = [yield* Deferred.make<void>(), yield* Deferred.make<void>()] as const
            const take = (opened: Opened, n: 0 | 1) =>
              accept(opened, numbered(n), ({ byRefundNo }) =>
                Effect.gen(function*() {
                  assert.isUndefined(yield* byRefundNo(refundNo))
                  yield* Deferred.succeed(looked[n], undefined)
                  yield* Deferred.await(looked[n === 0 ? 1 : 0])
                }))
            const results = yield* Effect.all([Effect.result(take(one, 0)), Effect.result(take(two, 1))], {
              concurrency: "unbounded"
            })
            const [won] = results.flatMap((result) => Result.isSuccess(result) ? [result.success.id] : [])
            const lost = results.flatMap((result) => Result.isFailure(result) ? [result.failure] : [])
            assert.deepStrictEqual(lost, [
              new SimilarUnderWay({ mutationId: won ?? "", state: "accepted", reason: "refund-no" })
            ])
          })))
    }))

  it.live("that is taken while a late answer is being written down does not lose the answer", () =>
    Effect.gen(function*() {
      const database = yield* freshPostgres
      yield* withStore(database, (one) =>
        withStore(database, (two) =>
          Effect.gen(function*() {
            const sending = yield* overtaken(one)
            const [taken, go] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
            const taking = yield* accept(two, numbered(2)).pipe(
              Effect.andThen(Deferred.succeed(taken, undefined)),
              Effect.andThen(Deferred.await(go)),
              two.sql.withTransaction,
              Effect.forkChild
            )
            yield* Deferred.await(taken)
            const late = yield* Effect.forkChild(record(one.store, defaultSettings, sending, carried))
            const waiting = one.sql`SELECT 1 FROM pg_stat_activity
              WHERE datname = current_database() AND wait_event_type = 'Lock'`
            yield* until("the answer to wait for who takes the number", waiting, (rows) => rows.length > 0)
            yield* Deferred.succeed(go, undefined)
            yield* Fiber.join(taking)
            const { mutation } = yield* Fiber.join(late)
            assert.strictEqual(mutation.state, "succeeded")
            assert.isUndefined(mutation.refundNo)
            assert.deepInclude(yield* one.store.get("mut_2"), { state: "accepted", refundNo })
            assert.lengthOf(yield* one.store.history("mut_1"), mutation.version)
            assert.deepStrictEqual((yield* verify(one.store)).findings, [])
          })))
    }))

  it.live("that is taken while the mutation is asked for again is not sent twice", () =>
    Effect.gen(function*() {
      const database = yield* freshPostgres
      yield* withStore(database, (one) =>
        withStore(database, (two) =>
          Effect.gen(function*() {
            const rejected = yield* sendAnd(one, yield* accept(one, numbered(1)), refused)
            const seen: Array<string | undefined> = []
            const { changed, mutation } = yield* one.store.change(rejected, (_, { byRefundNo }) =>
              Effect.gen(function*() {
                const taken = yield* byRefundNo(refundNo)
                seen.push(taken?.id)
                if (taken !== undefined) return []
                yield* Effect.orDie(accept(two, numbered(2)))
                return [askedAgain]
              }))
            assert.deepStrictEqual(seen, [undefined, "mut_2"])
            assert.isFalse(changed)
            assert.strictEqual(mutation.state, "rejected")
            assert.deepStrictEqual((yield* verify(one.store)).findings, [])
          })))
    }))
})
