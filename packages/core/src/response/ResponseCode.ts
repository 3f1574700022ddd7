import { cases } from "./cases.ts"
import type { CaseFacts, Subject } from "./cases.ts"

export type { ResponseClass, Subject } from "./cases.ts"

/**
 * A response code of Finpay or SNAP, taken apart: HTTP status (3 digits), service (2), case (2).
 */
export interface ResponseCode extends CaseFacts {
  /** The seven digits as received, such as `4040100`. */
  readonly code: string
  /** The first three digits: the HTTP status that belongs to the code. */
  readonly httpStatus: number
  /** Digits four and five: `00` on the payment gateway, a SNAP service such as `47` otherwise. */
  readonly service: string
  /** The last two digits. */
  readonly case: string
}

const byHttpStatus = (httpStatus: number): CaseFacts => {
  switch (httpStatus) {
    case 400:
      return { class: "safe", subject: "request", meaning: "the request was not accepted" }
    case 401:
      return { class: "safe", subject: "credentials", meaning: "not authenticated" }
    case 403:
      return { class: "final", subject: "permission", meaning: "refused" }
    case 404:
      return { class: "final", subject: "missing", meaning: "not found" }
    case 405:
      return { class: "final", subject: "permission", meaning: "not supported" }
    case 429:
      return { class: "safe", subject: "rate", meaning: "too many requests" }
    default:
      return { class: "unknown", subject: "server", meaning: "a code whose meaning is not known" }
  }
}

/**
 * Takes a response code apart and says what class of answer it is.
 *
 * Returns `undefined` when the text is not seven digits that begin with a possible HTTP status. A case that no list
 * knows is judged by its HTTP status alone, and a status that says nothing certain is class `unknown`.
 *
 * Classes: `ok` done; `pending` accepted, ask later; `safe` certainly not processed, may be sent again once the named
 * thing is mended; `final` refused, repeating it unchanged is pointless; `unknown` perhaps processed, find out first.
 * Source: SNAP BI response codes; Finpay uses the same form with service `00`.
 *
 * @example
 * ```ts
 * import { parseResponseCode } from "@openfinpay/finpay-core"
 *
 * parseResponseCode("4040100")?.meaning // => "Invalid Transaction Status"
 * parseResponseCode("5047800")?.class // => "unknown"
 * ```
 */
export const parseResponseCode = (text: string): ResponseCode | undefined => {
  const match = /^([1-5]\d{2})(\d{2})(\d{2})$/u.exec(text)
  if (match === null) return undefined
  const [, http = "", service = "", caseCode = ""] = match
  const facts = cases[`${http}/${caseCode}`] ?? byHttpStatus(Number(http))
  return { ...facts, code: text, httpStatus: Number(http), service, case: caseCode }
}

/** What a subject means for the caller, in one plain sentence. */
export const adviceOn: Readonly<Record<Subject, string>> = {
  none: "Nothing needs to be done.",
  request: "Mend the named field and send the request again.",
  credentials: "Check the merchant id and key (or the SNAP client, keys and clock) of this environment.",
  token: "Get a new access token and send the request again.",
  permission: "Ask Finpay to enable this for the merchant; sending it again changes nothing.",
  address: "Check the base address and the path; sending it there again changes nothing.",
  missing: "Check the order id or reference, and that the payment was captured.",
  state: "Check the payment's status: it does not allow this operation.",
  amount: "Check the amount against what was paid and what is left to refund.",
  declined: "It was declined; ask Finpay or the payer's bank why before trying again.",
  rate: "Wait a while, then send the request again.",
  duplicate: "Ask for the outcome of the earlier request; do not send it under a new reference.",
  server: "Ask for the outcome before anything else is done with this order."
}
