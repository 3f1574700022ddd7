import * as Xml from "effect/encoding/Xml"
import * as Stream from "effect/Stream"
import type { ReportRefused } from "../../ReconcileError.ts"
import { notXlsx } from "./Archive.ts"
import type { Archive } from "./Archive.ts"

/** A cell holds at most 32,767 characters; this is far above, and bounds what one piece of text may take. */
const limits = { maxTokenSize: 1024 * 1024, maxDepth: 64 }

/** What an XLSX part says, piece by piece. Entities a part declares itself are refused, never expanded. */
export const eventsOf = (archive: Archive, part: string): Stream.Stream<Xml.Event, ReportRefused> =>
  archive.read(part).pipe(
    Stream.pipeThroughChannel(Xml.decode<ReportRefused>(limits)),
    Stream.mapError((error) => Xml.isXmlError(error) ? notXlsx(`${part} is damaged: ${error.message}`) : error)
  )

/** The name without the prefix that a program may give to all of them: `x:row` is `row`. */
export const localName = (name: string): string => name.slice(name.indexOf(":") + 1)

/** XLSX writes characters that XML cannot hold as `_x000D_`. */
export const unescapeText = (text: string): string =>
  text.includes("_x")
    ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text
