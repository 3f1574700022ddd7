import { sourceOfFundsKind } from "@openfinpay/finpay-core"
import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import type { JsonObject } from "../json/read.ts"
import { hasPaymentCode } from "../orders/channels.ts"
import type { Order } from "../orders/Order.ts"
import { orderKey } from "../orders/Order.ts"
import { qrText } from "../orders/qr-text.ts"
import { payUrl } from "../page/links.ts"
import { digits } from "../random/Stream.ts"
import type { World } from "../state/World.ts"
import { putOrder } from "../state/World.ts"
import { wibNaive } from "../time/wib.ts"
import type { InitiateRequest } from "./initiate-request.ts"
import { readInitiate } from "./initiate-request.ts"
import type { PgCall, PgHandler } from "./PgCall.ts"
import { pgRefusals } from "./refusals.ts"

const linkMembers = (url: JsonObject) =>
  Object.fromEntries(
    ["callbackUrl", "successUrl", "failUrl", "backUrl"].flatMap((name) => {
      const value = url[name]
      return typeof value === "string" && value !== "" ? [[name, value]] : []
    })
  )

const makeOrder = ({ merchant, now, world }: PgCall, request: InitiateRequest): Order => ({
  key: orderKey(merchant.id, request.id),
  merchantId: merchant.id,
  id: request.id,
  reference: "",
  amount: request.amount,
  channel: request.channel,
  status: "REQUEST_INITIATED",
  history: [{ status: "REQUEST_INITIATED", at: now }],
  createdAt: now,
  expiresAt: now + request.timeoutMinutes * 60_000,
  captured: 0,
  refunds: [],
  rrn: digits(world.ids, 12),
  pg: {
    customer: request.customer,
    ...(request.description === undefined ? {} : { description: request.description }),
    ...(request.item === undefined ? {} : { item: request.item }),
    ...(request.metaData === undefined ? {} : { metaData: request.metaData }),
    ...(hasPaymentCode(request.channel) ? { paymentCode: `8802${digits(world.ids, 12)}` } : {}),
    ...linkMembers(request.url)
  }
})

/** What the payer needs, by channel: a number to pay to, a page, a QR, a link into a wallet. */
const answerMembers = (world: World, order: Order): JsonObject => ({
  ...(order.pg?.paymentCode === undefined ? {} : { paymentCode: order.pg.paymentCode }),
  redirecturl: payUrl(world, order),
  expiryLink: wibNaive(order.expiresAt),
  ...(order.qrContent === undefined
    ? {}
    : { stringQr: order.qrContent, imageurl: payUrl(world, order, "/qr.svg") }),
  ...(sourceOfFundsKind(order.channel) === "wallet" ? { appurl: payUrl(world, order) } : {})
})

// Everything of the merchant that stands in a QR was checked at the start: what can be wrong is the amount.
const qrOf = ({ merchant }: PgCall, { amount, id }: InitiateRequest): Result.Result<string, Refusal> =>
  Result.mapError(
    qrText(merchant, amount, id),
    () => pgRefusals.format("order.amount", "must not be greater than 13 digits")
  )

/** Initiate: makes an order that can be paid, and expires when its time is over. */
export const initiate: PgHandler = (call) =>
  Result.gen(function*() {
    const { merchant, world } = call
    const request = yield* Result.flatMap(call.body(), (body) => readInitiate(body, merchant))
    if (world.orders.has(orderKey(merchant.id, request.id))) return yield* Result.fail(pgRefusals.duplicateOrder)
    const qr = request.channel === "qris" ? { qrContent: yield* qrOf(call, request) } : {}
    const order = { ...makeOrder(call, request), ...qr }
    putOrder(world, order)
    return { members: answerMembers(world, order) }
  })
