/** Pages of help as they look on a screen. */
import { widthOf } from "../output/terminal-wrap.ts"
import type { Screen } from "../output/terminal.ts"
import { printable } from "../output/text.ts"
import type { Example, Item, Page, Row, Section } from "./page.ts"

/** Where nobody says how wide it is: a pipe, a file. */
const usualColumns = 80

/** Longer lines are hard to read, however wide the terminal is. */
const mostColumns = 100

/** Below this, meanings stand under their terms: beside them there is no room. */
const leastForTwo = 60

const indent = "  "

/** Breaks at blanks; what is between backquotes stays in one piece, so that it can be copied. */
const foldedAt = (paragraph: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const [piece] of paragraph.matchAll(/\S*`[^`]+`\S*|\S+/gu)) {
    const word = piece.replaceAll("`", "")
    const longer = line === "" ? word : `${line} ${word}`
    if (line !== "" && widthOf(longer) > width) {
      lines.push(line)
      line = word
    } else {
      line = longer
    }
  }
  return [...lines, line]
}

const folded = (text: string, width: number): ReadonlyArray<string> =>
  text.split("\n").flatMap((paragraph) => foldedAt(printable(paragraph), width))

/** How wide the left column is: as its widest term, but for the terms that take more than their share. */
const termWidth = (rows: ReadonlyArray<Row>, width: number): number => {
  const share = Math.floor(width * 0.4)
  return rows.map(([term]) => widthOf(term)).filter((taken) => taken <= share).reduce((a, b) => Math.max(a, b), 0)
}

const rowLines = ([term, meaning]: Row, left: number, width: number): ReadonlyArray<string> => {
  if (meaning === "") return [term]
  if (left === 0) return [term, ...folded(meaning, width - 4).map((line) => `    ${line}`)]
  const margin = " ".repeat(left + 2)
  const lines = folded(meaning, width - left - 2)
  if (widthOf(term) > left) return [term, ...lines.map((line) => `${margin}${line}`)]
  return lines.map((line, at) => at === 0 ? `${term.padEnd(left + 2)}${line}` : `${margin}${line}`)
}

const exampleLines = ({ command, description }: Example, width: number): ReadonlyArray<string> =>
  // A command is never broken: the terminal folds it on the screen, and it is still one when it is copied.
  description === undefined ? [command] : [...folded(description, width), `${indent}${command}`]

const itemLines = (item: Item, width: number, aligned: ReadonlyArray<Row>): ReadonlyArray<string> => {
  switch (item.kind) {
    case "text":
      return folded(item.text, width)
    case "usage":
      return folded(item.parts.map((part) => `\`${part}\``).join(" "), width - 4)
        .map((line, at) => (at === 0 ? line : `    ${line}`))
    case "rows": {
      const left = width < leastForTwo ? 0 : termWidth([...item.rows, ...aligned], width)
      return item.rows.flatMap((row, at) => [...(at > 0 && item.isSpaced ? [""] : []), ...rowLines(row, left, width)])
    }
    case "examples":
      return item.examples.flatMap((example, at) => [
        ...(at === 0 || example.description === undefined ? [] : [""]),
        ...exampleLines(example, width)
      ])
  }
}

const bold = (text: string, { colors }: Screen): string => (colors ? `\u001b[1m${text}\u001b[22m` : text)

const sectionLines = (
  { heading, items }: Section,
  width: number,
  aligned: ReadonlyArray<Row>,
  screen: Screen
): ReadonlyArray<string> => {
  const margin = heading === undefined ? "" : indent
  const lines = items.flatMap((item, at) => [
    ...(at === 0 ? [] : [""]),
    ...itemLines(item, width - margin.length, aligned).map((line) => (line === "" ? "" : `${margin}${line}`))
  ])
  return heading === undefined ? lines : [...folded(heading, width).map((line) => bold(line, screen)), ...lines]
}

const allRows = (sections: ReadonlyArray<Section>): ReadonlyArray<Row> =>
  sections.flatMap(({ items }) => items.flatMap((item) => (item.kind === "rows" ? item.rows : [])))

/** The lines of a page, each as wide as the screen at most, but for commands, which are left whole. */
export const renderPage = ({ isAligned = false, sections, title }: Page, screen: Screen): string => {
  const width = Math.min(Number.isFinite(screen.columns) ? screen.columns : usualColumns, mostColumns)
  const aligned = isAligned ? allRows(sections) : []
  const head = folded(title, width).map((line) => bold(line, screen))
  return [head, ...sections.map((section) => sectionLines(section, width, aligned, screen))]
    .map((lines) => lines.map((line) => `${line}\n`).join(""))
    .join("\n")
}
