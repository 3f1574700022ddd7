import * as Schema from "effect/Schema"
import { FaultKindName } from "./RequestRecord.ts"

/** One try to deliver a callback. */
export const CallbackAttempt = Schema.Struct({
  at: Schema.Int,
  httpStatus: Schema.optionalKey(Schema.Int),
  /** Why there was no answer, or why the answer was none. */
  problem: Schema.optionalKey(Schema.String)
})

/** A callback or QRIS notification: to be sent, sent, or given up. */
export const CallbackRecord = Schema.Struct({
  id: Schema.Int,
  kind: Schema.Literals(["callback", "notification"]),
  orderKey: Schema.String,
  orderId: Schema.String,
  merchantId: Schema.String,
  /** The status it speaks of, as it is written there. */
  status: Schema.String,
  url: Schema.String,
  /** The members in the order in which they are sent, without a signature. */
  payload: Schema.Record(Schema.String, Schema.Unknown),
  /**
   * `waiting` for its time; `delivered`; `given-up` after the last try; `lost` by a fault; `refused` because the address
   * is not on this machine.
   */
  state: Schema.Literals(["waiting", "delivered", "given-up", "lost", "refused"]),
  /** When its next try is due, or its last one was, in epoch milliseconds of the simulator's clock. */
  dueAt: Schema.Int,
  /** Held back until the next callback of the order. */
  held: Schema.Boolean,
  attempts: Schema.Array(CallbackAttempt),
  fault: Schema.optionalKey(FaultKindName)
})

/** A callback or QRIS notification. */
export type CallbackRecord = typeof CallbackRecord.Type
