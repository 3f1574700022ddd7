import type { Rupiah } from "@openfinpay/finpay-core"
import { formatRupiah, sourcesOfFunds } from "@openfinpay/finpay-core"
import type { SimulatedAnswer } from "../answer/SimulatedAnswer.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import { hasChannel } from "../merchants/Merchant.ts"
import { channelName } from "../orders/channels.ts"
import type { Order } from "../orders/Order.ts"
import { refunded } from "../orders/Order.ts"
import type { World } from "../state/World.ts"
import { expires, merchantOf } from "../state/World.ts"
import { wibNaive } from "../time/wib.ts"
import { escapeHtml } from "./escape.ts"
import { pageAnswer } from "./layout.ts"
import { payPath } from "./links.ts"
import { qrFigure } from "./qr.ts"
import { statusBadge } from "./words.ts"

/** An amount as people in Indonesia write it. */
export const rupiahText = (amount: number): string => formatRupiah(amount as Rupiah)

const row = (name: string, value: string): string => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`

const facts = (order: Order): string => {
  const rows = [
    row("Order", order.id),
    ...(order.channel === "" ? [] : [row("Pay with", channelName(order.channel))]),
    ...(order.pg?.description === undefined ? [] : [row("For", order.pg.description)]),
    ...(order.paidAt === undefined ? [row("Pay until", `${wibNaive(order.expiresAt)} WIB`)] : []),
    ...(order.paidAt === undefined ? [] : [row("Paid", `${wibNaive(order.paidAt)} WIB`)]),
    ...(refunded(order) === 0 ? [] : [row("Refunded", rupiahText(refunded(order)))])
  ]
  return `<dl>${rows.join("")}</dl>`
}

const channelChoice = (merchant: Merchant | undefined): string => {
  const options = Object.keys(sourcesOfFunds)
    .filter((channel) => merchant === undefined || hasChannel(merchant, channel))
    .map((channel) => `<option value="${escapeHtml(channel)}">${escapeHtml(channelName(channel))}</option>`)
  return `<label for="channel">Pay with</label><select id="channel" name="channel">${options.join("")}</select>`
}

const forms = (world: World, order: Order): string => {
  const choice = order.channel === "" ? channelChoice(merchantOf(world, order.merchantId)) : ""
  const action = (name: string) => escapeHtml(payPath(world, order, `/${name}`))
  return `<form method="post" action="${action("pay")}">${choice}<button class="pay">Pay ${rupiahText(order.amount)}` +
    `</button></form>
<form method="post" action="${action("decline")}"><button class="decline">Decline</button></form>`
}

/** Where the payer goes on to: the shop's page for what became of the payment. */
export const nextUrl = (order: Order): string | undefined =>
  order.paidAt === undefined ? order.pg?.failUrl ?? order.pg?.backUrl : order.pg?.successUrl ?? order.pg?.backUrl

const backLink = (order: Order): string => {
  const url = expires(order) ? order.pg?.backUrl : nextUrl(order)
  return url === undefined ? "" : `<a class="link" href="${escapeHtml(url)}">Back to the shop</a>`
}

const means = (order: Order): string => {
  if (!expires(order)) return ""
  if (order.qrContent !== undefined) return qrFigure(order.qrContent, `QRIS code for ${rupiahText(order.amount)}`)
  const code = order.pg?.paymentCode
  return code === undefined ? "" : `<p class="eyebrow">Pay to this number</p><p class="code">${escapeHtml(code)}</p>`
}

/** The page a payer pays an order on: what and how much, the QR or number to pay to, and two buttons. */
export const payPage = (world: World, order: Order, status = 200): SimulatedAnswer => {
  const merchant = merchantOf(world, order.merchantId)
  const targets = [order.pg?.successUrl, order.pg?.failUrl, order.pg?.backUrl].filter((url) => url !== undefined)
  return pageAnswer(status, {
    title: `${rupiahText(order.amount)} to ${merchant?.name ?? order.merchantId}`,
    formTargets: targets,
    html: `<p class="eyebrow">Payment to</p>
<h1>${escapeHtml(merchant?.name ?? order.merchantId)}</h1>
<p class="amount">${rupiahText(order.amount)}</p>
<p role="status">${statusBadge(order)}</p>
${means(order)}
${facts(order)}
${expires(order) ? forms(world, order) : ""}
${backLink(order)}`
  })
}

/** The page for an order that is not there. */
export const noSuchOrder = (problem: string): SimulatedAnswer =>
  pageAnswer(404, {
    title: "No such order",
    html: `<h1>No such order</h1><p class="eyebrow">${escapeHtml(problem)}</p><a class="link" href="/">All orders</a>`
  })
