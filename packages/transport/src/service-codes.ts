import { parseResponseCode } from "@openfinpay/finpay-core"
import type { Operation } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"

/** The service that the standard puts into the code of each SNAP answer. Source: SNAP BI, service codes. */
const snapServices: Readonly<Record<string, string>> = {
  snapToken: "73",
  qrisGenerate: "47",
  qrisQuery: "51",
  qrisRefund: "78"
}

/**
 * Notes that a code names another service than the one that was called. It changes nothing: Finpay's own samples answer
 * query and refund with 53.
 */
export const noteUnexpectedService = (operation: Operation, responseCode: string | undefined): Effect.Effect<void> => {
  const expected = snapServices[operation.name]
  const service = responseCode === undefined ? undefined : parseResponseCode(responseCode)?.service
  if (expected === undefined || service === undefined || service === expected) return Effect.void
  return Effect.andThen(
    Effect.annotateCurrentSpan("finpay.unexpected_service", service),
    Effect.logDebug(`${operation.name}: the response code names service ${service}, the standard says ${expected}`)
  )
}
