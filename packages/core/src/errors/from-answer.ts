import { adviceOn, parseResponseCode } from "../response/ResponseCode.ts"
import type { ResponseCode } from "../response/ResponseCode.ts"
import {
  Declined,
  InvalidRequest,
  NotAuthenticated,
  NotFound,
  NotPermitted,
  OutcomeUnknown,
  RateLimited,
  ResponseNotUnderstood,
  Unavailable,
  WrongState
} from "./FinpayError.ts"
import type { FieldProblem, FinpayError, UnavailableReason, UnknownReason } from "./FinpayError.ts"

/** The call an error is about. */
export interface CallFacts {
  readonly operation: string
  readonly kind: "query" | "mutation"
  readonly reference?: string | undefined
}

/** An answer as it came, as far as it could be read. */
export interface AnswerFacts {
  readonly httpStatus: number
  readonly responseCode?: string | undefined
  readonly responseMessage?: string | undefined
  readonly traceId?: string | undefined
  readonly retryAfterSeconds?: number | undefined
}

const askFirst = "Ask for the payment's status until it decides; do not send it again."

const about = (call: CallFacts, answer: Partial<AnswerFacts>) => ({
  operation: call.operation,
  ...(call.reference === undefined ? {} : { reference: call.reference }),
  ...(answer.httpStatus === undefined ? {} : { httpStatus: answer.httpStatus }),
  ...(answer.responseCode === undefined ? {} : { responseCode: answer.responseCode }),
  ...(answer.responseMessage === undefined ? {} : { responseMessage: answer.responseMessage }),
  ...(answer.traceId === undefined ? {} : { traceId: answer.traceId })
})

/**
 * The outcome of a call whose request may have been processed: *unknown* for a mutation; for a query nothing can have
 * happened, so it is merely unavailable.
 *
 * @example
 * ```ts
 * import { perhapsProcessed } from "@openfinpay/finpay-core"
 *
 * perhapsProcessed({ operation: "refund", kind: "mutation" }, "timeout", "no answer")._tag // => "OutcomeUnknown"
 * perhapsProcessed({ operation: "checkStatus", kind: "query" }, "timeout", "no answer")._tag // => "Unavailable"
 * ```
 */
export const perhapsProcessed = (
  call: CallFacts,
  reason: typeof UnknownReason.Type & typeof UnavailableReason.Type,
  detail: string,
  answer: Partial<AnswerFacts> = {}
): OutcomeUnknown | Unavailable =>
  call.kind === "mutation"
    ? new OutcomeUnknown({ ...about(call, answer), reason, detail, nextStep: askFirst, safeToRetry: false })
    : new Unavailable({
      ...about(call, answer),
      reason,
      detail,
      nextStep: "Ask again; a call that only reads can be repeated.",
      safeToRetry: true
    })

/**
 * The call certainly did not reach Finpay, whatever it was.
 *
 * @example
 * ```ts
 * import { notProcessed } from "@openfinpay/finpay-core"
 *
 * notProcessed({ operation: "refund", kind: "mutation" }, "refused", "connection refused").safeToRetry // => true
 * ```
 */
export const notProcessed = (
  call: CallFacts,
  reason: typeof UnavailableReason.Type,
  detail: string
): Unavailable =>
  new Unavailable({
    ...about(call, {}),
    reason,
    detail,
    nextStep: "Nothing was processed; check the address and the network, then send it again.",
    safeToRetry: true
  })

/**
 * An answer arrived and cannot be taken for one of Finpay's: HTML, empty, too large, truncated, contradictory.
 *
 * @example
 * ```ts
 * import { notUnderstood } from "@openfinpay/finpay-core"
 *
 * const call = { operation: "checkStatus", kind: "query" } as const
 * notUnderstood(call, "unreadable-answer", "the answer is HTML", { httpStatus: 200 })._tag
 * // => "ResponseNotUnderstood"
 * ```
 */
export const notUnderstood = (
  call: CallFacts,
  reason: "unreadable-answer" | "contradiction" | "unknown-code",
  detail: string,
  answer: AnswerFacts
): OutcomeUnknown | ResponseNotUnderstood =>
  call.kind === "mutation"
    ? new OutcomeUnknown({ ...about(call, answer), reason, detail, nextStep: askFirst, safeToRetry: false })
    : new ResponseNotUnderstood({
      ...about(call, answer),
      detail,
      nextStep: "Check the address; if it is right, ask again and show Finpay the trace id.",
      safeToRetry: true
    })

const duplicate = (call: CallFacts, answer: AnswerFacts, detail: string): FinpayError =>
  call.kind === "mutation"
    ? new OutcomeUnknown({
      ...about(call, answer),
      reason: "duplicate",
      detail,
      nextStep: adviceOn.duplicate,
      safeToRetry: false
    })
    : perhapsProcessed(call, "server-error", detail, answer)

// Finpay's own words where there are some. They may be blank, and nobody promises that they are short.
const wordsOf = (answer: AnswerFacts, code: ResponseCode): string =>
  answer.responseMessage?.trim().slice(0, 500) || code.meaning

const fieldForms = [
  /^invalid field format\. the ([\w.-][\w .-]{0,98}?[\w-]) (?:format|must|may|is|has|field) /iu,
  /^invalid (?:mandatory field|field format) [{[]?([\w.-][\w ./-]{0,98}[\w-])[}\]]?\.?$/iu
]

// Messages write `customer.mobile phone` for the documented `customer.mobilePhone` (seen live).
const documentedName = (field: string): string =>
  field.replace(/ +([a-z])/gu, (_, letter: string) => letter.toUpperCase())

// For showing only: what follows from the answer is decided by its code. A message in another form names no field.
const problemsIn = (message: string): ReadonlyArray<FieldProblem> => {
  const field = fieldForms.map((form) => form.exec(message)?.[1]).find((found) => found !== undefined)
  return field === undefined ? [] : [{ field: documentedName(field), problem: message }]
}

const isSeconds = (value: number | undefined): value is number =>
  value !== undefined && Number.isFinite(value) && value >= 0

const refused = (call: CallFacts, code: ResponseCode, answer: AnswerFacts): FinpayError => {
  const detail = wordsOf(answer, code)
  const common = { ...about(call, answer), detail, nextStep: adviceOn[code.subject], safeToRetry: true } as const
  switch (code.subject) {
    case "request":
      return new InvalidRequest({ ...common, problems: problemsIn(detail) })
    case "credentials":
    case "token":
      return new NotAuthenticated(common)
    case "permission":
    case "address":
      return new NotPermitted(common)
    case "missing":
      return new NotFound(common)
    case "state":
      return new WrongState(common)
    case "amount":
    case "declined":
      return new Declined(common)
    case "rate":
      return new RateLimited({
        ...common,
        ...(isSeconds(answer.retryAfterSeconds) ? { retryAfterSeconds: answer.retryAfterSeconds } : {})
      })
    case "duplicate":
      return duplicate(call, answer, detail)
    case "none":
    case "server":
      return perhapsProcessed(call, "server-error", detail, answer)
  }
}

/**
 * What an answer means: `undefined` for success, otherwise the error it is.
 *
 * The body's code decides, together with the HTTP status; an answer in which the two disagree proves nothing. A
 * gateway in front of Finpay that fails (502, 503) is treated like Finpay failing.
 *
 * @example
 * ```ts
 * import { errorFromAnswer } from "@openfinpay/finpay-core"
 *
 * const call = { operation: "void", kind: "mutation", reference: "INV-1" } as const
 * errorFromAnswer(call, { httpStatus: 403, responseCode: "4030015" })?._tag // => "WrongState"
 * errorFromAnswer(call, { httpStatus: 500, responseCode: "5000000" })?._tag // => "OutcomeUnknown"
 * ```
 */
export const errorFromAnswer = (call: CallFacts, answer: AnswerFacts): FinpayError | undefined => {
  const code = answer.responseCode === undefined ? undefined : parseResponseCode(answer.responseCode)
  if (code === undefined) return withoutCode(call, answer)
  if (code.httpStatus !== answer.httpStatus) {
    return notUnderstood(
      call,
      "contradiction",
      `the answer came with HTTP ${answer.httpStatus} but its code says ${code.httpStatus}`,
      answer
    )
  }
  switch (code.class) {
    case "ok":
      return undefined
    case "pending":
      return perhapsProcessed(call, "in-progress", "Finpay is still working on it", answer)
    case "safe":
    case "final":
      return refused(call, code, answer)
    case "unknown":
      return unknownClass(call, code, answer)
  }
}

const unknownClass = (call: CallFacts, code: ResponseCode, answer: AnswerFacts): FinpayError => {
  const detail = wordsOf(answer, code)
  if (code.subject === "duplicate") return duplicate(call, answer, detail)
  return code.httpStatus >= 500
    ? perhapsProcessed(call, "server-error", detail, answer)
    : notUnderstood(call, "unknown-code", detail, answer)
}

const withoutCode = (call: CallFacts, answer: AnswerFacts): FinpayError =>
  answer.httpStatus >= 500
    ? perhapsProcessed(call, "server-error", `the server failed with HTTP ${answer.httpStatus}`, answer)
    : notUnderstood(
      call,
      "unreadable-answer",
      answer.responseCode === undefined
        ? `the answer (HTTP ${answer.httpStatus}) has no response code`
        : `the answer's response code ${JSON.stringify(answer.responseCode.slice(0, 20))} is not seven digits`,
      answer
    )
