import { isPaid, isQrisPaid, parseResponseCode } from "@openfinpay/finpay-core"
import type { Before, JournaledOperation, Seen } from "../Mutation.ts"
import type { Question } from "./Verdict.ts"

/** How a payment can have stood when the mutation was sent, for each operation, in words for people. */
export const situations = {
  refund: {
    whole: "paid, nothing given back; this refund is all of it",
    part: "paid, nothing given back; this refund is a part of it",
    unsized: "paid, nothing given back; the amounts do not show whether this refund is all of it",
    rest: "a part given back by this journal; this refund is all that is left",
    further: "a part given back by this journal; this refund is a part of what is left",
    unclear: "the status does not fit what this journal gave back before, or the amounts do not show what is left",
    "partly captured": "only a part of the amount was captured",
    "no money": "not paid, or cancelled, failed or expired",
    "given back": "all given back",
    unknown: "a status that nobody knows",
    "not asked": "nobody had asked Finpay"
  },
  void: {
    voidable: "authorized, captured or paid",
    "no money": "not paid and not authorized, or failed or expired",
    cancelled: "cancelled",
    "given back": "a part or all given back",
    unknown: "a status that nobody knows, or nobody had asked Finpay"
  },
  cancel: {
    open: "not paid, and not over",
    cancelled: "cancelled",
    over: "paid, given back, failed or expired",
    unknown: "a status that nobody knows, or nobody had asked Finpay"
  },
  qrisRefund: {
    whole: "paid; with this refund all of it is given back",
    part: "paid; with this refund a part of it stays, or the amounts do not show whether one does",
    "no money": "not paid, or cancelled or failed",
    "given back": "all given back",
    unknown: "not found, or a status that nobody knows",
    "not asked": "nobody had asked Finpay",
    "number used": "whatever it was: Finpay answered that the refund's number had been used before"
  }
} as const satisfies Record<JournaledOperation, Record<string, string>>

/** How a payment stood when a mutation of this operation was sent. */
export type Situation<Op extends JournaledOperation> = keyof typeof situations[Op]

type Size = "all" | "less" | "unknown"

// What was paid is what was seen before. An answer after it that says otherwise leaves it open which of them is right.
const sizeWith = ({ paidAmount, refunded }: Before, amount: number | undefined, after: Seen): Size => {
  if (amount === undefined || paidAmount === undefined) return "unknown"
  if (after.paidAmount !== undefined && after.paidAmount !== paidAmount) return "unknown"
  if (refunded + amount === paidAmount) return "all"
  return refunded + amount < paidAmount ? "less" : "unknown"
}

const refundSituation = ({ amount, before }: Question, after: Seen): Situation<"refund"> => {
  if (before === undefined) return "not asked"
  const size = sizeWith(before, amount, after)
  switch (before.status) {
    case "PAID":
    case "CAPTURED":
      if (before.refunded > 0) return "unclear"
      return size === "all" ? "whole" : size === "less" ? "part" : "unsized"
    case "PARTIALLY_REFUNDED":
      if (before.refunded === 0 || size === "unknown") return "unclear"
      return size === "all" ? "rest" : "further"
    case "PARTIALLY_CAPTURED":
      return "partly captured"
    case "REFUNDED":
      return "given back"
    default:
      if (isPaid(before.status) === undefined) return "unknown"
      return before.refunded > 0 ? "unclear" : "no money"
  }
}

const voidSituation = ({ before }: Question): Situation<"void"> => {
  switch (before?.status) {
    case "AUTHORIZED":
    case "PARTIALLY_CAPTURED":
    case "CAPTURED":
    case "PAID":
      return "voidable"
    case "CANCELLED":
      return "cancelled"
    case "PARTIALLY_REFUNDED":
    case "REFUNDED":
      return "given back"
    default:
      return before !== undefined && isPaid(before.status) === false ? "no money" : "unknown"
  }
}

const cancelSituation = ({ before }: Question): Situation<"cancel"> => {
  switch (before?.status) {
    case "CANCELLED":
      return "cancelled"
    case "FAILURE":
    case "EXPIRED":
    case "PARTIALLY_CAPTURED":
      return "over"
    default: {
      const paid = before === undefined ? undefined : isPaid(before.status)
      return paid === undefined ? "unknown" : paid ? "over" : "open"
    }
  }
}

/** Whether Finpay knows the number of a QRIS refund from an earlier request: 409xx01 or 404xx18. */
export const isNumberUsed = ({ responseCode = "" }: { readonly responseCode?: string }): boolean => {
  const code = parseResponseCode(responseCode)
  return code !== undefined && ["409/01", "404/18"].includes(`${code.httpStatus}/${code.case}`)
}

const qrisRefundSituation = ({ amount, before, error }: Question, after: Seen): Situation<"qrisRefund"> => {
  if (error !== undefined && isNumberUsed(error)) return "number used"
  if (before === undefined) return "not asked"
  if (before.status === "00") return sizeWith(before, amount, after) === "all" ? "whole" : "part"
  if (before.status === "04") return "given back"
  return isQrisPaid(before.status) === false ? "no money" : "unknown"
}

/** How the payment stood when the mutation was sent. */
export const situationOf = (question: Question, after: Seen): string => {
  switch (question.operation) {
    case "refund":
      return refundSituation(question, after)
    case "void":
      return voidSituation(question)
    case "cancel":
      return cancelSituation(question)
    case "qrisRefund":
      return qrisRefundSituation(question, after)
  }
}
