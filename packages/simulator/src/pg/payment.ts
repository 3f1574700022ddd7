import { bankCodeOf } from "../orders/channels.ts"
import { descriptions } from "../orders/descriptions.ts"
import type { Order } from "../orders/Order.ts"
import { wibNaive } from "../time/wib.ts"

const cardInfo = {
  brand: "MASTERCARD",
  issuing: "SIMULATOR BANK",
  type: "CREDIT",
  subType: "STANDARD",
  country: "INDONESIA"
}

/** What was taken from the payer and not voided; refunds are not taken off. Zero while nobody has paid. */
export const paidAmount = (order: Order): number => order.status === "CANCELLED" ? 0 : order.captured

/** Whether money was ever taken. */
export const wasPaid = (order: Order): boolean => order.paidAt !== undefined

/** The members `card`, once a card was used. The number is masked from the start: no other was ever entered. */
export const cardMember = (order: Order) =>
  order.channel === "cc" && wasPaid(order) ? { card: { mask: "512345xxxxxx0008", info: cardInfo } } : {}

/** The member `sourceOfFunds`, once it is known. */
export const sourceOfFundsMember = (order: Order) => {
  if (order.channel === "") return {}
  const channel = bankCodeOf(order.channel)
  const paymentCode = order.pg?.paymentCode
  return {
    sourceOfFunds: {
      type: order.channel,
      ...(channel === null ? {} : { channel }),
      ...(paymentCode === undefined ? {} : { paymentCode })
    }
  }
}

/** What says how and when it was paid; an unpaid order has none of it. */
export const paymentTrace = (order: Order) =>
  order.paidAt === undefined
    ? {}
    : {
      datetime: wibNaive(order.paidAt),
      reference: order.rrn.slice(-6),
      channel: bankCodeOf(order.channel)
    }

/** The two descriptions of the status. */
export const statusTexts = (order: Order) => descriptions[order.status]
