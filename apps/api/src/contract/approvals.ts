import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { Amount } from "./amount.ts"
import { optionalText } from "./answer.ts"
import { ApprovalId, ApprovalState } from "./approval-state.ts"
import { plain, query } from "./document.ts"
import { merchantHeader } from "./merchant-header.ts"
import { MutationOperation } from "./mutation-state.ts"
import { instant, limit, text } from "./mutations.ts"
import { MutationId } from "./problem-fields.ts"
import {
  ApprovalNotFoundProblem,
  ApprovalWrongStateProblem,
  IdempotencyKeyReused,
  InvalidRequestProblem,
  JournalUnavailableProblem,
  OthersRequestProblem,
  OwnRequestProblem,
  RefundNumberUsedProblem
} from "./problems.ts"

const time = (description: string) => Schema.String.annotate({ format: "date-time", description })

/** A change that needs a second person. */
export const ApprovalRecord = Schema.Struct({
  id: ApprovalId,
  state: ApprovalState,
  nextStep: Schema.String.annotate({ description: "What to do next, in one plain sentence." }),
  operation: MutationOperation,
  reference: Schema.String.annotate({ description: "The order id or, for QRIS, Finpay's number of the payment." }),
  payment: Schema.String.annotate({ description: "Where to read the payment.", examples: ["/v1/payments/INV-1"] }),
  amount: Amount.annotate({ description: "What is asked for." }),
  together: Amount.annotate({
    description: "With all that was given back of the order before, may have been, or was about to be."
  }),
  approvalAbove: Amount.annotate({ description: "The merchant's limit when it was asked for." }),
  request: Schema.Json.annotate({ description: "What is sent to Finpay once it is approved." }),
  idempotencyKey: Schema.String,
  requestedBy: Schema.String.annotate({ description: "Who asked." }),
  requestedAt: time("When it was asked for."),
  expiresAt: time("Until when it can be approved."),
  decidedBy: optionalText("Who approved or rejected it; who asked, where it was withdrawn."),
  decidedAt: Schema.optionalKey(time("When it was decided.")),
  reason: optionalText("Why it was decided so."),
  mutationId: Schema.optionalKey(MutationId.annotate({ description: "What it became when it was approved." }))
}).annotate({ identifier: "Approval" })

/** A change that needs a second person. */
export type ApprovalRecord = typeof ApprovalRecord.Type

/** Approvals, newest first. */
export const ApprovalPage = Schema.Struct({
  approvals: Schema.Array(ApprovalRecord),
  next: optionalText("Pass it as `after` for the next page; not there on the last one.")
}).annotate({ identifier: "ApprovalPage" })

/** What a person says to a request for approval. */
export const NewDecision = Schema.Struct({
  reason: text("a reason", 500).annotate({
    description: "Why, for those who ask later.",
    examples: ["Complaint 4711, seen with the shop"]
  })
}).annotate({ identifier: "NewDecision" })

const GivenId = ApprovalId.check(
  Schema.isPattern(/^[\w-]{1,64}$/u, { message: "an id is 1 to 64 letters, digits, dashes or underscores" })
)

const filters = {
  state: Schema.optionalKey(
    Schema.Array(ApprovalState).annotate({
      description: "Only those in this state; give it several times for several."
    })
  ),
  operation: Schema.optionalKey(MutationOperation),
  reference: Schema.optionalKey(
    text("a reference", 64).annotate({ description: "Only those of this order or payment." })
  ),
  actor: Schema.optionalKey(text("an actor", 255).annotate({ description: "Only those this one asked for." })),
  since: Schema.optionalKey(instant.annotate({ description: "Asked for at or after." })),
  until: Schema.optionalKey(instant.annotate({ description: "Asked for before." })),
  after: Schema.optionalKey(GivenId.annotate({ description: "The `next` of the page before." })),
  limit
} as const

const ofApproval = { params: { approvalId: GivenId }, headers: merchantHeader } as const

const decisionProblems = [
  ApprovalNotFoundProblem,
  ApprovalWrongStateProblem,
  JournalUnavailableProblem,
  InvalidRequestProblem
] as const

/** Changes above the merchant's limit: list them, read one, approve or reject it, take it back. */
export class ApprovalsGroup extends HttpApiGroup.make("approvals").add(
  HttpApiEndpoint.get("list", "/approvals", {
    headers: merchantHeader,
    query: filters,
    success: ApprovalPage,
    error: JournalUnavailableProblem
  }).annotateMerge(
    query("List approvals", "Every change of this merchant that needs, or needed, a second person, newest first.")
  ),
  HttpApiEndpoint.get("get", "/approvals/:approvalId", {
    ...ofApproval,
    success: ApprovalRecord,
    error: [ApprovalNotFoundProblem, JournalUnavailableProblem]
  }).annotateMerge(query("Read an approval", "What is asked for, by whom, and what was decided.")),
  HttpApiEndpoint.post("approve", "/approvals/:approvalId/approve", {
    ...ofApproval,
    payload: NewDecision,
    success: ApprovalRecord,
    error: [...decisionProblems, OwnRequestProblem, IdempotencyKeyReused, RefundNumberUsedProblem]
  }).annotateMerge(
    plain(
      "approve",
      "Approve a change",
      "It becomes a mutation (`mutationId`) and is carried out as if it had been asked for now. Not by the API key that " +
        "asked for it. What is left to give back is checked when it is sent."
    )
  ),
  HttpApiEndpoint.post("reject", "/approvals/:approvalId/reject", {
    ...ofApproval,
    payload: NewDecision,
    success: ApprovalRecord,
    error: [...decisionProblems, OwnRequestProblem]
  }).annotateMerge(
    plain("approve", "Reject a change", "It is never sent. Not by the API key that asked for it, which withdraws it.")
  ),
  HttpApiEndpoint.post("withdraw", "/approvals/:approvalId/withdraw", {
    ...ofApproval,
    payload: NewDecision,
    success: ApprovalRecord,
    error: [...decisionProblems, OthersRequestProblem]
  }).annotateMerge(plain("operate", "Withdraw a change", "It is never sent. Only by the API key that asked for it."))
).annotateMerge(
  annotations({ title: "Approvals", description: "Changes above the merchant's limit, which take a second person." })
) {}
