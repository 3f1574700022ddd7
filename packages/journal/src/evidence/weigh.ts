import type { Seen } from "../Mutation.ts"
import { rules } from "./rules.ts"
import { situationOf } from "./situation.ts"
import type { Question, Verdict } from "./Verdict.ts"

/** A status in no line of the table. */
export const unknownStatus: Verdict = {
  rule: "unknown-status",
  kind: "ask-again",
  says: "Finpay shows a status that nobody knows, which proves nothing."
}

/** Finpay's own word that it had begun stands against everything looking as before. */
export const stillWorking: Verdict = {
  rule: "still-working",
  kind: "ask-again",
  says: "Finpay answered that it is working on it; that nothing is to be seen yet does not prove that it stopped."
}

const saidInProgress = ({ error }: Question): boolean =>
  error?._tag === "OutcomeUnknown" && error.reason === "in-progress"

/**
 * Weighs one answer about the payment: what does it say of the mutation?
 *
 * By the table of docs/evidence.md, from the operation, the amount, what was seen before and what is seen now. A
 * mutation that Finpay answered with *in progress* is never taken for not applied because nothing is to be seen.
 */
export const weigh = (question: Question, after: Seen): Verdict => {
  const situation = situationOf(question, after)
  const line = rules.find((one) =>
    one.operation === question.operation && one.before.includes(situation) && one.after.includes(after.status)
  )
  if (line === undefined) return unknownStatus
  const { kind, rule, says } = line
  return kind === "same" && saidInProgress(question) ? stillWorking : { rule, kind, says }
}
