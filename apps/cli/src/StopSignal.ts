import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import { exitCodes } from "./exit-codes.ts"

/**
 * The exit code when a signal ends the command. It depends on what was going on: a server that is told to stop has done
 * its work, a refund that was on its way has an outcome nobody knows. Otherwise 130.
 */
export class StopSignal extends Context.Service<StopSignal, {
  readonly exitCode: Ref.Ref<number>
}>()("@openfinpay/finpay-cli/StopSignal") {
  static readonly make = (): StopSignal["Service"] => ({ exitCode: Ref.makeUnsafe<number>(exitCodes.stopped) })
}

/** Runs `told` when a signal stops the effect; what it gives is the exit code. */
export const onStopSignal = <A, E, R, R2>(
  effect: Effect.Effect<A, E, R>,
  told: Effect.Effect<number, never, R2>
): Effect.Effect<A, E, R | R2 | StopSignal> =>
  Effect.onInterrupt(effect, () =>
    Effect.gen(function*() {
      const { exitCode } = yield* StopSignal
      yield* Ref.set(exitCode, yield* told)
    }))
