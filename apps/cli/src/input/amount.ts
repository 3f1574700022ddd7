import { parseRupiah, type Rupiah } from "@openfinpay/finpay-core"
import * as CliError from "effect/cli/CliError"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { say } from "../language.ts"

const problemWith = (text: string): string => {
  if (/^\d{1,3}(?:[.,]\d{3})+$/u.test(text)) {
    const digits = text.replace(/[.,]/gu, "")
    return say(
      `Expected digits only: write ${digits}. A dot or comma is a thousands separator to some and a decimal sign to others`,
      `Tulis angka saja: ${digits}. Titik atau koma bagi sebagian orang pemisah ribuan, bagi yang lain tanda desimal`
    )
  }
  return say(
    "Expected a whole amount in rupiah, digits only, such as 22000",
    "Tulis jumlah rupiah bulat dengan angka saja, misalnya 22000"
  )
}

const readAmount = (text: string): Effect.Effect<Rupiah, CliError.InvalidValue> => {
  const amount = /^\d+$/u.test(text) ? parseRupiah(text) : undefined
  if (typeof amount === "number" && amount > 0) return Effect.succeed(amount)
  const expected = amount === undefined
    ? problemWith(text)
    : typeof amount === "number"
    ? say("Expected at least 1 rupiah", "Harus paling sedikit 1 rupiah")
    : say("Expected at most 14 digits", "Harus paling banyak 14 angka")
  return Effect.fail(new CliError.InvalidValue({ option: "amount", value: text, expected, kind: "flag" }))
}

/** `--amount`: whole rupiah in digits. Required: money is never moved without saying how much. */
export const amount = (description: string): Flag.Flag<Rupiah> =>
  Flag.String("amount").pipe(
    Flag.withMetavar("RUPIAH"),
    Flag.withDescription(
      say(`${description}, in rupiah, digits only`, `${description}, dalam rupiah, angka saja`)
    ),
    Flag.mapEffect(readAmount)
  )
