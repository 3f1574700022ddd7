import * as Schema from "effect/Schema"
import { RequestedRupiahFromPg, RupiahFromPg } from "../../money/Rupiah.ts"
import type { Operation } from "../../operation/Operation.ts"
import { OrderId } from "../../order/OrderId.ts"
import { SourceOfFunds } from "../../order/SourceOfFunds.ts"
import { envelopeFields } from "../../response/Envelope.ts"
import { detail, textDetail as answeredText } from "../../schema/detail.ts"
import { limitedText } from "../../schema/limited-text.ts"
import { tolerantKeys } from "../../schema/tolerant-keys.ts"
import { FinpayTime } from "../../time/FinpayTime.ts"

const text = (maximum: number) => Schema.optionalKey(limitedText(1, maximum))
const anyText = Schema.optionalKey(Schema.String)
const json = Schema.Record(Schema.String, Schema.Json)

/**
 * One line of an order. Prices and amounts are strings, in rupiah; `unitPrice` times `quantity` should add up to the
 * order's amount.
 */
export const Item = Schema.Struct({
  name: anyText,
  quantity: anyText,
  category: anyText,
  description: anyText,
  unitPrice: anyText,
  brand: anyText,
  industryCategory: anyText,
  sku: anyText,
  unitDiscountAmount: anyText,
  unitOfMeasure: anyText,
  unitTaxAmount: anyText,
  subMerchantId: anyText
})

/** The order to be paid. Amounts are in rupiah, `timeout` is in minutes (Finpay's default: 1440). */
export const Order = Schema.Struct({
  id: OrderId,
  amount: RequestedRupiahFromPg,
  currency: Schema.optionalKey(Schema.Literal("IDR")),
  description: text(127),
  timeout: Schema.optionalKey(Schema.String.check(
    Schema.isPattern(/^[1-9]\d{0,7}$/u, { message: "a time-out is 1 to 8 digits, in minutes" })
  )),
  itemAmount: Schema.optionalKey(RupiahFromPg),
  localTaxRegistrationId: text(25),
  merchantCategoryCode: Schema.optionalKey(limitedText(4, 4)),
  surchargeAmount: text(14),
  item: Schema.optionalKey(
    Schema.Array(Item).check(Schema.isBetweenLength(1, 100, { message: "must be a list of 1 to 100 items" }))
  ),
  transactionFiltering: Schema.optionalKey(json)
})

const email = limitedText(1, 320).check(
  Schema.isPattern(/^[^@\s]+@[^@\s]+$/u, { message: "an e-mail address is in the form budi@example.co.id" })
)

/** Who pays. `mobilePhone` must be there, in the form `+628…`; a local number `08…` is refused by Finpay (seen live). */
export const Customer = Schema.Struct({
  id: text(320),
  email: Schema.optionalKey(email),
  firstName: text(50),
  lastName: text(50),
  mobilePhone: Schema.String.check(
    Schema.isPattern(/^\+[1-9]\d{5,14}$/u, { message: "a mobile phone number is in the form +6281234567890" })
  ),
  phone: text(15),
  taxRegistrationId: text(30),
  account: Schema.optionalKey(Schema.Struct({ id: anyText }))
})

const link = Schema.optionalKey(Schema.String.check(
  Schema.isPattern(/^https?:\/\/[^\s]+$/u, { message: "an address begins with http:// or https://" })
))

/** Where Finpay calls back (`callbackUrl`) and where the payer's browser goes. Only the callback proves anything. */
export const Url = Schema.Struct({
  callbackUrl: link,
  successUrl: link,
  failUrl: link,
  backUrl: link,
  threeDsResponseUrl: link
})

const isMissing = (value: string | undefined): boolean => value === undefined || value.trim() === ""

/** OVO sends its push message to this number, so Finpay insists on it; seen live, with the local form in the docs. */
const accountOfOvo = Schema.makeFilter(
  ({ accountId, type }: { readonly type: string; readonly accountId?: string }) =>
    type !== "ovo" || /^0\d{7,14}$/u.test(accountId ?? "") ? undefined : {
      path: ["accountId"],
      issue: isMissing(accountId) ? "is required for ovo" : "for ovo, a phone number is in the form 081234567890"
    }
)

/** How the payer shall pay. Left out, the payer chooses on Finpay's page. For `ovo`, `accountId` is a number `08…`. */
export const RequestedSourceOfFunds = Schema.Struct({
  type: SourceOfFunds.check(
    Schema.makeFilter((type: string) =>
      type.trim() === "" ? "must name a source of funds, such as \"vabca\"" : undefined
    )
  ),
  accountId: anyText,
  paymentCode: anyText
}).check(accountOfOvo)

interface ItemsFor {
  readonly order: { readonly item?: ReadonlyArray<{ readonly category?: string }> }
  readonly sourceOfFunds?: { readonly type: string }
}

/** Two wallets want to be told what is bought, and DANA of what category; seen live. */
const itemsOfWallets = Schema.makeFilter(({ order: { item }, sourceOfFunds }: ItemsFor) => {
  const type = sourceOfFunds?.type
  if (type !== "dana" && type !== "linkaja") return undefined
  if (item === undefined) return { path: ["order", "item"], issue: `is required for ${type}` }
  return item.flatMap(({ category }, index) =>
    type === "dana" && isMissing(category)
      ? [{ path: ["order", "item", index, "category"], issue: "is required for dana" }]
      : []
  )
})

const open = Schema.optionalKey(json)

const response = Schema.Struct({
  ...envelopeFields,
  paymentCode: answeredText,
  redirecturl: answeredText,
  expiryLink: detail(FinpayTime),
  appurl: answeredText,
  imageurl: answeredText,
  stringQr: answeredText,
  accountList: detail(Schema.Array(Schema.Unknown))
})

/**
 * Initiate: creates an order that can be paid.
 *
 * The answer holds what the chosen channel needs: `paymentCode` (virtual account, pay code), `redirecturl` (card,
 * hosted page), `stringQr` (QRIS), `appurl` (wallet). `expiryLink` is a time without zone, which is WIB.
 * Some channels insist on more: `ovo` on `sourceOfFunds.accountId`, `dana` and `linkaja` on `order.item`, `dana` on each
 * item's `category`.
 * Sources: Finpay docs, channel pages and object pages; the rules of single fields were seen live.
 *
 * @example
 * ```ts
 * import { initiate, prepare } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * const request = prepare(initiate, {
 *   customer: { id: "c-1", mobilePhone: "+6281234567890" },
 *   order: { id: "INV-1", amount: 22000 },
 *   url: { callbackUrl: "https://shop.example.co.id/finpay" },
 *   sourceOfFunds: { type: "vabca" }
 * })
 * Effect.runSync(request).path // => "/pg/payment/card/initiate"
 * ```
 */
export const initiate = {
  name: "initiate",
  summary: "Create an order that can be paid",
  kind: "mutation",
  family: "pg",
  method: "POST",
  path: "/pg/payment/card/initiate",
  request: Schema.Struct({
    customer: Customer,
    order: Order,
    url: Url,
    sourceOfFunds: Schema.optionalKey(RequestedSourceOfFunds),
    card: Schema.optionalKey(Schema.Struct({ storedOnFile: anyText })),
    recurring: open,
    billing: open,
    shipping: open,
    device: open,
    meta: Schema.optionalKey(Schema.Struct({ data: Schema.Json }))
  }).check(itemsOfWallets),
  response: tolerantKeys(response),
  referenceOf: ({ order }) => order.id,
  source: { document: "Finpay docs: core API, initiate", certainty: "documented" }
} as const satisfies Operation
