import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ReportRefused } from "../../ReconcileError.ts"
import type { Archive } from "./Archive.ts"
import { eventsOf, localName, unescapeText } from "./markup.ts"

/** The texts that a workbook's cells share, by number. */
export interface SharedStrings {
  readonly get: (index: number) => string | undefined
}

/** More than a sheet of the most rows with ten texts of its own a row. */
const mostBytes = 512 * 1024 * 1024

const tooLarge = (): ReportRefused =>
  new ReportRefused({
    reason: "too-large",
    detail: "the workbook's texts are larger than 512 MiB",
    nextStep: "Save the sheet as CSV UTF-8."
  })

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })

/**
 * All texts one behind the other as bytes, with where each ends.
 *
 * A million strings cost the heap five times as much, and each collection of garbage walks over them.
 */
const makeTable = () => {
  let bytes = new Uint8Array(64 * 1024)
  let ends = new Uint32Array(1024)
  let count = 0
  let used = 0
  return {
    /** Whether there was room. */
    add: (text: string): boolean => {
      // A character takes at most three bytes for each of its code units.
      const needed = used + text.length * 3
      if (needed > mostBytes) return false
      if (needed > bytes.length) {
        const larger = new Uint8Array(Math.max(needed, bytes.length * 2))
        larger.set(bytes)
        bytes = larger
      }
      if (count === ends.length) {
        const longer = new Uint32Array(ends.length * 2)
        longer.set(ends)
        ends = longer
      }
      used += encoder.encodeInto(text, bytes.subarray(used)).written
      ends[count] = used
      count += 1
      return true
    },
    get: (index: number): string | undefined => {
      const last = ends[index]
      return last === undefined || index >= count
        ? undefined
        : decoder.decode(bytes.subarray(index === 0 ? 0 : ends[index - 1], last))
    }
  }
}

/**
 * Reads the shared texts of a workbook. A text in several runs (bold, coloured) is one text; the reading aids of Asian
 * scripts are left out.
 */
export const readSharedStrings = (
  archive: Archive,
  part: string | undefined
): Effect.Effect<SharedStrings, ReportRefused> =>
  Effect.gen(function*() {
    const table = makeTable()
    if (part === undefined || !archive.has(part)) return table
    let text = ""
    let inText = false
    let inAid = false
    yield* Stream.runForEachArray(eventsOf(archive, part), (events) => {
      for (const event of events) {
        if (event._tag === "Text" && inText && !inAid) text += event.text
        if (event._tag !== "StartElement" && event._tag !== "EndElement") continue
        const name = localName(event.name)
        const begins = event._tag === "StartElement"
        if (name === "t") inText = begins
        if (name === "rPh") inAid = begins
        if (name !== "si") continue
        if (begins) text = ""
        else if (!table.add(unescapeText(text))) return Effect.fail(tooLarge())
      }
      return Effect.void
    })
    return table
  })
