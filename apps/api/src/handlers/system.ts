import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Caller } from "../access/Caller.ts"
import { Api } from "../contract/Api.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { MerchantRefused, NotReadyProblem } from "../contract/problems.ts"
import { Readiness } from "../health/Readiness.ts"
import type { Readings } from "../health/Readiness.ts"
import { Stopping } from "../health/Stopping.ts"
import { problemFacts } from "../http/occurrence.ts"
import { Metrics } from "../telemetry/Metrics.ts"

const notReady = Effect.fnUntraced(function*({ checks, reasons }: Readings) {
  const facts = yield* problemFacts(problemTypes.notReady, `This server is not ready: ${reasons.join(", ")}.`)
  return yield* new NotReadyProblem({ ...facts, reasons, checks })
})

const notYours = Effect.flatMap(
  problemFacts(problemTypes.merchantRefused, "This API key is bound to merchants, and the metrics are of all."),
  (facts) => Effect.fail(new MerchantRefused(facts))
)

/** What watches the process. */
export const system = HttpApiBuilder.group(
  Api,
  "system",
  Effect.fnUntraced(function*(handlers) {
    const readiness = yield* Readiness
    const metrics = yield* Metrics
    const stopping = yield* Stopping
    return handlers.handleAll({
      health: () => Effect.succeed({ status: "ok" } as const),
      ready: () =>
        Effect.gen(function*() {
          const { checks, reasons: found } = yield* readiness.check
          const reasons = stopping.isStopping ? ["draining" as const, ...found] : found
          return reasons.length === 0 ? { status: "ready", checks } as const : yield* notReady({ checks, reasons })
        }),
      metrics: () => Effect.flatMap(Caller, ({ merchants }) => merchants === undefined ? metrics.page : notYours)
    })
  })
)
