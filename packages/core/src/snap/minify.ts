const jsonBlanks = [" ", "\n", "\r", "\t"]
const quote = 0x22
const backslash = 0x5c

const isJsonBlank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d

/** Whether an odd number of backslashes stands before a quote, so that it does not end its string. */
const isEscaped = (text: string, at: number): boolean => {
  let first = at
  while (text.charCodeAt(first - 1) === backslash) first--
  return (at - first) % 2 === 1
}

/** Where the JSON string that starts at `start` ends, behind its closing quote, or the end of an unclosed one. */
const afterString = (text: string, start: number): number => {
  let end = start
  do end = text.indexOf("\"", end + 1)
  while (end > 0 && isEscaped(text, end))
  return end < 0 ? text.length : end + 1
}

/**
 * Removes the white space between the tokens of a JSON text, as SNAP's `minify(RequestBody)` is meant.
 *
 * Works on the text: everything else is copied unchanged, so key order, the spelling of numbers, `\/` and `\uXXXX` stay
 * as they were sent. Parsing and writing the JSON again would change some of them, and with them the signature. Text
 * that is not JSON is treated alike and never refused. Takes time in proportion to the length.
 *
 * Source: SNAP BI security page writes only `minify(RequestBody)`; Midtrans' Java client and `json.Compact` of Go mean
 * the same by it.
 *
 * @example
 * ```ts
 * import { minifyJson } from "@openfinpay/finpay-core"
 *
 * minifyJson('{ "note" : "two  blanks" }') // => '{"note":"two  blanks"}'
 * ```
 */
export const minifyJson = (text: string): string => {
  // What a program wrote has no blanks at all, most of the time.
  if (!jsonBlanks.some((blank) => text.includes(blank))) return text
  const kept: Array<string> = []
  let from = 0
  let at = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      at = afterString(text, at)
    } else if (isJsonBlank(code)) {
      if (at > from) kept.push(text.slice(from, at))
      at++
      from = at
    } else {
      at++
    }
  }
  kept.push(text.slice(from))
  return kept.join("")
}
