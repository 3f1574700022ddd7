import * as Schema from "effect/Schema"
import { MutationId } from "./problem-fields.ts"

/** A time as Finpay wrote it and, where it can be read, the instant it means. Finpay's naive times are WIB (+07:00). */
export const FinpayTimeJson = Schema.Struct({
  raw: Schema.String,
  instant: Schema.optionalKey(Schema.String.annotate({ format: "date-time" }))
}).annotate({
  identifier: "FinpayTime",
  description: "A time as Finpay wrote it, and the instant it means in UTC. A naive time is WIB (+07:00).",
  examples: [{ raw: "2026-09-21 13:33:09", instant: "2026-09-21T06:33:09.000Z" }]
})

/** What every answer that came from Finpay carries beside its own members. */
export const answerFields = {
  responseCode: Schema.String.annotate({
    description: "Finpay's seven-digit code: HTTP status, service, case.",
    examples: ["2000000"]
  }),
  responseMessage: Schema.optionalKey(Schema.String.annotate({ description: "Finpay's words. Show, never compare." })),
  traceId: Schema.optionalKey(Schema.String.annotate({ description: "Finpay's name for the call, for its support." })),
  finpay: Schema.Json.annotate({
    description: "Finpay's answer as it came, in Finpay's own names. The payer's account and card numbers are masked."
  })
} as const

const succeeded = Schema.Literal("succeeded").annotate({ description: "Finpay carried it out." })

/** What the answer to a creation that was carried out carries. */
export const doneFields = { operationState: succeeded, ...answerFields } as const

const { finpay, responseCode, ...answerTexts } = answerFields

/**
 * What the answer to a change that was carried out carries. What Finpay answered is left out where its answer was lost
 * and the change was found out otherwise, or a person decided.
 */
export const changedFields = {
  operationState: succeeded,
  mutationId: MutationId,
  decidedBy: Schema.Literals(["answer", "evidence", "person"]).annotate({
    identifier: "DecidedBy",
    description: "How it is known: Finpay answered so, it was found out by asking for the payment, or a person decided."
  }),
  ...answerTexts,
  responseCode: Schema.optionalKey(responseCode),
  finpay: Schema.optionalKey(finpay)
} as const

/** A text Finpay may send or leave out. */
export const optionalText = (description: string) => Schema.optionalKey(Schema.String.annotate({ description }))

/** Yes, no or `null` for *don't know*, which is never to be read as no. */
export const perhaps = (description: string) =>
  Schema.NullOr(Schema.Boolean).annotate({ description: `${description} null means: don't know.` })
