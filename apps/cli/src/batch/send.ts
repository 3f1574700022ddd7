import { isSettled, type Journal, type JournalUnavailable, type Mutation, openStates } from "@openfinpay/finpay-journal"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { withLocalAdvice } from "../finpay-client.ts"
import { keyOf } from "./batch-key.ts"
import type { BatchLine } from "./Line.ts"
import {
  keyReused,
  type LineResult,
  notKnown,
  onItsWay,
  type Outcome,
  refundedBefore,
  refusedHere
} from "./LineResult.ts"
import { tellResult } from "./look-up.ts"
import { makeOutageWatch } from "./outage.ts"
import { makePace } from "./pace.ts"
import type { Stop } from "./Stop.ts"
import { inWorkspace, rowsOf, type Workspace } from "./Workspace.ts"

/** How a batch is sent. */
export interface SendOptions {
  readonly batch: string
  readonly actor: string
  /** A line without a key of its own is meant also where the same was asked for before. */
  readonly areRepeatsMeant: boolean
  /** How many are on their way at a time. */
  readonly concurrency: number
  /** At most so many a second are begun; as many as can be unless given. */
  readonly rate?: number | undefined
  /** How long the outcome of a line is waited for. */
  readonly waitMillis: number
}

/** What a batch is sent with. */
export interface Sending {
  readonly config: FinpayConfig
  readonly journal: Journal["Service"]
  readonly workspace: Workspace
  readonly stop: Stop
  /** Told of every line as it ends. */
  readonly onResult: (outcome: Outcome) => void
}

/** How many lines are waited for at a time. With more whose outcome is not known, no further one is begun. */
const mostWaiting = 1000

/** How long what is on its way is still waited for after a signal. */
const graceMillis = 3000

/** How often a line that is not settled is looked at. */
const lookMillis = 500

const steadyMillis = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000_000n))

const isOnItsWay = ({ state }: Mutation): boolean => state === "accepted" || state === "sending"

const isResting = ({ state }: Mutation): boolean => isSettled(state) || state === "needs_review"

/**
 * Sends the lines of which more may become known, through the journal, with a bounded number on their way. A line whose
 * outcome is being found out, or that waits for another change of its order, gives its place to the next one and is
 * waited for beside it.
 */
export const send = Effect.fnUntraced(function*(sending: Sending, options: SendOptions) {
  const { config, journal, onResult, stop, workspace } = sending
  const places = yield* Semaphore.make(options.concurrency)
  const pace = makePace(options.rate)
  const watch = makeOutageWatch(yield* inWorkspace(() => workspace.countOpen()))

  /** The mutation once it rests or the time is over; after a signal it is given a last moment. */
  const wait = (id: string, millis: number) =>
    Effect.raceFirst(
      journal.wait(id, millis),
      stop.hurried.pipe(Effect.andThen(Effect.sleep(graceMillis)), Effect.andThen(journal.get(id)))
    )

  const waitsForAnother = ({ id, reference, state }: Mutation) =>
    state === "accepted"
      ? Effect.map(
        journal.list({ reference, states: openStates, limit: 2 }),
        ({ mutations }) => mutations.some((other) => other.id !== id)
      )
      : Effect.succeed(false)

  /** While it is sent, or about to be. Its answer is better than any guess, and Finpay's time is limited anyway. */
  const whileItIsSent = Effect.fnUntraced(function*(begun: Mutation, until: number) {
    let mutation = begun
    while (isOnItsWay(mutation) && !stop.isHurried()) {
      mutation = yield* wait(mutation.id, lookMillis)
      const isOver = mutation.state === "accepted" && (yield* steadyMillis) > until
      if (isOver || (yield* waitsForAnother(mutation))) break
    }
    return mutation
  })

  // What can be learnt of an outage is learnt before the next line is begun: it would be sent in vain.
  const notice = Effect.fnUntraced(function*(ended: Mutation) {
    const failure = watch(ended)
    if (failure !== undefined) yield* stop.ask({ kind: "failure", failure: withLocalAdvice(config, failure) })
  })

  const begin = Effect.fnUntraced(function*(line: BatchLine) {
    if (stop.reason() !== undefined) return undefined
    yield* Effect.raceFirst(pace, stop.asked)
    if (stop.reason() !== undefined) return undefined
    yield* inWorkspace(() => workspace.setResult(line.line, onItsWay))
    const until = (yield* steadyMillis) + options.waitMillis
    const { mutation } = yield* journal.submit({
      operation: "refund",
      request: { order: { id: line.order, amount: line.amount } },
      key: keyOf(options.batch, line),
      actor: options.actor
    }, line.key === undefined && !options.areRepeatsMeant ? { refuseSimilar: "ever" } : {})
    const begun = yield* whileItIsSent(mutation, until)
    if (isResting(begun)) yield* notice(begun)
    return { begun, until }
  })

  const followed = Effect.fnUntraced(function*(line: BatchLine) {
    const known = yield* places.withPermits(1)(begin(line))
    if (known === undefined) return undefined
    const { begun, until } = known
    if (isResting(begun)) return yield* tellResult(journal, begun)
    const ended = yield* wait(begun.id, until - (yield* steadyMillis))
    yield* notice(ended)
    return yield* tellResult(journal, ended)
  })

  // It may have been written down, and may be sent: nobody can say so now.
  const lost = (failure: JournalUnavailable) =>
    Effect.as(stop.ask({ kind: "failure", failure }), notKnown(failure.detail))

  const one = Effect.fnUntraced(function*(line: BatchLine) {
    const result: LineResult | undefined = yield* Effect.catchTags(followed(line), {
      KeyReused: ({ key, mutationId }) => Effect.succeed(keyReused(key, mutationId)),
      InvalidRequest: ({ message }) => Effect.succeed(refusedHere(message)),
      SimilarUnderWay: ({ mutationId, state }) => Effect.succeed(refundedBefore(mutationId, state)),
      MutationNotFound: ({ message }) => Effect.succeed(notKnown(message)),
      JournalUnavailable: lost
    })
    if (result === undefined) return
    yield* inWorkspace(() => workspace.setResult(line.line, result))
    onResult(result.outcome)
  })

  yield* Stream.runDrain(
    Stream.mapEffect(rowsOf((last: BatchLine | undefined) => workspace.openLinesAfter(last)), one, {
      concurrency: mostWaiting,
      unordered: true
    })
  )
})
