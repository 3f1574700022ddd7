const anyBlank = /[\t\n\r ]/u
const quote = 0x22
const backslash = 0x5c

const isJsonBlank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d

/** Where the JSON string that starts at `start` ends, behind its closing quote, or the end of an unclosed one. */
const afterString = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === backslash) at++
    else if (code === quote) return at + 1
  }
  return text.length
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
  if (!anyBlank.test(text)) return text
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
