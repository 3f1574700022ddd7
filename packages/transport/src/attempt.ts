import { notProcessed, perhapsProcessed } from "@openfinpay/finpay-core"
import type { Answered, AnswerFacts, FinpayError, Operation, ResponseOf } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import { isRedirect, judgeAnswer, unreadable } from "./answer/judge-answer.ts"
import { readAnswer } from "./answer/read-answer.ts"
import type { ReadAnswer } from "./answer/read-answer.ts"
import { sendFailure } from "./http/failure.ts"
import type { GuardedClient } from "./http/guarded-client.ts"
import { readBody } from "./http/read-body.ts"
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
  readonly request: HttpClientRequest.HttpClientRequest
  readonly url: URL
  readonly maxAnswerBytes: number
  /** What is left of the call's time. */
  readonly timeoutMillis: number
  readonly scrub: (text: string) => string
}

/** Everything about an answer but its body. */
type HttpFacts = Pick<AnswerFacts, "httpStatus" | "retryAfterSeconds">

const httpFacts = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<HttpFacts> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const header = response.headers["retry-after"]
    const parsed = header === undefined ? undefined : Result.getOrUndefined(Headers.parseRetryAfter(header))
    const seconds = parsed === undefined ? undefined : Duration.toSeconds(Headers.retryAfterDelay(parsed, now))
    return { httpStatus: response.status, retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined }
  })

const failed = ({ progress }: Attempt<Operation>, error: HttpClientError.HttpClientError, seen: Seen): FinpayError => {
  const { certainlyNotSent, detail, reason } = sendFailure(error)
  // Once an answer began, something was sent, whatever ended it.
  if (certainlyNotSent && seen.httpStatus === undefined) {
    progress.mayHaveLeft = false
    return notProcessed(progress.call, reason, detail)
  }
  const facts = seen.httpStatus === undefined ? {} : { httpStatus: seen.httpStatus }
  return perhapsProcessed(progress.call, "connection-lost", detail, facts)
}

/** A client that counts an HTTP status as an error still has the answer, and Finpay's code in it decides. */
const answerInError = (error: HttpClientError.HttpClientError) =>
  error.reason._tag === "StatusCodeError" ? Effect.succeed(error.reason.response) : Effect.fail(error)

const strangerOf = (response: HttpClientResponse.HttpClientResponse, url: URL): string | undefined => {
  if (isRedirect(response.status)) return "is a redirect, which is never followed"
  return response.url === url.href ? undefined : "came from another address"
}

/** Gives up an answer that is not read, and its connection with it: else both would wait for the garbage collector. */
const discard = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<void> =>
  Effect.ignore(Effect.timeoutOption(response.arrayBuffer, 0))

const exchange = Effect.fnUntraced(
  function*(client: GuardedClient, attempt: Attempt<Operation>, seen: Seen): Effect.fn.Return<
    ReadAnswer,
    FinpayError
  > {
    const { progress, url } = attempt
    const response = yield* client.send(attempt.request, {
      once: progress.call.kind === "mutation",
      onSend: () => {
        progress.mayHaveLeft = true
      }
    }).pipe(Effect.catch(answerInError), Effect.mapError((error) => failed(attempt, error, seen)))
    seen.httpStatus = response.status
    const facts = yield* httpFacts(response)
    const stranger = strangerOf(response, url)
    if (stranger !== undefined) {
      yield* discard(response)
      return yield* unreadable(progress.call, stranger, facts)
    }
    const bytes = yield* readBody(response, attempt.maxAnswerBytes).pipe(
      Effect.mapError((error) =>
        error._tag === "AnswerTooLarge"
          ? unreadable(progress.call, `is larger than ${error.maxBytes} bytes`, facts)
          : failed(attempt, error, seen)
      )
    )
    const answer = readAnswer(bytes, facts, attempt.scrub)
    if (typeof answer === "string") return yield* unreadable(progress.call, answer, facts)
    seen.responseCode = answer.facts.responseCode
    seen.traceId = answer.facts.traceId
    return answer
  }
)

const sentTwice = "the HTTP client lost the first answer and tried to send it again; give Finpay a client that does " +
  "not retry"

const broken = ({ progress }: Attempt<Operation>) => (defect: unknown): Effect.Effect<never, FinpayError> =>
  Effect.fail(
    defect instanceof SentTwice ? endedEarly(progress, "connection-lost", sentTwice) : brokenHere(progress, defect)
  )

/**
 * Sends one request and finds out what its answer means. Whatever happens, also a broken HTTP client, ends in an error
 * that says whether the request may have been processed.
 */
export const runAttempt = <Op extends Operation>(
  client: GuardedClient,
  attempt: Attempt<Op>,
  seen: Seen
): Effect.Effect<Answered<ResponseOf<Op>>, FinpayError> =>
  exchange(client, attempt, seen).pipe(
    Effect.timeoutOrElse({
      duration: attempt.timeoutMillis,
      orElse: () => Effect.fail(endedEarly(attempt.progress, "timeout", "no answer came in time"))
    }),
    Effect.tap((answer) => noteUnexpectedService(attempt.operation, answer.facts.responseCode)),
    Effect.flatMap((answer) => judgeAnswer(attempt.operation, attempt.asked, attempt.progress.call, answer)),
    Effect.catchDefect(broken(attempt))
  )
