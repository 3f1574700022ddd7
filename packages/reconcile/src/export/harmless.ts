/** What makes a spreadsheet take a text for a formula, also behind blanks; the wide forms of Asian keyboards count too. */
const formula = "\\s*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20]"

/** Where a cell begins with that, a tab or a line break, or another program might see a cell begin with it. */
const dangerous = new RegExp(`^(?=${formula}|[\\t\\r\\n])|(?<=[,;\\t\\r\\n|"])(?=${formula})`, "gu")

/**
 * A text that no spreadsheet takes for a formula: an apostrophe stands before what could begin one.
 *
 * Also within the text, behind a delimiter: a program that splits at `;` sees a cell where this one wrote half of one.
 * Source: OWASP, CSV injection.
 *
 * @example
 * ```ts
 * import { harmless } from "@openfinpay/finpay-reconcile"
 *
 * harmless("=1+1") // => "'=1+1"
 * harmless("INV-1;@SUM(A1)") // => "INV-1;'@SUM(A1)"
 * harmless("INV-2026-0001") // => "INV-2026-0001"
 * ```
 */
export const harmless = (text: string): string => text.replaceAll(dangerous, "'")
