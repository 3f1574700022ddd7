import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"

const wholeNumber = "an amount is a whole number of rupiah, at most 14 digits"

/**
 * An amount of money in whole Indonesian rupiah.
 *
 * A branded, non-negative integer of at most 14 digits (Finpay's own limit on `order.amount`). Rupiah have no cents in
 * practice, so there is no fraction to lose: `22000` is Rp 22.000.
 *
 * @example
 * ```ts
 * import { Rupiah } from "@openfinpay/finpay-core"
 *
 * Rupiah.make(22000) // => 22000
 * ```
 */
export const Rupiah = Schema.Number.annotate({ message: wholeNumber }).check(
  Schema.isInt({ message: wholeNumber }),
  Schema.isGreaterThanOrEqualTo(0, { message: "an amount cannot be negative" }),
  Schema.isLessThanOrEqualTo(99_999_999_999_999, { message: "an amount has at most 14 digits" })
).pipe(Schema.brand("Rupiah"))

/** An amount of money in whole Indonesian rupiah. */
export type Rupiah = typeof Rupiah.Type

const decimal = /^(-?)(\d+)(?:\.(\d+))?$/u

const shown = (input: string | number): string => {
  const text = typeof input === "number" ? String(input) : JSON.stringify(input)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

/**
 * Reads an amount in any of the spellings Finpay uses: `22000`, `"22000"`, `"22000.00"`, `22000.0`.
 *
 * Returns the amount, or a sentence that says why it is none: a fraction of a rupiah, a sign, a separator. A dot before
 * three digits is refused and never guessed at: `"22.000"` is 22 to a program and 22000 to a person in Indonesia.
 *
 * @example
 * ```ts
 * import { parseRupiah } from "@openfinpay/finpay-core"
 *
 * parseRupiah("22000.00") // => 22000
 * parseRupiah("0.50") // => { problem: '"0.50" has a fraction of a rupiah' }
 * ```
 */
export const parseRupiah = (input: string | number): Rupiah | { readonly problem: string } => {
  const text = typeof input === "number" ? String(input) : input.trim()
  const match = decimal.exec(text)
  if (match === null) return { problem: `${shown(input)} is not an amount in rupiah, such as "22000"` }
  const [, sign, whole = "", fraction = "00"] = match
  if (typeof input === "string" && fraction.length > 2) {
    return { problem: `${shown(input)} has a dot before ${fraction.length} digits: write it like "22000"` }
  }
  if (!/^0+$/u.test(fraction)) return { problem: `${shown(input)} has a fraction of a rupiah` }
  if (sign === "-" && Number(whole) !== 0) return { problem: `${shown(input)} is negative` }
  const amount = Rupiah.makeOption(Number(whole))
  return Option.isSome(amount) ? amount.value : { problem: `${shown(input)} has more than 14 digits` }
}

const orIssue = (input: string | number): Effect.Effect<Rupiah, SchemaIssue.Issue> => {
  const parsed = parseRupiah(input)
  return typeof parsed === "number"
    ? Effect.succeed(parsed)
    : Effect.fail(new SchemaIssue.InvalidValue({ message: parsed.problem }))
}

/**
 * Rupiah as the payment-gateway calls write them: encodes to `"22000"`, decodes strings, integers and decimals.
 *
 * Source: Finpay OpenAPI "After Payment" prints a string, its samples and the answers seen live print integers.
 *
 * @example
 * ```ts
 * import { Rupiah, RupiahFromPg } from "@openfinpay/finpay-core"
 * import { Schema } from "effect"
 *
 * Schema.decodeSync(RupiahFromPg)("22000") // => 22000
 * Schema.encodeSync(RupiahFromPg)(Rupiah.make(22000)) // => "22000"
 * ```
 */
export const RupiahFromPg = Schema.Union([Schema.String, Schema.Finite]).pipe(
  Schema.decodeTo(Schema.toType(Rupiah), {
    decode: SchemaGetter.transformEffect(orIssue),
    encode: SchemaGetter.transform((amount): string | number => String(amount))
  })
)

const atLeastOne = Schema.isGreaterThan(0, { message: "an amount in a request is at least 1 rupiah" })

/**
 * {@link RupiahFromPg} for a request: at least 1. Refunding, voiding or charging nothing is always a mistake.
 */
export const RequestedRupiahFromPg = RupiahFromPg.check(atLeastOne)

/**
 * Rupiah as an answer of the payment gateway writes them in a number field: encodes to `22000`, decodes as
 * {@link RupiahFromPg} does.
 */
export const RupiahFromPgNumber = Schema.Union([Schema.String, Schema.Finite]).pipe(
  Schema.decodeTo(Schema.toType(Rupiah), {
    decode: SchemaGetter.transformEffect(orIssue),
    encode: SchemaGetter.transform((amount): string | number => amount)
  })
)

/** Whether an answer's currency is the rupiah, in any case and with blanks around it. */
export const isRupiahCurrency = (currency: string): boolean => currency.trim().toUpperCase() === "IDR"

/**
 * Rupiah as SNAP writes them: `{ "value": "10000.00", "currency": "IDR" }`.
 *
 * Decodes `"10000"`, `"10000.00"` and a bare number as `value`; another currency than IDR is refused by name.
 * Source: SNAP BI, amount object (String 16,2 with two decimals for IDR).
 *
 * @example
 * ```ts
 * import { RupiahFromSnap } from "@openfinpay/finpay-core"
 * import { Schema } from "effect"
 *
 * Schema.decodeSync(RupiahFromSnap)({ value: "10000.00", currency: "IDR" }) // => 10000
 * ```
 */
export const RupiahFromSnap = Schema.Struct({
  value: Schema.Union([Schema.String, Schema.Finite]),
  currency: Schema.String.check(
    Schema.makeFilter((currency: string) => isRupiahCurrency(currency) ? undefined : `${shown(currency)} is not IDR`)
  )
}).pipe(
  Schema.decodeTo(Schema.toType(Rupiah), {
    decode: SchemaGetter.transformEffect((amount) => orIssue(amount.value)),
    encode: SchemaGetter.transform((amount) => ({ value: `${amount}.00`, currency: "IDR" }))
  })
)

/** {@link RupiahFromSnap} for a request: at least 1. */
export const RequestedRupiahFromSnap = RupiahFromSnap.check(atLeastOne)

/**
 * An amount as people in Indonesia write it.
 *
 * @example
 * ```ts
 * import { formatRupiah, Rupiah } from "@openfinpay/finpay-core"
 *
 * formatRupiah(Rupiah.make(22000)) // => "Rp 22.000"
 * ```
 */
export const formatRupiah = (amount: Rupiah): string => `Rp ${String(amount).replace(/\B(?=(?:\d{3})+$)/gu, ".")}`
