import { isFinpayError, type OutcomeUnknown } from "@openfinpay/finpay-core"
import type { Failure } from "../failure.ts"
import { printable } from "./text.ts"

/** What to do about it; an order that was perhaps created can be asked for by its number. */
const adviceOn = ({ nextStep, operation, reference }: OutcomeUnknown): string =>
  operation === "initiate" && reference !== undefined ? `Find out first: finpay check ${reference}` : nextStep

const unknownLines = (error: OutcomeUnknown): ReadonlyArray<string> => {
  const { detail, operation, reference, responseCode } = error
  return [
    `finpay: OUTCOME UNKNOWN: the ${operation}${
      reference === undefined ? "" : ` of ${reference}`
    } was perhaps processed.`,
    `Do NOT repeat it. ${adviceOn(error)}`,
    `Why: ${detail}${responseCode === undefined ? "" : ` (${responseCode})`}`
  ]
}

/** A failure as a person reads it: what happened, and what to do next. */
export const failureText = (failure: Failure): string => {
  const lines = failure._tag === "OutcomeUnknown" ? unknownLines(failure) : [`finpay: ${failure.message}`]
  const trace = isFinpayError(failure) && failure.traceId !== undefined ? [`Finpay's trace id: ${failure.traceId}`] : []
  return [...lines, ...trace].map((line) => `${printable(line)}\n`).join("")
}
