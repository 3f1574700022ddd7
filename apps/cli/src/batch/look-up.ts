import { countsAsRefunded, type Journal, mayBeAskedAgain, type Mutation } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { outcomeOf } from "../journal/outcome.ts"
import { say } from "../language.ts"
import { withProgress } from "../output/progress.ts"
import { keyOf, placeOf } from "./batch-key.ts"
import type { BatchLine } from "./Line.ts"
import { keyReused, refundedBefore, resultOf } from "./LineResult.ts"
import { inWorkspace, type Repeat, rowsOf, type Workspace } from "./Workspace.ts"

type JournalService = Journal["Service"]

/** How many lines are looked up at a time. */
const atATime = 8

/** What came of the line that a mutation belongs to, with why as far as Finpay's answer does not say it. */
export const tellResult = Effect.fnUntraced(function*(journal: JournalService, mutation: Mutation) {
  const isTold = mutation.decidedBy === "evidence" || mutation.decidedBy === "person"
  const history = isTold ? yield* Effect.orElseSucceed(journal.history(mutation.id), () => []) : []
  const outcome = outcomeOf(mutation, history)
  const why = outcome.kind === "done" ? outcome.why ?? "" : outcome.failure.message
  return resultOf(mutation, { why, mayBeAskedAgain: mayBeAskedAgain(mutation) })
})

const isSameRefund = ({ amount, operation, reference }: Mutation, line: BatchLine): boolean =>
  operation === "refund" && reference === line.order && amount === line.amount

/** It was given back, or may be, or will be. */
const counts = (mutation: Mutation): boolean => mutation.state === "accepted" || countsAsRefunded(mutation)

const refundsOf = Effect.fnUntraced(function*(journal: JournalService, order: string) {
  const all: Array<Mutation> = []
  let after: string | undefined
  do {
    const page = yield* journal.list({
      reference: order,
      operation: "refund",
      limit: 500,
      ...(after === undefined ? {} : { after })
    })
    all.push(...page.mutations)
    after = page.next
  } while (after !== undefined)
  return all
})

const ofKey = (journal: JournalService, key: string) =>
  Effect.map(journal.getByKey(key), (mutation) => [mutation]).pipe(
    Effect.catchTag("MutationNotFound", () => Effect.succeed([]))
  )

/** How lines are looked up. */
export interface LookUpOptions {
  readonly batch: string
  /** A refund that the journal has already is meant once more. */
  readonly areRepeatsMeant: boolean
  /** The batch was given its name, and not by what is in the file. */
  readonly isNamed: boolean
  readonly total: number
}

/** Nothing would be sent for it: it is on its way, or has ended so that asking again changes nothing. */
const isToStay = (own: Mutation | undefined): boolean => own !== undefined && !mayBeAskedAgain(own)

/** Whether a refund of the same order and amount means that this line is a repeat of it, and not another refund. */
const isRepeated = (other: Mutation, line: BatchLine, { areRepeatsMeant }: LookUpOptions): boolean => {
  // The same line of a file that was saved again, or was given a column of keys since: to say that it is meant once more,
  // more is needed than a key or --again.
  const isSameLine = placeOf(other.key)?.line === line.line
  return isSameLine || (line.key === undefined && !areRepeatsMeant)
}

/** What of the journal may concern a line: what has its key, and the refunds of its order unless they do not matter. */
const concerning = Effect.fnUntraced(
  function*(journal: JournalService, line: BatchLine, { areRepeatsMeant, batch, isNamed }: LookUpOptions) {
    const isMeant = areRepeatsMeant && isNamed
    const ofItsKey = line.key === undefined && !isMeant ? [] : yield* ofKey(journal, keyOf(batch, line))
    if (isMeant || isToStay(ofItsKey[0])) return ofItsKey
    const ofItsOrder = yield* refundsOf(journal, line.order)
    return [...ofItsKey, ...ofItsOrder.filter(({ id }) => id !== ofItsKey[0]?.id)]
  }
)

/**
 * Looks every line up in the journal before anything is sent: what an earlier run has done stands in the workspace then,
 * and so does every refund of the same amount and order that was asked for in another way. A line with a key of its own
 * says itself that it is another refund.
 */
export const lookUp = Effect.fnUntraced(
  function*(journal: JournalService, workspace: Workspace, options: LookUpOptions) {
    const { batch, total } = options
    let done = 0
    const one = Effect.fnUntraced(function*(line: BatchLine) {
      const key = keyOf(batch, line)
      const known = yield* concerning(journal, line, options)
      const own = known.find((mutation) => mutation.key === key)
      if (own !== undefined) {
        const result = isSameRefund(own, line) ? yield* tellResult(journal, own) : keyReused(key, own.id)
        yield* inWorkspace(() => workspace.setResult(line.line, result))
      }
      if (!isToStay(own)) {
        const same = known.filter((other) => other !== own && isSameRefund(other, line) && counts(other))
        for (const { id, key, state } of same.filter((other) => isRepeated(other, line, options))) {
          yield* inWorkspace(() => workspace.addRepeat({ line: line.line, mutation: id, key, state }))
        }
      }
      done += 1
    })
    const all = Stream.mapEffect(rowsOf((last: BatchLine | undefined) => workspace.linesAfter(last)), one, {
      concurrency: atATime,
      unordered: true
    })
    yield* withProgress(
      () => ({ what: say("looked up in the journal", "dicari di jurnal"), done, total, counts: [] }),
      Stream.runDrain(all)
    )
  }
)

/** Refuses the lines that were asked for in another way before, each by itself. */
export const refuseRepeats = (workspace: Workspace) =>
  Stream.runForEach(
    rowsOf((last: Repeat | undefined) => workspace.repeatsAfter(last)),
    ({ line, mutation, state }) => inWorkspace(() => workspace.setResult(line, refundedBefore(mutation, state)))
  )
