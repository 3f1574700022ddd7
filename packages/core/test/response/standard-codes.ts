import type { FinpayError } from "../../src/errors/FinpayError.ts"
import type { ResponseClass } from "../../src/response/cases.ts"

/** One row of the standard's table: what the answer lets you conclude, and which error a refund becomes by it. */
export interface StandardRow {
  readonly http: number
  readonly case: string
  readonly class: ResponseClass
  readonly error: FinpayError["_tag"] | undefined
}

const rows = (
  http: number,
  responseClass: ResponseClass,
  error: FinpayError["_tag"] | undefined,
  ...caseCodes: ReadonlyArray<string>
): ReadonlyArray<StandardRow> => caseCodes.map((caseCode) => ({ http, case: caseCode, class: responseClass, error }))

/**
 * The response codes of SNAP BI, each with what may be concluded from it for a call that moves money.
 *
 * Written from the standard and not from the code under test, so that each checks the other.
 */
export const standardRows: ReadonlyArray<StandardRow> = [
  ...rows(200, "ok", undefined, "00"),
  ...rows(202, "pending", "OutcomeUnknown", "00"),
  ...rows(400, "safe", "InvalidRequest", "00", "01", "02"),
  ...rows(401, "safe", "NotAuthenticated", "00", "01", "02", "03", "04"),
  // Transaction expired; not permitted for this transaction; suspended.
  ...rows(403, "final", "WrongState", "00", "15", "16"),
  // Feature not allowed; limits and one-time passwords of the payer's token; blacklisted merchant.
  ...rows(403, "final", "NotPermitted", "01", "10", "11", "12", "13", "19"),
  // Cut-off in progress: later it may be allowed.
  ...rows(403, "safe", "NotPermitted", "06"),
  // Amount limits; fraud; do not honour; blocked, expired, dormant, inactive.
  ...rows(403, "final", "Declined", "02", "03", "05", "07", "08", "09", "17", "18", "21", "22"),
  // Insufficient funds and day limits: another day may do.
  ...rows(403, "safe", "Declined", "14", "20", "23"),
  ...rows(403, "safe", "RateLimited", "04"),
  ...rows(404, "final", "WrongState", "00", "04", "10", "14"),
  ...rows(404, "final", "NotFound", "01", "11", "12", "19"),
  ...rows(404, "final", "NotPermitted", "02", "03", "05", "06", "07", "08", "09", "15", "16", "17"),
  ...rows(404, "final", "Declined", "13"),
  // The same reference with other parameters: an earlier request with it may have been carried out.
  ...rows(404, "unknown", "OutcomeUnknown", "18"),
  ...rows(405, "final", "NotPermitted", "00"),
  ...rows(405, "safe", "WrongState", "01"),
  ...rows(409, "unknown", "OutcomeUnknown", "00", "01"),
  ...rows(429, "safe", "RateLimited", "00"),
  ...rows(500, "unknown", "OutcomeUnknown", "00", "01", "02"),
  ...rows(504, "unknown", "OutcomeUnknown", "00")
]

/** By the HTTP status alone, for a case that no table lists: which statuses say that nothing was processed. */
export const certainStatuses: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 429])

/** May it be concluded from this code that the call was certainly not processed? */
export const isCertainlyNotProcessed = (http: number, caseCode: string): boolean => {
  const row = standardRows.find((one) => one.http === http && one.case === caseCode)
  return row === undefined ? certainStatuses.has(http) : row.class === "safe" || row.class === "final"
}
