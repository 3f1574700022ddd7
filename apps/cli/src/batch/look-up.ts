import { countsAsRefunded, type Journal, mayBeAskedAgain, type Mutation } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { outcomeOf } from "../journal/outcome.ts"
import { say } from "../language.ts"
import { withProgress } from "../output/progress.ts"
import { keyOf, placeOf } from "./batch-key.ts"
import type { BatchLine } from "./Line.ts"
import { keyReused, type LineResult, resultOf } from "./LineResult.ts"
import { inWorkspace, rowsOf, type Workspace } from "./Workspace.ts"

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

/**
 * Looks every line up in the journal before anything is sent: what an earlier run has done stands in the workspace then,
 * and so does every refund of the same amount and order that was asked for in another way. A line with a key of its own
 * says itself that it is another refund.
 */
export const lookUp = Effect.fnUntraced(
  function*(journal: JournalService, workspace: Workspace, options: LookUpOptions) {
    const { areRepeatsMeant, batch, isNamed, total } = options
    // The same line of a file that somebody has only saved again: more than a repeat has to be meant for that.
    const isOtherSaving = ({ key }: Mutation, line: BatchLine) => !isNamed && placeOf(key)?.line === line.line
    let done = 0
    const one = Effect.fnUntraced(function*(line: BatchLine) {
      const key = keyOf(batch, line)
      const isKeyEnough = line.key !== undefined || (areRepeatsMeant && isNamed)
      const known = yield* isKeyEnough ? ofKey(journal, key) : refundsOf(journal, line.order)
      for (const mutation of known) {
        if (mutation.key === key) {
          const result: LineResult = isSameRefund(mutation, line)
            ? yield* tellResult(journal, mutation)
            : keyReused(key, mutation.id)
          yield* inWorkspace(() => workspace.setResult(line.line, result))
        } else if (
          !isKeyEnough && isSameRefund(mutation, line) && counts(mutation) &&
          (!areRepeatsMeant || isOtherSaving(mutation, line))
        ) {
          const { id, key, state } = mutation
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
