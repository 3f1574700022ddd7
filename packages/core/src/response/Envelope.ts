import * as Schema from "effect/Schema"

/**
 * The members every answer of Finpay begins with.
 *
 * `responseCode` (7 digits) is always there; `processingTime` is in seconds; `traceId` names the call for Finpay's
 * support. Source: Finpay OpenAPI (StandardResponse) and cancel page; `traceId` on every call seen live.
 */
export const envelopeFields = {
  responseCode: Schema.String,
  responseMessage: Schema.optionalKey(Schema.String),
  processingTime: Schema.optionalKey(Schema.Union([Schema.Finite, Schema.FiniteFromString])),
  traceId: Schema.optionalKey(Schema.String)
} as const

/** The members every answer of Finpay begins with. */
export const Envelope = Schema.Struct(envelopeFields)

/** The members every answer of Finpay begins with. */
export type Envelope = typeof Envelope.Type
