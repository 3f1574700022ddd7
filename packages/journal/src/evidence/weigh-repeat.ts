import type { FinpayError } from "@openfinpay/finpay-core"
import * as Result from "effect/Result"
import { isNumberUsed } from "./situation.ts"
import type { Verdict } from "./Verdict.ts"

/** What the answer to a repeated QRIS refund can mean. Each stands in docs/evidence.md. */
export const repeatVerdicts = {
  done: {
    rule: "repeat-done",
    kind: "applied",
    says: "Finpay answered that the refund with this number is done: by this request, or by the one before it."
  },
  duplicate: {
    rule: "repeat-duplicate",
    kind: "applied",
    says: "Finpay answered that a refund with this number was done already (409xx01)."
  },
  inconsistent: {
    rule: "repeat-inconsistent",
    kind: "contradiction",
    says: "Finpay answered that this number belongs to a refund with other contents (404xx18)."
  },
  refused: {
    rule: "repeat-refused",
    kind: "undecided",
    says:
      "Finpay refused the repeat, perhaps because the first request was carried out; what became of that one is open."
  },
  nothingLearnt: {
    rule: "repeat-not-answered",
    kind: "ask-again",
    says: "The repeat brought no answer that says what became of the refund."
  }
} as const satisfies Record<string, Verdict>

const weighError = (error: FinpayError): Verdict => {
  switch (error._tag) {
    case "OutcomeUnknown":
      if (!isNumberUsed(error)) return repeatVerdicts.nothingLearnt
      return error.responseCode?.startsWith("409") ? repeatVerdicts.duplicate : repeatVerdicts.inconsistent
    case "Unavailable":
    case "RateLimited":
    case "NotAuthenticated":
    case "ResponseNotUnderstood":
      return repeatVerdicts.nothingLearnt
    // A gateway looks at the merchant, the payment's state and what is left before it looks at the number, or may.
    case "InvalidRequest":
    case "NotPermitted":
    case "NotFound":
    case "WrongState":
    case "Declined":
      return repeatVerdicts.refused
  }
}

/**
 * Weighs the answer to a QRIS refund that was sent again with the same `partnerRefundNo`.
 *
 * Source: SNAP BI: 409xx01 "the same partnerReferenceNo already success", 404xx18 the same number with other
 * parameters, 202xx00 still running. A refusal speaks of the repeat alone, never of the request before it.
 */
export const weighRepeat = (result: Result.Result<unknown, FinpayError>): Verdict =>
  Result.isSuccess(result) ? repeatVerdicts.done : weighError(result.failure)
