import { globSync, readFileSync } from "node:fs"

/** One block of TypeScript that a reader is shown, with where it stands. */
export interface Example {
  /** File and line, such as `src/money/Rupiah.ts:16`. */
  readonly where: string
  readonly code: string
  /** How many values the block promises. */
  readonly promises: number
}

/** The blocks of the docstrings in `src` and of the README of a package. */
export const readExamples = (root: URL): ReadonlyArray<Example> =>
  [...globSync("src/**/*.ts", { cwd: root }).toSorted(), "README.md"].flatMap((file) => {
    const text = readFileSync(new URL(file, root), "utf8")
    const fence = file.endsWith(".md") ? /^```ts\n([\s\S]*?)^```$/gmu : /^ *\* ```ts\n([\s\S]*?)^ *\* ```$/gmu
    return [...text.matchAll(fence)].map((match) => {
      const code = (match[1] ?? "").replaceAll(/^ *\* ?/gmu, (prefix) => file.endsWith(".md") ? prefix : "")
      return {
        where: `${file}:${text.slice(0, match.index).split("\n").length + 1}`,
        code,
        promises: code.split("// => ").length - 1
      }
    })
  })

const beginsStatement = (line: string): boolean => /^[^\s/)}\].]/u.test(line)

/**
 * The block as a module that exports what it promised: each `expression // => value` becomes a line of `results`,
 * promises awaited. A promise stands behind its statement or on the line below it.
 */
export const toModule = ({ code, where }: Example): string => {
  const out: Array<string> = []
  let start = 0
  for (const line of code.split("\n")) {
    const [, before = "", value] = /^(.*?)\s*\/\/ => (.*)$/u.exec(line) ?? []
    if (value === undefined) {
      if (beginsStatement(line)) start = out.length
      out.push(line)
      continue
    }
    if (before !== "") {
      if (beginsStatement(before)) start = out.length
      out.push(before)
    }
    const statement = out.splice(start).join("\n")
    const name = /^const (\w+)/u.exec(statement)?.[1]
    if (name !== undefined) out.push(statement)
    out.push(`results.push([${JSON.stringify(where)}, await (${name ?? statement.trim()}), (${value})])`)
    start = out.length
  }
  return [
    "export const results: Array<readonly [where: string, actual: unknown, promised: unknown]> = []",
    ...out,
    ""
  ].join("\n")
}
