import * as Effect from "effect/Effect"
import type { RequestError } from "../contract/problem-fields.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { InvalidRequestProblem } from "../contract/problems.ts"
import { problemFacts } from "../http/occurrence.ts"

/** Fails with everything that is wrong with a request, found after its form was right. */
export const failInvalid = Effect.fnUntraced(function*(errors: ReadonlyArray<RequestError>) {
  const detail = errors.map(({ detail, parameter, pointer = "" }) => `${parameter ?? pointer}: ${detail}`).join("; ")
  return yield* new InvalidRequestProblem({ ...(yield* problemFacts(problemTypes.invalidRequest, detail)), errors })
})
