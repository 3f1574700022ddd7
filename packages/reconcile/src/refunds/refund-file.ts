import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { foldName } from "../report/columns.ts"
import { delimiters } from "../table/read-csv.ts"
import type { Delimiter } from "../table/read-csv.ts"
import { isWorkbook } from "../table/read-table.ts"
import { RefundsRefused } from "./line-problem.ts"

/** What a file of refunds is, by its first bytes. */
export type RefundFileForm =
  | { readonly type: "csv"; readonly delimiter: Delimiter }
  | { readonly type: "xlsx" }
  | { readonly type: "jsonl" }

/** A file of refunds, and what it is. */
export interface RefundFile<E> {
  readonly form: RefundFileForm
  /** The whole of it, unchanged. */
  readonly bytes: Stream.Stream<Uint8Array, E>
}

const unquoted = (cell: string): string => foldName(cell.trim().replace(/^"(.*)"$/u, "$1"))

// Spreadsheets set to Indonesian put semicolons between the cells.
const delimiterOf = (firstLine: string): Delimiter =>
  delimiters.find((delimiter) => {
    const names = firstLine.split(delimiter).map(unquoted)
    return names.includes("order") && names.includes("amount")
  }) ?? ","

const formOf = (head: Uint8Array): RefundFileForm => {
  if (isWorkbook(head)) return { type: "xlsx" }
  const text = new TextDecoder().decode(head).trimStart()
  if (text.startsWith("{")) return { type: "jsonl" }
  return { type: "csv", delimiter: delimiterOf(text.split(/[\r\n]/u, 1)[0] ?? "") }
}

/** As much of a file as is looked at for its first line. */
const longestHead = 64 * 1024
const lineFeed = 0x0a

const isBlankByte = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)

/** Whether the first line with anything in it is there. Of how a file comes in pieces nothing may depend. */
const isEnough = (head: Uint8Array): boolean => {
  const first = head.findIndex((byte) => !isBlankByte(byte))
  return head.length >= longestHead || (first >= 0 && head.includes(lineFeed, first))
}

/**
 * Looks at the first bytes of a file of refunds, and passes the whole of it on.
 *
 * Errors: `RefundsRefused` for a file with nothing in it.
 *
 * @example
 * ```ts
 * import { openRefundFile } from "@openfinpay/finpay-reconcile"
 * import { Effect, Stream } from "effect"
 *
 * const file = Stream.encodeText(Stream.make("order;amount\nINV-1;22000\n"))
 * const form = Effect.map(openRefundFile(file), (opened) => opened.form)
 * Effect.runPromise(Effect.scoped(form)) // => { type: "csv", delimiter: ";" }
 * ```
 */
export const openRefundFile = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
): Effect.Effect<RefundFile<E>, E | RefundsRefused, R | Scope.Scope> =>
  Effect.gen(function*() {
    const pull = yield* Stream.toPull(bytes)
    let head: Uint8Array = new Uint8Array()
    let isEnd = false
    while (!isEnd && !isEnough(head)) {
      const pieces = yield* Pull.catchDone(pull, () => Effect.succeed([]))
      isEnd = pieces.length === 0
      head = Buffer.concat([head, ...pieces])
    }
    if (head.length === 0) return yield* new RefundsRefused({ code: "no-file", about: [] })
    const rest = isEnd ? Stream.empty : Stream.fromPull(Effect.succeed(pull))
    return { form: formOf(head), bytes: Stream.concat(Stream.succeed(head), rest) }
  })
