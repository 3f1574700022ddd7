import { OutcomeUnknown } from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import { Finpay, MaySend } from "@openfinpay/finpay-transport"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { askPayment } from "./ask.ts"
import { makeIsHeldUp } from "./held-up.ts"
import type { JournalUnavailable } from "./JournalError.ts"
import { isOpen } from "./Mutation.ts"
import type { Mutation } from "./Mutation.ts"
import { carryOut } from "./operations.ts"
import { record } from "./record.ts"
import type { Sent } from "./record.ts"
import { rejection } from "./rejection.ts"
import { JournalRules } from "./rules.ts"
import type { JournalSettings } from "./settings.ts"
import type { OfOrder, Others, Store } from "./store/Store.ts"
import { Witness } from "./Witness.ts"
import type { TakenWork } from "./work.ts"

/** How long an answer of Finpay is held while the database cannot be written, in milliseconds. */
const holdMillis = 60_000

/** The error of the question before a mutation, as an error of the mutation. All of them mean that nothing was sent. */
const beforeSending = ({ operation, reference }: Mutation, error: FinpayError): FinpayError =>
  Object.assign(Object.create(Object.getPrototypeOf(error)) as FinpayError, error, { operation, reference })

// A defect or an interruption says nothing about what Finpay got.
const outcomeOf = (
  { operation, reference }: Mutation,
  exit: Exit.Exit<Result.Result.Success<Sent>, FinpayError>
): Sent => {
  if (Exit.isSuccess(exit)) return Result.succeed(exit.value)
  const failure = Cause.findErrorOption(exit.cause)
  if (Option.isSome(failure)) return Result.fail(failure.value)
  return Result.fail(
    new OutcomeUnknown({
      operation,
      reference,
      reason: "interrupted",
      detail: "this process failed before the answer came",
      nextStep: "The journal finds out; do not send it again.",
      safeToRetry: false
    })
  )
}

/** What a worker does for the step `send`. */
export const makeSend = Effect.fnUntraced(function*(store: Store, settings: JournalSettings) {
  const finpay = yield* Finpay
  const rules = yield* JournalRules
  const witness = yield* Witness
  const isHeldUp = makeIsHeldUp(store, settings, witness)

  // Only the writing is repeated, never the sending. Another worker may give this one up meanwhile; then the answer
  // still counts, as a late one.
  const insist = Effect.fnUntraced(function*(mutation: Mutation, sent: Sent, work: TakenWork) {
    const started = yield* witness.millis
    for (let wait = 100;; wait = Math.min(wait * 2, 2_000)) {
      const written: Result.Result<unknown, JournalUnavailable> = yield* Effect.result(
        record(store, settings, mutation, sent, work)
      )
      if (Result.isSuccess(written)) return
      if ((yield* witness.millis) - started > holdMillis) {
        const outcome = Result.isSuccess(sent) ? "carried out" : sent.failure._tag
        yield* Effect.logError(`the answer to ${mutation.id} could not be written down; Finpay said: ${outcome}`)
        return yield* written.failure
      }
      yield* Effect.sleep(wait)
    }
  })

  const sendClaimed = Effect.fnUntraced(function*(mutation: Mutation, claimStarted: number, work: TakenWork) {
    const maySend = Effect.map(isHeldUp(mutation, claimStarted), (isHeldUp) => !isHeldUp)
    const exit = yield* Effect.exit(Effect.provideService(carryOut(finpay, mutation), MaySend, maySend))
    yield* insist(mutation, outcomeOf(mutation, exit), work)
  })

  const ask = Effect.fnUntraced(function*(accepted: Mutation) {
    const asked = yield* Effect.result(askPayment(finpay, accepted))
    if (Result.isSuccess(asked)) return asked.success
    yield* store.change(accepted, ({ state }) =>
      Effect.map(Clock.currentTimeMillis, (now) =>
        state === "accepted"
          ? [rejection(beforeSending(accepted, asked.failure), now, "journal", "not sent: Finpay was asked first")]
          : []))
    return undefined
  })

  const othersOf = ({ id, reference }: Mutation) =>
    Effect.map(store.ofReference(reference), (all) => all.filter((other) => other.id !== id))

  /** Whether this worker was the one to send it. */
  const sendAccepted = Effect.fnUntraced(function*({ mutation: accepted, others: found }: OfOrder, work: TakenWork) {
    for (let look: Others = found;; look = othersOf(accepted)) {
      const others = yield* look
      if (others.some(({ state }) => isOpen(state))) return false
      const seen = yield* ask(accepted)
      if (seen === undefined) return false
      const claimStarted = yield* witness.millis
      const before = { seen, others }
      const { changed, mutation } = yield* rules.claim(store, accepted, before, work, rules.countsAsRefunded)
      // Only the one whose claim made it `sending` may send it.
      if (changed && mutation.state === "sending") {
        yield* sendClaimed(mutation, claimStarted, work)
        return true
      }
      if (changed || mutation.version !== accepted.version || !(yield* store.holds(work))) return false
      // Left as it is: another one of the order is open now, which the next look finds, or was settled meanwhile.
    }
  })

  const giveUp = (abandoned: Mutation) =>
    store.change(abandoned, ({ state, version }) =>
      Effect.succeed(
        state === "sending" && version === abandoned.version
          ? [rules.abandoned(settings)]
          : []
      ))

  return Effect.fnUntraced(function*(found: OfOrder, work: TakenWork) {
    const { mutation } = found
    if (mutation.state === "accepted" && (yield* sendAccepted(found, work))) return
    // The same work comes up a second time only when the first worker has been silent for longer than the lease. It may
    // have begun to send since; when this work is done, nobody else would notice if it died.
    const left = yield* store.get(mutation.id)
    if (left?.state === "sending" && left.sentBy === work.id) yield* giveUp(left)
  })
})
