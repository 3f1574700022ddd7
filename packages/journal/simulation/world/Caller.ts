import * as Effect from "effect/Effect"
import type { Submission, Submitted } from "../../src/Journal.ts"
import { isSettled, mayBeAskedAgain } from "../../src/Mutation.ts"
import type { Mutation } from "../../src/Mutation.ts"
import type { Ask, Intent } from "../plan/Plan.ts"
import { Gone } from "../process/JournalProcess.ts"
import type { JournalProcess } from "../process/JournalProcess.ts"

/** What a caller was told, once. */
export interface Reply {
  readonly intent: string
  /** The key it asked with. */
  readonly key: string
  readonly at: number
  /** From question to answer. */
  readonly tookMillis: number
  readonly waitMillis: number
  /** Whether the process it asked was held up meanwhile. */
  readonly outcome:
    | { readonly kind: "mutation"; readonly mutation: Mutation; readonly replayed: boolean }
    | { readonly kind: "refused"; readonly error: string; readonly message: string }
    | { readonly kind: "gone" }
}

/** What a caller needs of its world. */
export interface CallerOptions {
  readonly now: () => number
  readonly process: (index: number) => JournalProcess | undefined
  readonly reference: (order: string) => string
  /** The key of the so-manyth time that an intent is asked for, from 0; its own name, unless a bug is switched in. */
  readonly keyOf: (intent: Intent, time: number, last: Reply | undefined) => string
  readonly onAsk: (intent: Intent, key: string, process: JournalProcess | undefined) => void
  readonly onReply: (reply: Reply) => void
}

/** Enough to see the outcome of anything that can be found out, and an end for what cannot. */
const mostAsks = 8

const submissionOf = ({ amount, caller, operation }: Intent, key: string, reference: string): Submission => {
  const by = { key, actor: caller }
  switch (operation) {
    case "refund":
    case "void":
      return { ...by, operation, request: { order: { id: reference, amount } } }
    case "cancel":
      return { ...by, operation, request: { orderId: reference } }
    case "qrisRefund":
      return {
        ...by,
        operation,
        request: { originalReferenceNo: reference, partnerRefundNo: key, refundAmount: amount, reason: "returned" }
      }
  }
}

const outcomeOf = (
  result: { readonly _tag: "Success"; readonly success: Submitted } | {
    readonly _tag: "Failure"
    readonly failure: Gone | { readonly _tag: string; readonly message: string }
  }
): Reply["outcome"] => {
  if (result._tag === "Success") return { kind: "mutation", ...result.success }
  const { failure } = result
  if (failure instanceof Gone) return { kind: "gone" }
  return { kind: "refused", error: failure._tag, message: failure.message }
}

const askOnce = Effect.fnUntraced(function*(options: CallerOptions, intent: Intent, ask: Ask, key: string) {
  const process = options.process(ask.process)
  options.onAsk(intent, key, process)
  const at = options.now()
  const submission = submissionOf(intent, key, options.reference(intent.order))
  const { waitMillis } = ask
  const asked = process === undefined
    ? Effect.fail(new Gone())
    : process.ask((journal) => journal.submit(submission, { waitMillis }))
  const outcome = outcomeOf(yield* Effect.result(asked))
  const reply = { intent: intent.name, key, at, tookMillis: options.now() - at, waitMillis, outcome } satisfies Reply
  options.onReply(reply)
  return reply
})

/** Whether there is nothing more to ask for. */
const isEnough = ({ insists }: Intent, { outcome }: Reply): boolean => {
  switch (outcome.kind) {
    case "mutation":
      return isSettled(outcome.mutation.state) && !(insists && mayBeAskedAgain(outcome.mutation))
    case "refused":
      return outcome.error !== "JournalUnavailable"
    case "gone":
      return false
  }
}

const askUntilEnough = Effect.fnUntraced(function*(options: CallerOptions, intent: Intent, first: Ask) {
  let last: Reply | undefined
  for (let time = 0; time < mostAsks; time++) {
    // Whoever is not there is asked again, and then another one.
    const ask = { ...first, process: first.process + Math.floor(time / 2) }
    last = yield* askOnce(options, intent, ask, options.keyOf(intent, time, last))
    if (isEnough(intent, last)) return
    yield* Effect.sleep(intent.againMillis)
  }
})

/** Lets a caller ask for what it wants, as often and as impatiently as was planned. */
export const callFor = (options: CallerOptions, intent: Intent): Effect.Effect<void> =>
  Effect.forEach(
    intent.asks,
    (ask) => Effect.andThen(Effect.sleep(ask.at - options.now()), askUntilEnough(options, intent, ask)),
    { concurrency: "unbounded", discard: true }
  )
