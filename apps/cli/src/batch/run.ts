/** Loaded only by the command that needs it: it brings the journal and the reader of tables with it. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { finpayConfig } from "../finpay-client.ts"
import { actorOf } from "../input/actor.ts"
import { withRecords } from "../journal/open.ts"
import { say } from "../language.ts"
import { carryOut } from "./carry-out.ts"
import { confirmBatch } from "./confirm-batch.ts"
import { lookUp, refuseRepeats } from "./look-up.ts"
import { placeOf } from "./results-place.ts"
import { take } from "./take.ts"
import { tellDryRun } from "./tell-dry-run.ts"
import { tellBadLines, tellRepeats } from "./tell-refused.ts"
import { inWorkspace, openWorkspace } from "./Workspace.ts"

/** What `refund-batch` was told. */
export interface BatchInput {
  readonly file: Option.Option<string>
  readonly out: Option.Option<string>
  readonly batch: Option.Option<string>
  readonly again: boolean
  readonly dryRun: boolean
  readonly concurrency: number
  readonly rate: Option.Option<number>
  /** In seconds. */
  readonly wait: number
  readonly actor: Option.Option<string>
  readonly yes: boolean
}

const stdinPath = "-"

const checked = Effect.fnUntraced(function*(input: BatchInput) {
  const file = Option.filter(input.file, (path) => path !== stdinPath)
  const name = Option.getOrElse(file, () => say("standard input", "masukan standar"))
  const workspace = yield* openWorkspace
  const taken = yield* take(workspace, file, { name, areRepeatsMeant: input.again })
  const batch = Option.getOrElse(input.batch, () => taken.id)
  if (taken.totals.bad > 0) return yield* tellBadLines(name, taken.totals, workspace)
  yield* withRecords((journal) =>
    lookUp(journal, workspace, {
      batch,
      areRepeatsMeant: input.again,
      isNamed: Option.isSome(input.batch),
      total: taken.totals.lines
    })
  )
  if (workspace.countRepeats() > 0) {
    // A batch that was begun goes on without them: a file that is taken apart is another batch.
    const isBegun = workspace.outcomes().some(({ outcome }) => outcome !== "key_reused")
    yield* isBegun ? refuseRepeats(workspace) : tellRepeats(name, taken.totals, workspace)
  }
  return { batch, file, taken, workspace }
})

const dryRun = Effect.fnUntraced(function*(input: BatchInput) {
  const { batch, taken, workspace } = yield* checked(input)
  yield* tellDryRun(batch, taken, workspace)
})

const sendIt = Effect.fnUntraced(function*(input: BatchInput) {
  const config = yield* finpayConfig
  const { batch, file, taken, workspace } = yield* checked(input)
  const place = yield* placeOf(file, input.out)
  const settled = yield* inWorkspace(() => workspace.outcomes("final"))
  yield* confirmBatch(config, { batch, totals: taken.totals, settled }, input.yes)
  yield* carryOut({
    config,
    workspace,
    taken,
    place,
    options: {
      batch,
      actor: actorOf(input.actor),
      areRepeatsMeant: input.again,
      concurrency: input.concurrency,
      rate: Option.getOrUndefined(input.rate),
      waitMillis: input.wait * 1000
    }
  })
})

/** Checks a batch of refunds and, unless it is a dry run, sends it. */
export const refundBatch = (input: BatchInput) => Effect.scoped(input.dryRun ? dryRun(input) : sendIt(input))
