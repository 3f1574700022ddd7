import * as Schema from "effect/Schema"
import { FaultRule } from "../faults/FaultRule.ts"
import { Order } from "../orders/Order.ts"
import { CallbackRecord } from "./CallbackRecord.ts"
import { RequestRecord } from "./RequestRecord.ts"

/**
 * Everything that changes in a simulator, as JSON. Configuration (merchants, keys, profile) is not in it, and no secret
 * is: access tokens stand there as their SHA-256 alone.
 */
export const SavedState = Schema.Struct({
  format: Schema.Literal("openfinpay-simulator"),
  version: Schema.Literal(1),
  /** The simulator's clock when it was saved, in epoch milliseconds. Restored, it goes on from there. */
  now: Schema.Int,
  randomness: Schema.Struct({ ids: Schema.Int, faults: Schema.Int }),
  counters: Schema.Struct({ request: Schema.Int, callback: Schema.Int, refund: Schema.Int }),
  orders: Schema.Array(Order),
  tokens: Schema.Array(Schema.Struct({ sha256: Schema.String, clientId: Schema.String, expiresAt: Schema.Int })),
  externalIds: Schema.Array(
    Schema.Struct({ partnerId: Schema.String, day: Schema.String, ids: Schema.Array(Schema.String) })
  ),
  faults: Schema.Array(FaultRule),
  callbacks: Schema.Array(CallbackRecord),
  requests: Schema.Array(RequestRecord)
})

/** Everything that changes in a simulator, as JSON. */
export type SavedState = typeof SavedState.Type
