import type { JsonNode } from "../json-scanner.ts"

/** How a program writes JSON where it does not write as PHP does by default. */
interface Writer {
  /** What `as` calls it. */
  readonly name: string
  readonly comma: string
  readonly colon: string
  /** The blanks of one level, for a text of many lines. */
  readonly indent?: string
  readonly slashes: "escaped" | "plain"
  readonly unicode: "lower" | "upper" | "plain"
  /** These characters as `\uXXXX`. */
  readonly escaped?: RegExp
}

const compact = { comma: ",", colon: ":", slashes: "plain", unicode: "plain" } as const

/** The writers that sign callbacks or write them again in the world, apart from those that every verifier here tries. */
export const writers: ReadonlyArray<Writer> = [
  { ...compact, name: "PHP with JSON_UNESCAPED_SLASHES", unicode: "lower" },
  { ...compact, name: "PHP with JSON_UNESCAPED_UNICODE", slashes: "escaped" },
  {
    ...compact,
    name: "PHP with JSON_PRETTY_PRINT",
    slashes: "escaped",
    unicode: "lower",
    comma: ",\n",
    colon: ": ",
    indent: "    "
  },
  { ...compact, name: "JSON.stringify with two blanks", comma: ",\n", colon: ": ", indent: "  " },
  { ...compact, name: "JSON.stringify with four blanks", comma: ",\n", colon: ": ", indent: "    " },
  { ...compact, name: "Python's json.dumps", comma: ", ", colon: ": ", unicode: "lower" },
  { ...compact, name: "Python's json.dumps with ensure_ascii=False", comma: ", ", colon: ": " },
  { ...compact, name: "Go's encoding/json", escaped: /[<>&\u2028\u2029]/u },
  { ...compact, name: ".NET's System.Text.Json", unicode: "upper", escaped: /["'<>&+`\u007f]/u }
]

const shortEscapes: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  "\"": "\\\"",
  "\\": "\\\\"
}

const unitOf = (unit: string, { escaped, slashes, unicode }: Writer): string => {
  const code = unit.charCodeAt(0)
  const hex = (digits: string) => `\\u${digits.padStart(4, "0")}`
  const lower = code.toString(16)
  if (escaped?.test(unit) === true) return hex(unicode === "upper" ? lower.toUpperCase() : lower)
  if (unit === "/") return slashes === "escaped" ? "\\/" : "/"
  const short = shortEscapes[unit]
  if (short !== undefined) return short
  if (code < 0x20) return hex(lower)
  if (code < 0x80 || unicode === "plain") return unit
  return hex(unicode === "upper" ? lower.toUpperCase() : lower)
}

const textOf = (value: string, writer: Writer): string => {
  let out = ""
  for (let at = 0; at < value.length; at++) out += unitOf(value.charAt(at), writer)
  return `"${out}"`
}

const enclosed = (
  [open, close]: readonly [string, string],
  parts: ReadonlyArray<string>,
  { comma, indent }: Writer,
  depth: number
): string => {
  if (parts.length === 0 || indent === undefined) return open + parts.join(comma) + close
  const inner = indent.repeat(depth + 1)
  return `${open}\n${inner}${parts.join(comma + inner)}\n${indent.repeat(depth)}${close}`
}

/** The document as this writer writes it. Numbers keep their spelling. */
export const writtenBy = (writer: Writer, node: JsonNode, depth = 0): string => {
  switch (node.kind) {
    case "string":
      return textOf(node.value, writer)
    case "number":
      return node.text
    case "literal":
      return String(node.value)
    case "array":
      return enclosed(["[", "]"], node.items.map((item) => writtenBy(writer, item, depth + 1)), writer, depth)
    case "object":
      return enclosed(
        ["{", "}"],
        node.members.map(({ key, value }) => textOf(key, writer) + writer.colon + writtenBy(writer, value, depth + 1)),
        writer,
        depth
      )
  }
}
