import { type Delimiter, delimiters } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { foldName } from "./read-rows.ts"

/** What an input is, by its first line: JSON Lines, or a table with this between its cells (an XLSX file has none). */
export type InputForm = { readonly type: "jsonl" } | { readonly type: "table"; readonly delimiter: Delimiter }

const unquoted = (cell: string): string => foldName(cell.trim().replace(/^"(.*)"$/u, "$1"))

// Spreadsheets set to Indonesian put semicolons between the cells.
const delimiterOf = (firstLine: string): Delimiter =>
  delimiters.find((delimiter) => {
    const names = firstLine.split(delimiter).map(unquoted)
    return names.includes("order") && names.includes("amount")
  }) ?? ","

/** What an input is. */
export const formOf = (head: Uint8Array): InputForm => {
  const text = new TextDecoder().decode(head).trimStart()
  if (text.startsWith("{")) return { type: "jsonl" }
  return { type: "table", delimiter: delimiterOf(text.split(/[\r\n]/u, 1)[0] ?? "") }
}

/** Whether it is an XLSX file, which is a ZIP: its cells do not lie between delimiters. */
export const isWorkbook = (head: Uint8Array): boolean => head[0] === 0x50 && head[1] === 0x4b

/** As much of an input as is looked at for its first line. */
const longestHead = 64 * 1024
const lineFeed = 0x0a

const isEnough = (head: Uint8Array): boolean => head.length >= longestHead || head.includes(lineFeed)

/** The beginning of an input, and the whole of it to be read. */
export const peek = Effect.fnUntraced(function*<E, R>(bytes: Stream.Stream<Uint8Array, E, R>) {
  const pull = yield* Stream.toPull(bytes)
  let head: Uint8Array = new Uint8Array()
  let isEnd = false
  while (!isEnd && !isEnough(head)) {
    const pieces = yield* Pull.catchDone(pull, () => Effect.succeed([]))
    isEnd = pieces.length === 0
    head = Buffer.concat([head, ...pieces])
  }
  const rest = isEnd ? Stream.empty : Stream.fromPull(Effect.succeed(pull))
  return { head, whole: Stream.concat(Stream.succeed(head), rest) }
})
