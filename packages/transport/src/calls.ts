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
): Effect.Effect<number, InvalidRequest> => {
  const refuse = (field: string, problem: string) => Effect.fail(invalidRequest(operation, [{ field, problem }]))
  if (typeof options !== "object" || options === null) return refuse("options", "must be an object")
  const { timeoutMillis = totalTimeoutMillis } = options
  return Number.isFinite(timeoutMillis) && timeoutMillis > 0 && timeoutMillis <= longestMillis
    ? Effect.succeed(timeoutMillis)
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

    const checkAndSend = Effect.fnUntraced(
      function*<Op extends Operation>(
        operation: Op,
        input: RequestInput<Op>,
        options: CallOptions,
        progress: Progress
      ): Effect.fn.Return<Answered<ResponseOf<Op>>, FinpayError> {
        const totalMillis = yield* timeoutOf(progress.call, options, totalTimeoutMillis)
        const { body, path, reference, request } = yield* prepare(operation, input)
        progress.call = { ...progress.call, reference }
        const started = yield* Clock.monotonicTimeNanos
        return yield* send({
          operation,
          asked: request,
          progress,
          url: new URL(baseUrl + configuredPath(config, operation, path)),
          body,
          deadline: started + BigInt(Math.round(totalMillis * 1e6))
        }, authorizers.get(operation.family) ?? withoutSnap)
      }
    )

    const run: RunCall = (operation, input, options = {}) =>
      Effect.gen(function*() {
        const call: CallFacts = { operation: operation.name, kind: operation.kind }
        const progress = (yield* CallProgress) ?? newProgress(call)
        progress.call = call
        // One watcher may see several calls: the next begins with nothing sent.
        progress.mayHaveLeft = false
        return yield* observeCall(operation, checkAndSend(operation, input, options, progress)).pipe(
          // Whatever breaks, also what only watches the call, the caller hears whether something may have left.
          Effect.catchDefect((defect) => Effect.fail(brokenHere(progress, defect)))
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
