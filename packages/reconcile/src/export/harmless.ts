/** What makes a spreadsheet take a text for a formula; the wide forms of Asian keyboards count too. */
const trigger = "[=+\\-@\\t\\r\\n\uFF1D\uFF0B\uFF0D\uFF20]"

/** At the beginning, and where another program might see the beginning of a cell: behind a delimiter or a quote. */
const dangerous = new RegExp(`(^\\s*|[,;\\t\\r\\n|"])(?=${trigger})`, "gu")

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
export const harmless = (text: string): string => text.replaceAll(dangerous, "$1'")
