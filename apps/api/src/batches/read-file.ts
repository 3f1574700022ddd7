import { readRefunds, refundProblem, RefundsTogether, tellRefundProblem } from "@openfinpay/finpay-reconcile"
import type { ReadRefund, RefundProblem, ReportRefused } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import type { BodyTooLarge } from "../contract/problems.ts"
import { FileError, mostFileErrors } from "../contract/upload.ts"
import type { NewLine } from "./store.ts"

/** A file of refunds in which nothing is wrong. */
export interface ReadFile {
  readonly lines: ReadonlyArray<NewLine>
  /** What is to be given back of each order, in rupiah. */
  readonly orders: ReadonlyMap<string, number>
  /** In all, in rupiah. */
  readonly amount: number
  /** The columns beside order, amount and key. */
  readonly extra: ReadonlyArray<string>
  readonly sha256: string
}

/** What is wrong with a file. Nothing was taken of it. */
export class FileRefused extends Schema.TaggedError<FileRefused>()("FileRefused", {
  /** In one plain sentence. */
  detail: Schema.String,
  /** The first of them. */
  errors: Schema.Array(FileError),
  /** How many there are. */
  count: Schema.Int
}) {}

/** How files are read. */
export interface ReadFileOptions {
  readonly mostLines: number
  /** A refund that stands twice is meant twice. */
  readonly again: boolean
}

/** Gathers what is wrong: the first of it by name, the rest by number. */
export class FileErrors {
  readonly #first: Array<FileError> = []
  #count = 0

  add(error: FileError): void {
    this.#count += 1
    if (this.#first.length < mostFileErrors) this.#first.push(error)
  }

  get count(): number {
    return this.#count
  }

  refused(detail: string): FileRefused {
    return new FileRefused({ detail, errors: this.#first, count: this.#count })
  }
}

/** How a request says that a refund that was made, or stands twice, is meant. */
export const meantAgain = "again=true"

const errorOf = (line: number, problem: RefundProblem): FileError => ({
  line,
  ...(problem.column === undefined ? {} : { column: problem.column }),
  detail: tellRefundProblem(problem)
})

interface Place {
  readonly line: number
  readonly isKeyed: boolean
}

/** Looks at each line in turn, and at what the lines are together. */
class Inspector {
  readonly lines: Array<NewLine> = []
  readonly orders = new Map<string, number>()
  readonly together = new RefundsTogether()
  readonly #errors: FileErrors
  readonly #again: boolean
  readonly #keys = new Map<string, number>()
  readonly #refunds = new Map<string, Place>()

  constructor(errors: FileErrors, again: boolean) {
    this.#errors = errors
    this.#again = again
  }

  #sameKey({ key, line }: ReadRefund): ReadonlyArray<RefundProblem> {
    if (key === undefined) return []
    const earlier = this.#keys.get(key)
    if (earlier !== undefined) return [refundProblem("key", "same-key", earlier)]
    this.#keys.set(key, line)
    return []
  }

  // Where neither of two has a key of its own, or only one, nothing says that they are two refunds.
  #sameRefund({ amount, key, line, order }: ReadRefund): ReadonlyArray<RefundProblem> {
    if (this.#again || order === undefined || amount === undefined) return []
    const refund = `${order} ${amount}`
    const earlier = this.#refunds.get(refund)
    if (earlier === undefined) this.#refunds.set(refund, { line, isKeyed: key !== undefined })
    return earlier === undefined || (earlier.isKeyed && key !== undefined)
      ? []
      : [refundProblem(undefined, "same-refund", earlier.line, meantAgain)]
  }

  look(read: ReadRefund): void {
    const { amount, extra, key, line, order } = read
    const problems = [
      ...read.problems,
      ...this.together.look(read),
      ...this.#sameKey(read),
      ...this.#sameRefund(read)
    ]
    for (const problem of problems) this.#errors.add(errorOf(line, problem))
    if (problems.length > 0 || order === undefined || amount === undefined) return
    this.lines.push({ line, order, amount, extra, ...(key === undefined ? {} : { key }) })
    this.orders.set(order, (this.orders.get(order) ?? 0) + amount)
  }
}

const refusedAs = (detail: string, line?: number) => {
  const errors = new FileErrors()
  errors.add({ detail, ...(line === undefined ? {} : { line }) })
  return errors.refused(detail)
}

/** A file that is no table, or not the one that was said. */
export const notATable = ({ detail, line, nextStep }: ReportRefused): FileRefused =>
  refusedAs(`${detail}. ${nextStep}`, line)

/** A file that cannot be read as refunds. */
const notRefunds = (problem: RefundProblem, line?: number): FileRefused => {
  const told = tellRefundProblem(problem)
  return refusedAs(`${told.slice(0, 1).toUpperCase()}${told.slice(1)}.`, line)
}

const linesOf = (count: number): string => `${count} ${count === 1 ? "thing is" : "things are"} wrong in the file.`

/** Reads a whole file of refunds and checks it: every line by itself, and all of them together. Nothing is sent. */
export const readFile = Effect.fnUntraced(function*(
  bytes: Stream.Stream<Uint8Array, BodyTooLarge>,
  { again, mostLines }: ReadFileOptions
): Effect.fn.Return<ReadFile, BodyTooLarge | FileRefused> {
  const hash = createHash("sha256")
  const errors = new FileErrors()
  const inspector = new Inspector(errors, again)
  let lines = 0
  yield* bytes.pipe(
    Stream.tap((piece) => Effect.sync(() => hash.update(piece))),
    readRefunds,
    Stream.takeWhile(() => lines <= mostLines),
    Stream.runForEachArray((some) =>
      Effect.sync(() => {
        lines += some.length
        if (lines <= mostLines) { for (const line of some) inspector.look(line) }
      })
    ),
    Effect.catchTags({
      RefundsRefused: (refused) => Effect.fail(notRefunds(refused, refused.line)),
      // Where a workbook is unpacked to be read.
      WorkspaceFailed: Effect.die
    })
  )
  if (lines > mostLines) return yield* refusedAs(`The file has more than ${mostLines} lines.`)
  if (lines === 0) return yield* notRefunds(refundProblem(undefined, "no-lines"))
  if (errors.count > 0) return yield* errors.refused(linesOf(errors.count))
  return {
    lines: inspector.lines,
    orders: inspector.orders,
    amount: inspector.together.amount,
    extra: inspector.together.extra,
    sha256: hash.digest("hex")
  }
})
