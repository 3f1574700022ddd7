import * as Effect from "effect/Effect"
import { randomUUID } from "node:crypto"
import type { OperationState, ProblemFacts } from "../contract/problem-fields.ts"
import type { ProblemType } from "../contract/problem-types.ts"

/** A fresh name for one occurrence of a problem. */
export const occurrence: Effect.Effect<string> = Effect.sync(() => `urn:uuid:${randomUUID()}`)

/** The facts of a problem that this server found itself. Nothing was sent to Finpay unless it says otherwise. */
export const problemFacts = (
  kind: ProblemType,
  detail: string,
  operationState: typeof OperationState.Type = "not-processed"
): Effect.Effect<ProblemFacts> =>
  Effect.map(occurrence, (instance) => ({
    detail,
    instance,
    nextStep: kind.nextStep,
    operationState,
    safeToRetry: operationState !== "unknown"
  }))
