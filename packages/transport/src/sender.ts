import { notProcessed, parseResponseCode, Unavailable } from "@openfinpay/finpay-core"
import type { Answered, CallFacts, FinpayError, Operation, ResponseOf } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { runAttempt } from "./attempt.ts"
import type { Authorize, Credentials } from "./auth/Credentials.ts"
import { limitsOf } from "./FinpayConfig.ts"
import type { FinpayConfig } from "./FinpayConfig.ts"
import type { GuardedClient } from "./http/guarded-client.ts"
import { configuredPath, headersOf, scrubber } from "./outgoing.ts"
import { MaySend } from "./progress.ts"
import type { Progress } from "./progress.ts"
import { delayBeforeResend } from "./retry.ts"
import { observeRequest, routeOf } from "./telemetry.ts"
import type { Route } from "./telemetry.ts"

/** A call whose request was checked and which may be sent until its time is over. */
export interface Sendable<Op extends Operation> {
  readonly operation: Op
  /** The request as it was checked. */
  readonly asked: Op["request"]["Type"]
  readonly progress: Progress
  readonly url: URL
  readonly body: string | undefined
  /** On the monotonic clock, in nanoseconds. */
  readonly deadline: bigint
}

/** Sends a call until its outcome is decided, its time is over, or nothing more may be sent. */
export type Sender = <Op extends Operation>(
  sendable: Sendable<Op>,
  authorize: Authorize
) => Effect.Effect<Answered<ResponseOf<Op>>, FinpayError>

const millisUntil = (deadline: bigint): Effect.Effect<number> =>
  Effect.map(Clock.monotonicTimeNanos, (now) => Number(deadline - now) / 1e6)

/** Sends it unless it is a mutation that its caller no longer may send. */
const ifAllowed = <A>(call: CallFacts, send: Effect.Effect<A, FinpayError>): Effect.Effect<A, FinpayError> =>
  call.kind === "query"
    ? send
    : Effect.flatMap(Effect.flatten(MaySend), (may) => may ? send : Effect.fail(heldUp(call)))

const heldUp = ({ operation, reference }: CallFacts): FinpayError =>
  new Unavailable({
    operation,
    ...(reference === undefined ? {} : { reference }),
    reason: "interrupted",
    detail: "its sender was held up before it could send",
    nextStep: "Nothing was sent; ask for it again.",
    safeToRetry: true
  })

const isTokenRefused = ({ _tag, responseCode }: FinpayError): boolean =>
  _tag === "NotAuthenticated" && responseCode !== undefined && parseResponseCode(responseCode)?.subject === "token"

/** The credentials of one attempt. Those of SNAP may have to wait for an access token, and do so within the time. */
const credentialsFor = (
  authorize: Authorize,
  sendable: Sendable<Operation>
): Effect.Effect<Credentials, FinpayError> => {
  const { body = "", deadline, operation, progress, url } = sendable
  return authorize(
    { method: operation.method, path: url.pathname + url.search, body },
    progress.call,
    (waiting) =>
      Effect.flatMap(millisUntil(deadline), (duration) =>
        Effect.timeoutOrElse(waiting, {
          duration,
          orElse: () => Effect.fail(notProcessed(progress.call, "token-unavailable", "no access token came in time"))
        }))
  )
}

const configuredSecrets = ({ merchantKey, snap }: FinpayConfig): ReadonlyArray<string> =>
  [merchantKey, ...(snap === undefined ? [] : [snap.clientSecret])].map((secret) => Redacted.value(secret))

/** Makes the {@link Sender} of a configuration. Each attempt has credentials of its own; the body stays the same. */
export const makeSender = (config: FinpayConfig, client: GuardedClient): Sender => {
  const { maxAnswerBytes, queryRetries } = limitsOf(config)
  const secrets = configuredSecrets(config)

  const routes = new WeakMap<Operation, Route>()

  const routeFor = (operation: Operation, url: URL): Route => {
    const known = routes.get(operation)
    if (known !== undefined) return known
    const route = routeOf(operation, configuredPath(config, operation, operation.path), url)
    routes.set(operation, route)
    return route
  }

  const sendOnce = <Op extends Operation>(sendable: Sendable<Op>, credentials: Credentials, resendCount: number) => {
    const { asked, body, deadline, operation, progress, url } = sendable
    const sent = Effect.flatMap(millisUntil(deadline), (timeoutMillis) => {
      if (timeoutMillis <= 0) return Effect.fail(notProcessed(progress.call, "timeout", "no time was left to send it"))
      const request = { method: operation.method, url, body, headers: headersOf(credentials.headers) }
      const scrub = scrubber([...secrets, ...credentials.secrets])
      const attempt = { operation, asked, progress, request, maxAnswerBytes, timeoutMillis, scrub }
      return observeRequest(
        { route: routeFor(operation, url), url, resendCount },
        (seen) => runAttempt(client, attempt, seen)
      )
    })
    return ifAllowed(progress.call, sent)
  }

  return Effect.fnUntraced(function*<Op extends Operation>(sendable: Sendable<Op>, authorize: Authorize) {
    const { deadline, progress } = sendable
    let resends = 0
    let isTokenRenewed = false
    for (let sends = 0;; sends++) {
      const credentials = yield* credentialsFor(authorize, sendable)
      const outcome = yield* Effect.result(sendOnce(sendable, credentials, sends))
      if (Result.isSuccess(outcome)) return outcome.success
      const error = outcome.failure
      if (isTokenRefused(error)) credentials.forget?.()
      if (isTokenRefused(error) && credentials.forget !== undefined && !isTokenRenewed) {
        isTokenRenewed = true
        progress.mayHaveLeft = false
        continue
      }
      const delay = yield* delayBeforeResend(progress.call, error, resends, queryRetries)
      if (delay === undefined || delay >= (yield* millisUntil(deadline))) return yield* error
      resends++
      yield* Effect.sleep(delay)
    }
  })
}
