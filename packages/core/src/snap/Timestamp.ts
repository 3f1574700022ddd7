import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { parseFinpayTime } from "../time/FinpayTime.ts"

/**
 * The value of an `X-TIMESTAMP` header: the text as sent, which is what is signed, and the instant it means.
 */
export interface SnapTimestamp {
  readonly raw: string
  readonly instant: DateTime.Utc
}

/**
 * A text that is no `X-TIMESTAMP`. `missing` is an empty text (SNAP code 400xx02), `malformed` another form or a day or
 * time that does not exist (400xx01).
 *
 * @example
 * ```ts
 * import { SnapTimestampError } from "@openfinpay/finpay-core"
 *
 * new SnapTimestampError({ reason: "missing" }).message // => "the timestamp is missing"
 * ```
 */
export class SnapTimestampError extends Schema.TaggedError<SnapTimestampError>()("SnapTimestampError", {
  reason: Schema.Literals(["missing", "malformed"])
}) {
  override get message(): string {
    return this.reason === "missing"
      ? "the timestamp is missing"
      : "the timestamp is not of the form 2024-06-07T10:03:54+07:00"
  }
}

// No clock that signs stands before 1970.
const form = /^(?:19[7-9]\d|[2-9]\d{3})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/u

/**
 * Reads an `X-TIMESTAMP`: seconds, up to nine digits of fraction, and a zone of `Z` or `±hh:mm`; nothing else.
 *
 * The raw text is kept, because the signature is over the text and not over the instant. Fails with
 * {@link SnapTimestampError}.
 *
 * Source: SNAP BI security page (`yyyy-MM-ddTHH:mm:ssTZD`); fractions and `Z` are sent by Midtrans and others.
 *
 * @example
 * ```ts
 * import { parseSnapTimestamp } from "@openfinpay/finpay-core"
 * import { Result } from "effect"
 *
 * Result.isSuccess(parseSnapTimestamp("2024-06-07T10:03:54+07:00")) // => true
 * Result.isSuccess(parseSnapTimestamp("2024-06-07 10:03:54")) // => false
 * ```
 */
export const parseSnapTimestamp = (raw: string): Result.Result<SnapTimestamp, SnapTimestampError> => {
  if (raw === "") return Result.fail(new SnapTimestampError({ reason: "missing" }))
  // The form is stricter than Finpay's own times, what stands in it means the same.
  const instant = form.test(raw) ? parseFinpayTime(raw).instant : undefined
  return instant === undefined
    ? Result.fail(new SnapTimestampError({ reason: "malformed" }))
    : Result.succeed({ raw, instant })
}

const wibMillis = 7 * 3_600_000

/**
 * Writes an instant as SNAP timestamps are sent: whole seconds in Western Indonesian time. Part of a second is cut off.
 *
 * Source: SNAP BI security page; 25 characters at every provider.
 *
 * @example
 * ```ts
 * import { formatSnapTimestamp } from "@openfinpay/finpay-core"
 * import { DateTime } from "effect"
 *
 * formatSnapTimestamp(DateTime.makeUnsafe("2024-06-07T03:03:54.999Z")) // => "2024-06-07T10:03:54+07:00"
 * ```
 */
export const formatSnapTimestamp = (instant: DateTime.DateTime): string =>
  `${new Date(instant.epochMilliseconds + wibMillis).toISOString().slice(0, 19)}+07:00`

/**
 * Whether a timestamp is near enough to now, before or after it: by default within five minutes, both ends included.
 *
 * Source: the standard names no window; five minutes is what servers in the field use.
 *
 * @example
 * ```ts
 * import { isSnapTimestampFresh } from "@openfinpay/finpay-core"
 * import { DateTime } from "effect"
 *
 * const now = DateTime.makeUnsafe("2024-06-07T03:03:54Z")
 * isSnapTimestampFresh(DateTime.makeUnsafe("2024-06-07T03:08:54Z"), now) // => true
 * isSnapTimestampFresh(DateTime.makeUnsafe("2024-06-07T03:08:55Z"), now) // => false
 * ```
 */
export const isSnapTimestampFresh = (
  instant: DateTime.DateTime,
  now: DateTime.DateTime,
  window: Duration.Input = "5 minutes"
): boolean => Math.abs(instant.epochMilliseconds - now.epochMilliseconds) <= Duration.toMillis(window)
