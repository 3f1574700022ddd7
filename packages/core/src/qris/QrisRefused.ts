import * as Schema from "effect/Schema"

const names: Readonly<Record<string, string>> = {
  "00": "payload format indicator",
  "01": "point of initiation",
  "account/00": "acquirer's domain",
  "account/01": "merchant PAN",
  "account/02": "merchant id",
  "account/03": "merchant criteria",
  "51": "national repository",
  "51/00": "national repository's domain",
  "51/02": "NMID",
  "51/03": "merchant criteria",
  "52": "merchant category",
  "53": "currency",
  "54": "amount",
  "55": "tip indicator",
  "56": "fixed tip",
  "57": "percent tip",
  "58": "country",
  "59": "merchant name",
  "60": "merchant city",
  "61": "postal code",
  "62": "additional data",
  "62/01": "bill number",
  "62/02": "mobile number",
  "62/03": "store",
  "62/04": "loyalty number",
  "62/05": "reference",
  "62/06": "customer",
  "62/07": "terminal",
  "62/08": "purpose",
  "62/09": "consumer data request",
  "63": "CRC",
  "64": "language template",
  "64/00": "language",
  "64/01": "merchant name",
  "64/02": "merchant city"
}

const nameOf = (tag: string): string | undefined => names[tag.replace(/^(?:2[6-9]|3\d|4[0-5])\//u, "account/")]

/**
 * A text that is no QRIS payment, or a description no QRIS can be made of.
 *
 * `reason` is one of a closed list; `tag` says where, as `"59"` or `"26/01"`; `problem` says what is wrong there. A
 * wrong CRC also has `expected` (computed from the text) and `found`. Reading the same text again fails again.
 *
 * @example
 * ```ts
 * import { QrisRefused } from "@openfinpay/finpay-core"
 *
 * new QrisRefused({ reason: "missingTag", tag: "59", problem: "is missing" }).message
 * // => "tag 59 (merchant name) is missing"
 * ```
 */
export class QrisRefused extends Schema.TaggedError<QrisRefused>()("QrisRefused", {
  reason: Schema.Literals([
    "tooLong",
    "noFormatIndicator",
    "noCrc",
    "wrongCrc",
    "badLength",
    "duplicateTag",
    "missingTag",
    "noAccount",
    "badValue",
    "notAPayment"
  ]),
  problem: Schema.String,
  tag: Schema.optionalKey(Schema.String),
  expected: Schema.optionalKey(Schema.String),
  found: Schema.optionalKey(Schema.String)
}) {
  override get message(): string {
    if (this.tag === undefined || this.tag === "") return `the QRIS text ${this.problem}`
    const name = nameOf(this.tag)
    return `tag ${this.tag}${name === undefined ? "" : ` (${name})`} ${this.problem}`
  }
}
