import type * as Effect from "effect/Effect"
import type { SendFailure } from "./failure.ts"

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: "GET" | "POST"
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** How a request is sent, and how much of an answer is waited for. */
export interface ExchangeOptions {
  /** Is it one that may go out only once? */
  readonly once: boolean
  readonly maxAnswerBytes: number
  readonly timeoutMillis: number
  /** Runs at the moment the request is handed over, so before its first byte leaves. */
  readonly onSend: () => void
  /** Runs at once when sending failed: whoever ends the call from outside at this moment is to know what of it left. */
  readonly onFailure: (failure: SendFailure) => void
  /** Runs when an answer begins. */
  readonly onAnswer: (httpStatus: number, retryAfter: string | undefined) => void
}

/** Why there is no answer to read. */
export type NoAnswer =
  | { readonly _tag: "Failed"; readonly failure: SendFailure }
  | { readonly _tag: "TimedOut" }
  /** It is not read: in words that follow "the answer". */
  | { readonly _tag: "Refused"; readonly problem: string }

/** Sends a request once and reads its whole answer. */
export type Exchange = (request: WireRequest, options: ExchangeOptions) => Effect.Effect<Uint8Array, NoAnswer>

/** No more was in time. */
export const timedOut: NoAnswer = { _tag: "TimedOut" }

/** An answer that is not read. */
export const refusedAnswer = (problem: string): NoAnswer => ({ _tag: "Refused", problem })

/** A redirect proves nothing about the request that was sent, and following it would send the request again. */
export const redirected = refusedAnswer("is a redirect, which is never followed")

/** Whether an HTTP status is a redirect, or what `fetch` shows of one. */
export const isRedirect = (httpStatus: number): boolean => httpStatus === 0 || (httpStatus >= 300 && httpStatus < 400)

/** More than is read. */
export const tooLarge = (maxBytes: number): NoAnswer => refusedAnswer(`is larger than ${maxBytes} bytes`)

/**
 * The most bytes of a body that are read. A length that is announced as too large is refused at the first byte.
 */
export const readableBytes = (announced: string | undefined, maxBytes: number): number =>
  Number(announced ?? 0) > maxBytes ? -1 : maxBytes

/** The parts of a body in one. */
export const joined = (chunks: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0]
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
