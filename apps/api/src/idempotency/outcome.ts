import { FinpayError, OutcomeUnknown } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Intent } from "./Idempotency.ts"

/** How something that was sent ended. */
export type Ended<A> = Result.Result<A, FinpayError>

/** An outcome as it is kept. */
export interface Kept {
  readonly state: "succeeded" | "refused" | "unknown"
  /** The answer or the error, as JSON. */
  readonly result: string
}

/** Certainly not processed, and not because of the request: the same request may go out again under the same key. */
export const freesKey = (error: FinpayError): boolean => {
  switch (error._tag) {
    case "Unavailable":
    case "RateLimited":
    case "NotAuthenticated":
      return true
    case "InvalidRequest":
      // Without an HTTP status it was found before anything was sent.
      return error.httpStatus === undefined
    default:
      return false
  }
}

/** It may have left, and who sent it did not live to keep what came of it. */
export const lost = ({ operation, reference }: Intent, detail: string): OutcomeUnknown =>
  new OutcomeUnknown({
    operation,
    reference,
    reason: "interrupted",
    detail,
    nextStep: "Ask for the payment's status until it decides; do not send it again.",
    safeToRetry: false
  })

/** The outcome as it is kept. */
export const keptOf = Effect.fnUntraced(
  function*<A, I>(ended: Ended<A>, answer: Schema.Codec<A, I>): Effect.fn.Return<Kept, Schema.SchemaError> {
    if (Result.isSuccess(ended)) {
      return { state: "succeeded", result: JSON.stringify(yield* Schema.encodeEffect(answer)(ended.success)) }
    }
    const state = ended.failure._tag === "OutcomeUnknown" ? "unknown" : "refused"
    return { state, result: JSON.stringify(yield* Schema.encodeEffect(FinpayError)(ended.failure)) }
  }
)

/** A kept outcome, read again. It was written by this program, so one that cannot be read is a fault. */
export const endedOf = Effect.fnUntraced(
  function*<A, I>({ result, state }: Kept, answer: Schema.Codec<A, I>): Effect.fn.Return<Ended<A>, Schema.SchemaError> {
    return state === "succeeded"
      ? Result.succeed(yield* Schema.decodeEffect(Schema.fromJsonString(answer))(result))
      : Result.fail(yield* Schema.decodeEffect(Schema.fromJsonString(FinpayError))(result))
  },
  Effect.orDie
)
