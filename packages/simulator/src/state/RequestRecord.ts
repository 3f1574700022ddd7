import * as Schema from "effect/Schema"
import { faultKindNames } from "../faults/kinds.ts"
import type { FaultKind } from "../faults/kinds.ts"

const text = Schema.optionalKey(Schema.String)

/** The kinds of fault as a schema. */
export const FaultKindName = Schema.Literals(faultKindNames as readonly [FaultKind, ...Array<FaultKind>])

/**
 * One request to the gateway, as the log keeps it: what a test asserts on, and nothing secret (no headers, no bodies).
 */
export const RequestRecord = Schema.Struct({
  id: Schema.Int,
  /** The simulator's clock, WIB. */
  at: Schema.String,
  /** A name of the catalog, or `unknown`. */
  operation: Schema.String,
  method: Schema.String,
  /** Without its query. */
  path: Schema.String,
  merchantId: text,
  /** The order's id, or the references of a QRIS payment, as the request named them. */
  orderId: text,
  references: Schema.Array(Schema.String),
  /** What the request asked to move, in rupiah. */
  amount: Schema.optionalKey(Schema.Int),
  partnerRefundNo: text,
  externalId: text,
  /** Whether the request was carried out, whatever the client was told. */
  processed: Schema.Boolean,
  /** The code the request earned, before any fault. */
  decidedCode: text,
  /** What was sent: absent where a fault kept the answer back. */
  httpStatus: Schema.optionalKey(Schema.Int),
  responseCode: text,
  traceId: text,
  fault: Schema.optionalKey(FaultKindName)
})

/** One request to the gateway. */
export type RequestRecord = typeof RequestRecord.Type
