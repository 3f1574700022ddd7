/** What an answer of this kind lets you conclude; see `parseResponseCode`. */
export type ResponseClass = "ok" | "pending" | "safe" | "final" | "unknown"

/** What an answer is about; decides which error it becomes. */
export type Subject =
  | "none"
  | "request"
  | "credentials"
  | "token"
  | "permission"
  | "address"
  | "missing"
  | "state"
  | "amount"
  | "declined"
  | "rate"
  | "duplicate"
  | "server"

/** The facts of one case. */
export interface CaseFacts {
  readonly class: ResponseClass
  readonly subject: Subject
  /** The standard's own words, for people. Never compare with them: providers word them differently. */
  readonly meaning: string
}

const of = (responseClass: ResponseClass, subject: Subject, meaning: string): CaseFacts => ({
  class: responseClass,
  subject,
  meaning
})

/**
 * The cases of SNAP BI by HTTP status and case code, valid for any service.
 *
 * The class is our reading for a call that moves money; the standard prints only the messages.
 */
export const cases: Readonly<Record<string, CaseFacts>> = {
  "200/00": of("ok", "none", "Successful"),
  "202/00": of("pending", "none", "Request In Progress"),
  "400/00": of("safe", "request", "Bad Request"),
  "400/01": of("safe", "request", "Invalid Field Format"),
  "400/02": of("safe", "request", "Invalid Mandatory Field"),
  "401/00": of("safe", "credentials", "Unauthorized"),
  "401/01": of("safe", "token", "Invalid Token (B2B)"),
  "401/02": of("safe", "credentials", "Invalid Customer Token"),
  "401/03": of("safe", "token", "Token Not Found (B2B)"),
  "401/04": of("safe", "credentials", "Customer Token Not Found"),
  "403/00": of("final", "state", "Transaction Expired"),
  "403/01": of("final", "permission", "Feature Not Allowed"),
  "403/02": of("final", "amount", "Exceeds Transaction Amount Limit"),
  "403/03": of("final", "declined", "Suspected Fraud"),
  "403/04": of("safe", "rate", "Activity Count Limit Exceeded"),
  "403/05": of("final", "declined", "Do Not Honor"),
  "403/06": of("safe", "permission", "Feature Not Allowed At This Time"),
  "403/07": of("final", "declined", "Card Blocked"),
  "403/08": of("final", "declined", "Card Expired"),
  "403/09": of("final", "declined", "Dormant Account"),
  "403/10": of("final", "permission", "Need To Set Token Limit"),
  "403/11": of("final", "permission", "OTP Blocked"),
  "403/12": of("final", "permission", "OTP Lifetime Expired"),
  "403/13": of("final", "permission", "OTP Sent To Cardholder"),
  "403/14": of("safe", "declined", "Insufficient Funds"),
  "403/15": of("final", "state", "Transaction Not Permitted"),
  "403/16": of("final", "state", "Suspend Transaction"),
  "403/17": of("final", "amount", "Token Limit Exceeded"),
  "403/18": of("final", "declined", "Inactive Card/Account/Customer"),
  "403/19": of("final", "permission", "Merchant Blacklisted"),
  "403/20": of("safe", "amount", "Merchant Limit Exceed"),
  "403/21": of("final", "amount", "Set Limit Not Allowed"),
  "403/22": of("final", "amount", "Token Limit Invalid"),
  "403/23": of("safe", "amount", "Account Limit Exceed"),
  "404/00": of("final", "state", "Invalid Transaction Status"),
  "404/01": of("final", "missing", "Transaction Not Found"),
  "404/02": of("final", "address", "Invalid Routing"),
  "404/03": of("final", "permission", "Bank Not Supported By Switch"),
  "404/04": of("final", "state", "Transaction Cancelled"),
  "404/05": of("final", "permission", "Merchant Is Not Registered For Card Registration Services"),
  "404/06": of("final", "permission", "Need To Request OTP"),
  "404/07": of("final", "permission", "Journey Not Found"),
  "404/08": of("final", "permission", "Invalid Merchant"),
  "404/09": of("final", "permission", "No Issuer"),
  "404/10": of("final", "state", "Invalid API Transition"),
  "404/11": of("final", "missing", "Invalid Card/Account/Customer/Virtual Account"),
  "404/12": of("final", "missing", "Invalid Bill/Virtual Account"),
  "404/13": of("final", "amount", "Invalid Amount"),
  "404/14": of("final", "state", "Paid Bill"),
  "404/15": of("final", "permission", "Invalid OTP"),
  "404/16": of("final", "permission", "Partner Not Found"),
  "404/17": of("final", "permission", "Invalid Terminal"),
  // The same reference with other parameters: an earlier request with it may have been carried out.
  "404/18": of("unknown", "duplicate", "Inconsistent Request"),
  "404/19": of("final", "missing", "Invalid Bill/Virtual Account"),
  "405/00": of("final", "permission", "Requested Function Is Not Supported"),
  "405/01": of("safe", "state", "Requested Operation Is Not Allowed"),
  // This attempt was refused, but an earlier one under the same id was received and may have been carried out.
  "409/00": of("unknown", "duplicate", "Conflict"),
  "409/01": of("unknown", "duplicate", "Duplicate partnerReferenceNo"),
  "429/00": of("safe", "rate", "Too Many Requests"),
  "500/00": of("unknown", "server", "General Error"),
  "500/01": of("unknown", "server", "Internal Server Error"),
  "500/02": of("unknown", "server", "External Server Error"),
  "504/00": of("unknown", "server", "Timeout")
}
