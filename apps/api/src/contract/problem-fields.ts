import * as Schema from "effect/Schema"
import { MutationState } from "./mutation-state.ts"

/**
 * What is known of the operation that was asked for.
 *
 * `not-processed`: this request certainly did nothing. `unknown`: it left this machine and no clear answer came back, or
 * an earlier request with its key may have done what it asks for. `in-progress`: it, or that earlier one, is not sent
 * yet or has no answer yet.
 */
export const OperationState = Schema.Literals(["not-processed", "unknown", "in-progress"]).annotate({
  identifier: "OperationState",
  description: "not-processed: this request certainly did nothing; what an earlier request did stays as it was. " +
    "unknown: perhaps it happened; find out, never repeat it blindly. in-progress: it, or an earlier request with the " +
    "same key, is not sent yet or has no answer yet."
})

/** How the request ended that a key was first used for. */
export const FirstRequest = Schema.Literals(["unknown", "succeeded", "in-progress", "refused"]).annotate({
  identifier: "FirstRequest",
  description:
    "How the request ended that the key was first used for. unknown: perhaps it happened. succeeded: Finpay " +
    "carried it out. in-progress: it has no outcome yet. refused: it certainly did not happen."
})

/** How the request ended that a key was first used for. */
export type FirstRequest = typeof FirstRequest.Type

/** One thing that is wrong with a request, and where. */
export const RequestError = Schema.Struct({
  detail: Schema.String.annotate({ description: "What is wrong, in one sentence." }),
  pointer: Schema.optionalKey(
    Schema.String.annotate({
      description: "JSON pointer (RFC 6901) into the body, as a URI fragment.",
      examples: ["#/order/amount"]
    })
  ),
  parameter: Schema.optionalKey(
    Schema.String.annotate({ description: "The name of a parameter of the path or query." })
  )
}).annotate({
  identifier: "RequestError",
  examples: [{ detail: "must be a whole number", pointer: "#/order/amount" }]
})

/** One thing that is wrong with a request, and where. */
export type RequestError = typeof RequestError.Type

/** The members of every problem, beside `type`, `title` and `status`. */
export const problemFields = {
  detail: Schema.String.annotate({ description: "What happened, in one plain sentence." }),
  instance: Schema.String.annotate({
    description: "Names this occurrence; for a 5xx the server's log has it too.",
    examples: ["urn:uuid:0b3a3c8e-3f0e-4f2e-9f53-3f6f4a3d8f10"]
  }),
  nextStep: Schema.String.annotate({ description: "What to do next, in one plain sentence." }),
  operationState: OperationState,
  safeToRetry: Schema.Boolean.annotate({
    description:
      "true: sending the same request again, with the same Idempotency-Key, cannot do it twice; whether it " +
      "will help says nextStep. false: never send it again."
  })
} as const

/** The id of a mutation, for reading it again. */
export const MutationId = Schema.String.annotate({
  description: "Names the mutation: read it at /v1/mutations/{mutationId}.",
  examples: ["mut_0mi7wq3k2f8t5c1h0dpa4"]
})

/** What a problem says of the mutation it is about. */
export const mutationFacts = {
  mutationId: Schema.optionalKey(MutationId),
  mutationState: Schema.optionalKey(MutationState)
} as const

/** What a call to Finpay adds to a problem, as far as it is known. */
export const finpayFacts = {
  operation: Schema.optionalKey(
    Schema.String.annotate({ description: "The operation that was asked for.", examples: ["refund"] })
  ),
  reference: Schema.optionalKey(Schema.String.annotate({ description: "The order id or reference number." })),
  responseCode: Schema.optionalKey(
    Schema.String.annotate({ description: "Finpay's seven-digit code, where one came." })
  ),
  responseMessage: Schema.optionalKey(Schema.String.annotate({ description: "Finpay's words, where any came." })),
  traceId: Schema.optionalKey(Schema.String.annotate({ description: "Finpay's name for the call, for its support." })),
  ...mutationFacts
} as const

/** The members of a problem that came from a call to Finpay. */
export const finpayProblemFields = { ...problemFields, ...finpayFacts } as const

/** What a problem says of its occurrence. */
export interface ProblemFacts {
  readonly detail: string
  readonly instance: string
  readonly nextStep: string
  readonly operationState: typeof OperationState.Type
  readonly safeToRetry: boolean
}
