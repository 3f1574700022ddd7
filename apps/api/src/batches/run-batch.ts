import type { Mutation } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Merchant } from "../merchants/Merchant.ts"
import { keyOfLine, unsettled } from "./Batch.ts"
import type { Batch, BatchLine } from "./Batch.ts"
import { resultOf } from "./line-result.ts"
import { makeOutageWatch } from "./outage.ts"
import { makeSendLine } from "./send-line.ts"
import type { SendingParts } from "./send-line.ts"
import type { BatchStore } from "./store.ts"

/** How batches are carried out. */
export interface BatchPace {
  /** How many lines of a batch are on their way at a time. */
  readonly concurrency: number
  /** How long a batch is worked on before others get their turn, in milliseconds. */
  readonly turnMillis: number
}

/** With more lines whose outcome is not known, no further one is begun. */
const mostUnsettled = 500

const linesAtATime = 100

/** What there is to be done after a turn. */
export interface TurnEnd {
  /** Something was done, so that the next turn may come at once. */
  readonly isBusy: boolean
  /** Of what more may become known by itself. */
  readonly left: number
  readonly heldUp: string | undefined
}

const steadyMillis = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000_000n))

/** The mutation of a line, if it has come to be one. */
const mutationOf = ({ journal }: Merchant, batch: Batch, line: BatchLine) =>
  (line.mutationId === undefined ? journal.getByKey(keyOfLine(batch.id, line)) : journal.get(line.mutationId)).pipe(
    Effect.catchTag("MutationNotFound", () => Effect.undefined)
  )

/** What becomes of a line that was taken and never came to the journal, because its server died in between. */
export const lostState = ({ state }: Batch): "cancelled" | "waiting" => state === "cancelled" ? "cancelled" : "waiting"

/**
 * Looks at lines of which more may have become known since, and writes it down. One that is not in the journal stays as
 * it is unless a `lost` state is given: it may be about to be.
 */
export const followLines = Effect.fnUntraced(function*(
  store: BatchStore,
  merchant: Merchant,
  batch: Batch,
  lines: ReadonlyArray<BatchLine>,
  lost?: "cancelled" | "waiting"
) {
  const follow = Effect.fnUntraced(function*(line: BatchLine) {
    const mutation = yield* mutationOf(merchant, batch, line)
    if (mutation === undefined && lost === undefined) return line
    const result = mutation === undefined ? { state: lost ?? line.state } : resultOf(mutation)
    if (result.state === line.state && result.mutationId === line.mutationId) return line
    yield* store.tell(batch.id, line.line, result, line.attempts)
    return { ...line, ...result }
  })
  return yield* Effect.forEach(lines, follow, { concurrency: 4 })
})

/** Works on a batch for a while: what is on its way is looked at, and what waits is given to the journal. */
export const runBatch = Effect.fnUntraced(function*(
  parts: SendingParts,
  store: BatchStore,
  merchant: Merchant,
  batch: Batch,
  { concurrency, turnMillis }: BatchPace
) {
  const sendLine = makeSendLine(parts, merchant, batch)
  const watch = makeOutageWatch()
  const until = (yield* steadyMillis) + turnMillis
  let heldUp: string | undefined
  let wasBusy = false

  const followAll = Effect.fnUntraced(function*() {
    let after = 0
    for (;;) {
      const page = yield* store.lines(batch.id, { states: unsettled, after, limit: linesAtATime })
      const known = yield* followLines(store, merchant, batch, page.lines, lostState(batch))
      wasBusy ||= known.some(({ state }, at) => state !== page.lines[at]?.state)
      const last = page.lines.at(-1)
      if (!page.isMore || last === undefined) return
      after = last.line
    }
  })

  const notice = (mutation: Mutation | undefined) => {
    if (mutation !== undefined) heldUp ??= watch(mutation)
  }

  const sendOne = Effect.fnUntraced(function*(line: BatchLine) {
    const isOver = heldUp !== undefined || (yield* steadyMillis) >= until
    if (isOver || !(yield* store.claim(batch.id, line.line))) return
    const sent = yield* sendLine(line)
    yield* store.tell(batch.id, line.line, sent.result, sent.attempts)
    // One that waits again is no progress, however often it was tried.
    wasBusy ||= sent.result.state !== "waiting"
    notice(sent.mutation)
  })

  const sendSome = Effect.fnUntraced(function*() {
    let after = 0
    while (heldUp === undefined && (yield* steadyMillis) < until) {
      if ((yield* store.countIn(batch.id, unsettled)) >= mostUnsettled) {
        heldUp = `The outcome of ${mostUnsettled} lines is not known yet, so no other one is begun.`
        return
      }
      const { lines } = yield* store.lines(batch.id, { states: ["waiting"], after, limit: linesAtATime })
      const last = lines.at(-1)
      if (last === undefined) return
      yield* Effect.forEach(lines, sendOne, { concurrency, discard: true })
      after = last.line
    }
  })

  yield* followAll()
  // One that was on its way when the batch was cancelled, and was certainly not processed, waits to be sent again.
  yield* batch.state === "cancelled" ? store.cancelWaiting(batch.id) : sendSome()
  const waiting = yield* store.countIn(batch.id, ["waiting"])
  return {
    isBusy: wasBusy && heldUp === undefined && waiting > 0,
    left: waiting + (yield* store.countIn(batch.id, unsettled)),
    heldUp
  } satisfies TurnEnd
})
