import { notProcessed, perhapsProcessed } from "@openfinpay/finpay-core"
import type { Answered, AnswerFacts, FinpayError, Operation, ResponseOf } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import * as Result from "effect/Result"
import { judgeAnswer, unreadable } from "./answer/judge-answer.ts"
import { readAnswer } from "./answer/read-answer.ts"
import type { NoAnswer, WireRequest } from "./http/exchange.ts"
import type { SendFailure } from "./http/failure.ts"
import type { GuardedClient } from "./http/guarded-client.ts"
import { SentTwice } from "./http/SentTwice.ts"
import { brokenHere, endedEarly } from "./progress.ts"
import type { Progress } from "./progress.ts"
import { noteUnexpectedService } from "./service-codes.ts"
import type { Seen } from "./telemetry.ts"

/** One request of a call, ready to be sent. */
export interface Attempt<Op extends Operation> {
  readonly operation: Op
  /** The request as it was checked: the answer must not speak of something else. */
  readonly asked: Op["request"]["Type"]
  readonly progress: Progress
  readonly request: WireRequest
  readonly maxAnswerBytes: number
  /** What is left of the call's time. */
  readonly timeoutMillis: number
  readonly scrub: (text: string) => string
}

/** Everything about an answer but its body. */
type HttpFacts = Pick<AnswerFacts, "httpStatus" | "retryAfterSeconds">

const retryAfterSeconds = (header: string, now: number): number | undefined => {
  const parsed = Result.getOrUndefined(Headers.parseRetryAfter(header))
  const seconds = parsed === undefined ? undefined : Duration.toSeconds(Headers.retryAfterDelay(parsed, now))
  return Number.isFinite(seconds) ? seconds : undefined
}

const httpFacts = ({ httpStatus = 0, retryAfter }: Seen, clock: Clock.Clock): HttpFacts => ({
  httpStatus,
  retryAfterSeconds: retryAfter === undefined
    ? undefined
    : retryAfterSeconds(retryAfter, clock.currentTimeMillisUnsafe())
})

/** Once an answer began, something was sent, whatever ended it. */
const isNotSent = ({ certainlyNotSent }: SendFailure, { httpStatus }: Seen): boolean =>
  certainlyNotSent && httpStatus === undefined

const failed = ({ call }: Progress, failure: SendFailure, seen: Seen): FinpayError => {
  const { detail, reason } = failure
  if (isNotSent(failure, seen)) return notProcessed(call, reason, detail)
  const facts = seen.httpStatus === undefined ? {} : { httpStatus: seen.httpStatus }
  return perhapsProcessed(call, "connection-lost", detail, facts)
}

const withoutAnswer = (progress: Progress, seen: Seen, why: NoAnswer, clock: Clock.Clock): FinpayError => {
  switch (why._tag) {
    case "Failed":
      return failed(progress, why.failure, seen)
    case "TimedOut":
      return endedEarly(progress, "timeout", "no answer came in time")
    case "Refused":
      return unreadable(progress.call, why.problem, httpFacts(seen, clock))
  }
}

const sentTwice = "the HTTP client lost the first answer and tried to send it again; give Finpay a client that does " +
  "not retry"

const broken = ({ progress }: Attempt<Operation>) => (defect: unknown): Effect.Effect<never, FinpayError> =>
  Effect.fail(
    defect instanceof SentTwice ? endedEarly(progress, "connection-lost", sentTwice) : brokenHere(progress, defect)
  )

const judged = <Op extends Operation>(attempt: Attempt<Op>, seen: Seen, bytes: Uint8Array, facts: HttpFacts) => {
  const { asked, operation, progress: { call }, scrub } = attempt
  const answer = readAnswer(bytes, facts, scrub)
  if (typeof answer === "string") return Effect.fail(unreadable(call, answer, facts))
  seen.responseCode = answer.facts.responseCode
  seen.traceId = answer.facts.traceId
  return Effect.andThen(
    noteUnexpectedService(operation, answer.facts.responseCode),
    judgeAnswer(operation, asked, call, answer)
  )
}

/**
 * Sends one request and finds out what its answer means. Whatever happens, also a broken HTTP client, ends in an error
 * that says whether the request may have been processed.
 */
export const runAttempt = <Op extends Operation>(
  client: GuardedClient,
  attempt: Attempt<Op>,
  seen: Seen
): Effect.Effect<Answered<ResponseOf<Op>>, FinpayError> => {
  const { maxAnswerBytes, progress, request, timeoutMillis } = attempt
  const exchanged = Effect.withFiber<Answered<ResponseOf<Op>>, FinpayError>((fiber) => {
    const clock = fiber.getRef(Clock.Clock)
    const exchange = client.exchange(request, {
      once: progress.call.kind === "mutation",
      maxAnswerBytes,
      timeoutMillis,
      onSend: () => {
        progress.mayHaveLeft = true
      },
      onFailure: (failure) => {
        if (isNotSent(failure, seen)) progress.mayHaveLeft = false
      },
      onAnswer: (httpStatus, retryAfter) => {
        seen.httpStatus = httpStatus
        seen.retryAfter = retryAfter
      }
    })
    return Effect.matchEffect(exchange, {
      onFailure: (why) => Effect.fail(withoutAnswer(progress, seen, why, clock)),
      onSuccess: (bytes) => judged(attempt, seen, bytes, httpFacts(seen, clock))
    })
  })
  return Effect.catchDefect(exchanged, broken(attempt))
}
