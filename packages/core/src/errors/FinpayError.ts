import * as Schema from "effect/Schema"

/** What every error of this family says about the call it ended. */
const facts = {
  /** The operation that was asked for, such as `refund`. */
  operation: Schema.String,
  /** The order id or reference number the call was about, where it had one. */
  reference: Schema.optionalKey(Schema.String),
  /** What happened, in one plain sentence. */
  detail: Schema.String,
  /** What to do next, in one plain sentence. */
  nextStep: Schema.String,
  /** Finpay's seven-digit code, where an answer with one arrived. */
  responseCode: Schema.optionalKey(Schema.String),
  /** Finpay's message, as received. Show it, never compare it. */
  responseMessage: Schema.optionalKey(Schema.String),
  /** Finpay's name for the call; quote it to their support. */
  traceId: Schema.optionalKey(Schema.String),
  /** The HTTP status, where an answer arrived. */
  httpStatus: Schema.optionalKey(Schema.Int)
} as const

/** Sending the same request again cannot do it twice: this attempt was certainly not processed. */
const safe = { ...facts, safeToRetry: Schema.Literal(true) } as const

interface Told {
  readonly operation: string
  readonly reference?: string
  readonly detail: string
  readonly nextStep: string
  readonly responseCode?: string
}

// Texts of others (Finpay's message, a field's name) end up in logs and terminals: one line, no control characters.
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim()

const sentence = (what: string, error: Told): string => {
  const about = error.reference === undefined ? error.operation : `${error.operation} of ${error.reference}`
  const code = error.responseCode === undefined ? "" : ` (${error.responseCode})`
  return oneLine(`${what}: ${about}: ${error.detail.replace(/[.\s]+$/u, "")}${code}. ${error.nextStep}`)
}

/** One field of a request that is wrong. */
export const FieldProblem = Schema.Struct({
  /** Where it stands, in Finpay's own names: `order.amount`. */
  field: Schema.String,
  /** What is wrong with it. */
  problem: Schema.String
})

/** One field of a request that is wrong. */
export type FieldProblem = typeof FieldProblem.Type

/**
 * The request is wrong. Either it was found before anything was sent (no `httpStatus`) or Finpay said so (400xxxx).
 * `problems` names each field.
 */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>()("InvalidRequest", {
  ...safe,
  problems: Schema.Array(FieldProblem)
}) {
  override get message(): string {
    return sentence("Invalid request", this)
  }
}

/** Finpay does not accept the credentials, the signature or the token (401xxxx). */
export class NotAuthenticated extends Schema.TaggedError<NotAuthenticated>()("NotAuthenticated", safe) {
  override get message(): string {
    return sentence("Not authenticated", this)
  }
}

/** The merchant may not do this: a channel or feature is not enabled, the merchant or the path is not known. */
export class NotPermitted extends Schema.TaggedError<NotPermitted>()("NotPermitted", safe) {
  override get message(): string {
    return sentence("Not permitted", this)
  }
}

/** Finpay knows no such order, or no captured payment of it. */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", safe) {
  override get message(): string {
    return sentence("Not found", this)
  }
}

/** The payment is in a state that does not allow the operation: unpaid, settled, cancelled, expired. */
export class WrongState extends Schema.TaggedError<WrongState>()("WrongState", safe) {
  override get message(): string {
    return sentence("Wrong state", this)
  }
}

/** Declined, or over an amount limit: more than was paid, insufficient balance, suspected fraud. */
export class Declined extends Schema.TaggedError<Declined>()("Declined", safe) {
  override get message(): string {
    return sentence("Declined", this)
  }
}

/** Too many calls; nothing was processed. */
export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", {
  ...safe,
  /** Seconds Finpay asked to wait (`Retry-After`), where it said so. */
  retryAfterSeconds: Schema.optionalKey(Schema.Finite)
}) {
  override get message(): string {
    return sentence("Rate limited", this)
  }
}

/** Why nothing could be had from Finpay. */
export const UnavailableReason = Schema.Literals([
  "refused",
  "name-not-found",
  "tls",
  "connect-timeout",
  "timeout",
  "connection-lost",
  "server-error",
  "in-progress",
  "token-unavailable",
  "interrupted"
])

/**
 * Finpay could not be reached or did not serve the call, and it was certainly not processed: the connection failed
 * before the request left, or the call only reads.
 */
export class Unavailable extends Schema.TaggedError<Unavailable>()("Unavailable", {
  ...safe,
  reason: UnavailableReason
}) {
  override get message(): string {
    return sentence("Unavailable", this)
  }
}

/** Why the outcome of a mutation is not known. */
export const UnknownReason = Schema.Literals([
  "timeout",
  "connection-lost",
  "server-error",
  "unreadable-answer",
  "contradiction",
  "in-progress",
  "duplicate",
  "unknown-code",
  "interrupted"
])

/**
 * The mutation left this machine and no clear answer came back: **perhaps it was processed**.
 *
 * It is neither a success nor a failure and must not be sent again. Ask for the payment's status until it decides.
 *
 * @example
 * ```ts
 * import { OutcomeUnknown, perhapsProcessed } from "@openfinpay/finpay-core"
 *
 * const call = { operation: "refund", kind: "mutation", reference: "INV-1" } as const
 * const error = perhapsProcessed(call, "timeout", "no answer came within 30 seconds")
 * error instanceof OutcomeUnknown // => true
 * error.safeToRetry // => false
 * ```
 */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>()("OutcomeUnknown", {
  ...facts,
  safeToRetry: Schema.Literal(false),
  reason: UnknownReason
}) {
  override get message(): string {
    return sentence("Outcome unknown", this)
  }
}

/** A call that only reads was answered with something that is no answer of Finpay: HTML, nothing, too much, garbage. */
export class ResponseNotUnderstood extends Schema.TaggedError<ResponseNotUnderstood>()("ResponseNotUnderstood", safe) {
  override get message(): string {
    return sentence("Response not understood", this)
  }
}

/**
 * Everything that can end a call to Finpay. The list is closed: match on `_tag` and the compiler tells you what is
 * missing.
 *
 * @example
 * ```ts
 * import { invalidRequest } from "@openfinpay/finpay-core"
 * import type { FinpayError } from "@openfinpay/finpay-core"
 *
 * const mayHaveMoved = (error: FinpayError) => error._tag === "OutcomeUnknown"
 * mayHaveMoved(invalidRequest("refund", [])) // => false
 * ```
 */
export const FinpayError = Schema.Union([
  InvalidRequest,
  NotAuthenticated,
  NotPermitted,
  NotFound,
  WrongState,
  Declined,
  RateLimited,
  Unavailable,
  OutcomeUnknown,
  ResponseNotUnderstood
])

/** Everything that can end a call to Finpay. */
export type FinpayError = typeof FinpayError.Type

/**
 * Is this an error of the family (and not a bug or somebody else's error)?
 *
 * @example
 * ```ts
 * import { invalidRequest, isFinpayError } from "@openfinpay/finpay-core"
 *
 * isFinpayError(invalidRequest("refund", [])) // => true
 * isFinpayError(new Error("something else")) // => false
 * ```
 */
export const isFinpayError: (value: unknown) => value is FinpayError = Schema.is(FinpayError)

/**
 * The error as plain JSON, for a log, an API or a terminal: `_tag`, `message` and all its fields. It holds no secret.
 *
 * @example
 * ```ts
 * import { errorToJson, invalidRequest } from "@openfinpay/finpay-core"
 *
 * const error = invalidRequest("refund", [{ field: "order.amount", problem: "is required" }], "INV-1")
 * errorToJson(error)._tag // => "InvalidRequest"
 * ```
 */
export const errorToJson = (error: FinpayError): typeof FinpayError.Encoded & { readonly message: string } => ({
  ...Schema.encodeSync(FinpayError)(error),
  message: error.message
})
