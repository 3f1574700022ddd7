import { type FinpayError, OutcomeUnknown } from "@openfinpay/finpay-core"
import type { Finpay } from "@openfinpay/finpay-transport"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { type About, confirm } from "./confirm.ts"
import { EndWith } from "./errors.ts"
import { exitCodes } from "./exit-codes.ts"
import { callFinpay, finpayConfig } from "./finpay-client.ts"
import { say } from "./language.ts"
import type { PipeClosed } from "./output/write.ts"
import { report } from "./report.ts"
import { StopSignal } from "./StopSignal.ts"
import { tellDone } from "./tell-done.ts"

/** Something to be created at Finpay. */
export interface Creation<A> {
  readonly change: About
  /** `--yes` was given. */
  readonly isYes: boolean
  readonly call: (finpay: Finpay["Service"]) => Effect.Effect<A, FinpayError>
  /** Prints what Finpay answered. */
  readonly tell: (answered: A) => Effect.Effect<void, PipeClosed>
}

/** It was stopped on its way: whether Finpay got it is not known. */
const stopped = ({ operation, reference }: About): OutcomeUnknown =>
  new OutcomeUnknown({
    operation,
    reference,
    reason: "interrupted",
    detail: say("finpay was stopped before the answer came", "finpay dihentikan sebelum jawabannya datang"),
    nextStep: "Ask for the payment's status until it decides; do not send it again.",
    safeToRetry: false
  })

/**
 * Creates something that can be paid: asks first where it must, sends it once, and tells what came of it, whatever
 * happens in between. It moves no money, so no journal is kept of it. Only the wait for the answer can be stopped by a
 * signal; a signal that comes later finds the outcome told and its exit code set.
 */
export const create = Effect.fnUntraced(function*<A>({ call, change, isYes, tell }: Creation<A>) {
  const config = yield* finpayConfig
  yield* confirm(config, change, isYes)
  const { exitCode } = yield* StopSignal

  const endWith = Effect.fnUntraced(function*(code: number) {
    yield* Ref.set(exitCode, code)
    return yield* new EndWith({ exitCode: code })
  })

  return yield* Effect.uninterruptibleMask((restore) =>
    Effect.gen(function*() {
      const outcome = yield* Effect.exit(restore(callFinpay(config, call)))
      if (Exit.isSuccess(outcome)) {
        yield* Ref.set(exitCode, exitCodes.done)
        return yield* tellDone(change, () => tell(outcome.value))
      }
      if (Cause.hasInterruptsOnly(outcome.cause)) return yield* endWith(yield* report(stopped(change)))
      const failure = Cause.findErrorOption(outcome.cause)
      return Option.isSome(failure)
        ? yield* endWith(yield* report(failure.value))
        : yield* Effect.failCause(outcome.cause)
    })
  )
})
