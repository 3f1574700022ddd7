import { isBlank, isShortened, textOf } from "../table/Row.ts"
import type { Cell, Row } from "../table/Row.ts"
import { readAmount } from "./amount.ts"
import type { SignedAmount } from "./amount.ts"
import { textProblem } from "./cell-problem.ts"
import type { ProblemCode } from "./cell-problem.ts"
import { foldName, trimEnd } from "./columns.ts"
import type { Place, Places } from "./columns.ts"
import { readDate } from "./date.ts"
import type { Mapping } from "./Mapping.ts"
import type { CellProblem, Kind, Outcome, ReportItem, ReportLine } from "./ReportLine.ts"

/** Longer than any reference of Finpay, of SNAP or of a bank. */
const longestText = 255

/** Either what a cell says, or what is wrong with it. */
type Read<A> = { readonly value: A } | CellProblem

const isProblem = (read: Read<unknown>): read is CellProblem => "problem" in read

const problem = ({ name }: Place, code: ProblemCode, about?: string): CellProblem => ({
  column: name,
  ...textProblem(code, about)
})

const at = ({ cells }: Row, { index }: Place): Cell => cells[index] ?? ""

/** A text that names something: it must be there whole. */
const readName = (row: Row, place: Place): Read<string> => {
  const cell = at(row, place)
  if (isBlank(cell)) return problem(place, "empty")
  const text = textOf(cell)
  if (isShortened(cell)) return problem(place, "text-shortened", text)
  return text.length > longestText ? problem(place, "too-long", String(longestText)) : { value: text }
}

const foldWord = (word: string): string => word.trim().toLowerCase()

/** The meaning of a word, by the lists of the mapping. */
export type Meanings<A> = ReadonlyMap<string, A>

const meaningsOf = <A>(lists: ReadonlyArray<readonly [A, ReadonlyArray<string>]>): Meanings<A> =>
  new Map(lists.flatMap(([meaning, words]) => words.map((word) => [foldWord(word), meaning] as const)))

/** How lines are read, made ready once for all of them. */
export interface LineReader {
  readonly mapping: Mapping
  readonly places: Places
  readonly kinds: Meanings<Kind>
  readonly outcomes: Meanings<Outcome>
  readonly ignored: ReadonlyArray<string>
}

/** Makes ready how lines are read. */
export const makeLineReader = (mapping: Mapping, places: Places): LineReader => {
  const { ignore = [], kind, status } = mapping
  return {
    mapping,
    places,
    kinds: meaningsOf<Kind>(typeof kind === "object" ? [["payment", kind.payment], ["refund", kind.refund]] : []),
    outcomes: meaningsOf<Outcome>(
      status === undefined
        ? []
        : [["done", status.done], ["not_done", status.notDone], ["unknown", status.unknown ?? []]]
    ),
    ignored: ignore.map(foldName)
  }
}

const readWord = <A>(row: Row, place: Place, meanings: Meanings<A>): Read<A> => {
  const text = textOf(at(row, place))
  const meaning = meanings.get(foldWord(text))
  if (meaning !== undefined) return { value: meaning }
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return text === "" ? problem(place, "empty") : problem(place, "no-meaning", JSON.stringify(shown))
}

interface Movement {
  readonly kind: Kind
  readonly amount: number
}

const readPlace = (row: Row, place: Place, { spelling }: Mapping): Read<SignedAmount> => {
  const read = readAmount(at(row, place), spelling)
  return "problem" in read ? { column: place.name, ...read } : { value: read }
}

/** Two columns: one is filled, the other is empty or 0. */
const readSides = (
  row: Row,
  places: { readonly credit: Place; readonly debit: Place },
  mapping: Mapping
): Read<Movement> => {
  const sides = ([["payment", places.credit], ["refund", places.debit]] as const)
    .filter(([, place]) => !isBlank(at(row, place)) && textOf(at(row, place)) !== "-")
    .map(([kind, place]) => ({ kind, place, read: readPlace(row, place, mapping) }))
  const wrong = sides.find(({ read }) => isProblem(read))?.read
  if (wrong !== undefined && isProblem(wrong)) return wrong
  const filled = sides.flatMap(({ kind, place, read }) =>
    isProblem(read) || read.value.amount === 0 ? [] : [{ kind, place, ...read.value }]
  )
  const [side, other] = filled
  if (side === undefined) return problem(places.credit, "no-side", places.debit.name)
  if (other !== undefined) return problem(places.credit, "both-sides", places.debit.name)
  return side.negative
    ? problem(side.place, "negative-side")
    : { value: { kind: side.kind, amount: side.amount } }
}

const kindOf = (row: Row, { kinds, mapping, places }: LineReader, negative: boolean): Read<Kind> => {
  if (mapping.kind === "sign") return { value: negative ? "refund" : "payment" }
  if (places.kind !== undefined) return readWord(row, places.kind, kinds)
  return { value: mapping.kind === "refund" ? "refund" : "payment" }
}

const readMovement = (row: Row, reader: LineReader): Read<Movement> | ReadonlyArray<CellProblem> => {
  const { places: { amount: place } } = reader
  if ("credit" in place) return readSides(row, place, reader.mapping)
  const amount = readPlace(row, place, reader.mapping)
  const kind = kindOf(row, reader, !isProblem(amount) && amount.value.negative)
  if (isProblem(amount) || isProblem(kind)) return [amount, kind].filter((read) => isProblem(read))
  if (amount.value.amount === 0) return problem(place, "zero")
  // Refunds may stand with a minus or without; a payment with one is something else.
  return amount.value.negative && kind.value === "payment"
    ? problem(place, "negative-payment")
    : { value: { kind: kind.value, amount: amount.value.amount } }
}

const readStatus = (
  row: Row,
  { outcomes, places: { status } }: LineReader
): Read<Pick<ReportLine, "outcome" | "status">> => {
  if (status === undefined) return { value: { outcome: "done" } }
  const read = readWord(row, status, outcomes)
  return isProblem(read) ? read : { value: { outcome: read.value, status: textOf(at(row, status)) } }
}

const readWhen = (
  row: Row,
  { mapping, places: { date: place } }: LineReader
): Read<Pick<ReportLine, "date" | "at">> => {
  if (place === undefined) return { value: {} }
  const read = readDate(at(row, place), mapping.date?.order)
  return "problem" in read ? { column: place.name, ...read } : { value: { date: textOf(at(row, place)), at: read.at } }
}

const readId = (row: Row, { places: { id } }: LineReader): Read<Pick<ReportLine, "id">> => {
  if (id === undefined || isBlank(at(row, id))) return { value: {} }
  const read = readName(row, id)
  return isProblem(read) ? read : { value: { id: read.value } }
}

/** More cells than columns: an amount such as 22,000 without quotes has moved what stands behind it. */
const widthProblems = ({ cells }: Row, { width }: Places): ReadonlyArray<CellProblem> => {
  const filled = trimEnd(cells).length
  return width === undefined || filled <= width
    ? []
    : [{ column: `column ${width + 1}`, ...textProblem("too-wide", String(width)) }]
}

const problemsOf = (read: Read<unknown> | ReadonlyArray<CellProblem>): ReadonlyArray<CellProblem> => {
  if ("value" in read) return []
  return "problem" in read ? [read] : read
}

/** Reads one row that is not blank: a line, a line that is to be ignored, or everything that is wrong with it. */
export const readLine = (reader: LineReader, row: Row): ReportItem => {
  const first = foldName(textOf(row.cells.find((cell) => !isBlank(cell))))
  if (reader.ignored.some((word) => first.startsWith(word))) return { type: "ignored", line: row.line }
  const reference = readName(row, reader.places.reference)
  const movement = readMovement(row, reader)
  const status = readStatus(row, reader)
  const when = readWhen(row, reader)
  const id = readId(row, reader)
  const width = widthProblems(row, reader.places)
  if (
    "value" in reference && "value" in movement && "value" in status && "value" in when && "value" in id &&
    width.length === 0
  ) {
    const line = { line: row.line, reference: reference.value, ...movement.value, ...status.value, ...when.value }
    return { type: "line", line: { ...line, ...id.value } }
  }
  // A row that is too wide explains the other problems: it comes first.
  const problems = [width, ...[reference, movement, status, when, id].map((read) => problemsOf(read))].flat()
  return { type: "unreadable", line: { line: row.line, problems } }
}
