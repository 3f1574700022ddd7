import type { Seen } from "../Mutation.ts"
import { rules } from "./rules.ts"
import { situationOf } from "./situation.ts"
import type { Question, Verdict, VerdictKind } from "./Verdict.ts"

/** A status in no line of the table. */
export const unknownStatus = {
  rule: "unknown-status",
  kind: "ask-again",
  says: "Finpay shows a status that nobody knows, which proves nothing."
} as const satisfies Verdict

/** Finpay's own word that it had begun stands against everything looking as before. */
export const stillWorking = {
  rule: "still-working",
  kind: "ask-again",
  says: "Finpay answered that it is working on it; that nothing is to be seen yet does not prove that it stopped."
} as const satisfies Verdict

/** Something else of the order was done in between, so that the payment's state says nothing of this one any more. */
export const disturbed = {
  rule: "disturbed",
  kind: "undecided",
  says: "Another request of the order turned out to be done after this one was sent: what is to be seen may be either."
} as const satisfies Verdict

/** What a verdict says of the mutation rests on nothing else having changed the payment. */
const restsOnBefore: ReadonlyArray<VerdictKind> = ["applied", "same", "contradiction"]

const saidInProgress = ({ error }: Question): boolean =>
  error?._tag === "OutcomeUnknown" && error.reason === "in-progress"

/**
 * Weighs one answer about the payment: what does it say of the mutation?
 *
 * By the table of docs/evidence.md, from the operation, the amount, what was seen before and what is seen now. A
 * mutation that Finpay answered with *in progress* is never taken for not applied because nothing is to be seen. `done`
 * is how many other mutations of the order are known to be done now: where that is not what it was before, what is seen
 * can be theirs.
 */
export const weigh = (question: Question, after: Seen, done = question.before?.done): Verdict => {
  const situation = situationOf(question, after)
  const line = rules.find((one) =>
    one.operation === question.operation && one.before.includes(situation) && one.after.includes(after.status)
  )
  if (line === undefined) return unknownStatus
  const { kind, rule, says } = line
  if (question.before !== undefined && done !== question.before.done && restsOnBefore.includes(kind)) return disturbed
  return kind === "same" && saidInProgress(question) ? stillWorking : { rule, kind, says }
}
