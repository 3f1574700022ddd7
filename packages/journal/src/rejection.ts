import { FinpayError } from "@openfinpay/finpay-core"
import * as Schema from "effect/Schema"
import type { AuditEventName } from "./audit/AuditEvent.ts"
import type { DecidedBy } from "./Mutation.ts"
import type { Step } from "./store/Store.ts"

/** An error as it is kept. */
export const keptError = Schema.encodeSync(FinpayError)

/** The end of a mutation that Finpay certainly did not carry out. */
export const rejection = (
  error: FinpayError,
  now: number,
  decidedBy: DecidedBy,
  reason: string,
  event: AuditEventName = "answered"
): Step => ({
  changes: { state: "rejected", error: keptError(error), decidedBy, settledAt: now },
  told: { event, reason: `${reason}: ${error.detail}`, detail: { error: keptError(error) }, traceId: error.traceId }
})
