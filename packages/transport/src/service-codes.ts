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

/** With the services that are not called here: notify and cancel. */
const knownServices: ReadonlyArray<string> = [...Object.values(snapServices), "52", "77"]

const serviceOf = (responseCode: string | undefined): string | undefined =>
  responseCode === undefined ? undefined : parseResponseCode(responseCode)?.service

/**
 * Says of a code that belongs to another known service that it does: it answers another call than this one. A service
 * that none is known by, such as the 53 of Finpay's samples, says nothing.
 */
export const otherService = (operation: Operation, responseCode: string | undefined): string | undefined => {
  const expected = snapServices[operation.name]
  if (expected === undefined) return undefined
  const service = serviceOf(responseCode)
  return service === undefined || service === expected || !knownServices.includes(service)
    ? undefined
    : `its code ${responseCode} answers another service (${service} in place of ${expected})`
}

/**
 * Notes that a code names another service than the one that was called. It changes nothing, and a tracer or logger that
 * fails at it neither: Finpay's own samples answer query and refund with 53.
 */
export const noteUnexpectedService = (operation: Operation, responseCode: string | undefined): Effect.Effect<void> => {
  const expected = snapServices[operation.name]
  if (expected === undefined) return Effect.void
  const service = serviceOf(responseCode)
  if (service === undefined || service === expected) return Effect.void
  return Effect.andThen(
    Effect.annotateCurrentSpan("finpay.unexpected_service", service),
    Effect.logDebug(`${operation.name}: the response code names service ${service}, the standard says ${expected}`)
  ).pipe(Effect.catchDefect(() => Effect.void))
}
