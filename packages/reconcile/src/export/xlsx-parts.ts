import type { Cell } from "../table/Row.ts"

const declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
const packaged = "http://schemas.openxmlformats.org/package/2006"
const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"

/** Control characters, most of which XML 1.0 cannot hold at all. */
const impossible = /(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;" }

/** A text as XLSX writes it; what XML cannot hold is shown as a replacement character. */
export const escapeText = (text: string): string =>
  text.toWellFormed()
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/gu, "_x005F_")
    .replaceAll(impossible, "\uFFFD")
    .replaceAll("\r", "_x000D_")
    .replaceAll(/[&<>"]/gu, (character) => entities[character] ?? "")

const columnName = (index: number): string =>
  (index < 26 ? "" : columnName(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + index % 26)

/** Style 1 of `styles`: bold. */
const bold = " s=\"1\""

const cellXml = (cell: Cell, name: string, style: string): string => {
  if (cell === "") return ""
  return typeof cell === "number"
    ? `<c r="${name}"${style}><v>${cell}</v></c>`
    : `<c r="${name}"${style} t="inlineStr"><is><t xml:space="preserve">${escapeText(cell)}</t></is></c>`
}

/** One row of a sheet. Texts stand in their cells: a table of shared texts would have to be kept until the end. */
export const rowXml = (cells: ReadonlyArray<Cell>, row: number, heading = false): string => {
  const style = heading ? bold : ""
  return `<row r="${row}">${cells.map((cell, at) => cellXml(cell, `${columnName(at)}${row}`, style)).join("")}</row>`
}

/** What stands before the rows of a sheet: the header stays in sight. */
export const sheetStart = (columns: number): string =>
  `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">` +
  "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>" +
  `<cols><col min="1" max="${columns}" width="18" customWidth="1"/></cols><sheetData>`

/** What stands behind the rows of a sheet. */
export const sheetEnd = "</sheetData></worksheet>"

/** The part of a sheet, by its number from 1. */
export const sheetPart = (number: number): string => `xl/worksheets/sheet${number}.xml`

const numbered = (names: ReadonlyArray<string>, write: (name: string, number: number) => string): string =>
  names.map((name, index) => write(name, index + 1)).join("")

const contentTypes = (names: ReadonlyArray<string>): string =>
  `${declaration}<Types xmlns="${packaged}/content-types">` +
  "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>" +
  "<Default Extension=\"xml\" ContentType=\"application/xml\"/>" +
  `<Override PartName="/xl/workbook.xml" ContentType="${spreadsheet}.sheet.main+xml"/>` +
  `<Override PartName="/xl/styles.xml" ContentType="${spreadsheet}.styles+xml"/>` +
  numbered(
    names,
    (_, number) => `<Override PartName="/${sheetPart(number)}" ContentType="${spreadsheet}.worksheet+xml"/>`
  ) +
  "</Types>"

const packageLinks = `${declaration}<Relationships xmlns="${packaged}/relationships">` +
  `<Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`

const workbook = (names: ReadonlyArray<string>): string =>
  `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>` +
  numbered(names, (name, number) => `<sheet name="${escapeText(name)}" sheetId="${number}" r:id="rId${number}"/>`) +
  "</sheets></workbook>"

const workbookLinks = (names: ReadonlyArray<string>): string =>
  `${declaration}<Relationships xmlns="${packaged}/relationships">` +
  numbered(
    names,
    (_, number) => `<Relationship Id="rId${number}" Type="${office}/worksheet" Target="worksheets/sheet${number}.xml"/>`
  ) +
  `<Relationship Id="rId${names.length + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`

const styles = `${declaration}<styleSheet xmlns="${main}"><fonts count="2"><font/><font><b/></font></fonts>` +
  "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/>" +
  "</fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>" +
  "<cellXfs count=\"2\"><xf xfId=\"0\"/><xf fontId=\"1\" applyFont=\"1\" xfId=\"0\"/></cellXfs></styleSheet>"

/** All parts of a workbook but its sheets, by name; the list of contents comes first, as readers of types expect. */
export const fixedParts = (names: ReadonlyArray<string>): ReadonlyArray<readonly [name: string, xml: string]> => [
  ["[Content_Types].xml", contentTypes(names)],
  ["_rels/.rels", packageLinks],
  ["xl/workbook.xml", workbook(names)],
  ["xl/_rels/workbook.xml.rels", workbookLinks(names)],
  ["xl/styles.xml", styles]
]
