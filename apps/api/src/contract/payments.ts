import { initiate, Item, Order, OrderId, Rupiah } from "@openfinpay/finpay-core"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { Amount, RequestedAmount } from "./amount.ts"
import { answerFields, changedFields, doneFields, FinpayTimeJson, optionalText, perhaps } from "./answer.ts"
import { creation, mutation, query } from "./document.ts"
import { creationHeaders, mutationHeaders } from "./idempotency-key.ts"
import { ageFields, from, paymentListQuery, PaymentPage } from "./known-payment.ts"
import { merchantHeader } from "./merchant-header.ts"
import { creationProblems, mutationProblems, readProblems } from "./problem-lists.ts"
import { InvalidRequestProblem, JournalUnavailableProblem } from "./problems.ts"

const optionalAmount = Schema.optionalKey(Amount)
const count = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 1, maximum }))

/** One line of an order. Finpay takes its numbers as text; here they are numbers. */
export const NewItem = Schema.Struct({
  ...Item.fields,
  quantity: Schema.optionalKey(count(99_999_999)),
  unitPrice: optionalAmount,
  unitDiscountAmount: optionalAmount,
  unitTaxAmount: optionalAmount
}).annotate({ identifier: "NewItem" })

/** The order to be paid. */
export const NewOrder = Schema.Struct({
  ...Order.fields,
  amount: RequestedAmount,
  itemAmount: optionalAmount,
  surchargeAmount: optionalAmount,
  timeout: Schema.optionalKey(
    count(99_999_999).annotate({ description: "Minutes until the order expires; Finpay's default is 1440." })
  ),
  item: Schema.optionalKey(Schema.Array(NewItem).check(Schema.isBetweenLength(1, 100)))
}).annotate({ identifier: "NewOrder" })

/** A payment to be created: Finpay's own members, with amounts as integers. */
export const NewPayment = Schema.Struct({ ...initiate.request.fields, order: NewOrder }).annotate({
  identifier: "NewPayment",
  examples: [{
    order: { id: OrderId.make("INV-2026-0001"), amount: Rupiah.make(22_000), description: "Two coffees" },
    customer: { firstName: "Budi", lastName: "-", mobilePhone: "+6281234567890" },
    url: { callbackUrl: "https://shop.example.co.id/finpay/v1/callbacks/finpay" },
    sourceOfFunds: { type: "vabca" }
  }]
})

/** A payment to be created: Finpay's own members, with amounts as integers. */
export type NewPayment = typeof NewPayment.Type

/** The order exists and can be paid. Which members are there depends on how the payer shall pay. */
export const CreatedPayment = Schema.Struct({
  ...doneFields,
  orderId: OrderId,
  amount: Amount,
  paymentCode: optionalText("The virtual account or pay code."),
  redirecturl: optionalText("Where to send the payer: card page or hosted page."),
  appurl: optionalText("A link into the payer's wallet."),
  imageurl: optionalText("A picture of the QR."),
  stringQr: optionalText("The text to draw as a QR."),
  expiryLink: Schema.optionalKey(FinpayTimeJson)
}).annotate({ identifier: "CreatedPayment" })

/** The order exists and can be paid. */
export type CreatedPayment = typeof CreatedPayment.Type

/** How much to take back. */
export const AmountOnly = Schema.Struct({ amount: RequestedAmount }).annotate({
  identifier: "AmountOnly"
})

/** The order was refunded, voided or cancelled. */
export const ChangedPayment = Schema.Struct({
  ...changedFields,
  orderId: OrderId,
  amount: Schema.optionalKey(Amount.annotate({ description: "How much was taken back; not there for a cancel." }))
}).annotate({ identifier: "ChangedPayment" })

/** The order was refunded, voided or cancelled. */
export type ChangedPayment = typeof ChangedPayment.Type

/** What Finpay knows of an order and its payment. */
export const Payment = Schema.Struct({
  ...answerFields,
  orderId: OrderId,
  status: optionalText(
    "Finpay's word, such as REQUEST_INITIATED, PAID, CAPTURED, PARTIALLY_REFUNDED, REFUNDED, CANCELLED, " +
      "EXPIRED. An unknown word is given as it came."
  ),
  isPaid: perhaps("Did the payer's money arrive, even if it went back later?"),
  isFinal: perhaps("Can nothing follow this status any more?"),
  orderAmount: Schema.optionalKey(Amount.annotate({ description: "What was ordered." })),
  paidAmount: Schema.optionalKey(Amount.annotate({ description: "What was paid; 0 until then." })),
  ...ageFields
}).annotate({ identifier: "Payment" })

/** What Finpay knows of an order and its payment. */
export type Payment = typeof Payment.Type

const ofOrder = { params: { orderId: OrderId }, headers: mutationHeaders, error: mutationProblems } as const

/** Payments: create one, read it, give it back, take it back, withdraw it. */
export class PaymentsGroup extends HttpApiGroup.make("payments").add(
  HttpApiEndpoint.post("create", "/payments", {
    headers: creationHeaders,
    payload: NewPayment,
    success: CreatedPayment.pipe(HttpApiSchema.status(201)),
    error: creationProblems
  }).annotateMerge(creation("Create a payment", "Creates an order that can be paid (Finpay: initiate).")),
  HttpApiEndpoint.get("list", "/payments", {
    headers: merchantHeader,
    query: paymentListQuery,
    success: PaymentPage,
    error: [InvalidRequestProblem, JournalUnavailableProblem]
  }).annotateMerge(query(
    "List payments seen",
    "Orders and QRIS payments that this service created, read or was told of, newest first, as Finpay answered last."
  )),
  HttpApiEndpoint.get("get", "/payments/:orderId", {
    params: { orderId: OrderId },
    query: { from },
    headers: merchantHeader,
    success: Payment,
    error: readProblems
  }).annotateMerge(query(
    "Read a payment",
    "Asks Finpay at this moment what it knows of the order and its payment; with `?from=known` gives what was seen last."
  )),
  HttpApiEndpoint.post("refund", "/payments/:orderId/refunds", {
    ...ofOrder,
    payload: AmountOnly,
    success: ChangedPayment
  }).annotateMerge(mutation("Refund a payment", "Gives back all or part of a paid order. Moves money.")),
  HttpApiEndpoint.post("void", "/payments/:orderId/void", {
    ...ofOrder,
    payload: AmountOnly,
    success: ChangedPayment
  }).annotateMerge(mutation("Void a payment", "Takes a payment back before it is settled. Moves money.")),
  HttpApiEndpoint.post("cancel", "/payments/:orderId/cancel", {
    ...ofOrder,
    success: ChangedPayment
  }).annotateMerge(
    mutation("Cancel an unpaid payment", "Withdraws an order nobody has paid. It has no body.")
  )
).annotateMerge(annotations({ title: "Payments", description: "Orders through every channel of Finpay." })) {}
