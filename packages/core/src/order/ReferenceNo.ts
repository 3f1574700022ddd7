import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

const reference = (what: string, maximum: number) =>
  Schema.String.check(
    Schema.makeFilter((value: string) => {
      if (value.length < 1 || value.length > maximum) return `${what} is 1 to ${maximum} characters`
      if (value !== value.trim()) return `${what} cannot begin or end with a blank`
      if (/\p{Cc}/u.test(value)) return `${what} cannot hold control characters`
      return undefined
    })
  )

/**
 * A SNAP reference number in a request: 1 to 64 characters, no blank at either end and no control characters.
 *
 * Source: SNAP BI, QR MPM; Finpay docs, QRIS query and refund tables.
 *
 * @example
 * ```ts
 * import { ReferenceNo } from "@openfinpay/finpay-core"
 *
 * ReferenceNo.make("INV-1") // => "INV-1"
 * ```
 */
export const ReferenceNo = reference("a reference number", 64)

/** A SNAP merchant id in a request: 1 to 64 characters, such as `FM2007160001`. */
export const MerchantId = reference("a merchant id", 64)

/** A SNAP sub-merchant id in a request: 1 to 32 characters. */
export const SubMerchantId = reference("a sub-merchant id", 32)

/**
 * A reference number in an answer: kept as given but for blanks at the ends, which Finpay's samples carry.
 *
 * @example
 * ```ts
 * import { AnsweredReferenceNo } from "@openfinpay/finpay-core"
 * import { Schema } from "effect"
 *
 * Schema.decodeSync(AnsweredReferenceNo)("weoOiX7 ") // => "weoOiX7"
 * ```
 */
export const AnsweredReferenceNo = Schema.String.pipe(
  Schema.decodeTo(Schema.String, { decode: SchemaGetter.trim(), encode: SchemaGetter.passthrough() })
)
