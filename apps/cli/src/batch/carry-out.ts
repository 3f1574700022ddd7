import type { Mutation } from "@openfinpay/finpay-journal"
import type { ConfigurationProblem, FinpayConfig } from "@openfinpay/finpay-transport"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { EndWith } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { Quiet } from "../global-flags.ts"
import { alsoDone } from "../journal/around.ts"
import { openJournal, type OpenJournal } from "../journal/open.ts"
import { say } from "../language.ts"
import { withProgress } from "../output/progress.ts"
import { report } from "../report.ts"
import { StopSignal } from "../StopSignal.ts"
import { tellDone } from "../tell-done.ts"
import { placeOf } from "./batch-key.ts"
import { exitCodeOfBatch, linesOf } from "./exit-code.ts"
import { notSent } from "./LineResult.ts"
import { type ResultsPlace, writeResults } from "./results-place.ts"
import { send, type SendOptions } from "./send.ts"
import { makeStop, type Stop } from "./Stop.ts"
import type { Taken } from "./take.ts"
import { makeTally } from "./tally.ts"
import { tellSummary } from "./tell-summary.ts"
import { inWorkspace, type Workspace } from "./Workspace.ts"

/** A batch that was checked, and may be sent. */
export interface Batch {
  readonly config: FinpayConfig
  readonly workspace: Workspace
  readonly taken: Taken
  readonly place: ResultsPlace
  readonly options: SendOptions
}

/** How long a batch that was told to stop may take to say what is known. */
const lastMoment = "10 seconds"

// In a fiber of its own: the one that was interrupted could not wait any more.
const briefly = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<Option.Option<A>, E> =>
  Effect.flatMap(Effect.forkDetach(Effect.interruptible(Effect.timeoutOption(effect, lastMoment))), Fiber.join)

/** What earlier commands had left behind, and is no line of this batch. It is told beside it, as far as it is known. */
const besideOf = Effect.fnUntraced(function*({ options, workspace }: Batch, { journal, left }: OpenJournal) {
  const known = yield* Effect.orElseSucceed(briefly(alsoDone(journal, left)), Option.none)
  const done = Option.getOrElse(known, (): ReadonlyArray<Mutation> => [])
  const own = yield* inWorkspace(() => workspace.keysAmong(done.map(({ key }) => key)))
  return done.filter(({ key }) => !own.has(key) && placeOf(key)?.batch !== options.batch)
})

/** Writes and tells what is known, and gives the exit code. */
const conclude = Effect.fnUntraced(function*(batch: Batch, open: OpenJournal, before: number, stop: Stop) {
  const { options, place, taken, workspace } = batch
  yield* inWorkspace(() => workspace.fillResults(notSent))
  const outcomes = workspace.outcomes()
  const results = { workspace, batch: options.batch, form: taken.form, extra: taken.extra }
  const written = yield* Effect.result(writeResults(results, place))
  const isQuiet = yield* Quiet
  const reason = stop.reason()
  const summary = {
    batch: options.batch,
    totals: taken.totals,
    outcomes,
    settled: workspace.outcomes("final"),
    before,
    beside: yield* besideOf(batch, open),
    place,
    notWritten: written._tag === "Success" ? undefined : written.failure.message,
    isStopped: reason !== undefined
  }
  // A reader that goes away has seen enough; the refunds were made all the same.
  yield* Effect.ignore(
    tellDone({ operation: "refund-batch", reference: options.batch }, () => tellSummary(summary, isQuiet))
  )
  if (reason?.kind === "failure") yield* report(reason.failure)
  return exitCodeOfBatch(outcomes, reason, written._tag === "Success")
})

/** The disk failed after the sending had begun. What was done is in the journal, and only there. */
const tellLost = (failure: ConfigurationProblem) => {
  const nextStep = say(
    "Run the same command again: it finds out what was done, goes on and repeats nothing.",
    "Jalankan perintah yang sama lagi: yang sudah dilakukan dicari tahu dan tidak diulang."
  )
  const fields = [[say("Next", "Selanjutnya"), nextStep]] as const
  return Effect.as(report(failure, { json: { nextStep }, fields }), exitCodes.unknown)
}

/**
 * Sends a batch and tells what came of it, whatever happens in between. A signal ends the sending: what is on its way is
 * waited for briefly, and what is known is written and told.
 */
export const carryOut = Effect.fnUntraced(function*(batch: Batch) {
  const { config, options, taken, workspace } = batch
  const { exitCode } = yield* StopSignal
  const open = yield* openJournal(config, { workers: options.concurrency })
  const stop = makeStop()
  const known = workspace.outcomes("final")
  const before = linesOf(known, () => true)
  const tally = makeTally(known)
  const sending = withProgress(
    () => ({ what: say("done", "selesai"), done: tally.done(), total: taken.totals.lines, counts: tally.counts() }),
    send({ config, journal: open.journal, workspace, stop, onResult: tally.count }, options)
  )

  return yield* Effect.uninterruptibleMask((restore) =>
    Effect.gen(function*() {
      const sent = yield* Effect.forkDetach(restore(sending))
      yield* Effect.forkDetach(Effect.andThen(stop.hurried, open.finish))
      const ended = yield* Effect.exit(restore(Fiber.join(sent)))
      const isStopped = Exit.isFailure(ended) && Cause.hasInterruptsOnly(ended.cause)
      if (isStopped) yield* stop.ask({ kind: "signal" })
      const last = isStopped ? yield* briefly(Fiber.await(sent)) : Option.some(ended)
      const code = yield* Effect.andThen(Option.getOrElse(last, () => Exit.void), conclude(batch, open, before, stop))
        .pipe(
          Effect.catch(tellLost)
        )
      yield* Ref.set(exitCode, code)
      if (!isStopped) yield* restore(open.close)
      if (code !== exitCodes.done) return yield* new EndWith({ exitCode: code })
    })
  )
})
