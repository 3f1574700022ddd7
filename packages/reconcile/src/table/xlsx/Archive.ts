import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { crc32 } from "node:zlib"
import { openPromise } from "yauzl"
import type { Entry, ZipFile } from "yauzl"
import { ReportRefused } from "../../ReconcileError.ts"

/** An XLSX file on disk: its parts by name. */
export interface Archive {
  readonly has: (name: string) => boolean
  /** The bytes of a part, unpacked, in small pieces; checked against its length and checksum. */
  readonly read: (name: string) => Stream.Stream<Uint8Array, ReportRefused>
}

/** An XLSX file that is damaged, or none. */
export const notXlsx = (detail: string): ReportRefused =>
  new ReportRefused({
    reason: "not-a-table",
    detail,
    nextStep: "Open it in a spreadsheet and save it as XLSX or as CSV UTF-8 anew."
  })

const damaged = (cause: unknown): ReportRefused =>
  notXlsx(`the XLSX file is damaged: ${cause instanceof Error ? cause.message : String(cause)}`)

/** A sheet of a million rows and twenty columns is about 1.5 GB of XML; more is no report. */
const largestPart = 8 * 1024 ** 3

/**
 * A part of a workbook shrinks to a tenth, one that repeats itself to a fiftieth. What shrinks to far less than that was
 * made to fill the memory or the time of whoever unpacks it; small parts do no harm.
 */
const bomb = { fromBytes: 64 * 1024 ** 2, timesPacked: 250 }

const isBomb = ({ compressedSize, uncompressedSize }: Entry): boolean =>
  uncompressedSize > bomb.fromBytes && uncompressedSize > compressedSize * bomb.timesPacked

/** More parts than any workbook has. */
const mostParts = 10_000

const indexOf = (zip: ZipFile): Effect.Effect<ReadonlyMap<string, Entry>, ReportRefused> =>
  zip.entryCount > mostParts
    ? Effect.fail(notXlsx(`the XLSX file has ${zip.entryCount} parts`))
    : Effect.tryPromise({
      try: async () => {
        const entries = new Map<string, Entry>()
        for await (const entry of zip.eachEntry()) {
          if (entries.has(entry.fileName)) throw new Error(`${entry.fileName} is there twice`)
          entries.set(entry.fileName, entry)
        }
        return entries
      },
      catch: damaged
    })

async function* chunksOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  let sum = 0
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const bytes: Uint8Array = chunk
    sum = crc32(bytes, sum)
    yield bytes
  }
  if (sum !== entry.crc32) throw new Error(`the checksum of ${entry.fileName} is wrong`)
}

const readEntry = (zip: ZipFile, name: string, entry: Entry | undefined) => {
  if (entry === undefined) return Stream.fail(notXlsx(`the XLSX file has no part ${name}`))
  if (entry.isEncrypted()) return Stream.fail(notXlsx("the XLSX file is locked with a password"))
  if (entry.uncompressedSize > largestPart) return Stream.fail(notXlsx(`${name} is larger than 8 GiB`))
  if (isBomb(entry)) {
    return Stream.fail(notXlsx(`${name} would be more than ${bomb.timesPacked} times its size unpacked`))
  }
  return Stream.fromAsyncIterable(chunksOf(zip, entry), damaged)
}

/** Opens an XLSX file by the directory at its end, as spreadsheets do; it is closed with the scope. */
export const openArchive = (file: string): Effect.Effect<Archive, ReportRefused, Scope.Scope> =>
  Effect.gen(function*() {
    const zip = yield* Effect.acquireRelease(
      Effect.tryPromise({ try: () => openPromise(file, { autoClose: false }), catch: damaged }),
      (opened) => Effect.sync(() => opened.close())
    )
    const entries = yield* indexOf(zip)
    return {
      has: (name) => entries.has(name),
      read: (name) => Stream.suspend(() => readEntry(zip, name, entries.get(name)))
    }
  })
