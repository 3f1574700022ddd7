import { type Cell, readRefundLine, type RefundExtra } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { Line } from "../input/LineSplitter.ts"
import { type JsonObject, parseRecord } from "../input/record.ts"
import { utf8Text } from "../input/source.ts"
import { say } from "../language.ts"
import { type LineProblem, lineProblem, type ReadLine } from "./Line.ts"

/** The longest line that is looked at, in bytes. */
export const longestLine = 1024 * 1024

const unreadable = (line: number, problem: string): ReadLine => ({ line, extra: {}, problems: [{ problem }] })

type Member = { readonly cell: Cell } | LineProblem

const textMember = (record: JsonObject, member: string): Member => {
  const value = Object.hasOwn(record, member) ? record[member] : ""
  if (typeof value === "string") return { cell: value }
  return { column: member, problem: say("must be a JSON string", "harus berupa string JSON") }
}

const amountMember = (record: JsonObject): Member => {
  const value = Object.hasOwn(record, "amount") ? record["amount"] : ""
  if (typeof value === "string" || typeof value === "number") return { cell: value }
  return {
    column: "amount",
    problem: say("must be a JSON number or string", "harus berupa angka atau string JSON")
  }
}

const own = ["order", "amount", "key"]

const shown = (value: Schema.Json): string => typeof value === "string" ? value : JSON.stringify(value)

const extraOf = (record: JsonObject): RefundExtra =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      own.includes(name) || value === null || value === undefined ? [] : [[name, shown(value)]]
    )
  )

const lineOf = (line: number, record: JsonObject): ReadLine => {
  const members = {
    order: textMember(record, "order"),
    amount: amountMember(record),
    ...(Object.hasOwn(record, "key") && record["key"] !== null ? { key: textMember(record, "key") } : {})
  }
  const entries = Object.entries(members)
  const { problems, ...read } = readRefundLine({
    line,
    ...Object.fromEntries(entries.flatMap(([name, member]) => "cell" in member ? [[name, member.cell]] : [])),
    extra: extraOf(record),
    problems: []
  })
  return {
    ...read,
    problems: [...entries.flatMap(([, member]) => "problem" in member ? [member] : []), ...problems.map(lineProblem)]
  }
}

const byteOrderMark = /^\uFEFF/u

/** Whether there is anything in a line. */
export const isFilled = (line: Line): boolean =>
  line.bytes?.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d) !== true

/** One line of JSON Lines: an object with `order`, `amount` and perhaps `key`. */
export const readRecord = ({ bytes, number }: Line): Effect.Effect<ReadLine> => {
  if (bytes === undefined) {
    return Effect.succeed(unreadable(number, say("is longer than 1 MiB", "lebih panjang dari 1 MiB")))
  }
  const text = utf8Text(bytes)?.replace(byteOrderMark, "")
  if (text === undefined) return Effect.succeed(unreadable(number, say("is not valid UTF-8", "bukan UTF-8 yang sah")))
  return Effect.match(parseRecord(text), {
    onSuccess: (record) => lineOf(number, record),
    onFailure: ({ message }) => unreadable(number, say(`cannot be read: ${message}`, `tidak dapat dibaca: ${message}`))
  })
}
