import type { FinpayError } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { noEvidence } from "./evidence/conclude.ts"
import { isSettled } from "./Mutation.ts"
import type { Mutation } from "./Mutation.ts"
import type { Carried } from "./operations.ts"
import { keptError, rejection } from "./rejection.ts"
import type { JournalSettings } from "./settings.ts"
import type { Step, Store } from "./store/Store.ts"

/** What came of sending. */
export type Sent = Result.Result<Carried, FinpayError>

const firstDelay = ({ checkDelaysSeconds: [first = 1] }: JournalSettings): number => first

const succeeded = ({ answer, traceId }: Carried, now: number): Step => ({
  changes: { state: "succeeded", answer, decidedBy: "answer", settledAt: now },
  told: { event: "answered", reason: "Finpay carried it out", detail: { answer }, traceId }
})

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
  if (error._tag !== "OutcomeUnknown") return rejection(error, now, "answer", "Finpay did not carry it out")
  const detail = { error: keptError(error) }
  const told = {
    event: "answered",
    reason: `no clear answer: ${error.detail}`,
    detail,
    traceId: error.traceId
  } as const
  return becameUnknown(settings, told, error)
}

/** An answer that comes after somebody else gave the sender up. It is Finpay's own word, so it beats what was found out. */
const answeredLate = (current: Mutation, sent: Sent, now: number): ReadonlyArray<Step> => {
  if (Result.isFailure(sent) && sent.failure._tag === "OutcomeUnknown") return []
  const { changes, told } = Result.isSuccess(sent)
    ? succeeded(sent.success, now)
    : rejection(sent.failure, now, "answer", "Finpay did not carry it out")
  const late = { ...told, event: "late_answer" } as const
  if (current.state === "closed") {
    const reason = `after a person closed it as ${current.closedAs}: ${told.reason}`
    return [{ changes: { answer: changes.answer, error: changes.error }, told: { ...late, reason } }]
  }
  return isSettled(current.state) && current.decidedBy !== "evidence"
    ? []
    : [{ changes: { error: undefined, ...changes }, told: late }]
}

/** Writes down what came of sending a mutation. */
export const record = (store: Store, settings: JournalSettings, mutation: Mutation, sent: Sent) =>
  store.change(
    mutation,
    (current) =>
      Effect.map(Clock.currentTimeMillis, (now) =>
        current.state === "sending" ? [answered(sent, settings, now)] : answeredLate(current, sent, now))
  )
