import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { posix } from "node:path"
import type { ReportRefused } from "../../ReconcileError.ts"
import type { Archive } from "./Archive.ts"
import { eventsOf, localName } from "./markup.ts"

/** A part that another part names. */
export interface Relationship {
  readonly id: string
  /** What it is to the other: the end of its type, such as `worksheet`. */
  readonly type: string
  /** Its name in the archive. */
  readonly part: string
}

/** The name of the part that lists the relationships of another; those of the package itself for `""`. */
const listOf = (part: string): string => posix.join(posix.dirname(part), "_rels", `${posix.basename(part)}.rels`)

const resolve = (from: string, target: string): string =>
  target.startsWith("/") ? target.slice(1) : posix.join(posix.dirname(from), target)

/** The parts that a part names; none where it has no list. */
export const relationshipsOf = (
  archive: Archive,
  part: string
): Effect.Effect<ReadonlyArray<Relationship>, ReportRefused> => {
  const list = part === "" ? "_rels/.rels" : listOf(part)
  if (!archive.has(list)) return Effect.succeed([])
  return eventsOf(archive, list).pipe(
    Stream.map((event): ReadonlyArray<Relationship> => {
      if (event._tag !== "StartElement" || localName(event.name) !== "Relationship") return []
      const { attributes: { Id: id = "", Target: target = "", TargetMode: mode, Type: type = "" } } = event
      return mode === "External" ? [] : [{ id, type: posix.basename(type), part: resolve(part, target) }]
    }),
    Stream.flattenIterable,
    Stream.runCollect
  )
}
