import type * as Schema from "effect/Schema"

/** Members that hold the payer's number, in small letters and without blanks, dashes and underscores. */
const names: ReadonlySet<string> = new Set(["cpan", "pan", "customerpan", "cardpan", "cardno", "cardnumber"])

const bare = (name: string): string => name.toLowerCase().replace(/[\s_-]/gu, "")

const isSecret = (name: string, parent: string): boolean =>
  names.has(bare(name)) || (bare(name) === "number" && bare(parent) === "card")

/** First six and last four; a shorter one is hidden whole. */
const short = (number: string): string => number.length > 10 ? `${number.slice(0, 6)}…${number.slice(-4)}` : "…"

const masked = (value: unknown, name: string, secret: boolean): unknown => {
  if (Array.isArray(value)) return value.map((item) => masked(item, name, secret))
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, masked(member, key, secret || isSecret(key, name))])
    )
  }
  return secret && (typeof value === "string" || typeof value === "number") ? short(String(value)) : value
}

/**
 * A copy of Finpay's answer in which the payer's account and card numbers keep only the first six and last four digits.
 *
 * They are known by the name of their member, at any depth: `cpan`, `cardNumber` and the like, and `number` within
 * `card`. Not by their digits: order ids, pay codes and virtual accounts look the same. One of ten digits or fewer is
 * hidden whole; the merchant's own number (`mpan`) stays. What is not there at all (`undefined`) becomes `null`.
 *
 * Source: SNAP BI QRIS pages (`cpan`); the names of card numbers are assumed.
 *
 * @example
 * ```ts
 * import { maskAccountNumbers } from "@openfinpay/finpay-core"
 *
 * maskAccountNumbers({ additionalInfo: { cpan: "9360001234567890123", rrn: "123456789012" } })
 * // => { additionalInfo: { cpan: "936000…0123", rrn: "123456789012" } }
 * ```
 */
export const maskAccountNumbers = (json: unknown): Schema.Json => masked(json ?? null, "", false) as Schema.Json
