import type { JournaledOperation, MutationState as StateOfJournal } from "@openfinpay/finpay-journal"
import * as Schema from "effect/Schema"

const operations = ["refund", "void", "cancel", "qrisRefund"] as const satisfies ReadonlyArray<JournaledOperation>

/** The operations the journal sees through. */
export const MutationOperation = Schema.Literals(operations).annotate({
  identifier: "MutationOperation",
  description: "What was asked for."
})

const states = [
  "accepted",
  "sending",
  "succeeded",
  "rejected",
  "unknown",
  "not_applied",
  "needs_review",
  "closed"
] as const satisfies ReadonlyArray<StateOfJournal>

/** How far a mutation is, in the journal's words. */
export const MutationState = Schema.Literals(states).annotate({
  identifier: "MutationState",
  description: "accepted: written down, not sent yet. sending: on its way to Finpay. succeeded: Finpay did it. " +
    "rejected: Finpay certainly did not do it. unknown: perhaps Finpay did it; it is being found out. not_applied: found " +
    "out, Finpay did not do it. needs_review: what can be seen does not decide it, so a person has to. closed: a person " +
    "decided it."
})
