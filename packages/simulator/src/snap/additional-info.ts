import type { Merchant } from "../merchants/Merchant.ts"
import type { Order } from "../orders/Order.ts"
import { wibIso } from "../time/wib.ts"

/** The simulator as an institution: numbers no bank has. 93600777 is Finpay's own, as its sample prints. */
const acquirerNns = "93600777"
const issuerNns = "93609999"

const luhnDigit = (digits: string): string => {
  const sum = digits.split("").toReversed().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return String((10 - sum % 10) % 10)
}

/** The merchant's account number in messages: 18 digits, and one that checks them. */
export const merchantPan = (merchant: Merchant): string => {
  const inQr = merchantPanInQr(merchant)
  return inQr + luhnDigit(inQr)
}

/** The merchant's account number in a QR: 18 digits that begin with the acquirer. */
export const merchantPanInQr = (merchant: Pick<Merchant, "nmid">): string =>
  `${acquirerNns}${merchant.nmid.slice(-10).padStart(10, "0")}`

const payerPan = (order: Order): string => {
  const digits = `${issuerNns}${order.rrn.slice(-10)}`
  return digits + luhnDigit(digits)
}

/**
 * The fourteen members Finpay's sample prints. Those that only a payment can know are missing until then.
 *
 * Source: Finpay docs, SNAP QRIS query payment and additionalInfo object.
 */
export const additionalInfo = (order: Order, merchant: Merchant) => {
  const known = {
    merchantName: merchant.name,
    nns_acquirer: acquirerNns,
    mpan: merchantPan(merchant),
    nmid: merchant.nmid,
    sof_id: "qrdinamis",
    acquirer: "Finpay",
    note: order.qris?.note ?? "",
    merchantId: order.qris?.merchantId ?? ""
  }
  if (order.paidAt === undefined) return known
  return {
    cust_name: "PEMBAYAR SIMULATOR",
    merchantName: known.merchantName,
    rrn: order.rrn,
    nns_issuer: issuerNns,
    nns_acquirer: known.nns_acquirer,
    mpan: known.mpan,
    cpan: payerPan(order),
    nmid: known.nmid,
    sof_id: known.sof_id,
    issuer: "SIMULATOR",
    acquirer: known.acquirer,
    note: known.note,
    merchantId: known.merchantId,
    paidTime: wibIso(order.paidAt)
  }
}
