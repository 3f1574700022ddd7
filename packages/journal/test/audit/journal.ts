/** A journal with mutations in all states, written by the real store and the real steps. */
import { Declined, OutcomeUnknown } from "@openfinpay/finpay-core"
import { Effect, Layer, Result } from "effect"
import { SqlClient } from "effect/sql"
import { makeBell } from "../../src/Bell.ts"
import { close } from "../../src/close.ts"
import { isOpen } from "../../src/Mutation.ts"
import type { Mutation } from "../../src/Mutation.ts"
import { record } from "../../src/record.ts"
import type { Sent } from "../../src/record.ts"
import { defaultSettings } from "../../src/settings.ts"
import { laneOf } from "../../src/store/lane.ts"
import { makeStore } from "../../src/store/Store.ts"
import type { Check, Store } from "../../src/store/Store.ts"
import { toUnavailable } from "../../src/store/unavailable.ts"
import { layerQueues, openQueue } from "../../src/work.ts"
import type { WorkQueue } from "../../src/work.ts"
import type { FreshDatabase } from "../databases.ts"

/** Whose journal it is. */
export const account = "local/FINPAY001"

const start = Date.UTC(2026, 9, 1, 8)
const paid = 100_000

/** A store with its queue. */
export interface Opened {
  readonly store: Store
  readonly queue: WorkQueue
  readonly sql: SqlClient.SqlClient
}

// The queue brings its own tables forward, and dies where it cannot.
const layerOpened = (database: Pick<FreshDatabase, "layer">) =>
  Layer.provideMerge(
    Layer.effectContext(Effect.mapError(
      Effect.catchDefect(Layer.build(layerQueues(defaultSettings)), (defect) => Effect.fail(toUnavailable(defect))),
      toUnavailable
    )),
    Layer.fresh(database.layer)
  )

/** Opens the store of an account on a connection of its own. */
export const withStore = <A, E, R>(
  database: Pick<FreshDatabase, "layer">,
  body: (opened: Opened) => Effect.Effect<A, E, R>,
  of = account
) =>
  Effect.gen(function*() {
    const queue = yield* openQueue(of)
    return yield* body({ queue, sql: yield* SqlClient.SqlClient, store: yield* makeStore(of, queue, makeBell()) })
  }).pipe(Effect.provide(layerOpened(database)))

/** The n-th order of a lane, so that a lane has a chain worth the name. */
export const orderIn = (lane: number, n: number): string => {
  for (let i = 0, found = 0;; i++) {
    const reference = `INV-${i}`
    if (laneOf(reference) === lane && found++ === n) return reference
  }
}

/** What the tests ask to be accepted. */
export type Asked = Pick<Mutation, "id" | "reference"> & Partial<Mutation>

/** Writes a mutation down as it is submitted. */
export const accept = ({ store }: Opened, asked: Asked, check: Check = () => Effect.void) => {
  const amount = 1000
  const mutation: Mutation = {
    account: store.account,
    key: `key of ${asked.id}`,
    operation: "refund",
    amount,
    request: { order: { id: asked.reference, amount: asked.amount ?? amount } },
    requestHash: "0123456789abcdef".repeat(4),
    actor: "cashier 3",
    state: "accepted",
    version: 1,
    acceptedAt: start,
    updatedAt: start,
    ...asked
  }
  const { key, request } = mutation
  const told = {
    event: "accepted",
    actor: mutation.actor,
    reason: "written down, to be sent",
    detail: { key, request }
  } as const
  return store.accept({ mutation, told }, check)
}

/**
 * Takes an accepted mutation to `sending`, unless another one of its order is open. Not by the real claim, which asks for
 * work that a worker holds: what the journal looks like afterwards is the same.
 */
export const send = ({ store }: Opened, accepted: Mutation) =>
  Effect.map(
    store.change(accepted, ({ id, state, version }, { others }) =>
      Effect.map(others, (all) => {
        if (state !== "accepted" || all.some((other) => isOpen(other.state))) return []
        const before = { at: start, status: "PAID", paidAmount: paid, refunded: 0, done: 0, traceId: "trace-check" }
        return [{
          changes: { state: "sending", before, sendingAt: start + 50, sentBy: `${id}/${version}/send` },
          told: { event: "sending", reason: "about to be sent to Finpay", detail: { before } }
        }]
      })),
    ({ mutation }) => mutation
  )

/** What Finpay answers: it did it. */
export const carried: Sent = Result.succeed({
  answer: { responseCode: "2000000", responseMessage: "Success", secretOfTheAnswer: "a-name-and-a-number" },
  traceId: "93a76615-a2c2-44fd-9dd3-1c0a22a6fe23"
})

const facts = { operation: "refund", reference: "INV-0", nextStep: "Look at it." } as const

/** What Finpay answers: it did not. */
export const refused: Sent = Result.fail(
  new Declined({ ...facts, detail: "the amount is more than is left", traceId: "trace-refused", safeToRetry: true })
)

/** No answer came. */
export const unanswered: Sent = Result.fail(
  new OutcomeUnknown({ ...facts, reason: "timeout", detail: "no answer came in time", safeToRetry: false })
)

/** Sends a mutation, with what comes of it. */
export const sendAnd = (opened: Opened, accepted: Mutation, sent: Sent) =>
  Effect.gen(function*() {
    const sending = yield* send(opened, accepted)
    return (yield* record(opened.store, defaultSettings, sending, sent)).mutation
  })

const found = { decidedBy: "evidence", settledAt: start + 9_000 } as const

/** Settles an unknown mutation by evidence. */
export const decide = ({ store }: Opened, unknown: Mutation) =>
  store.change(unknown, () =>
    Effect.succeed([{
      changes: { ...found, state: "not_applied" },
      told: { event: "decided", reason: "not applied: nothing was given back", detail: { rule: "refund-untouched" } }
    }]))

/** Asks once more about an unknown mutation. */
export const check = ({ store }: Opened, unknown: Mutation) =>
  store.change(unknown, () =>
    Effect.succeed([{
      changes: {
        evidence: { checks: 1, agreeing: 1, watched: { here: { firstMillis: 1, lastMillis: 1 } }, repeats: 0 }
      },
      told: { event: "checked", reason: "nothing was given back yet", detail: { status: "PAID" }, traceId: "trace-2" },
      next: { step: "resolve", delaySeconds: 4 }
    }]))

/** The mutations of the journal below, by the state they are in. */
export interface Filled {
  readonly accepted: Mutation
  readonly waiting: Mutation
  readonly sending: Mutation
  readonly succeeded: Mutation
  readonly rejected: Mutation
  readonly unknown: Mutation
  readonly notApplied: Mutation
  readonly needsReview: Mutation
  readonly closed: Mutation
  readonly cancelled: Mutation
}

/** Fills two lanes with mutations in all states, one of them waiting for another one of its order. */
export const fill = (opened: Opened) =>
  Effect.gen(function*() {
    const { sql, store } = opened
    const take = (n: number, more: Partial<Mutation> = {}) =>
      accept(opened, { id: `mut_0${n}`, reference: orderIn(n % 2 === 0 ? 4 : 11, n), acceptedAt: start + n, ...more })
    const succeeded = yield* sendAnd(opened, yield* take(1), carried)
    const rejected = yield* sendAnd(opened, yield* take(2), refused)
    const unknown = yield* sendAnd(opened, yield* take(3), unanswered)
    yield* check(opened, unknown)
    const notApplied = yield* decide(opened, yield* sendAnd(opened, yield* take(4), unanswered))
    const review = yield* sendAnd(opened, yield* take(5), unanswered)
    const needsReview = yield* store.change(review, () =>
      Effect.succeed([{
        changes: { state: "needs_review" },
        told: { event: "review", reason: "what can be seen does not decide it", detail: { rule: "partial" } }
      }]))
    const closing = { actor: "supervisor", reason: "the bank's statement shows it", as: "applied" } as const
    const closed = yield* close(store, yield* sendAnd(opened, yield* take(6), unanswered), closing)
    const sending = yield* send(opened, yield* take(7))
    const accepted = yield* take(8)
    const waiting = yield* accept(opened, { id: "mut_09", reference: unknown.reference, amount: 2000 })
    const { amount: _, ...cancel } = waiting
    const cancelled = yield* sendAnd(
      opened,
      yield* accept(opened, {
        ...cancel,
        id: "mut_10",
        key: "key of mut_10",
        reference: orderIn(4, 30),
        operation: "cancel",
        request: { orderId: "INV-0" }
      }),
      carried
    )
    // What the workers would have done with it: nothing is left of work that is done, or that waits for another one.
    for (const done of [succeeded, rejected, unknown, notApplied.mutation, review, closed, waiting, cancelled]) {
      yield* sql`UPDATE finpay_work SET state = 'completed' WHERE id = ${`${done.id}/1/send`}`
    }
    return {
      accepted,
      waiting,
      sending,
      succeeded,
      rejected,
      unknown: (yield* store.get(unknown.id)) ?? unknown,
      notApplied: notApplied.mutation,
      needsReview: needsReview.mutation,
      closed,
      cancelled
    } satisfies Filled
  })
