import * as Schema from "effect/Schema"

const states = ["pending", "approved", "rejected", "withdrawn", "expired"] as const

/** How a change that needs a second person stands. */
export const ApprovalState = Schema.Literals(states).annotate({
  identifier: "ApprovalState",
  description:
    "pending: nobody has decided yet, and nothing is sent. approved: a second person approved it, and it is a " +
    "mutation. rejected: a second person was against it. withdrawn: who asked took it back. expired: nobody decided in time."
})

/** How a change that needs a second person stands. */
export type ApprovalState = typeof ApprovalState.Type

/** The id of an approval, for reading it again. */
export const ApprovalId = Schema.String.annotate({
  description: "Names the approval: read it at /v1/approvals/{approvalId}.",
  examples: ["apr_0mi7wq3k2f8t5c1h0dpa4"]
})
