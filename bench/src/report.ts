/** What a bench found, as a section of docs/benchmarks.md. */
import { spawnSync } from "node:child_process"
import { cpus, release, totalmem, type } from "node:os"
import process from "node:process"
import type { Measured, Spread } from "./measure.ts"

/** A section: what was measured, a table, and what is to be said of it. */
export interface Section {
  readonly title: string
  readonly text: string
  readonly tables: ReadonlyArray<Table>
}

/** A table with a heading for each column. */
export interface Table {
  readonly title?: string
  readonly columns: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
}

/** A number with three significant digits and no exponent. */
export const digits = (value: number): string => {
  const plain = Number(value.toPrecision(3))
  return plain >= 1000 ? plain.toLocaleString("en-US") : String(plain)
}

/** A ratio with its range. */
export const ratioText = ({ high, low, median }: Spread): string =>
  `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`

/** The table of a comparison; the first row is what the others are compared with. */
export const comparison = (title: string, measured: ReadonlyArray<Measured>): Table => ({
  title,
  columns: ["", "a second", "µs a call", "CPU µs a call", `against ${measured[0]?.name ?? ""}`],
  rows: measured.map(({ cpuMicros, micros, name, ratio }) => [
    name,
    digits(1e6 / micros),
    digits(micros),
    digits(cpuMicros),
    ratioText(ratio)
  ])
})

const rowText = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

const tableText = ({ columns, rows, title }: Table): string =>
  [
    ...(title === undefined ? [] : [`**${title}**`, ""]),
    rowText(columns),
    rowText(columns.map((_, at) => at === 0 ? "---" : "---:")),
    ...rows.map(rowText)
  ].join("\n")

/** A section as Markdown. */
export const sectionText = ({ tables, text, title }: Section): string =>
  [`## ${title}`, text, ...tables.map(tableText)].filter((part) => part !== "").join("\n\n")

const firstLine = (command: string, args: ReadonlyArray<string>): string =>
  spawnSync(command, args, { encoding: "utf8" }).stdout?.split("\n", 1)[0]?.trim() ?? ""

/** The machine, for who compares figures. */
export const machineText = (): string => {
  const [first] = cpus()
  return [
    `${cpus().length} × ${first?.model.trim() ?? "an unknown processor"}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${type()} ${release()}`,
    `Node ${process.versions.node}`,
    `commit ${firstLine("git", ["rev-parse", "--short", "HEAD"])}`
  ].join(", ")
}
