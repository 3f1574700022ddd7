import { isFinpayError, type OutcomeUnknown } from "@openfinpay/finpay-core"
import type { Failure } from "../failure.ts"
import { language } from "../language.ts"
import { inIndonesian } from "./failure-indonesian.ts"
import { wrap } from "./terminal-wrap.ts"
import { errorScreen, type Screen } from "./terminal.ts"
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

const englishLines = (failure: Failure): ReadonlyArray<string> =>
  failure._tag === "OutcomeUnknown" ? unknownLines(failure) : [`finpay: ${failure.message}`]

const indonesianLines = (failure: Failure): ReadonlyArray<string> => {
  const { detail, nextStep, what } = inIndonesian(failure)
  return [
    `finpay: ${/[.!?]$/u.test(what) || (nextStep === undefined && detail === undefined) ? what : `${what}.`}`,
    ...(nextStep === undefined ? [] : [nextStep]),
    ...(detail === undefined || detail === "" ? [] : [`Rincian: ${detail}`])
  ]
}

/** A failure as a person reads it: what happened, and what to do next. */
export const failureText = (failure: Failure, { columns }: Screen = errorScreen()): string => {
  const isIndonesian = language === "id"
  const lines = isIndonesian ? indonesianLines(failure) : englishLines(failure)
  const traceId = isFinpayError(failure) ? failure.traceId : undefined
  const trace = traceId === undefined ? [] : [`${isIndonesian ? "Trace id Finpay" : "Finpay's trace id"}: ${traceId}`]
  return [...lines, ...trace].flatMap((line) => wrap(printable(line), columns)).map((line) => `${line}\n`).join("")
}
