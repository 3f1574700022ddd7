import { refusal } from "./Refusal.ts"

/** The refusals that several operations share; messages as SNAP BI prints them unless seen otherwise. */
export const refusals = {
  badRequest: (why?: string) => refusal(400, "00", why === undefined ? "Bad Request" : `Bad Request. ${why}`),
  mandatory: (field: string) => refusal(400, "02", `Invalid Mandatory Field ${field}`),
  format: (field: string) => refusal(400, "01", `Invalid Field Format ${field}`),
  unauthorized: (why?: string) => refusal(401, "00", why === undefined ? "Unauthorized" : `Unauthorized. ${why}`),
  invalidToken: refusal(401, "01", "Invalid Token (B2B)"),
  tokenNotFound: refusal(401, "03", "Token Not Found (B2B)"),
  expired: refusal(403, "00", "Transaction Expired"),
  featureNotAllowed: refusal(403, "01", "Feature Not Allowed"),
  overLimit: refusal(403, "02", "Exceeds Transaction Amount Limit"),
  insufficientFunds: refusal(403, "14", "Insufficient Funds"),
  notPermitted: (why?: string) =>
    refusal(403, "15", why === undefined ? "Transaction Not Permitted" : `Transaction Not Permitted. ${why}`),
  blacklisted: refusal(403, "19", "Merchant Blacklisted"),
  invalidStatus: refusal(404, "00", "Invalid Transaction Status"),
  notFound: refusal(404, "01", "Transaction Not Found"),
  invalidRouting: refusal(404, "02", "Invalid Routing"),
  invalidMerchant: refusal(404, "08", "Invalid Merchant"),
  invalidAmount: refusal(404, "13", "Invalid Amount"),
  invalidTerminal: refusal(404, "17", "Invalid Terminal"),
  inconsistent: refusal(404, "18", "Inconsistent Request"),
  notSupported: refusal(405, "00", "Requested Function Is Not Supported"),
  notAllowedNow: refusal(405, "01", "Requested Operation Is Not Allowed"),
  conflict: refusal(409, "00", "Conflict"),
  duplicate: (field: string) => refusal(409, "01", `Duplicate ${field}`)
} as const
