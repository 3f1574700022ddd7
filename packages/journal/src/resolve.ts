import type { FinpayError } from "@openfinpay/finpay-core"
import { Finpay, MaySend } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { askPayment } from "./ask.ts"
import { doneOf } from "./claim.ts"
import { noEvidence } from "./evidence/conclude.ts"
import type { Conclusion, Decision, Look, Reading } from "./evidence/conclude.ts"
import { makeIsHeldUp } from "./held-up.ts"
import type { Mutation, Seen } from "./Mutation.ts"
import { carryOut } from "./operations.ts"
import { record } from "./record.ts"
import type { Sent } from "./record.ts"
import { keptError } from "./rejection.ts"
import { JournalRules } from "./rules.ts"
import type { JournalSettings } from "./settings.ts"
import type { Step, Store, Told } from "./store/Store.ts"
import { Witness } from "./Witness.ts"

/** Longer than a repeated refund can be on its way: who begins one has planned the next question for after it. */
const repeatSeconds = 60

const delayAfter = ({ checkDelaysSeconds }: JournalSettings, checks: number): number =>
  checkDelaysSeconds[Math.min(checks, checkDelaysSeconds.length - 1)] ?? 1

/** What came of a question, before it is weighed. */
interface Asked {
  readonly kind: "answered"
  readonly seen: Seen
  readonly witness: Reading
}

/** What was learnt in one look, in the words of the audit log. */
interface Learnt {
  readonly look: Look
  readonly told: Omit<Told, "event">
  readonly answer?: unknown
}

/** Who asks: a person, or the journal because it is due. */
interface Asker {
  readonly actor?: string
}

const failedToLearn = (error: FinpayError): Learnt => ({
  look: { kind: "failed" },
  told: {
    reason: `asked, and learnt nothing: ${error.detail}`,
    detail: { error: keptError(error) },
    traceId: error.traceId
  }
})

/** What was found out since is the same still: nobody else has asked, and no late answer came. */
const isAsAsked = (current: Mutation, asked: Mutation): boolean =>
  current.state === "unknown" && current.sentBy === asked.sentBy && current.sendingAt === asked.sendingAt &&
  current.evidence?.checks === asked.evidence?.checks && current.evidence?.repeats === asked.evidence?.repeats

/** What a worker does for the step `resolve`: asks, weighs, and writes down what follows. */
export const makeResolve = Effect.fnUntraced(function*(store: Store, settings: JournalSettings) {
  const finpay = yield* Finpay
  const rules = yield* JournalRules
  const witness = yield* Witness
  const isHeldUp = makeIsHeldUp(store, settings, witness)

  const reading = Effect.map(witness.millis, (millis) => ({ id: witness.id, millis }))

  const ask = Effect.fnUntraced(function*(mutation: Mutation): Effect.fn.Return<Asked | Learnt> {
    const asked = yield* Effect.result(askPayment(finpay, mutation))
    return Result.isFailure(asked)
      ? failedToLearn(asked.failure)
      : { kind: "answered", seen: asked.success, witness: yield* reading }
  })

  // Weighed in the transaction that writes it down: another one of the order may turn out to be done meanwhile.
  const weighed = (mutation: Mutation, others: ReadonlyArray<Mutation>, { seen, witness }: Asked): Learnt => {
    const verdict = rules.weigh(mutation, seen, doneOf(others, rules.countsAsRefunded))
    return {
      look: { kind: "answered", verdict, seen, witness },
      told: { reason: verdict.says, detail: { seen, rule: verdict.rule, verdict: verdict.kind }, traceId: seen.traceId }
    }
  }

  const learntFrom = (sent: Sent): Learnt => {
    const verdict = rules.weighRepeat(sent)
    const look = { kind: "repeated", verdict } as const
    const facts = { rule: verdict.rule, verdict: verdict.kind }
    if (Result.isSuccess(sent)) {
      const { answer, traceId } = sent.success
      return { look, answer, told: { reason: verdict.says, detail: { answer, ...facts }, traceId } }
    }
    const error = sent.failure
    return {
      look,
      told: { reason: verdict.says, detail: { error: keptError(error), ...facts }, traceId: error.traceId }
    }
  }

  const stepOf = (
    { decision, evidence }: Conclusion,
    { answer, told }: Learnt,
    event: Told["event"],
    now: number
  ): Step => {
    const settled = { evidence, decidedBy: "evidence", settledAt: now } as const
    switch (decision) {
      case "applied":
        return {
          changes: { ...settled, state: "succeeded", error: undefined, ...(answer === undefined ? {} : { answer }) },
          told: { ...told, event: "decided" }
        }
      case "not_applied":
        return { changes: { ...settled, state: "not_applied" }, told: { ...told, event: "decided" } }
      case "needs_review":
        return { changes: { evidence, state: "needs_review" }, told: { ...told, event: "review" } }
      case "repeat":
        return {
          changes: { evidence },
          told: { ...told, event },
          next: { step: "resolve", delaySeconds: repeatSeconds }
        }
      case "keep-asking":
        return {
          changes: { evidence },
          told: { ...told, event },
          next: { step: "resolve", delaySeconds: delayAfter(settings, evidence.checks) }
        }
    }
  }

  // What was learnt is dropped where somebody else has learnt something since: that has planned the next question.
  const write = Effect.fnUntraced(function*(asked: Mutation, came: Asked | Learnt, event: Told["event"], by: Asker) {
    const concluded: { decision: Decision } = { decision: "keep-asking" }
    const { changed, mutation } = yield* store.change(asked, (current, { others }) =>
      Effect.gen(function*() {
        if (!isAsAsked(current, asked)) return []
        const learnt = "kind" in came ? weighed(current, yield* others, came) : came
        const now = yield* Clock.currentTimeMillis
        const sinceSent = now - (current.sendingAt ?? now)
        const conclusion = rules.conclude(settings, current.evidence ?? noEvidence, learnt.look, sinceSent)
        concluded.decision = conclusion.decision
        const step = stepOf(conclusion, { ...learnt, told: { ...learnt.told, ...by } }, event, now)
        // News came while Finpay was being asked, and may be newer than the answer: what it planned is lost with this.
        const isNewsDue = current.version !== asked.version && conclusion.decision === "keep-asking"
        return [isNewsDue ? { ...step, next: { step: "resolve", delaySeconds: 0 } } : step]
      }))
    return { mutation, changed, decision: changed ? concluded.decision : "keep-asking" }
  })

  // Only for a QRIS refund: the number makes it the same refund at Finpay, however often it is sent.
  const repeat = Effect.fnUntraced(function*(mutation: Mutation, by: Asker, writtenSince: number) {
    const maySend = Effect.map(isHeldUp(mutation, writtenSince), (isHeldUp) => !isHeldUp)
    const sent = yield* Effect.result(Effect.provideService(carryOut(finpay, mutation), MaySend, maySend))
    const { changed } = yield* write(mutation, learntFrom(sent), "repeated", by)
    // Somebody else changed it meanwhile. That it is done is Finpay's own word, and counts all the same.
    if (!changed && Result.isSuccess(sent)) yield* record(store, settings, mutation, sent)
  })

  /** Asks about an unknown outcome; for a person, or because it is due. */
  return Effect.fnUntraced(function*(unknown: Mutation, by: Asker = {}) {
    if (unknown.state !== "unknown") return
    const came = yield* ask(unknown)
    const writtenSince = yield* witness.millis
    const { decision, mutation } = yield* write(unknown, came, "kind" in came ? "checked" : "check_failed", by)
    if (decision === "repeat") yield* repeat(mutation, by, writtenSince)
  })
})
