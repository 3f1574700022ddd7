import type { KnownEntry } from "../Known.ts"
import type { ReportLine } from "../report/ReportLine.ts"
import type { Result } from "../Result.ts"
import type { Cell } from "../table/Row.ts"
import type { Told } from "../Told.ts"
import { explain } from "./explain.ts"
import { words } from "./Words.ts"
import type { Language } from "./Words.ts"

const statusOf = (told: Told | undefined): string => told?.answer === "status" ? told.status : ""

interface Sides {
  readonly line?: Partial<ReportLine>
  readonly known?: KnownEntry
  readonly told?: Told
}

/** A result as one row under the header of `Words.columns`; empty where there is nothing to say. */
export const toCells = (result: Result, language: Language): ReadonlyArray<Cell> => {
  const { known, line = {}, told }: Sides = result
  const { kinds, verdicts } = words[language]
  const kind = line.kind ?? known?.kind
  return [
    line.line ?? "",
    verdicts[result.verdict],
    kind === undefined ? "" : kinds[kind],
    line.reference ?? known?.reference ?? "",
    line.amount ?? "",
    known?.amount ?? "",
    line.status ?? "",
    known === undefined ? "" : words[language].state(known),
    statusOf(told),
    line.date ?? "",
    line.id ?? "",
    known?.mutationId ?? "",
    explain(result, language)
  ]
}
