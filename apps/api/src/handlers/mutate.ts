import type { FinpayError } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import { bareKey } from "../contract/idempotency-key.ts"
import type { OperationState } from "../contract/problem-fields.ts"
import type { KeyProblem, MutationProblem } from "../contract/problem-lists.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { IdempotencyKeyInFlight, IdempotencyKeyReused, IdempotencyStoreFull } from "../contract/problems.ts"
import { problemFacts } from "../http/occurrence.ts"
import { setResponseHeaders } from "../http/response-headers.ts"
import { fingerprint } from "../idempotency/fingerprint.ts"
import { Idempotency } from "../idempotency/Idempotency.ts"
import type { ClaimRefused, KeyReused } from "../idempotency/Idempotency.ts"
import { failMutation } from "./to-problem.ts"

/** A mutation as a caller of this API asked for it. */
export interface Mutation<A, I> {
  /** The value of `Idempotency-Key`. */
  readonly key: string
  readonly operation: string
  /** The order id or reference number it is about. */
  readonly reference: string
  /** All that makes this request what it is: parameters and body. */
  readonly request: unknown
  /** Where to read what it is about, as far as that is known with or without an answer. */
  readonly location: (answer: A | undefined) => string | undefined
  readonly answer: Schema.Codec<A, I>
  readonly send: Effect.Effect<A, FinpayError>
}

type First = KeyReused["first"]

const ended: Readonly<Record<First, string>> = {
  unknown: "whose outcome is not known",
  succeeded: "which Finpay carried out",
  "in-progress": "which is still on its way",
  refused: "which Finpay refused"
}

// A rebuilt request may mean the first one, so what the first one did may be what this one asks for.
const stateAfter: Readonly<Record<First, typeof OperationState.Type>> = {
  unknown: "unknown",
  succeeded: "unknown",
  "in-progress": "in-progress",
  refused: "not-processed"
}

const refusedClaim = Effect.fnUntraced(function*(error: ClaimRefused) {
  switch (error._tag) {
    case "KeyInFlight": {
      yield* setResponseHeaders({ "Retry-After": "1" })
      const detail = "The first request with this Idempotency-Key is still on its way."
      const facts = yield* problemFacts(problemTypes.idempotencyKeyInFlight, detail, "in-progress")
      return yield* new IdempotencyKeyInFlight(facts)
    }
    case "KeyReused": {
      const detail = `This Idempotency-Key was used for another request, ${ended[error.first]}.`
      const facts = yield* problemFacts(problemTypes.idempotencyKeyReused, detail, stateAfter[error.first])
      return yield* new IdempotencyKeyReused({ ...facts, safeToRetry: false, firstRequest: error.first })
    }
    case "StoreFull": {
      const detail = "This server cannot remember another Idempotency-Key."
      return yield* new IdempotencyStoreFull(yield* problemFacts(problemTypes.idempotencyStoreFull, detail))
    }
  }
})

/** Does what the key names at most once, and answers with how it ended, now or the first time. */
export const mutate = Effect.fnUntraced(function*<A, I>(
  mutation: Mutation<A, I>
): Effect.fn.Return<A, MutationProblem | KeyProblem, Idempotency | HttpServerRequest> {
  const { answer, operation, reference, request, send } = mutation
  const idempotency = yield* Idempotency
  const claim = { key: bareKey(mutation.key), fingerprint: fingerprint(operation, request), operation, reference }
  const outcome = yield* Effect.catch(idempotency.once(claim, answer, send), refusedClaim)
  if (outcome.replayed) yield* setResponseHeaders({ "Idempotency-Replayed": "true" })
  const location = mutation.location(Result.getOrUndefined(outcome.result))
  if (location !== undefined) yield* setResponseHeaders({ Location: location }, [201, 202])
  return Result.isSuccess(outcome.result)
    ? outcome.result.success
    : yield* failMutation(outcome.result.failure)
})
