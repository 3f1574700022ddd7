import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ReportRefused } from "../../ReconcileError.ts"
import type { Archive } from "./Archive.ts"
import { eventsOf, localName } from "./markup.ts"

/** Whether a cell with a style, by its number, shows its number as a date. */
export type IsDate = (style: string | undefined) => boolean

/** The formats every spreadsheet knows by number that are dates or times. Source: ECMA-376 part 1, 18.8.30. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** Without what is not a placeholder: quoted text, escaped characters, colours and conditions in brackets. */
const placeholders = (format: string): string => format.replaceAll(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/gu, "")

/** General, and numbers with an exponent, have letters too; none of them is one of a date. */
const isDateFormat = (format: string): boolean => /[dmyhs]/iu.test(placeholders(format).replaceAll(/general/giu, ""))

/** Reads which styles are dates; with no styles none is. */
export const readStyles = (archive: Archive, part: string | undefined): Effect.Effect<IsDate, ReportRefused> =>
  Effect.gen(function*(): Effect.fn.Return<IsDate, ReportRefused> {
    const formats = new Map<number, string>()
    const dates: Array<boolean> = []
    let within = ""
    if (part === undefined || !archive.has(part)) return () => false
    yield* Stream.runForEach(eventsOf(archive, part), (event) =>
      Effect.sync(() => {
        if (event._tag !== "StartElement") return
        const name = localName(event.name)
        if (name === "cellXfs" || name === "cellStyleXfs" || name === "dxfs") within = name
        // A differential style may define a number of its own; cells do not use it.
        if (name === "numFmt" && within !== "dxfs") {
          formats.set(Number(event.attributes["numFmtId"]), event.attributes["formatCode"] ?? "")
        }
        if (name !== "xf" || within !== "cellXfs") return
        const id = Number(event.attributes["numFmtId"] ?? 0)
        const format = formats.get(id)
        dates.push(format === undefined ? isBuiltInDate(id) : isDateFormat(format))
      }))
    return (style) => dates[Number(style ?? 0)] ?? false
  })
