import { problemsOf } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import type { HttpApiSchemaError } from "effect/http-api/HttpApiError"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import { RequestChecks } from "../contract/middleware.ts"
import type { RequestError } from "../contract/problem-fields.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { IdempotencyKeyMissing, InternalFault } from "../contract/problems.ts"
import { invalidRequest, sentenceOf } from "./invalid-request.ts"
import { problemFacts } from "./occurrence.ts"
import { fieldPointer } from "./pointer.ts"

/** Every place a schema found wrong, without the values. */
const errorsOf = ({ cause, kind }: HttpApiSchemaError): ReadonlyArray<RequestError> =>
  problemsOf(cause.issue).map(({ field, problem }) =>
    kind === "Payload" ? { detail: problem, pointer: fieldPointer(field) } : { detail: problem, parameter: field }
  )

const problemOf = Effect.fnUntraced(function*(error: HttpApiSchemaError) {
  if (error.kind === "Headers") {
    const facts = yield* problemFacts(
      problemTypes.idempotencyKeyMissing,
      "The header Idempotency-Key is missing or is not 1 to 255 visible ASCII characters without blanks."
    )
    return new IdempotencyKeyMissing(facts)
  }
  const errors = errorsOf(error)
  if (error.kind === "Body" || error.kind === "ResponseHeaders") {
    const facts = yield* problemFacts(
      problemTypes.internalFault,
      "This server made an answer that breaks its own contract."
    )
    yield* Effect.logError(sentenceOf(errors)).pipe(Effect.annotateLogs({ instance: facts.instance }))
    return new InternalFault(facts)
  }
  return yield* invalidRequest(errors)
})

/** Turns everything a schema finds wrong with a request into one problem that names it all. */
export const requestChecks = HttpApiMiddleware.layerSchemaErrorTransform(
  RequestChecks,
  (error) => Effect.flatMap(problemOf(error), Effect.fail)
)
