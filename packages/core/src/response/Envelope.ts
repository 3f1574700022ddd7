import * as Schema from "effect/Schema"
import { detail, TextOrNumber } from "../schema/detail.ts"

/**
 * The members every answer of Finpay begins with.
 *
 * `responseCode` (7 digits) is always there; `processingTime` is in seconds; `traceId` names the call for Finpay's
 * support. All but the code only inform.
 */
export const envelopeFields = {
  responseCode: TextOrNumber,
  responseMessage: detail(Schema.String),
  processingTime: detail(Schema.Union([Schema.Finite, Schema.FiniteFromString])),
  traceId: detail(Schema.String)
} as const

/**
 * The members every answer of Finpay begins with. `processingTime` is in seconds.
 *
 * Source: Finpay OpenAPI (StandardResponse) and cancel page; `traceId` on every call seen live.
 */
export const Envelope = Schema.Struct(envelopeFields)

/** The members every answer of Finpay begins with. */
export type Envelope = typeof Envelope.Type
