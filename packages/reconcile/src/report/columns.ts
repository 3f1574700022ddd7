import * as Effect from "effect/Effect"
import { ReportRefused } from "../ReconcileError.ts"
import { isBlank, textOf } from "../table/Row.ts"
import type { Cell, Row } from "../table/Row.ts"
import type { Column, Mapping } from "./Mapping.ts"

/** A column of the report at hand: where it is, and what a person calls it. */
export interface Place {
  /** From 0. */
  readonly index: number
  readonly name: string
}

/** Where the mapping's columns are in the report at hand. */
export interface Places {
  readonly reference: Place
  readonly amount: Place | { readonly credit: Place; readonly debit: Place }
  readonly kind?: Place
  readonly status?: Place
  readonly date?: Place
  readonly id?: Place
  /** How many columns the header has; left out where there is no header. */
  readonly width?: number
}

/** A name as it is compared: in small letters, one blank between words. */
export const foldName = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/gu, " ")

/** The header without the empty cells at its end. */
export const trimEnd = (cells: ReadonlyArray<Cell>): ReadonlyArray<Cell> =>
  cells.slice(0, cells.findLastIndex((cell) => !isBlank(cell)) + 1)

const nextStep = "Name the columns as the report has them, or by their numbers."

const refused = (line: number, detail: string): ReportRefused =>
  new ReportRefused({ reason: "mapping", ...(line === 0 ? {} : { line }), detail, nextStep })

const listed = (names: ReadonlyArray<string>): string => {
  const text = names.map((name) => JSON.stringify(name)).join(", ")
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}

const placeByName = (name: string, header: Row, names: ReadonlyArray<string>): Place | ReportRefused => {
  const wanted = foldName(name)
  const index = names.findIndex((each) => foldName(each) === wanted)
  const found = names[index]
  if (found === undefined) {
    const only = names.length < 2 ? "; is the delimiter another one" : ""
    return refused(header.line, `there is no column ${JSON.stringify(name)} among ${listed(names)}${only}`)
  }
  return names.slice(index + 1).some((each) => foldName(each) === wanted)
    ? refused(header.line, `two columns are called ${JSON.stringify(name)}: give the number of the one that is meant`)
    : { index, name: found }
}

const placeByNumber = (number: number, header: Row, names: ReadonlyArray<string>): Place | ReportRefused => {
  const name = names[number - 1] ?? ""
  return header.line > 0 && number > names.length
    ? refused(header.line, `there is no column ${number}, the header has ${names.length}`)
    : { index: number - 1, name: name === "" ? `column ${number}` : name }
}

const placeOf = (column: Column, header: Row): Effect.Effect<Place, ReportRefused> => {
  const names = trimEnd(header.cells).map(textOf)
  if (header.line === 0 && typeof column === "string") {
    return Effect.fail(refused(0, `without a header the column ${JSON.stringify(column)} cannot be found`))
  }
  const place = typeof column === "string" ? placeByName(column, header, names) : placeByNumber(column, header, names)
  return "index" in place ? Effect.succeed(place) : Effect.fail(place)
}

/** Finds the mapping's columns in a header; without a header (line 0) by their numbers. */
export const findColumns = (mapping: Mapping, header: Row): Effect.Effect<Places, ReportRefused> =>
  Effect.gen(function*() {
    const { amount, date, id, kind, reference, status } = mapping
    const place = (column: Column) => placeOf(column, header)
    return {
      reference: yield* place(reference),
      amount: typeof amount === "object"
        ? { credit: yield* place(amount.credit), debit: yield* place(amount.debit) }
        : yield* place(amount),
      ...(typeof kind === "object" ? { kind: yield* place(kind.column) } : {}),
      ...(status === undefined ? {} : { status: yield* place(status.column) }),
      ...(date === undefined ? {} : { date: yield* place(date.column) }),
      ...(id === undefined ? {} : { id: yield* place(id) }),
      ...(header.line === 0 ? {} : { width: trimEnd(header.cells).length })
    }
  })
