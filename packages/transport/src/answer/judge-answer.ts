import { decodeAnswer, errorFromAnswer, notUnderstood, perhapsProcessed, problemsOf } from "@openfinpay/finpay-core"
import type { Answered, AnswerFacts, CallFacts, FinpayError, Operation, ResponseOf } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import { otherService } from "../service-codes.ts"
import type { ReadAnswer } from "./read-answer.ts"

/** An answer that cannot be read. A server that failed (5xx) is told apart from one that answered nonsense. */
export const unreadable = (call: CallFacts, problem: string, facts: AnswerFacts): FinpayError =>
  facts.httpStatus >= 500
    ? perhapsProcessed(call, "server-error", `the server failed with HTTP ${facts.httpStatus}`, facts)
    : notUnderstood(call, "unreadable-answer", `the answer (HTTP ${facts.httpStatus}) ${problem}`, facts)

/**
 * What an answer means for its call: the decoded answer of a success, or the error it is.
 *
 * A success that cannot be decoded, or speaks of something else than was `asked`, is still no success: for a mutation
 * the outcome is unknown.
 */
export const judgeAnswer = <Op extends Operation>(
  operation: Op,
  asked: Op["request"]["Type"],
  call: CallFacts,
  { facts, json }: ReadAnswer
): Effect.Effect<Answered<ResponseOf<Op>>, FinpayError> => {
  const error = errorFromAnswer(call, facts)
  if (error !== undefined) return Effect.fail(error)
  const contradiction = (problem: string) =>
    notUnderstood(call, "contradiction", `the answer says it succeeded but ${problem}`, facts)
  const stranger = otherService(operation, facts.responseCode)
  if (stranger !== undefined) return Effect.fail(contradiction(stranger))
  return decodeAnswer(operation, json).pipe(
    Effect.mapErrorEager(({ issue }) => {
      const fields = problemsOf(issue).map(({ field }) => field).join(", ")
      return unreadable(call, `says it succeeded but has not the documented shape (${fields})`, facts)
    }),
    Effect.flatMapEager((answer) => {
      const problem = operation.contradicts?.(asked, answer)
      return problem === undefined ? Effect.succeed(answer) : Effect.fail(contradiction(problem))
    })
  )
}
