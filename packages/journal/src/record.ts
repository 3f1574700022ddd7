import type { FinpayError, OutcomeUnknown } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { noEvidence } from "./evidence/conclude.ts"
import { countsAsRefunded, isOpen, isSettled } from "./Mutation.ts"
import type { ClosedAs, Mutation } from "./Mutation.ts"
import type { Carried } from "./operations.ts"
import { keptError, rejection } from "./rejection.ts"
import type { JournalSettings } from "./settings.ts"
import type { Step, Store } from "./store/Store.ts"
import type { TakenWork } from "./work.ts"

/** What came of sending. */
export type Sent = Result.Result<Carried, FinpayError>

/** What is asked at once. */
const soon = { step: "resolve", delaySeconds: 0 } as const

const firstDelay = ({ checkDelaysSeconds: [first = 1] }: JournalSettings): number => first

const succeeded = ({ answer, traceId }: Carried, now: number): Step => ({
  changes: { state: "succeeded", answer, decidedBy: "answer", settledAt: now },
  told: { event: "answered", reason: "Finpay carried it out", detail: { answer }, traceId }
})

// Without an HTTP status no answer came: it ended before anything was sent.
const refused = (error: FinpayError, now: number): Step =>
  error.httpStatus === undefined
    ? rejection(error, now, "journal", "not sent")
    : rejection(error, now, "answer", "Finpay did not carry it out")

/** The outcome became unknown: what follows is to find out. */
export const becameUnknown = (settings: JournalSettings, told: Step["told"], error?: FinpayError): Step => ({
  changes: {
    state: "unknown",
    evidence: noEvidence,
    ...(error === undefined ? {} : { error: keptError(error) })
  },
  told,
  next: { step: "resolve", delaySeconds: firstDelay(settings) }
})

/** Who was sending it is gone: how far it got is not known, so it is never `accepted` again. */
export const abandoned = (settings: JournalSettings): Step =>
  becameUnknown(settings, { event: "lost", reason: "who was sending it is gone" })

const answered = (sent: Sent, settings: JournalSettings, now: number): Step => {
  if (Result.isSuccess(sent)) return succeeded(sent.success, now)
  const error = sent.failure
  if (error._tag !== "OutcomeUnknown") return refused(error, now)
  const detail = { error: keptError(error) }
  const told = {
    event: "answered",
    reason: `no clear answer: ${error.detail}`,
    detail,
    traceId: error.traceId
  } as const
  return becameUnknown(settings, told, error)
}

/** No clear answer, late: it counts only where it says that Finpay has the request, for then it may yet be done. */
const unclearLate = (current: Mutation, error: OutcomeUnknown, isAlone: boolean): ReadonlyArray<Step> => {
  if (error.reason !== "in-progress" && error.reason !== "duplicate") return []
  const kept = keptError(error)
  const told = {
    event: "late_answer",
    reason: `no clear answer: ${error.detail}`,
    detail: { error: kept },
    traceId: error.traceId
  } as const
  switch (current.state) {
    case "unknown":
      return [{ changes: { error: kept }, told, next: soon }]
    case "needs_review":
      return [{ changes: { error: kept }, told }]
    case "not_applied":
      return isAlone
        ? [{ changes: { state: "needs_review", error: kept, settledAt: undefined, decidedBy: undefined }, told }]
        : [{ changes: { error: kept }, told }]
    default:
      return []
  }
}

/** Whether a refusal speaks of a repeat that came before it: the first request was refused because the repeat was done. */
const isOfRepeat = ({ evidence }: Mutation): boolean => evidence !== undefined && evidence.repeats > 0

/** An answer that comes after somebody else gave the sender up. It is Finpay's own word, so it beats what was found out. */
const answeredLate = (current: Mutation, sent: Sent, now: number): ReadonlyArray<Step> => {
  const { changes, told } = Result.isSuccess(sent)
    ? succeeded(sent.success, now)
    : refused(sent.failure, now)
  const late = { ...told, event: "late_answer" } as const
  if (current.state === "closed") {
    const reason = `after a person closed it as ${current.closedAs}: ${told.reason}`
    const closedAs: ClosedAs | undefined = Result.isSuccess(sent)
      ? "applied"
      : isOfRepeat(current)
      ? undefined
      : "not_applied"
    const known = closedAs === undefined ? {} : { closedAs }
    return [{ changes: { answer: changes.answer, error: changes.error, ...known }, told: { ...late, reason } }]
  }
  if (isSettled(current.state) && current.decidedBy !== "evidence") return []
  return Result.isFailure(sent) && isOfRepeat(current)
    ? [{ changes: {}, told: late, ...(current.state === "unknown" ? { next: soon } : {}) }]
    : [{ changes: { error: undefined, ...changes }, told: late }]
}

/**
 * Whether the row still tells of the attempt that this answer belongs to. A commit can succeed and its confirmation be
 * lost; the answer is then written again, and by then the same key may have been asked again and be on its way.
 */
const isOfAttempt = (current: Mutation, { sendingAt, sentBy }: Mutation): boolean =>
  current.sentBy === sentBy && current.sendingAt === sendingAt

/** One that evidence said was done, and another one of the order turned out to be done: one change may be both. */
const doubted = (id: string, isAlone: boolean): Step => ({
  // Where another one of the order is open, there is no place for a second; then it is only written down.
  changes: isAlone ? { state: "needs_review", settledAt: undefined, decidedBy: undefined } : {},
  told: { event: "doubted", reason: `${id} of the same order turned out to be done: what was seen may be that` }
})

const isDecidedByEvidence = ({ decidedBy, state }: Mutation): boolean =>
  state === "succeeded" && decidedBy === "evidence"

/** It was taken for not done: of what evidence has decided of its order meanwhile, some may rest on what it did. */
const wasGivenUp = (mutation: Mutation): boolean => isSettled(mutation.state) && !countsAsRefunded(mutation)

/**
 * Finpay says late that it did what was taken for not done. Whatever evidence has decided of this order meanwhile rests
 * on a payment that this one had changed.
 */
const doubtOthers = Effect.fnUntraced(function*(store: Store, { id, reference }: Mutation) {
  for (const other of (yield* store.ofReference(reference)).filter(isDecidedByEvidence)) {
    yield* store.change(
      other,
      (now, { others }) =>
        Effect.map(
          others,
          (rest) => isDecidedByEvidence(now) ? [doubted(id, !rest.some(({ state }) => isOpen(state)))] : []
        )
    )
  }
})

/**
 * Writes down what came of sending a mutation, which is given as it was when it was sent. With the answer the work to
 * send it is done.
 */
export const record = Effect.fnUntraced(
  function*(store: Store, settings: JournalSettings, mutation: Mutation, sent: Sent, work?: TakenWork) {
    let areDoubted = false
    let isDoubtful = false

    const write = store.change(mutation, (current, { others }) =>
      Effect.gen(function*() {
        isDoubtful = !areDoubted && Result.isSuccess(sent) && wasGivenUp(current)
        if (isDoubtful || !isOfAttempt(current, mutation)) return []
        const now = yield* Clock.currentTimeMillis
        if (current.state === "sending") {
          return [{ ...answered(sent, settings, now), ...(work === undefined ? {} : { ends: work }) }]
        }
        if (Result.isFailure(sent) && sent.failure._tag === "OutcomeUnknown") {
          const isAlone = !(yield* others).some(({ state }) => isOpen(state))
          return unclearLate(current, sent.failure, isAlone)
        }
        return answeredLate(current, sent, now)
      }))

    const written = yield* write
    if (!isDoubtful) return written
    // The others first: when this process dies in between, the answer is lost as well, and nobody believes either.
    yield* doubtOthers(store, mutation)
    areDoubted = true
    return yield* write
  }
)
