import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as Schema from "effect/Schema"

/** The media types of tables. */
export const tableTypes = ["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] as const

/** A table as a file: CSV or XLSX, as it is and not in a form. */
export const TableFile = HttpApiSchema.StreamUint8Array({ contentType: tableTypes })

/** One thing that is wrong with a file, and where. */
export const FileError = Schema.Struct({
  detail: Schema.String.annotate({ description: "What is wrong, in words that follow the column's name." }),
  line: Schema.optionalKey(
    Schema.Int.annotate({ description: "The line of the file, or the row of the sheet, counted from 1." })
  ),
  column: Schema.optionalKey(Schema.String.annotate({ description: "The column's name." })),
  mutationId: Schema.optionalKey(
    Schema.String.annotate({ description: "The mutation that gave back the same before." })
  )
}).annotate({ identifier: "FileError" })

/** One thing that is wrong with a file, and where. */
export type FileError = typeof FileError.Type

/** How many of them are named. */
export const mostFileErrors = 100
