import * as HttpApiSchema from "effect/http-api/HttpApiSchema"

/** The answer of an export: a CSV file, sent as it is read. */
export const CsvFile = HttpApiSchema.StreamUint8Array({ contentType: "text/csv" })

/** What every export says of its file. */
export const csvWords =
  "The whole list as a CSV file (RFC 4180, UTF-8 with a byte order mark), sent as it is read: a " +
  "header, then a row each. Amounts are whole rupiah in digits, times are in UTC. A cell that a spreadsheet would take " +
  "for a formula begins with an apostrophe. A file that is cut off was not finished."
