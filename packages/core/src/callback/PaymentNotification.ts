import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import { isRupiahCurrency, parseRupiah, RupiahFromPg } from "../money/Rupiah.ts"
import type { Rupiah } from "../money/Rupiah.ts"
import { PaymentStatus } from "../order/PaymentStatus.ts"
import { SourceOfFunds } from "../order/SourceOfFunds.ts"
import { TextOrNumber } from "../schema/detail.ts"
import { emptyArrayAsObject } from "../schema/php-object.ts"
import { FinpayTime } from "../time/FinpayTime.ts"

const text = Schema.optionalKey(Schema.NullOr(TextOrNumber))

/** An object that may be missing, `null`, or empty, which PHP writes as `[]`. */
const optionalObject = <Fields extends Schema.Struct.Fields>(fields: Fields) =>
  Schema.optionalKey(emptyArrayAsObject(Schema.Struct(fields)))

/**
 * The amount of a payment result, which Finpay types as a float.
 *
 * `raw` is the number as received. `rupiah` is missing where that is no whole, non-negative amount: it is then still
 * kept, because a strange number must not hide the news. For what was ordered use `order.amount`.
 */
export interface NotifiedAmount {
  readonly raw: string | number
  readonly rupiah?: Rupiah
}

const readAmount = (raw: string | number): NotifiedAmount => {
  const rupiah = parseRupiah(raw)
  return typeof rupiah === "number" ? { raw, rupiah } : { raw }
}

const isNotifiedAmount = (value: unknown): value is NotifiedAmount =>
  typeof value === "object" && value !== null && "raw" in value &&
  (typeof value.raw === "string" || typeof value.raw === "number")

/** Codec of {@link NotifiedAmount}: from and to the string or number Finpay wrote. */
export const NotifiedAmount = Schema.Union([Schema.String, Schema.Finite]).pipe(
  Schema.decodeTo(Schema.declare(isNotifiedAmount), {
    decode: SchemaGetter.transform(readAmount),
    encode: SchemaGetter.transform((amount) => amount.raw)
  })
)

const rupiahCurrency = Schema.String.check(
  Schema.makeFilter((currency: string) => isRupiahCurrency(currency) ? undefined : "is not IDR")
)

const payment = Schema.Struct({
  status: PaymentStatus,
  amount: Schema.optionalKey(Schema.NullOr(NotifiedAmount)),
  statusDesc: text,
  userDesc: text,
  datetime: Schema.optionalKey(Schema.NullOr(FinpayTime)),
  reference: text,
  channel: text
})

/**
 * What Finpay tells about a payment order, as it posts it to the order's `callbackUrl`.
 *
 * Amounts in whole rupiah; `datetime` without a zone is WIB (+07:00). Only `order.id`, `order.amount` and, where there
 * is a result, its `status` are insisted on; `null` and `[]` are taken where Finpay's PHP writes them. Members not listed
 * here are in the `payload` of the verified callback. It is news, not proof: ask for the payment's status before you act
 * on it, as Finpay itself advises.
 *
 * Sources: Finpay docs, notification callback (customer, order, card, meta, result, signature); `merchant`,
 * `transaction`, `sourceOfFunds` and the further members of `result.payment` from public integrations.
 *
 * @example
 * ```ts
 * import { PaymentNotification } from "@openfinpay/finpay-core"
 * import { Schema } from "effect"
 *
 * const notification = Schema.decodeUnknownSync(PaymentNotification)({
 *   order: { id: "INV-1", amount: 22000, currency: "IDR" },
 *   result: { payment: { status: "PAID", amount: 22000 } },
 *   meta: []
 * })
 * notification.order.amount // => 22000
 * ```
 */
export const PaymentNotification = Schema.Struct({
  order: Schema.Struct({
    id: TextOrNumber.check(Schema.isNonEmpty()),
    amount: RupiahFromPg,
    currency: Schema.optionalKey(Schema.NullOr(rupiahCurrency)),
    /** Finpay's own number of the order. */
    reference: text
  }),
  result: optionalObject({ payment }),
  customer: optionalObject({ id: text }),
  /** Masked by Finpay. */
  card: optionalObject({
    mask: text,
    info: optionalObject({ brand: text, issuing: text, type: text, subType: text, country: text })
  }),
  /** What the merchant passed along when the order was made. */
  meta: optionalObject({ data: Schema.optionalKey(Schema.Unknown) }),
  sourceOfFunds: optionalObject({
    type: Schema.optionalKey(Schema.NullOr(SourceOfFunds)),
    channel: text,
    paymentCode: text
  }),
  merchant: optionalObject({ id: text }),
  transaction: optionalObject({ acquirerId: text })
})

/** What Finpay tells about a payment order. */
export type PaymentNotification = typeof PaymentNotification.Type
