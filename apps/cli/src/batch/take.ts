import { type RefundFileForm, refundProblem, RefundsTogether } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import { UsageError } from "../errors.ts"
import { refuseOverLimit } from "../input/refund-limit.ts"
import { bytesOf } from "../input/source.ts"
import { say } from "../language.ts"
import { rupiah } from "../output/text.ts"
import { batchIdOf } from "./batch-key.ts"
import { type LineProblem, lineProblem, type ReadLine, tell } from "./Line.ts"
import { readInput } from "./read-input.ts"
import { inWorkspace, type Totals, type Workspace } from "./Workspace.ts"

/** An input that was read to its end, into the workspace. */
export interface Taken {
  /** The batch's name by its bytes. */
  readonly id: string
  readonly form: RefundFileForm
  readonly totals: Totals
  /** The columns beside order, amount and key. */
  readonly extra: ReadonlyArray<string>
}

/** How an input is checked. */
export interface TakeOptions {
  /** What the input is called in an error. */
  readonly name: string
  /** A refund that stands twice is meant twice. */
  readonly areRepeatsMeant: boolean
}

const linesAtATime = 500

const overLimit = (amount: number) =>
  Effect.as(refuseOverLimit(amount), undefined).pipe(
    Effect.catchTag("OverRefundLimit", ({ limit, setting }) =>
      Effect.succeed<LineProblem>({
        column: "amount",
        problem: say(
          `${rupiah(amount)} is more than ${rupiah(limit)}, the most that one refund may give back, set by ${setting}`,
          `${rupiah(amount)} melebihi ${rupiah(limit)}, batas untuk satu pengembalian dana menurut ${setting}`
        )
      }))
  )

/** Looks at each line in turn, and at what the lines are together. */
const makeInspector = () => {
  const together = new RefundsTogether()
  const inspect = Effect.fnUntraced(function*(line: ReadLine) {
    const limit = line.amount === undefined ? undefined : yield* overLimit(line.amount)
    const beside = together.look(line).map(lineProblem)
    const problems = [...line.problems, ...(limit === undefined ? [] : [limit]), ...beside]
    if (together.isCountable) return { ...line, problems }
    // What cannot be counted must not come into the totals.
    return { line: line.line, extra: line.extra, problems } satisfies ReadLine
  })
  return { inspect, together }
}

/**
 * Reads a whole input into the workspace and checks it, in constant memory. Nothing is sent. Lines that cannot be used
 * are counted in the totals; the workspace has their problems.
 */
export const take = Effect.fnUntraced(
  function*(workspace: Workspace, file: Option.Option<string>, options: TakeOptions) {
    const hash = createHash("sha256")
    const bytes = Stream.tap(bytesOf(file), (piece) => Effect.sync(() => hash.update(piece)))
    const { inspect, together } = makeInspector()
    const { form, lines } = yield* readInput(options.name, bytes)
    yield* lines.pipe(
      Stream.mapEffect(inspect),
      Stream.rechunk(linesAtATime),
      Stream.runForEachArray((some) => inWorkspace(() => workspace.addLines(some)))
    )
    yield* inWorkspace(() => workspace.findRepeatedLines(options.areRepeatsMeant))
    const totals = yield* inWorkspace(() => workspace.totals())
    if (totals.lines === 0) {
      return yield* new UsageError({ message: `${options.name}: ${tell(refundProblem(undefined, "no-lines"))}` })
    }
    return { id: batchIdOf(hash.digest("hex")), form, totals, extra: together.extra } satisfies Taken
  },
  Effect.scoped
)
