import * as Effect from "effect/Effect"
import type * as Xml from "effect/encoding/Xml"
import * as Stream from "effect/Stream"
import type { ReportRefused } from "../../ReconcileError.ts"
import type { Cell, Row } from "../Row.ts"
import { notXlsx } from "./Archive.ts"
import type { Archive } from "./Archive.ts"
import { eventsOf, localName, unescapeText } from "./markup.ts"
import { serialDate } from "./serial-date.ts"
import type { SharedStrings } from "./SharedStrings.ts"
import type { IsDate } from "./styles.ts"

/** What is needed to read the cells of a sheet. */
export interface SheetContext {
  readonly strings: SharedStrings
  readonly isDate: IsDate
  readonly from1904: boolean
}

/** The most rows and columns a sheet can have. */
const mostRows = 1_048_576
const mostColumns = 16_384

/** The column of a cell's name, from 0: 27 for `AB12`. */
const columnOf = (name: string): number => {
  let column = 0
  for (let at = 0; at < name.length; at += 1) {
    const letter = name.charCodeAt(at) - 64
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
  }
  return column - 1
}

/** Follows a sheet's events; what is read of a cell is kept until its end. */
class SheetReader {
  readonly #context: SheetContext
  #line = 0
  #cells: Array<Cell> = []
  #column = -1
  #type = "n"
  #style: string | undefined
  #text = ""
  #inText = false
  #inAid = false

  constructor(context: SheetContext) {
    this.#context = context
  }

  /** Takes in some events and gives the rows they end, or says what is wrong. */
  read(events: ReadonlyArray<Xml.Event>): ReadonlyArray<Row> | ReportRefused {
    const rows: Array<Row> = []
    for (const event of events) {
      if (event._tag === "Text" && this.#inText && !this.#inAid) this.#text += event.text
      if (event._tag === "StartElement") {
        const problem = this.#begin(localName(event.name), event.attributes)
        if (problem !== undefined) return notXlsx(problem)
      }
      if (event._tag === "EndElement") {
        const name = localName(event.name)
        if (name === "row") rows.push({ line: this.#line, cells: this.#cells })
        const problem = this.#end(name)
        if (problem !== undefined) return notXlsx(problem)
      }
    }
    return rows
  }

  #begin(name: string, attributes: Readonly<Record<string, string>>): string | undefined {
    if (name === "v" || name === "t") this.#inText = true
    if (name === "rPh") this.#inAid = true
    if (name === "row") return this.#beginRow(attributes["r"])
    if (name === "c") return this.#beginCell(attributes)
    return undefined
  }

  #beginRow(number: string | undefined): string | undefined {
    const line = number === undefined ? this.#line + 1 : Number(number)
    if (!Number.isInteger(line) || line > mostRows) return `there is a row ${number}`
    if (line <= this.#line) return `row ${line} stands behind row ${this.#line}`
    this.#line = line
    this.#cells = []
    this.#column = -1
    return undefined
  }

  #beginCell({ r: name, s: style, t: type = "n" }: Readonly<Record<string, string>>): string | undefined {
    const column = name === undefined ? this.#column + 1 : columnOf(name)
    if (column <= this.#column || column >= mostColumns) return `row ${this.#line} has a cell ${name} out of order`
    while (this.#cells.length < column) this.#cells.push("")
    this.#column = column
    this.#type = type
    this.#style = style
    this.#text = ""
    return undefined
  }

  #end(name: string): string | undefined {
    if (name === "v" || name === "t") this.#inText = false
    if (name === "rPh") this.#inAid = false
    if (name !== "c") return undefined
    const cell = this.#cell()
    if (cell === undefined) return `row ${this.#line} names a text that is not there`
    this.#cells.push(cell)
    return undefined
  }

  #cell(): Cell | undefined {
    const text = this.#text
    if (text === "") return ""
    if (this.#type === "s") return this.#context.strings.get(Number(text))
    if (this.#type === "b") return text === "1" ? "TRUE" : "FALSE"
    if (this.#type !== "n") return unescapeText(text)
    const number = Number(text)
    if (!Number.isFinite(number)) return text
    return this.#context.isDate(this.#style) ? serialDate(number, this.#context.from1904) ?? number : number
  }
}

/** The rows of a sheet, in order. A formula counts as what it gave when the file was saved. */
export const readSheet = (
  archive: Archive,
  part: string,
  context: SheetContext
): Stream.Stream<Row, ReportRefused> =>
  eventsOf(archive, part).pipe(
    Stream.mapAccumArrayEffect(() => new SheetReader(context), (reader, events) => {
      const rows = reader.read(events)
      return "reason" in rows ? Effect.fail(rows) : Effect.succeed([reader, rows] as const)
    })
  )
