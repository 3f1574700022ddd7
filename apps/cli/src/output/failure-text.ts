import { isFinpayError, type OutcomeUnknown } from "@openfinpay/finpay-core"
import type { Failure } from "../failure.ts"
import { printable } from "./text.ts"

/** The command that finds out what became of a change, where there is one. */
const howToAsk = ({ operation, reference }: OutcomeUnknown): string | undefined => {
  if (reference === undefined) return undefined
  switch (operation) {
    case "qrisRefund":
      return `finpay qris query ${reference}`
    // A QR is queried by Finpay's reference, which the answer would have brought.
    case "qrisGenerate":
      return undefined
    default:
      return `finpay check ${reference}`
  }
}

const unknownLines = (error: OutcomeUnknown): ReadonlyArray<string> => {
  const { detail, nextStep, operation, reference, responseCode } = error
  const ask = howToAsk(error)
  return [
    `finpay: OUTCOME UNKNOWN: the ${operation}${
      reference === undefined ? "" : ` of ${reference}`
    } was perhaps processed.`,
    `Do NOT repeat it. ${ask === undefined ? nextStep : `Find out first: ${ask}`}`,
    `Why: ${detail}${responseCode === undefined ? "" : ` (${responseCode})`}`
  ]
}

/** A failure as a person reads it: what happened, and what to do next. */
export const failureText = (failure: Failure): string => {
  const lines = failure._tag === "OutcomeUnknown" ? unknownLines(failure) : [`finpay: ${failure.message}`]
  const trace = isFinpayError(failure) && failure.traceId !== undefined ? [`Finpay's trace id: ${failure.traceId}`] : []
  return [...lines, ...trace].map((line) => `${printable(line)}\n`).join("")
}
