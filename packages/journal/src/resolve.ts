import { Finpay } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { askPayment } from "./ask.ts"
import { noEvidence } from "./evidence/conclude.ts"
import type { Conclusion, Look } from "./evidence/conclude.ts"
import { makeIsHeldUp } from "./held-up.ts"
import type { Mutation } from "./Mutation.ts"
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

/** What a worker does for the step `resolve`: asks, weighs, and writes down what follows. */
export const makeResolve = Effect.fnUntraced(function*(store: Store, settings: JournalSettings) {
  const finpay = yield* Finpay
  const rules = yield* JournalRules
  const witness = yield* Witness
  const isHeldUp = makeIsHeldUp(store, settings, witness)

  const reading = Effect.map(witness.millis, (millis) => ({ id: witness.id, millis }))

  const ask = Effect.fnUntraced(function*(mutation: Mutation): Effect.fn.Return<Learnt> {
    const asked = yield* Effect.result(askPayment(finpay, mutation))
    if (Result.isFailure(asked)) {
      const error = asked.failure
      return {
        look: { kind: "failed" },
        told: {
          reason: `asked, and learnt nothing: ${error.detail}`,
          detail: { error: keptError(error) },
          traceId: error.traceId
        }
      }
    }
    const seen = asked.success
    const verdict = rules.weigh(mutation, seen)
    return {
      look: { kind: "answered", verdict, seen, witness: yield* reading },
      told: { reason: verdict.says, detail: { seen, rule: verdict.rule, verdict: verdict.kind }, traceId: seen.traceId }
    }
  })

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

  // What was learnt about an earlier version is dropped: whatever changed it since has planned the next question.
  const write = Effect.fnUntraced(function*(asked: Mutation, learnt: Learnt, event: Told["event"], by: Asker) {
    const told = { ...learnt, told: { ...learnt.told, ...by } }
    const conclusion = rules.conclude(settings, asked.evidence ?? noEvidence, learnt.look)
    const { changed, mutation } = yield* store.change(
      asked,
      ({ state, version }) =>
        Effect.map(
          Clock.currentTimeMillis,
          (now) => state === "unknown" && version === asked.version ? [stepOf(conclusion, told, event, now)] : []
        )
    )
    return { mutation, changed, decision: changed ? conclusion.decision : "keep-asking" }
  })

  // Only for a QRIS refund: the number makes it the same refund at Finpay, however often it is sent.
  const repeat = Effect.fnUntraced(function*(mutation: Mutation, by: Asker, writtenSince: number) {
    if (yield* isHeldUp(mutation, writtenSince)) return
    const sent = yield* Effect.result(carryOut(finpay, mutation))
    const { changed } = yield* write(mutation, learntFrom(sent), "repeated", by)
    // Somebody else changed it meanwhile. That it is done is Finpay's own word, and counts all the same.
    if (!changed && Result.isSuccess(sent)) yield* record(store, settings, mutation, sent)
  })

  /** Asks about an unknown outcome; for a person, or because it is due. */
  return Effect.fnUntraced(function*(unknown: Mutation, by: Asker = {}) {
    if (unknown.state !== "unknown") return
    const learnt = yield* ask(unknown)
    const writtenSince = yield* witness.millis
    const event = learnt.look.kind === "failed" ? "check_failed" : "checked"
    const { decision, mutation } = yield* write(unknown, learnt, event, by)
    if (decision === "repeat") yield* repeat(mutation, by, writtenSince)
  })
})
