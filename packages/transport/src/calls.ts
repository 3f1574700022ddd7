import { invalidRequest, NotAuthenticated, prepare, snapToken } from "@openfinpay/finpay-core"
import type {
  Answered,
  CallFacts,
  FinpayError,
  InvalidRequest,
  Operation,
  RequestInput,
  ResponseOf,
  RsaPrivateKey
} from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import type * as Scope from "effect/Scope"
import { basicAuthorize } from "./auth/basic.ts"
import type { Authorize } from "./auth/Credentials.ts"
import { snapAuthorize, snapTokenAuthorize } from "./auth/snap.ts"
import { makeTokenKeeper } from "./auth/token-keeper.ts"
import { resolveBaseUrl } from "./base-url.ts"
import { limitsOf, longestMillis } from "./FinpayConfig.ts"
import type { FinpayConfig } from "./FinpayConfig.ts"
import { guardedClient } from "./http/guarded-client.ts"
import { configuredPath } from "./outgoing.ts"
import { brokenHere, CallProgress, newProgress } from "./progress.ts"
import type { Progress } from "./progress.ts"
import { makeSender } from "./sender.ts"
import { observeCall } from "./telemetry.ts"

/** Options of one call. */
export interface CallOptions {
  /** The longest this call may take, in milliseconds, in place of the configured total. */
  readonly timeoutMillis?: number | undefined
}

/** Runs any operation of core. Fails with a `FinpayError`. */
export type RunCall = <Op extends Operation>(
  operation: Op,
  input: RequestInput<Op>,
  options?: CallOptions
) => Effect.Effect<Answered<ResponseOf<Op>>, FinpayError>

const timeoutOf = (
  { operation }: CallFacts,
  options: CallOptions,
  totalTimeoutMillis: number
): number | InvalidRequest => {
  const refuse = (field: string, problem: string) => invalidRequest(operation, [{ field, problem }])
  if (typeof options !== "object" || options === null) return refuse("options", "must be an object")
  const { timeoutMillis = totalTimeoutMillis } = options
  return Number.isFinite(timeoutMillis) && timeoutMillis > 0 && timeoutMillis <= longestMillis
    ? timeoutMillis
    : refuse("timeoutMillis", `must be more than 0 and at most ${longestMillis}`)
}

const withoutSnap: Authorize = (_, { operation, reference }) =>
  new NotAuthenticated({
    operation,
    ...(reference === undefined ? {} : { reference }),
    detail: "no SNAP credentials are configured",
    nextStep: "Nothing was sent; set snap in the configuration (FINPAY_SNAP_...).",
    safeToRetry: true
  })

/**
 * Makes the one function that every call goes through: check the request, prove who is calling, send, read the answer,
 * and send again only what may be.
 */
export const makeRunCall = Effect.fnUntraced(
  function*(config: FinpayConfig, privateKey: RsaPrivateKey | undefined): Effect.fn.Return<
    RunCall,
    never,
    HttpClient.HttpClient | Scope.Scope
  > {
    const send = makeSender(config, yield* guardedClient)
    const baseUrl = resolveBaseUrl(config.environment, config.baseUrl)
    const { totalTimeoutMillis } = limitsOf(config)
    const authorizers = new Map<Operation["family"], Authorize>([["pg", basicAuthorize(config)]])

    const checkAndSend = <Op extends Operation>(
      operation: Op,
      input: RequestInput<Op>,
      options: CallOptions,
      progress: Progress,
      clock: Clock.Clock
    ): Effect.Effect<Answered<ResponseOf<Op>>, FinpayError> => {
      const totalMillis = timeoutOf(progress.call, options, totalTimeoutMillis)
      if (typeof totalMillis !== "number") return Effect.fail(totalMillis)
      return Effect.flatMap(prepare(operation, input), ({ body, path, reference, request }) => {
        progress.call = { ...progress.call, reference }
        return send({
          operation,
          asked: request,
          progress,
          url: new URL(baseUrl + configuredPath(config, operation, path)),
          body,
          deadline: clock.monotonicTimeNanosUnsafe() + BigInt(Math.round(totalMillis * 1e6))
        }, authorizers.get(operation.family) ?? withoutSnap)
      })
    }

    const run: RunCall = (operation, input, options = {}) =>
      Effect.withFiber((fiber) => {
        const call: CallFacts = { operation: operation.name, kind: operation.kind }
        const progress = fiber.getRef(CallProgress) ?? newProgress(call)
        progress.call = call
        // One watcher may see several calls: the next begins with nothing sent.
        progress.mayHaveLeft = false
        const sent = Effect.suspend(() => checkAndSend(operation, input, options, progress, fiber.getRef(Clock.Clock)))
        return Effect.catchDefect(
          observeCall(operation, sent),
          // Whatever breaks, also what only watches the call, the caller hears whether something may have left.
          (defect) => Effect.fail(brokenHere(progress, defect))
        )
      })

    if (config.snap !== undefined && privateKey !== undefined) {
      // Half the time: a call that waits for its token in vain hears why, and the next one begins anew.
      const fetchToken = run(snapToken, {}, { timeoutMillis: totalTimeoutMillis / 2 }).pipe(
        Effect.map(({ accessToken, expiresIn }) => ({ value: accessToken, expiresInSeconds: expiresIn })),
        // The call that happens to begin the fetch is not what is being sent.
        Effect.provideService(CallProgress, undefined)
      )
      const tokens = yield* makeTokenKeeper(fetchToken)
      authorizers.set("snap-token", snapTokenAuthorize(config.snap, privateKey))
      authorizers.set("snap", snapAuthorize(config.snap, tokens))
    }
    return run
  }
)
