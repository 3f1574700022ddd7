import { isBlank, textOf } from "../table/Row.ts"
import type { Row } from "../table/Row.ts"
import { readAmount, spellings } from "./amount.ts"
import type { Spelling } from "./amount.ts"
import { dayOrders, readDate } from "./date.ts"
import type { DayOrder } from "./date.ts"
import { columnNames, kindWords, statusWords, totalWords } from "./guess-words.ts"
import type { Guessed } from "./guess-words.ts"
import type { Mapping } from "./Mapping.ts"

/** A guess at a mapping, to be shown to a person, and what is left to be said. */
export interface Guess {
  /** What is likely. Not complete unless `open` is empty, and never used without somebody's yes. */
  readonly mapping: Partial<Mapping>
  /** What cannot be told from the report, each as a plain sentence. */
  readonly open: ReadonlyArray<string>
}

/** A column of the report, by its number, and what its first rows hold. */
export interface SampledColumn {
  /** Counted from 1. */
  readonly number: number
  readonly name: string
  /** Different values of the first rows, as they stand there. */
  readonly samples: ReadonlyArray<string>
}

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/gu, " ").trim()

const find = (columns: ReadonlyArray<SampledColumn>, what: Guessed): SampledColumn | undefined =>
  columnNames[what].flatMap((name) => columns.find((column) => plainName(column.name) === name) ?? [])[0]

/** How many columns of a row have names that are known: the header is the row with the most. */
export const knownNames = ({ cells }: Row): number => {
  const names = new Set(cells.map((cell) => plainName(textOf(cell))))
  return Object.values(columnNames).filter((known) => known.some((name) => names.has(name))).length
}

/** By its name, or by its number where the name stands twice or is missing. */
const columnOf = (column: SampledColumn, columns: ReadonlyArray<SampledColumn>): string | number => {
  const same = columns.filter(({ name }) => plainName(name) === plainName(column.name))
  return same.length === 1 && column.name.trim() !== "" ? column.name : column.number
}

/**
 * The way in which all samples can be read; none is needed where they say it themselves. A sample that can be read in no
 * way says nothing about the way.
 */
const waysOf = <Way>(
  samples: ReadonlyArray<string>,
  ways: ReadonlyArray<Way>,
  isRead: (sample: string, way: Way | undefined) => boolean
): { readonly needed: boolean; readonly possible: ReadonlyArray<Way> } => {
  const readable = samples.filter((sample) => ways.some((way) => isRead(sample, way)))
  return {
    needed: readable.some((sample) => !isRead(sample, undefined)),
    possible: ways.filter((way) => readable.every((sample) => isRead(sample, way)))
  }
}

const guessSpelling = (samples: ReadonlyArray<string>): { readonly spelling?: Spelling; readonly open?: string } => {
  const { needed, possible } = waysOf(samples, spellings, (text, way) => !("problem" in readAmount(text, way)))
  const [spelling] = possible
  if (!needed) return {}
  return spelling !== undefined && possible.length === 1
    ? { spelling }
    : { open: "spelling: are amounts indonesian (22.000,00) or plain (22,000.00)?" }
}

const isDate = (text: string, order: DayOrder | undefined): boolean => !("problem" in readDate(text, order))

const guessOrder = (samples: ReadonlyArray<string>): { readonly order?: DayOrder; readonly open?: string } => {
  const { needed, possible } = waysOf(samples, dayOrders, isDate)
  const [order] = possible
  if (!needed) return {}
  return order !== undefined && possible.length === 1
    ? { order }
    : { open: "date.order: does a date begin with the day (dmy) or the month (mdy)?" }
}

const chosen = (samples: ReadonlyArray<string>, known: ReadonlyArray<string>): ReadonlyArray<string> =>
  samples.filter((sample) => known.includes(sample.trim().toLowerCase()))

const strangers = (
  samples: ReadonlyArray<string>,
  known: ReadonlyArray<ReadonlyArray<string>>,
  field: string
): ReadonlyArray<string> =>
  samples.filter((sample) => known.every((words) => !words.includes(sample)))
    .map((sample) => `${field}: what does ${JSON.stringify(sample)} mean?`)

type Part = Guess

const none: Part = { mapping: {}, open: [] }

const guessKind = (columns: ReadonlyArray<SampledColumn>, amount: SampledColumn): Part => {
  const column = find(columns, "kind")
  if (column !== undefined) {
    const payment = chosen(column.samples, kindWords.payment)
    const refund = chosen(column.samples, kindWords.refund)
    return {
      mapping: { kind: { column: columnOf(column, columns), payment, refund } },
      open: strangers(column.samples, [payment, refund], "kind")
    }
  }
  return amount.samples.some((sample) => /^\s*[-(]|db$|dr$/iu.test(sample))
    ? { mapping: { kind: "sign" }, open: [] }
    : { mapping: {}, open: ["kind: are all lines payments, or all refunds?"] }
}

const guessAmount = (columns: ReadonlyArray<SampledColumn>): Part => {
  const [credit, debit] = [find(columns, "credit"), find(columns, "debit")]
  if (credit !== undefined && debit !== undefined) {
    const { open, spelling } = guessSpelling([...credit.samples, ...debit.samples].filter((text) => text !== "-"))
    return {
      mapping: {
        amount: { credit: columnOf(credit, columns), debit: columnOf(debit, columns) },
        ...(spelling === undefined ? {} : { spelling })
      },
      open: open === undefined ? [] : [open]
    }
  }
  const amount = find(columns, "amount")
  if (amount === undefined) return { mapping: {}, open: ["amount: which column is the amount?"] }
  const { open, spelling } = guessSpelling(amount.samples)
  const kind = guessKind(columns, amount)
  return {
    mapping: {
      amount: columnOf(amount, columns),
      ...(spelling === undefined ? {} : { spelling }),
      ...kind.mapping
    },
    open: [...(open === undefined ? [] : [open]), ...kind.open]
  }
}

const guessStatus = (columns: ReadonlyArray<SampledColumn>): Part => {
  const column = find(columns, "status")
  if (column === undefined) return none
  const done = chosen(column.samples, statusWords.done)
  const notDone = chosen(column.samples, statusWords.notDone)
  const unknown = chosen(column.samples, statusWords.unknown)
  return {
    mapping: { status: { column: columnOf(column, columns), done, notDone, unknown } },
    open: strangers(column.samples, [done, notDone, unknown], "status")
  }
}

const guessDate = (columns: ReadonlyArray<SampledColumn>): Part => {
  const column = find(columns, "date")
  if (column === undefined) return none
  // A column that could never be read is left out, as dates may be.
  const isNone = (sample: string): boolean => !dayOrders.some((order) => isDate(sample, order))
  if (column.samples.length > 0 && column.samples.every(isNone)) return none
  const { open, order } = guessOrder(column.samples)
  return {
    mapping: { date: { column: columnOf(column, columns), ...(order === undefined ? {} : { order }) } },
    open: open === undefined ? [] : [open]
  }
}

const guessNames = (columns: ReadonlyArray<SampledColumn>): Part => {
  const reference = find(columns, "reference")
  const id = find(columns, "id")
  return {
    mapping: {
      ...(reference === undefined ? {} : { reference: columnOf(reference, columns) }),
      ...(id === undefined ? {} : { id: columnOf(id, columns) })
    },
    open: reference === undefined ? ["reference: which column is the order id?"] : []
  }
}

/** Guesses from names and samples which column is what. */
export const guessMapping = (columns: ReadonlyArray<SampledColumn>): Guess => {
  const parts = [guessNames(columns), guessAmount(columns), guessStatus(columns), guessDate(columns)]
  return {
    mapping: parts.reduce<Partial<Mapping>>((all, { mapping }) => ({ ...all, ...mapping }), {}),
    open: parts.flatMap(({ open }) => open)
  }
}

/** The word with which a line that adds up the others begins, as it stands there. */
export const totalWordOf = ({ cells }: Row): string | undefined => {
  const first = textOf(cells.find((cell) => !isBlank(cell))).trim()
  const word = totalWords.find((known) => first.toLowerCase().startsWith(known))
  if (word === undefined) return undefined
  // TOTAL-77 is an order, not a total.
  return /^[-_/.#]?[\p{L}\d]/u.test(first.slice(word.length)) ? undefined : first.slice(0, word.length)
}

const mostSamples = 20

/** The columns under a header, with the different values of some rows. */
export const sampleColumns = (header: Row, rows: ReadonlyArray<Row>): ReadonlyArray<SampledColumn> =>
  header.cells.map((cell, index) => ({
    number: index + 1,
    name: textOf(cell),
    samples: [...new Set(rows.flatMap(({ cells }) => isBlank(cells[index]) ? [] : [textOf(cells[index])]))]
      .slice(0, mostSamples)
  }))
