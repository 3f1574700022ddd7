import * as Result from "effect/Result"
import { qrisCrc } from "./crc.ts"
import { payloadOf, type QrisPayload } from "./Payload.ts"
import { QrisRefused } from "./QrisRefused.ts"
import { brokenRule } from "./rules.ts"
import { readTags } from "./tags.ts"

const most = 512

const refuse = (reason: QrisRefused["reason"], problem: string) => Result.fail(new QrisRefused({ reason, problem }))

// The CRC comes before the structure: when a character was read wrongly, that is what there is to say.
const checkEnds = (text: string): Result.Result<void, QrisRefused> => {
  // At most two code units make one character, so a text of twice the length need not be counted.
  if (text.length > 2 * most || Array.from(text).length > most) {
    return refuse("tooLong", `is longer than ${most} characters`)
  }
  if (!text.startsWith("00")) return refuse("noFormatIndicator", "does not begin with tag 00: it is no QRIS")
  const found = /6304([0-9A-Fa-f]{4})$/u.exec(text)?.[1]
  if (found === undefined) return refuse("noCrc", "does not end in tag 63 with a CRC of four hex digits")
  const expected = qrisCrc(text.slice(0, -4))
  return found === expected ? Result.succeed(undefined) : Result.fail(
    new QrisRefused({
      reason: "wrongCrc",
      tag: "63",
      problem: `must be ${expected} for this text, but is ${found}: a character was read wrongly or changed`,
      expected,
      found
    })
  )
}

/**
 * Reads the text of a QRIS code: a payment to a merchant in Indonesia.
 *
 * Strict about structure, CRC and the form of each value, and about what must be there; tags it does not know are kept.
 * Refuses, with a {@link QrisRefused} that names the tag, everything that is not a payment: wrong CRC, other countries
 * or currencies, transfers between people, cash deposits and withdrawals. Takes the bare text: strip the line end of a
 * file first.
 *
 * Source: EMVCo merchant-presented QR, and the QRIS specification as a QRIS issuer's published validators cite it.
 *
 * @example
 * ```ts
 * import { parseQris } from "@openfinpay/finpay-core"
 * import { Result } from "effect"
 *
 * const payload = Result.getOrThrow(parseQris(
 *   "00020101021126680017ID.CO.EXAMPLE.WWW01189360999900000000010214SIMULATOR000010303UME51440014ID.CO.QRIS.WWW" +
 *     "0215ID10203000000010303UME5204581253033605802ID5913WARUNG CONTOH6013JAKARTA PUSAT61051011062070703A0163049B19"
 * ))
 * payload.merchantName // => "WARUNG CONTOH"
 * ```
 */
export const parseQris = (text: string): Result.Result<QrisPayload, QrisRefused> => {
  const ends = checkEnds(text)
  if (Result.isFailure(ends)) return Result.fail(ends.failure)
  const read = readTags(text)
  if (Result.isFailure(read)) return Result.fail(read.failure)
  const tags = read.success
  // The last eight characters can be part of a longer value.
  if (tags.at(-1)?.id !== "63") return refuse("noCrc", "does not end in tag 63 with a CRC of four hex digits")
  const refused = brokenRule(tags)
  return refused === undefined ? Result.succeed(payloadOf(text, tags)) : Result.fail(refused)
}
