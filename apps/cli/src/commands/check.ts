import { type checkStatus, isFinal, isPaid, paymentStatuses } from "@openfinpay/finpay-core"
import type { Answered, PaymentStatus, ResponseOf } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { callFinpay, finpayConfig } from "../finpay-client.ts"
import { orderArgument } from "../input/order-argument.ts"
import { answer } from "../output/answer.ts"
import { envelopeFields, envelopeJson } from "../output/envelope.ts"
import { fields, rupiah, wib } from "../output/text.ts"

type Checked = Answered<ResponseOf<typeof checkStatus>>

const isListed = (status: string): status is keyof typeof paymentStatuses => Object.hasOwn(paymentStatuses, status)

const meaningOf = (status: PaymentStatus | undefined): string | undefined => {
  if (status === undefined) return "unknown: Finpay named no status"
  return isListed(status) ? `${status}: ${paymentStatuses[status].meaning}` : `${status}: a status finpay does not know`
}

const json = (order: string, checked: Checked) => {
  const { data } = checked
  const payment = data?.result?.payment
  const status = payment?.status
  return {
    orderId: data?.order?.id ?? order,
    status: status ?? null,
    // null: don't know
    paid: status === undefined ? null : isPaid(status) ?? null,
    final: status === undefined ? null : isFinal(status) ?? null,
    amount: data?.order?.amount,
    paidAmount: payment?.amount,
    sourceOfFunds: data?.sourceOfFunds?.type ?? undefined,
    reference: payment?.reference ?? data?.order?.reference ?? undefined,
    at: payment?.datetime?.instant === undefined ? undefined : DateTime.formatIso(payment.datetime.instant),
    ...envelopeJson(checked)
  }
}

const text = (order: string, checked: Checked): string => {
  const { data } = checked
  const payment = data?.result?.payment
  return fields([
    ["Order", data?.order?.id ?? order],
    ["Status", meaningOf(payment?.status)],
    ["Amount", rupiah(data?.order?.amount)],
    ["Paid", rupiah(payment?.amount)],
    ["Paid by", data?.sourceOfFunds?.type],
    ["At", wib(payment?.datetime)],
    ["Reference", payment?.reference ?? data?.order?.reference],
    ...envelopeFields(checked)
  ])
}

/** `finpay check`: what Finpay knows of an order. Only reads. */
export const check = Command.make(
  "check",
  { order: orderArgument },
  Effect.fnUntraced(function*({ order }) {
    const config = yield* finpayConfig
    const checked = yield* callFinpay(config, ({ payments }) => payments.check({ orderId: order }))
    yield* answer({ json: json(order, checked), text: text(order, checked) })
  })
).pipe(
  Command.withDescription("Ask for the status of a payment"),
  Command.withExamples([{ command: "finpay check INV-1", description: "Has INV-1 been paid?" }])
)
