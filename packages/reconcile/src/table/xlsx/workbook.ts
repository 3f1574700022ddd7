import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ReportRefused } from "../../ReconcileError.ts"
import { notXlsx } from "./Archive.ts"
import type { Archive } from "./Archive.ts"
import { eventsOf, localName } from "./markup.ts"
import { relationshipsOf } from "./relationships.ts"
import type { Relationship } from "./relationships.ts"

/** One sheet of a workbook. */
export interface Sheet {
  readonly name: string
  readonly visible: boolean
  readonly part: string
}

/** What a workbook holds, by the names of its parts. */
export interface Workbook {
  readonly sheets: ReadonlyArray<Sheet>
  readonly sharedStrings?: string
  readonly styles?: string
  /** Dates are counted from 1904, not from 1900. */
  readonly from1904: boolean
}

const linkOf = (attributes: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(attributes).find(([name]) => name.includes(":") && localName(name) === "id")?.[1]

const isTrue = (text: string | undefined): boolean => text === "1" || text === "true"

const partOf = (relationships: ReadonlyArray<Relationship>, type: string): string | undefined =>
  relationships.find((relationship) => relationship.type === type)?.part

const partsOf = (relationships: ReadonlyArray<Relationship>): Partial<Pick<Workbook, "sharedStrings" | "styles">> => {
  const sharedStrings = partOf(relationships, "sharedStrings")
  const styles = partOf(relationships, "styles")
  return { ...(sharedStrings === undefined ? {} : { sharedStrings }), ...(styles === undefined ? {} : { styles }) }
}

/** Reads what the workbook holds. Chart sheets and the like, which have no rows, are left out. */
export const readWorkbook = (archive: Archive): Effect.Effect<Workbook, ReportRefused> =>
  Effect.gen(function*() {
    const part = partOf(yield* relationshipsOf(archive, ""), "officeDocument")
    if (part === undefined) return yield* notXlsx("it is a ZIP file, but no XLSX file")
    const relationships = yield* relationshipsOf(archive, part)
    const sheets: Array<Sheet> = []
    let from1904 = false
    yield* Stream.runForEach(eventsOf(archive, part), (event) =>
      Effect.sync(() => {
        if (event._tag !== "StartElement") return
        const { attributes } = event
        if (localName(event.name) === "workbookPr") from1904 = isTrue(attributes["date1904"])
        if (localName(event.name) !== "sheet") return
        const link = linkOf(attributes)
        const target = relationships.find(({ id, type }) => id === link && type === "worksheet")
        if (target === undefined) return
        const visible = (attributes["state"] ?? "visible") === "visible"
        sheets.push({ name: attributes["name"] ?? "", visible, part: target.part })
      }))
    return { sheets, from1904, ...partsOf(relationships) }
  })

const namesOf = (sheets: ReadonlyArray<Sheet>): string => sheets.map(({ name }) => JSON.stringify(name)).join(", ")

/** The sheet with a name, or the only one that is shown. Which of several is meant is never guessed. */
export const chooseSheet = (
  { sheets }: Workbook,
  name: string | undefined
): Effect.Effect<Sheet, ReportRefused> => {
  const found = name === undefined
    ? sheets.filter(({ visible }) => visible)
    : sheets.filter((sheet) => sheet.name === name)
  const [sheet, ...more] = found
  if (sheet !== undefined && more.length === 0) return Effect.succeed(sheet)
  return Effect.fail(
    new ReportRefused({
      reason: sheets.length === 0 ? "not-a-table" : "mapping",
      detail: sheets.length === 0
        ? "the workbook has no sheet with rows"
        : name === undefined
        ? `the workbook shows ${found.length} sheets: ${namesOf(found.length === 0 ? sheets : found)}`
        : `the workbook has no sheet ${JSON.stringify(name)}, but ${namesOf(sheets)}`,
      nextStep: "Name the sheet in the mapping."
    })
  )
}
