import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/**
 * A time as Finpay wrote it, and the instant it means.
 *
 * `raw` is the text as received. `instant` is missing when the text is no time we can read: the text is then still
 * kept, because a strange date must not hide that money moved.
 */
export interface FinpayTime {
  readonly raw: string
  readonly instant?: DateTime.Utc
}

// "2023-05-16 20:22:23" or "2024-06-07T10:03:54+07:00", with or without fraction and zone.
const form =
  /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?(?:[.,](\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/iu

const offsetMinutes = (zone: string | undefined): number | undefined => {
  // Finpay's naive times are Western Indonesian time: an order's time-out ends at the printed clock time there.
  if (zone === undefined) return 7 * 60
  if (zone.toUpperCase() === "Z") return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(":", "") || "0")
  if (hours > 14 || minutes > 59) return undefined
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes)
}

const instantOf = (text: string): DateTime.Utc | undefined => {
  const match = form.exec(text.trim())
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second = "0", fraction = "", zone] = match
  const civil = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)] as const
  const utc = Date.UTC(...civil)
  const check = new Date(utc)
  // Date.UTC rolls impossible dates over and reads the years 0 to 99 as 1900 to 1999; both must not become an instant.
  const exists = check.getUTCFullYear() === civil[0] && check.getUTCMonth() === civil[1] &&
    check.getUTCDate() === civil[2] && check.getUTCHours() === civil[3] && check.getUTCMinutes() === civil[4] &&
    check.getUTCSeconds() === civil[5]
  const offset = offsetMinutes(zone)
  if (!exists || offset === undefined) return undefined
  const millis = Number(`${fraction}000`.slice(0, 3))
  return DateTime.makeUnsafe(utc + millis - offset * 60_000)
}

/**
 * Reads a time of Finpay: ISO 8601 with a zone, or `YYYY-MM-DD hh:mm:ss` without one, which is WIB (+07:00).
 * Source: Finpay's answers; that a time without a zone is WIB follows from time-outs seen live and is not documented.
 *
 * @example
 * ```ts
 * import { parseFinpayTime } from "@openfinpay/finpay-core"
 *
 * parseFinpayTime("2023-05-16 20:22:23").raw // => "2023-05-16 20:22:23"
 * parseFinpayTime("2023-05-16 20:22:23").instant?.epochMilliseconds // => 1684243343000
 * parseFinpayTime("2023-02-30 20:22:23") // => { raw: "2023-02-30 20:22:23" }
 * ```
 */
export const parseFinpayTime = (raw: string): FinpayTime => {
  const instant = instantOf(raw)
  return instant === undefined ? { raw } : { raw, instant }
}

const isFinpayTime = (value: unknown): value is FinpayTime =>
  typeof value === "object" && value !== null && "raw" in value && typeof value.raw === "string" &&
  (!("instant" in value) || DateTime.isDateTime(value.instant))

/**
 * Codec of {@link FinpayTime}: from and to the text as Finpay writes it.
 *
 * @example
 * ```ts
 * import { FinpayTime } from "@openfinpay/finpay-core"
 * import { Schema } from "effect"
 *
 * const time = Schema.decodeSync(FinpayTime)("2024-06-07T10:03:54+07:00")
 * Schema.encodeSync(FinpayTime)(time) // => "2024-06-07T10:03:54+07:00"
 * ```
 */
export const FinpayTime = Schema.String.pipe(
  Schema.decodeTo(Schema.declare(isFinpayTime), {
    decode: SchemaGetter.transform(parseFinpayTime),
    encode: SchemaGetter.transform((time) => time.raw)
  })
)
