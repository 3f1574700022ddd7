import { Schema } from "effect"
import type { QrisMerchant, QrisSale } from "../../src/qris/generate.ts"

/** The fictional merchant of the known answers; no wallet pays its unassigned acquirer number. */
export const warung: QrisMerchant = {
  acquirer: "ID.CO.EXAMPLE.WWW",
  pan: "936099990000000001",
  merchantId: "SIMULATOR00001",
  criteria: "UME",
  nmid: "ID1020300000001",
  mcc: "5812",
  name: "WARUNG CONTOH",
  city: "JAKARTA PUSAT",
  postalCode: "10110",
  terminal: "A01"
}

const ascii = (most: number) => Schema.String.check(Schema.isPattern(new RegExp(`^[ -{}~]{1,${most}}$`, "u")))
const digits = (least: number, most: number) =>
  Schema.String.check(Schema.isPattern(new RegExp(`^[0-9]{${least},${most}}$`, "u")))

/** Any merchant a QRIS can name. */
export const AnyMerchant: Schema.Codec<QrisMerchant> = Schema.Struct({
  acquirer: ascii(32),
  pan: digits(1, 19),
  merchantId: ascii(15),
  criteria: Schema.Literals(["UMI", "UKE", "UME", "UBE", "URE", "PSO", "BLU"]),
  nmid: ascii(15),
  mcc: digits(4, 4),
  name: ascii(25),
  city: ascii(15),
  postalCode: ascii(10),
  terminal: Schema.optionalKey(ascii(25))
})

/** Any sale a QRIS can be for; a bill number and a reference of 25 characters each leave room for the terminal. */
export const AnySale: Schema.Codec<QrisSale> = Schema.Struct({
  amount: Schema.String.check(Schema.isPattern(/^[1-9][0-9]{0,9}(?:\.[0-9]{2})?$/u)),
  billNumber: Schema.optionalKey(ascii(25)),
  reference: Schema.optionalKey(ascii(25)),
  tip: Schema.optionalKey(Schema.Union([
    Schema.Struct({ kind: Schema.Literal("ask") }),
    Schema.Struct({
      kind: Schema.Literal("fixed"),
      amount: Schema.String.check(Schema.isPattern(/^[1-9][0-9]{0,12}$/u))
    }),
    Schema.Struct({
      kind: Schema.Literal("percent"),
      percent: Schema.String.check(Schema.isPattern(/^[1-9][0-9]?(?:\.[0-9]{1,2})?$/u))
    })
  ]))
})
