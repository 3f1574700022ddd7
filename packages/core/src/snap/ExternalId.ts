import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/**
 * An `X-EXTERNAL-ID` that we send: 1 to 32 digits, fresh for every attempt and unique on its day for the partner.
 *
 * Source: SNAP BI security page ("numeric string", 36 characters); at most 32, because `originalExternalId` in bodies
 * holds no more.
 *
 * @example
 * ```ts
 * import { ExternalId } from "@openfinpay/finpay-core"
 *
 * ExternalId.make("20240607100354000000000000000001") // => "20240607100354000000000000000001"
 * ```
 */
export const ExternalId = Schema.String.check(
  Schema.isPattern(/^[0-9]{1,32}$/u, { message: "an external id is 1 to 32 digits" })
).pipe(Schema.brand("ExternalId"))

/** An `X-EXTERNAL-ID` that we send: 1 to 32 digits. */
export type ExternalId = typeof ExternalId.Type

/**
 * An `X-EXTERNAL-ID` that came in: 1 to 36 letters, digits or dashes.
 *
 * Source: SNAP BI security page prints digits, later versions of the standard letters too; Midtrans sends a UUID.
 *
 * @example
 * ```ts
 * import { ReceivedExternalId } from "@openfinpay/finpay-core"
 * import { Schema } from "effect"
 *
 * Schema.is(ReceivedExternalId)("9f2b6a0e-52b5-4c5d-8f0e-0f3b2f0f7f11") // => true
 * ```
 */
export const ReceivedExternalId = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9-]{1,36}$/u, { message: "an external id is 1 to 36 letters, digits or dashes" })
).pipe(Schema.brand("ReceivedExternalId"))

/** An `X-EXTERNAL-ID` that came in: 1 to 36 letters, digits or dashes. */
export type ReceivedExternalId = typeof ReceivedExternalId.Type

const randomDigits = 15
const randomRange = 10n ** BigInt(randomDigits)

const drawDigits = (): string => {
  const [drawn = 0n] = crypto.getRandomValues(new BigUint64Array(1))
  return String(drawn % randomRange).padStart(randomDigits, "0")
}

/** Seventeen digits of clock time in Western Indonesian time: year to millisecond. */
const clockDigits = (epochMillis: number): string =>
  new Date(epochMillis + 7 * 3_600_000).toISOString().replace(/\D/gu, "")

/**
 * Makes external ids of `digits` digits, 15 to 32, for a provider that takes fewer than 32.
 *
 * The last 15 digits are random from a secure source; before them stands the clock time. A shorter id loses the digits
 * of the clock that change least, as ids need only be unique within a day. Dies with a `RangeError` when `digits` is
 * outside 15 to 32: fewer random digits would meet each other.
 *
 * @example
 * ```ts
 * import { makeExternalIdOf } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * Effect.runPromise(makeExternalIdOf(15)).then((id) => id.length) // => 15
 * ```
 */
export const makeExternalIdOf = (digits: number): Effect.Effect<ExternalId> =>
  Number.isInteger(digits) && digits >= randomDigits && digits <= 32
    ? Effect.map(
      Clock.currentTimeMillis,
      (now) => ExternalId.make(`${clockDigits(now)}${drawDigits()}`.slice(-digits))
    )
    : Effect.die(new RangeError(`an external id has 15 to 32 digits, not ${digits}`))

/**
 * Makes an external id of 32 digits: the clock time of Western Indonesia to the millisecond and 15 random digits.
 *
 * Run it once for every attempt, never once for a business operation: a repeated id is refused with 409xx00.
 *
 * @example
 * ```ts
 * import { makeExternalId } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * Effect.runPromise(makeExternalId).then((id) => id.length) // => 32
 * ```
 */
export const makeExternalId: Effect.Effect<ExternalId> = makeExternalIdOf(32)
