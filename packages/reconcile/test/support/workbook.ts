/** Workbooks as other programs write them, part by part. */
import { Stream } from "effect"
import * as Zip from "effect/encoding/Zip"

type Rows = Stream.Stream<ReadonlyArray<string | number>>

export interface SheetOf {
  readonly name: string
  readonly header: ReadonlyArray<string>
  readonly rows: Rows
  readonly hidden?: boolean
}

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

export const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\"", "&quot;")

const link = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`

const links = (...all: ReadonlyArray<string>): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join("")}</Relationships>`

/** The parts that every workbook has, around sheets that stand in `xl/worksheets/sheetN.xml`. */
export const frame = (
  sheets: ReadonlyArray<{ readonly name: string; readonly hidden?: boolean }>,
  more: { readonly workbook?: string } = {}
): ReadonlyArray<readonly [string, string]> => [
  ["_rels/.rels", links(link("rId1", "officeDocument", "xl/workbook.xml"))],
  [
    "xl/workbook.xml",
    `<workbook xmlns="${main}" xmlns:r="${office}">${more.workbook ?? ""}<sheets>${
      sheets.map(({ hidden, name }, at) =>
        `<sheet name="${escapeXml(name)}" sheetId="${at + 1}"${hidden === true ? " state=\"hidden\"" : ""} r:id="rId${
          at + 1
        }"/>`
      ).join("")
    }</sheets></workbook>`
  ],
  [
    "xl/_rels/workbook.xml.rels",
    links(
      ...sheets.map((_, at) => link(`rId${at + 1}`, "worksheet", `worksheets/sheet${at + 1}.xml`)),
      link("rIdT", "sharedStrings", "sharedStrings.xml"),
      link("rIdS", "styles", "/xl/styles.xml")
    )
  ]
]

const column = (at: number): string => String.fromCharCode(65 + at)

/** Texts stand in a table of shared texts behind the sheets, as spreadsheets write them. */
export const workbookOf = (sheets: ReadonlyArray<SheetOf>): Stream.Stream<Uint8Array> => {
  const numbers = new Map<string, number>()
  const numberOf = (text: string): number => {
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, numbers.size)
    return numbers.size - 1
  }
  const cell = (value: string | number, at: number, row: number): string =>
    typeof value === "number"
      ? `<c r="${column(at)}${row}"><v>${value}</v></c>`
      : `<c r="${column(at)}${row}" t="s"><v>${numberOf(value)}</v></c>`
  const sheet = ({ header, rows }: SheetOf) =>
    Stream.succeed<ReadonlyArray<string | number>>(header).pipe(
      Stream.concat(rows),
      Stream.mapAccum(() => 1, (row, cells) =>
        [row + 1, [`<row r="${row}">${
          cells.map((value, at) => cell(value, at, row)).join("")
        }</row>`]] as const),
      (text) => Stream.concat(Stream.succeed(`<worksheet xmlns="${main}"><sheetData>`), text),
      (text) => Stream.concat(text, Stream.succeed("</sheetData></worksheet>")),
      Stream.mapArray((chunk) => [chunk.join("")]),
      Stream.encodeText
    )
  function* texts() {
    yield `<sst xmlns="${main}">`
    for (const text of numbers.keys()) yield `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`
    yield "</sst>"
  }
  const styles = `<styleSheet xmlns="${main}"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>`
  return Stream.fromIterable([
    ...frame(sheets).map(([name, xml]) => Zip.file(name, xml)),
    ...sheets.map((each, at) => Zip.fileStream(`xl/worksheets/sheet${at + 1}.xml`, sheet(each))),
    Zip.file("xl/styles.xml", styles),
    Zip.fileStream(
      "xl/sharedStrings.xml",
      Stream.suspend(() => Stream.fromIteratorSucceed(texts(), 1000)).pipe(
        Stream.mapArray((chunk) => [chunk.join("")]),
        Stream.encodeText
      )
    )
  ]).pipe(Stream.pipeThroughChannel(Zip.encode()), Stream.orDie)
}
