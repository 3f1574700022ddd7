/** What Finpay answered about an order, for people and for scripts. */
import { type checkStatus, isFinal, isPaid } from "@openfinpay/finpay-core"
import type { Answered, PaymentStatus, ResponseOf } from "@openfinpay/finpay-core"
import * as DateTime from "effect/DateTime"
import { say } from "../language.ts"
import { envelopeFields, envelopeJson } from "../output/envelope.ts"
import { type Shown, status } from "../output/terminal-status.ts"
import { type Field, fields, rupiah, wib } from "../output/text.ts"
import { meaningOf } from "./status-words.ts"

export type Checked = Answered<ResponseOf<typeof checkStatus>>

/** The status that was answered, if there is one. */
export const statusOf = ({ data }: Checked): PaymentStatus | undefined => data?.result?.payment?.status

/** Whether it is decided how the payment went: money moved, or it never will. `PAID` can still be given back. */
export const isDecided = (checked: Checked): boolean => {
  const answered = statusOf(checked)
  return answered !== undefined && (isPaid(answered) === true || isFinal(answered) === true)
}

/** What a script is told. */
export const checkedJson = (order: string, checked: Checked) => {
  const { data } = checked
  const payment = data?.result?.payment
  const answered = payment?.status
  return {
    orderId: data?.order?.id ?? order,
    status: answered ?? null,
    // null: don't know
    paid: answered === undefined ? null : isPaid(answered) ?? null,
    final: answered === undefined ? null : isFinal(answered) ?? null,
    amount: data?.order?.amount,
    paidAmount: payment?.amount,
    sourceOfFunds: data?.sourceOfFunds?.type ?? undefined,
    reference: payment?.reference ?? data?.order?.reference ?? undefined,
    at: payment?.datetime?.instant === undefined ? undefined : DateTime.formatIso(payment.datetime.instant),
    ...envelopeJson(checked)
  }
}

/** The status with its meaning. */
export const statusText = (checked: Checked): Shown => {
  const answered = statusOf(checked)
  return answered === undefined
    ? say("unknown: Finpay named no status", "tidak diketahui: Finpay tidak menyebut status")
    : status(answered, `: ${meaningOf(answered)}`)
}

/** Finpay answers that a part was given back, and not which part. */
const givenBack = (order: string, checked: Checked, isQuiet: boolean): ReadonlyArray<Field> => {
  if (statusOf(checked) !== "PARTIALLY_REFUNDED") return []
  const silent = say("a part; Finpay does not say how much", "sebagian; Finpay tidak menyebut berapa")
  const look = `finpay mutations list --order ${order}`
  const here = say(
    `. What was given back through this journal: ${look}`,
    `. Yang dikembalikan lewat jurnal ini: ${look}`
  )
  return [[say("Given back", "Dikembalikan"), isQuiet ? silent : `${silent}${here}`]]
}

/** A code that everything went well says nothing beside the status, and reads as if the payment had. */
const endOf = (checked: Checked): ReadonlyArray<Field> =>
  statusOf(checked) === undefined ? envelopeFields(checked) : [["Trace id", checked.traceId]]

/** All that a person is told; `isQuiet` without what could be looked at next. */
export const checkedText = (order: string, checked: Checked, isQuiet = false): string => {
  const { data } = checked
  const payment = data?.result?.payment
  return fields([
    [say("Order", "Pesanan"), data?.order?.id ?? order],
    ["Status", statusText(checked)],
    [say("Amount", "Jumlah"), rupiah(data?.order?.amount)],
    [say("Paid", "Dibayar"), rupiah(payment?.amount)],
    ...givenBack(data?.order?.id ?? order, checked, isQuiet),
    [say("Paid by", "Dibayar lewat"), data?.sourceOfFunds?.type],
    [say("At", "Waktu"), wib(payment?.datetime)],
    [say("Reference", "Referensi"), payment?.reference ?? data?.order?.reference],
    ...endOf(checked)
  ])
}
