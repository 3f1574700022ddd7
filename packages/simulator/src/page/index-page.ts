import type { SimulatedAnswer } from "../answer/SimulatedAnswer.ts"
import { channelName } from "../orders/channels.ts"
import type { Order } from "../orders/Order.ts"
import type { World } from "../state/World.ts"
import { wibNaive } from "../time/wib.ts"
import { escapeHtml } from "./escape.ts"
import { pageAnswer } from "./layout.ts"
import { payPath } from "./links.ts"
import { rupiahText } from "./pay-page.ts"
import { statusBadge } from "./words.ts"

const shown = 200

const line = (world: World, order: Order): string =>
  `<tr><td><a href="${escapeHtml(payPath(world, order))}">${escapeHtml(order.id)}</a></td>` +
  `<td>${escapeHtml(order.merchantId)}</td><td>${escapeHtml(channelName(order.channel))}</td>` +
  `<td class="number">${rupiahText(order.amount)}</td><td>${statusBadge(order)}</td>` +
  `<td>${wibNaive(order.createdAt)}</td></tr>`

/** The first page: the latest orders, each with a link to where it is paid. */
export const indexPage = (world: World): SimulatedAnswer => {
  const orders = [...world.orders.values()].slice(-shown).toReversed()
  const table = `<div class="scroll"><table>
<thead><tr><th scope="col">Order</th><th scope="col">Merchant</th><th scope="col">Pay with</th>` +
    `<th scope="col" class="number">Amount</th><th scope="col">Status</th><th scope="col">Made (WIB)</th></tr></thead>
<tbody>${orders.map((order) => line(world, order)).join("\n")}</tbody></table></div>`
  return pageAnswer(200, {
    title: "Finpay simulator",
    isWide: true,
    html: `<h1>Finpay simulator</h1>
<p class="eyebrow">${
      orders.length === 0
        ? "No order yet. Initiate one, or make a QRIS, and it appears here."
        : `${world.orders.size} ${world.orders.size === 1 ? "order" : "orders"}, the latest first.`
    }</p>
${orders.length === 0 ? "" : table}`
  })
}
