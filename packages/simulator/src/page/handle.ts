import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { SimulatedAnswer } from "../answer/SimulatedAnswer.ts"
import { textAnswer } from "../answer/SimulatedAnswer.ts"
import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"
import { pathname, query } from "../answer/SimulatedRequest.ts"
import type { Controls, WhichOrder } from "../control/Controls.ts"
import { findAnyOrder } from "../control/find.ts"
import { foreignness } from "../control/guard.ts"
import { tick } from "../state/apply.ts"
import type { World } from "../state/World.ts"
import { indexPage } from "./index-page.ts"
import { pageAnswer, safeHeaders } from "./layout.ts"
import { payPath } from "./links.ts"
import { nextUrl, noSuchOrder, payPage } from "./pay-page.ts"
import { qrSvg } from "./qr.ts"

/** Whether a path is one of the pages. */
export const isPage = (path: string): boolean => path === "/" || path.startsWith("/pay/")

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const redirect = (location: string): SimulatedAnswer =>
  textAnswer(303, "text/plain; charset=utf-8", "See other\n", { ...safeHeaders, location })

const notThere = pageAnswer(404, {
  title: "Not found",
  html: `<h1>There is no such page</h1><a class="link" href="/">All orders</a>`
})

const show = (world: World, id: string, which: WhichOrder, isPicture: boolean): SimulatedAnswer => {
  const found = findAnyOrder(world, id, which.merchantId)
  if (Result.isFailure(found)) return noSuchOrder(found.failure.message)
  const order = found.success
  if (!isPicture) return payPage(world, order)
  return order.qrContent === undefined
    ? notThere
    : textAnswer(200, "image/svg+xml", qrSvg(order.qrContent), {
      ...safeHeaders,
      "content-security-policy": "default-src 'none'"
    })
}

/** A button was pressed: the payer goes on to the shop, or back to the page where the shop gave no address. */
const press = Effect.fnUntraced(function*(
  world: World,
  controls: Controls,
  request: SimulatedRequest,
  id: string,
  action: "pay" | "decline"
) {
  const merchantId = query(request).get("merchantId")
  const which = merchantId === null ? {} : { merchantId }
  const channel = new URLSearchParams(new TextDecoder().decode(request.body)).get("channel")
  const options = channel === null || channel === "" ? which : { ...which, channel }
  // An order that cannot be paid any more is shown as it is now: a second press changes nothing.
  yield* Effect.ignore(action === "pay" ? controls.pay(id, options) : controls.decline(id, which))
  const found = findAnyOrder(world, id, which.merchantId)
  if (Result.isFailure(found)) return noSuchOrder(found.failure.message)
  return redirect(nextUrl(found.success) ?? payPath(world, found.success))
})

/** The pages: all orders, the pay page, its QR as a picture, and the two buttons. */
export const handlePage = Effect.fnUntraced(function*(world: World, controls: Controls, request: SimulatedRequest) {
  const foreign = foreignness(request, world.settings)
  if (foreign !== undefined) return pageAnswer(403, { title: "Refused", html: `<h1>Refused: ${foreign}</h1>` })
  tick(world, yield* controls.now)
  const path = pathname(request)
  if (path === "/") return request.method === "GET" ? indexPage(world) : notThere
  const [, part = "", action = ""] = /^\/pay\/([^/]+)(?:\/(pay|decline|qr\.svg))?$/u.exec(path) ?? []
  const id = decoded(part)
  if (id === "") return notThere
  if (request.method === "POST" && (action === "pay" || action === "decline")) {
    return yield* press(world, controls, request, id, action)
  }
  const merchantId = query(request).get("merchantId")
  return request.method === "GET" && (action === "" || action === "qr.svg")
    ? show(world, id, merchantId === null ? {} : { merchantId }, action === "qr.svg")
    : notThere
})
