/** Compares a report, writes what was asked for, and tells what came of it. */
import type { Mapping } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { exitCodes } from "../exit-codes.ts"
import { say } from "../language.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { openTarget } from "../output/write-whole.ts"
import { type Activity, whileShown } from "./activity.ts"
import { compare, type CompareInput } from "./compare.ts"
import { exported, formatOf } from "./export.ts"
import { saveMapping } from "./mapping.ts"
import type { Outcome } from "./Outcome.ts"
import { periodOf } from "./period.ts"
import { tell } from "./tell.ts"

/** What `finpay reconcile` was asked with, and the mapping that came of it. */
export interface RunInput extends CompareInput {
  readonly mapping: Mapping
  readonly out: Option.Option<string>
  readonly saveMapping: Option.Option<string>
  readonly all: boolean
}

const watchedExport = <E>(
  file: string,
  bytes: Stream.Stream<Uint8Array, E>,
  activity: Activity
): Stream.Stream<Uint8Array, E> => {
  let written = 0
  const much = () => `${Math.round(written / 1024 / 1024)} MiB`
  activity.now = () => say(`Writing ${file}: ${much()}`, `Menulis ${file}: ${much()}`)
  return Stream.tap(bytes, (piece) => Effect.sync(() => (written += piece.length)))
}

/** Compares, and writes what was asked for. What came of it is told also where it could not be written. */
const work = Effect.fnUntraced(function*(input: RunInput, activity: Activity) {
  const target = Option.isSome(input.out) ? yield* openTarget("--out", input.out.value) : undefined
  const compared = yield* compare(input, activity)
  if (Option.isSome(input.saveMapping)) yield* saveMapping(input.saveMapping.value, input.mapping)
  const out = Option.getOrElse(input.out, () => "")
  const format = formatOf(out)
  if (target === undefined || format === undefined) return { ...compared, failure: undefined }
  const bytes = watchedExport(out, exported(compared.reconciliation, format), activity)
  const written = yield* Effect.result(target.write(bytes))
  return { ...compared, failure: Result.isFailure(written) ? written.failure : undefined }
})

/** Runs the comparison and tells what came of it. Gives the exit code. */
export const run = Effect.fnUntraced(function*(input: RunInput) {
  const { failure, reconciliation, unanswered } = yield* whileShown((activity) => work(input, activity))
  const outcome: Outcome = {
    file: input.file,
    period: periodOf(input),
    asked: input.ask,
    reconciliation,
    unanswered,
    out: failure === undefined ? Option.getOrUndefined(input.out) : undefined,
    savedMapping: Option.getOrUndefined(input.saveMapping)
  }
  // With --json there is one value: the summary, or why it is not whole.
  if (failure !== undefined && (yield* OutputMode) === "json") return yield* failure
  // A reader that has seen enough does not change what came of it.
  yield* Effect.catchTag(tell(outcome, input.all), "PipeClosed", () => Effect.void)
  if (failure !== undefined) return yield* failure
  if (reconciliation.differs) return exitCodes.refused
  return unanswered > 0 ? exitCodes.unreachable : exitCodes.done
})
