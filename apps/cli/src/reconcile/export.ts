/** `--out`: every result in a file. */
import { toCsv, toXlsx } from "@openfinpay/finpay-reconcile"
import type { Reconciliation } from "@openfinpay/finpay-reconcile"
import * as Stream from "effect/Stream"
import { language } from "../language.ts"
import { jsonLine } from "../output/answer.ts"
import { resultJson } from "./result-json.ts"

/** The forms of an export, by the end of the file's name. */
export const formats = ["csv", "xlsx", "jsonl"] as const

export type Format = typeof formats[number]

/** The form that a file's name asks for, if it is one of them. */
export const formatOf = (file: string): Format | undefined =>
  formats.find((format) => file.toLowerCase().endsWith(`.${format}`))

/** Every result of a comparison as the bytes of a file, in constant memory. */
export const exported = ({ results, totals }: Reconciliation, format: Format) => {
  switch (format) {
    case "csv":
      // Spreadsheets that are set to Indonesian take the comma for a decimal sign.
      return toCsv({ results }, { language, delimiter: language === "id" ? ";" : "," })
    case "xlsx":
      return toXlsx({ results, totals }, { language })
    case "jsonl":
      return results.pipe(
        Stream.mapArray((chunk) => [chunk.map((result) => jsonLine(resultJson(result))).join("")]),
        Stream.encodeText
      )
  }
}
