import type { JsonNode, JsonObjectNode } from "./json-scanner.ts"

/** How a PHP program reads and writes JSON; each member is a choice its author made. */
export interface PhpJsonOptions {
  /**
   * `"object"`: `json_decode($text)`; objects stay objects. `"array"`: `json_decode($text, true)`; `{}` comes out as
   * `[]`, and an object whose keys are `"0"`, `"1"`, ... in this order as a list.
   */
  readonly objects: "object" | "array"
  /**
   * `"decoded"`: numbers as PHP writes them after reading them. `"kept"`: numbers as they stand in the text, for a text
   * that PHP wrote from its own values and did not read back (it writes the float `-0.0` as `-0` and reads that as 0).
   */
  readonly numbers: "decoded" | "kept"
  /** `JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE` instead of the default flags. */
  readonly unescaped: boolean
}

/**
 * Writes a scanned document as PHP's `json_encode` would.
 *
 * `undefined` when PHP could not write it: a number that is infinite as a float. Source: PHP's own behaviour, checked
 * against PHP 8.2 with `serialize_precision` at its default of -1.
 */
export const phpEncode = (node: JsonNode, options: PhpJsonOptions): string | undefined => {
  switch (node.kind) {
    case "string":
      return phpString(node.value, options.unescaped)
    case "number":
      return options.numbers === "kept" ? node.text : phpNumber(node.text)
    case "literal":
      return String(node.value)
    case "array":
      return phpList(node.items, options)
    case "object":
      return options.objects === "array" && isPhpList(node)
        ? phpList(node.members.map((member) => member.value), options)
        : phpObject(node, options)
  }
}

/** Whether PHP, after reading the document, would spell a number in it in another way. */
export const phpRespellsNumbers = (node: JsonNode): boolean => {
  switch (node.kind) {
    case "number":
      return phpNumber(node.text) !== node.text
    case "array":
      return node.items.some(phpRespellsNumbers)
    case "object":
      return node.members.some((member) => phpRespellsNumbers(member.value))
    default:
      return false
  }
}

/** An array is a list to PHP when its keys count up from 0; the empty array is one. `"01"` and `"-0"` stay strings. */
const isPhpList = (node: JsonObjectNode): boolean => node.members.every((member, index) => member.key === String(index))

const phpList = (items: ReadonlyArray<JsonNode>, options: PhpJsonOptions): string | undefined => {
  const parts: Array<string> = []
  for (const item of items) {
    const part = phpEncode(item, options)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return `[${parts.join(",")}]`
}

const phpObject = (node: JsonObjectNode, options: PhpJsonOptions): string | undefined => {
  const parts: Array<string> = []
  for (const { key, value } of node.members) {
    const part = phpEncode(value, options)
    if (part === undefined) return undefined
    parts.push(`${phpString(key, options.unescaped)}:${part}`)
  }
  return `{${parts.join(",")}}`
}

const shortEscapes = new Map([
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
  [0x22, "\\\""],
  [0x2f, "\\/"],
  [0x5c, "\\\\"]
])

// Printable ASCII but for quote, slash and backslash: most strings, and they are written as they are.
const plainForm = /^[ !#-.0-[\]-~]*$/u

/**
 * A string as PHP writes it. By default a slash is escaped and everything above ASCII is `\uXXXX` in lower-case hex,
 * UTF-16 unit by unit; 0x7f is left as it is. The line separators stay escaped even when Unicode does not.
 */
export const phpString = (value: string, unescaped: boolean): string => {
  if (plainForm.test(value)) return `"${value}"`
  let out = "\""
  let from = 0
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at)
    if (isPlain(unit, unescaped)) continue
    out += value.slice(from, at) + (shortEscapes.get(unit) ?? `\\u${unit.toString(16).padStart(4, "0")}`)
    from = at + 1
  }
  return `${out}${value.slice(from)}"`
}

const isPlain = (unit: number, unescaped: boolean): boolean => {
  if (unit < 0x20 || unit === 0x22 || unit === 0x5c) return false
  if (unit === 0x2f) return unescaped
  return unit < 0x80 || (unescaped && unit !== 0x2028 && unit !== 0x2029)
}

const integerForm = /^-?[0-9]+$/u
const isInt64 = (value: bigint): boolean => BigInt.asIntN(64, value) === value

/** PHP reads an integer that fits 64 bits exactly, and everything else as a float. */
const phpNumber = (text: string): string | undefined => {
  if (integerForm.test(text)) {
    if (text === "-0") return "0"
    // Up to 18 digits always fit and more than 20 characters never do; those between have to be compared.
    if (text.length <= 18 || (text.length <= 20 && isInt64(BigInt(text)))) return text
  }
  return phpFloat(Number(text))
}

/**
 * A float as PHP writes it: the fewest digits that read back as the same float, an exponent below 0.0001 and from 1e17
 * on, a mantissa that always has a fraction (`1.0e+25`). `undefined` for what `json_encode` refuses.
 */
export const phpFloat = (value: number): string | undefined => {
  if (!Number.isFinite(value)) return undefined
  if (value === 0) return Object.is(value, -0) ? "-0" : "0"
  const [mantissa = "", power = ""] = Math.abs(value).toExponential().split("e")
  const sign = value < 0 ? "-" : ""
  const exponent = Number(power)
  if (exponent < -4 || exponent > 16) {
    const fraction = mantissa.includes(".") ? mantissa : `${mantissa}.0`
    return `${sign}${fraction}e${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`
  }
  const digits = mantissa.replace(".", "")
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0")
  const fraction = digits.slice(exponent + 1)
  return fraction === "" ? `${sign}${whole}` : `${sign}${whole}.${fraction}`
}
