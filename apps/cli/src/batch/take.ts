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
import type { InputForm } from "./input-form.ts"
import type { LineProblem, ReadLine } from "./Line.ts"
import { readInput } from "./read-input.ts"
import { inWorkspace, type Totals, type Workspace } from "./Workspace.ts"

/** An input that was read to its end, into the workspace. */
export interface Taken {
  /** The batch's name by its bytes. */
  readonly id: string
  readonly form: InputForm
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

const mostExtra = 100
const linesAtATime = 500

const tooManyColumns: LineProblem = {
  problem: say(
    `brings the file to more than ${mostExtra} different columns`,
    `membuat berkas ini berisi lebih dari ${mostExtra} kolom yang berbeda`
  )
}

const tooMuch: LineProblem = {
  column: "amount",
  problem: say(
    "makes the total more than can be counted exactly",
    "membuat jumlah seluruhnya melebihi yang dapat dihitung dengan tepat"
  )
}

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
  const names = new Set<string>()
  let total = 0
  const columns = ({ extra }: ReadLine): LineProblem | undefined => {
    for (const name of Object.keys(extra)) if (names.size < mostExtra) names.add(name)
    return Object.keys(extra).every((name) => names.has(name)) ? undefined : tooManyColumns
  }
  const sum = ({ amount = 0 }: ReadLine): LineProblem | undefined => {
    total += amount
    return Number.isSafeInteger(total) ? undefined : tooMuch
  }
  const inspect = Effect.fnUntraced(function*(line: ReadLine) {
    const limit = line.amount === undefined ? undefined : yield* overLimit(line.amount)
    const problems = [...line.problems, ...[limit, columns(line), sum(line)].filter((found) => found !== undefined)]
    if (Number.isSafeInteger(total)) return { ...line, problems }
    // What cannot be counted must not come into the totals.
    return { line: line.line, extra: line.extra, problems } satisfies ReadLine
  })
  return { inspect, extra: (): ReadonlyArray<string> => [...names] }
}

/**
 * Reads a whole input into the workspace and checks it, in constant memory. Nothing is sent. Lines that cannot be used
 * are counted in the totals; the workspace has their problems.
 */
export const take = Effect.fnUntraced(
  function*(workspace: Workspace, file: Option.Option<string>, options: TakeOptions) {
    const hash = createHash("sha256")
    const bytes = Stream.tap(bytesOf(file), (piece) => Effect.sync(() => hash.update(piece)))
    const { extra, inspect } = makeInspector()
    const { form, lines } = yield* readInput(options.name, bytes)
    yield* lines.pipe(
      Stream.mapEffect(inspect),
      Stream.rechunk(linesAtATime),
      Stream.runForEachArray((some) => inWorkspace(() => workspace.addLines(some)))
    )
    yield* inWorkspace(() => workspace.findRepeatedLines(options.areRepeatsMeant))
    const totals = yield* inWorkspace(() => workspace.totals())
    if (totals.lines === 0) {
      return yield* new UsageError({
        message: say(
          `${options.name}: there is no line to refund`,
          `${options.name}: tidak ada baris untuk dikembalikan`
        )
      })
    }
    return { id: batchIdOf(hash.digest("hex")), form, totals, extra: extra() } satisfies Taken
  },
  Effect.scoped
)
