import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { open } from "node:fs/promises"
import { join } from "node:path"
import { workspaceFailed } from "../ReconcileError.ts"
import type { ReportRefused, WorkspaceFailed } from "../ReconcileError.ts"
import { makeWorkspace } from "../workspace.ts"
import type { Row } from "./Row.ts"
import { openArchive } from "./xlsx/Archive.ts"
import { readSharedStrings } from "./xlsx/SharedStrings.ts"
import { readSheet } from "./xlsx/sheet.ts"
import { readStyles } from "./xlsx/styles.ts"
import { chooseSheet, readWorkbook } from "./xlsx/workbook.ts"

/** Which rows of a workbook are the table. */
export interface XlsxOptions {
  /** The sheet's name; the only one that is shown unless given. */
  readonly sheet?: string
  /** Where the file is kept while it is read; the system's temporary folder unless given. */
  readonly directory?: string
}

const spool = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>, file: string) =>
  Effect.acquireUseRelease(
    Effect.tryPromise({ try: () => open(file, "wx", 0o600), catch: workspaceFailed }),
    (handle) =>
      Stream.runForEach(bytes, (chunk) =>
        // Not `write`, which may write a part only.
        Effect.tryPromise({ try: () => handle.writeFile(chunk), catch: workspaceFailed })),
    (handle) => Effect.promise(() => handle.close())
  )

/**
 * The rows of a sheet of an XLSX file.
 *
 * The file is written to disk first, because its directory is at its end and its texts may stand behind its rows. It is
 * gone when the stream ends.
 */
export const readXlsx = ({ directory, sheet }: XlsxOptions = {}) =>
<E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<Row, E | ReportRefused | WorkspaceFailed, R> =>
  Stream.unwrap(Effect.gen(function*() {
    const file = join(yield* makeWorkspace(directory), "report.xlsx")
    yield* spool(bytes, file)
    const archive = yield* openArchive(file)
    const workbook = yield* readWorkbook(archive)
    const { part } = yield* chooseSheet(workbook, sheet)
    const strings = yield* readSharedStrings(archive, workbook.sharedStrings)
    const isDate = yield* readStyles(archive, workbook.styles)
    return readSheet(archive, part, { strings, isDate, from1904: workbook.from1904 })
  }))
