/**
 * When a fault strikes.
 *
 * - `before`: the request is not carried out
 * - `after`: the request is carried out, and its answer is lost or spoilt
 * - `answer`: the request is carried out and the answer is right, but it comes late
 * - `callback`: it strikes a callback or QRIS notification
 */
export type FaultPhase = "before" | "after" | "answer" | "callback"

/** What is known of one kind of fault. */
export interface FaultFacts {
  readonly phase: FaultPhase
  /** One sentence for people. */
  readonly does: string
  /** What `delayMillis` means here and is when not given; absent where a delay has no meaning. */
  readonly delay?: { readonly means: string; readonly millis: number }
  /** The operations it can strike; all of its phase unless given. */
  readonly only?: "snap" | "refunds"
}

/** Every kind of fault, in one list: `docs/faults.md` is written from it. */
export const faultKinds = {
  "connection-refused": {
    phase: "before",
    does: "Nothing listens: the connection is refused. Over a real socket the connection is there already, so it is " +
      "reset instead."
  },
  "connection-reset": {
    phase: "before",
    does: "The connection is reset and the request is not carried out."
  },
  "silence": {
    phase: "before",
    does: "The request is not carried out and nothing is ever answered; the connection stays open."
  },
  "internal-error": {
    phase: "before",
    does: "HTTP 500 with code 500xx00 (General Error), and the request is not carried out."
  },
  "service-unavailable": {
    phase: "before",
    does: "HTTP 503 in plain text with Retry-After, and the request is not carried out."
  },
  "too-many-requests": {
    phase: "before",
    does: "HTTP 429 with code 429xx00 (Too Many Requests) and Retry-After, and the request is not carried out."
  },
  "bad-gateway": {
    phase: "before",
    does: "HTTP 502 with the HTML page of a proxy, and the request is not carried out."
  },
  "stale-token": {
    phase: "before",
    does: "The access token is taken back: 401xx01 (Invalid Token), and the request is not carried out.",
    only: "snap"
  },
  "clock-skew": {
    phase: "before",
    does: "Finpay's clock is off, so that a right X-TIMESTAMP is outside the window: 401xx00.",
    delay: { means: "how far the clock is ahead", millis: 600_000 },
    only: "snap"
  },
  "carried-out-late": {
    phase: "after",
    does: "The request is carried out only after a while, also when the client has given up by then.",
    delay: { means: "how long it takes", millis: 30_000 }
  },
  "lost-answer": {
    phase: "after",
    does: "The request is carried out and the connection is reset before the first byte of the answer."
  },
  "cut-answer": {
    phase: "after",
    does: "The request is carried out and the connection is reset in the middle of the answer's body."
  },
  "no-answer": {
    phase: "after",
    does: "The request is carried out and nothing is ever answered; the connection stays open."
  },
  "error-after": {
    phase: "after",
    does: "The request is carried out and the answer is HTTP 500 with code 500xx00 (General Error)."
  },
  "external-error-after": {
    phase: "after",
    does: "The request is carried out and the answer is HTTP 500 with code 500xx02 (External Server Error)."
  },
  "timeout-after": {
    phase: "after",
    does: "The request is carried out and the answer is HTTP 504 with code 504xx00 (Timeout)."
  },
  "bad-gateway-after": {
    phase: "after",
    does: "The request is carried out and the answer is HTTP 502 with the HTML page of a proxy."
  },
  "html-after": {
    phase: "after",
    does: "The request is carried out and the answer is HTTP 200 with an HTML page."
  },
  "empty-answer": {
    phase: "after",
    does: "The request is carried out and the answer is HTTP 200 with no body."
  },
  "truncated-json": {
    phase: "after",
    does: "The request is carried out and the answer's JSON ends in the middle, with a Content-Length that says so."
  },
  "invalid-utf8": {
    phase: "after",
    does: "The request is carried out and the answer's text holds bytes that are not UTF-8."
  },
  "huge-answer": {
    phase: "after",
    does: "The request is carried out and the answer is 10 MB of valid JSON."
  },
  "no-code": {
    phase: "after",
    does: "The request is carried out and the answer is JSON without a responseCode."
  },
  "wrong-code": {
    phase: "after",
    does: "The request is carried out and the answer's responseCode is no code at all (OK)."
  },
  "ok-status-error-code": {
    phase: "after",
    does: "The request is carried out and the answer is HTTP 200 with code 500xx00: the two contradict each other."
  },
  "error-status-ok-code": {
    phase: "after",
    does: "The request is carried out and the answer is HTTP 500 with a success code: the two contradict each other."
  },
  "redirect-after": {
    phase: "after",
    does: "The request is carried out and the answer is HTTP 307 to the same address: a client that follows it sends " +
      "the request again."
  },
  "in-progress": {
    phase: "after",
    does: "A refund is accepted with 202xx00 (Request In Progress) and is done after a while.",
    delay: { means: "how long it takes", millis: 60_000 },
    only: "refunds"
  },
  "in-progress-fails": {
    phase: "after",
    does: "A refund is accepted with 202xx00 (Request In Progress) and fails after a while.",
    delay: { means: "how long it takes", millis: 60_000 },
    only: "refunds"
  },
  "slow-answer": {
    phase: "answer",
    does: "The request is carried out at once and the right answer comes late.",
    delay: { means: "how late", millis: 5_000 }
  },
  "trickling-answer": {
    phase: "answer",
    does: "The request is carried out at once and the right answer comes in small pieces.",
    delay: { means: "the time between two of eight pieces", millis: 500 }
  },
  "callback-lost": {
    phase: "callback",
    does: "The callback is never sent."
  },
  "callback-duplicate": {
    phase: "callback",
    does: "The callback is sent twice, byte for byte the same."
  },
  "callback-late": {
    phase: "callback",
    does: "The callback is sent after a while.",
    delay: { means: "how late", millis: 600_000 }
  },
  "callback-reordered": {
    phase: "callback",
    does: "The callback is held back until the next one of the same order has been sent.",
    delay: { means: "how long it is held when no other follows", millis: 3_600_000 }
  },
  "callback-forged": {
    phase: "callback",
    does: "The callback is signed with a key that is not the merchant's."
  },
  "callback-unsigned": {
    phase: "callback",
    does: "The callback carries no signature."
  },
  "callback-float-amount": {
    phase: "callback",
    does:
      "The callback writes result.payment.amount as 22000.0, and signs that; a QRIS notification has no such number."
  },
  "callback-wrong-amount": {
    phase: "callback",
    does: "The callback is rightly signed and speaks of one rupiah less than was ordered."
  }
} as const satisfies Record<string, FaultFacts>

/** The name of a kind of fault. */
export type FaultKind = keyof typeof faultKinds

/** The names of the kinds, in the order of the list. */
export const faultKindNames = Object.keys(faultKinds) as ReadonlyArray<FaultKind>

/** What is known of a kind. */
export const factsOf = (kind: FaultKind): FaultFacts => faultKinds[kind]
