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

const sentence = (what: string, error: Told): string => {
  const about = error.reference === undefined ? error.operation : `${error.operation} of ${error.reference}`
  const code = error.responseCode === undefined ? "" : ` (${error.responseCode})`
  return `${what}: ${about}: ${error.detail}${code}. ${error.nextStep}`
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

/** The merchant may not do this: a channel or feature is not enabled, the merchant is not known. */
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
  "unknown-code"
])

/**
 * The mutation left this machine and no clear answer came back: **perhaps it was processed**.
 *
 * It is neither a success nor a failure and must not be sent again. Ask for the payment's status until it decides.
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
 * import type { FinpayError } from "@openfinpay/finpay-core"
 *
 * const mayHaveMoved = (error: FinpayError) => error._tag === "OutcomeUnknown"
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

/** Is this an error of the family (and not a bug or somebody else's error)? */
export const isFinpayError: (value: unknown) => value is FinpayError = Schema.is(FinpayError)

/**
 * The error as plain JSON, for a log, an API or a terminal: `_tag`, `message` and all its fields. It holds no secret.
 */
export const errorToJson = (error: FinpayError): { readonly _tag: string; readonly message: string } => ({
  ...Schema.encodeSync(FinpayError)(error),
  message: error.message
})
