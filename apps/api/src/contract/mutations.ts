import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { Amount } from "./amount.ts"
import { optionalText } from "./answer.ts"
import { plain, query } from "./document.ts"
import { merchantHeader } from "./merchant-header.ts"
import { MutationOperation, MutationState } from "./mutation-state.ts"
import { Prefer } from "./prefer.ts"
import { MutationId } from "./problem-fields.ts"
import { recordProblems } from "./problem-lists.ts"
import { InvalidRequestProblem, JournalUnavailableProblem, MutationWrongStateProblem } from "./problems.ts"

const time = (description: string) => Schema.String.annotate({ format: "date-time", description })
const optionalTime = (description: string) => Schema.optionalKey(time(description))

/** What Finpay said of a payment when it was asked. */
export const SeenPayment = Schema.Struct({
  at: time("When it was asked."),
  status: Schema.String.annotate({ description: "As Finpay gave it." }),
  paidAmount: Schema.optionalKey(Amount.annotate({ description: "What was paid in all, where the answer says so." })),
  traceId: optionalText("Finpay's name for the call.")
}).annotate({ identifier: "SeenPayment" })

/** What has been found out since an answer was lost. */
export const MutationEvidence = Schema.Struct({
  checks: Schema.Int.annotate({ description: "How often Finpay was asked for the payment." }),
  rule: optionalText("The rule that spoke last, as named in docs/evidence.md."),
  agreeing: Schema.Int.annotate({ description: "How many answers in a row have said the same." }),
  repeats: Schema.Int.annotate({ description: "Only for QRIS: how often the same refund number was sent again." }),
  last: Schema.optionalKey(SeenPayment)
}).annotate({ identifier: "MutationEvidence" })

/** Why a mutation did not happen, or why its outcome had to be found out. */
export const MutationError = Schema.Struct({
  type: Schema.String.annotate({ description: "The type of the problem.", examples: ["/problems/wrong-state"] }),
  detail: Schema.String,
  responseCode: optionalText("Finpay's seven-digit code, where one came."),
  responseMessage: optionalText("Finpay's words, where any came."),
  traceId: optionalText("Finpay's name for the call.")
}).annotate({ identifier: "MutationError" })

/** One refund, void or cancel: what was asked, how far it is, and why. */
export const MutationRecord = Schema.Struct({
  id: MutationId,
  operation: MutationOperation,
  reference: Schema.String.annotate({ description: "The order id or, for QRIS, Finpay's number of the payment." }),
  payment: Schema.String.annotate({ description: "Where to read the payment.", examples: ["/v1/payments/INV-1"] }),
  amount: Schema.optionalKey(Amount.annotate({ description: "Not there for a cancel." })),
  idempotencyKey: Schema.String,
  actor: Schema.String.annotate({ description: "Who asked." }),
  state: MutationState,
  operationState: Schema.Literals(["succeeded", "not-processed", "unknown", "in-progress"]).annotate({
    description: "Did it happen? The word an answer to the request itself would have."
  }),
  nextStep: Schema.String.annotate({ description: "What to do next, in one plain sentence." }),
  decidedBy: Schema.optionalKey(
    Schema.Literals(["answer", "evidence", "person", "journal"]).annotate({
      description:
        "How the outcome is known: Finpay answered so, it was found out, a person decided, or it was refused " +
        "here before it was sent."
    })
  ),
  closedAs: Schema.optionalKey(Schema.Literals(["applied", "not_applied"])),
  request: Schema.optionalKey(Schema.Json.annotate({ description: "What is sent to Finpay; not there once erased." })),
  before: Schema.optionalKey(SeenPayment.annotate({ description: "The payment just before it was sent." })),
  evidence: Schema.optionalKey(MutationEvidence),
  error: Schema.optionalKey(MutationError),
  finpay: Schema.optionalKey(
    Schema.Json.annotate({ description: "Finpay's answer as it came; account and card numbers are masked." })
  ),
  acceptedAt: time("When it was written down."),
  sendingAt: optionalTime("When it was sent."),
  settledAt: optionalTime("When its outcome was known."),
  updatedAt: time("When it last changed.")
}).annotate({ identifier: "Mutation" })

/** One refund, void or cancel. */
export type MutationRecord = typeof MutationRecord.Type

/** Mutations, newest first. */
export const MutationPage = Schema.Struct({
  mutations: Schema.Array(MutationRecord),
  next: optionalText("Pass it as `after` for the next page; not there on the last one.")
}).annotate({ identifier: "MutationPage" })

/** One step of a mutation, in the audit log. */
export const MutationEvent = Schema.Struct({
  at: time("When it happened."),
  event: Schema.String.annotate({
    description:
      "accepted, asked_again, withdrawn, sending, answered, lost, checked, check_failed, repeated, decided, " +
      "review, closed, news, late_answer, doubted or erased."
  }),
  actor: Schema.String.annotate({ description: "Who did it; `journal` for the server itself." }),
  from: Schema.optionalKey(MutationState),
  to: MutationState,
  reason: Schema.String.annotate({ description: "Why, in one plain sentence." }),
  detail: Schema.optionalKey(
    Schema.Json.annotate({ description: "What was seen or answered; not there once erased." })
  ),
  traceId: optionalText("Finpay's name for the call."),
  lane: Schema.Int.annotate({ description: "Which chain of the audit log it is in." }),
  sequence: Schema.Int.annotate({ description: "Its place in that chain." }),
  previousHash: Schema.String,
  hash: Schema.String
}).annotate({ identifier: "MutationEvent" })

/** One step of a mutation. */
export type MutationEvent = typeof MutationEvent.Type

/** All that happened to a mutation, in order. */
export const MutationHistory = Schema.Struct({ events: Schema.Array(MutationEvent) }).annotate({
  identifier: "MutationHistory"
})

/** A text of one line. */
export const text = (what: string, maximum: number) =>
  Schema.String.check(
    Schema.makeFilter((value: string) =>
      value.trim() === "" || value.length > maximum || /\p{Cc}/u.test(value)
        ? `${what} is 1 to ${maximum} characters on one line`
        : undefined
    )
  )

/** The id of a mutation in an address. */
export const GivenId = MutationId.check(
  Schema.isPattern(/^[\w-]{1,64}$/u, { message: "an id is 1 to 64 letters, digits, dashes or underscores" })
)

/** A person's decision. */
export const NewClosing = Schema.Struct({
  as: Schema.Literals(["applied", "not_applied"]).annotate({
    description: "applied: the money moved. not_applied: it certainly did not, and what is not sent yet never will be."
  }),
  reason: text("a reason", 500).annotate({
    description: "How it is known, for the audit log.",
    examples: ["Finpay's statement of 21 November"]
  }),
  correct: Schema.optionalKey(Schema.Boolean.annotate({
    description: "It is closed already, and the other way: what was decided then turned out to be wrong. Not against " +
      "what Finpay itself has answered."
  }))
}).annotate({ identifier: "NewClosing" })

/** A time of a request, with its zone. */
export const instant = Schema.String.check(
  Schema.makeFilter((value: string) =>
    /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/u.test(value) && !Number.isNaN(Date.parse(value))
      ? undefined
      : "it is a time with a zone, such as 2026-11-21T10:00:00Z (in an address, + is written %2B)"
  )
).annotate({ format: "date-time", examples: ["2026-11-21T10:00:00Z"] })

/** Which mutations; all that is given must hold. */
export const mutationFilters = {
  state: Schema.optionalKey(
    Schema.Array(MutationState).annotate({
      description: "Only those in this state; give it several times for several."
    })
  ),
  operation: Schema.optionalKey(MutationOperation),
  reference: Schema.optionalKey(
    text("a reference", 64).annotate({ description: "Only those of this order or payment." })
  ),
  actor: Schema.optionalKey(text("an actor", 255).annotate({ description: "Only those this one asked for." })),
  since: Schema.optionalKey(instant.annotate({ description: "Written down at or after." })),
  until: Schema.optionalKey(instant.annotate({ description: "Written down before." }))
} as const

/** How many of a list are given at a time. */
export const limit = Schema.optionalKey(
  Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500 })).annotate({
    description: "At most this many, 1 to 500; 50 unless given."
  })
)

const filters = {
  ...mutationFilters,
  after: Schema.optionalKey(GivenId.annotate({ description: "The `next` of the page before." })),
  limit
} as const

const ofMutation = { params: { mutationId: GivenId }, headers: merchantHeader } as const

/** Mutations: list them, read one, ask about it, decide it. */
export class MutationsGroup extends HttpApiGroup.make("mutations").add(
  HttpApiEndpoint.get("list", "/mutations", {
    headers: merchantHeader,
    query: filters,
    success: MutationPage,
    error: JournalUnavailableProblem
  }).annotateMerge(query("List mutations", "Every refund, void and cancel of this merchant, newest first.")),
  HttpApiEndpoint.get("get", "/mutations/:mutationId", {
    ...ofMutation,
    headers: { ...merchantHeader, prefer: Schema.optionalKey(Prefer) },
    success: MutationRecord,
    error: recordProblems
  }).annotateMerge(
    query("Read a mutation", "As the journal has it. With `Prefer: wait=N` it waits for the outcome; without, not.")
  ),
  HttpApiEndpoint.get("history", "/mutations/:mutationId/history", {
    ...ofMutation,
    success: MutationHistory,
    error: recordProblems
  }).annotateMerge(query("Read the history of a mutation", "All that happened to it: its part of the audit log.")),
  HttpApiEndpoint.post("resolve", "/mutations/:mutationId/resolve", {
    ...ofMutation,
    success: MutationRecord,
    error: [...recordProblems, MutationWrongStateProblem]
  }).annotateMerge(
    plain("operate", "Ask about an unknown outcome now", "Asks Finpay now instead of when it is due. It has no body.")
  ),
  HttpApiEndpoint.post("close", "/mutations/:mutationId/close", {
    ...ofMutation,
    payload: NewClosing,
    success: MutationRecord,
    error: [...recordProblems, MutationWrongStateProblem, InvalidRequestProblem]
  }).annotateMerge(
    plain(
      "approve",
      "Decide a mutation",
      "A person says how an unknown outcome ended, or withdraws what is not sent yet. It changes nothing at Finpay, and " +
        "cannot be taken back."
    )
  )
).annotateMerge(annotations({ title: "Mutations", description: "What became of every refund, void and cancel." })) {}
