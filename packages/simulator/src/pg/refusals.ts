import type { Refusal } from "../answer/Refusal.ts"
import { refusal } from "../answer/Refusal.ts"
import { displayName } from "./field-names.ts"

/**
 * The payment gateway's refusals. Messages of fields were seen live, their digits are those of SNAP BI; 4040100 (with
 * service 01) and 4030015 were seen with both.
 */
export const pgRefusals = {
  mandatory: (path: string): Refusal => refusal(400, "02", `Invalid Mandatory Field ${displayName(path)}`),
  format: (path: string, rule = "format is invalid"): Refusal =>
    refusal(400, "01", `Invalid Field Format. The ${displayName(path)} ${rule}`),
  invalidStatus: refusal(404, "00", "Invalid Transaction Status", "01"),
  notPermitted: refusal(403, "15", "Transaction Not Permitted"),
  notFound: refusal(404, "01", "Transaction Not Found"),
  overLimit: refusal(403, "02", "Exceeds Transaction Amount Limit"),
  invalidAmount: refusal(404, "13", "Invalid Amount"),
  duplicateOrder: refusal(409, "01", "Duplicate order.id")
} as const
