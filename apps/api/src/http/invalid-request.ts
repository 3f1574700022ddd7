import * as Effect from "effect/Effect"
import type { RequestError } from "../contract/problem-fields.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { InvalidRequestProblem } from "../contract/problems.ts"
import { problemFacts } from "./occurrence.ts"

/** All that is wrong with a request in one sentence. */
export const sentenceOf = (errors: ReadonlyArray<RequestError>): string =>
  errors.map(({ detail, parameter, pointer = "" }) => `${parameter ?? pointer}: ${detail}`).join("; ")

/** The problem that names everything that is wrong with a request. */
export const invalidRequest = Effect.fnUntraced(function*(errors: ReadonlyArray<RequestError>) {
  return new InvalidRequestProblem({
    ...(yield* problemFacts(problemTypes.invalidRequest, sentenceOf(errors))),
    errors
  })
})
