import { Effect } from "effect"
import type { Received } from "./http.ts"
import { send } from "./http.ts"

/** The credentials of the local merchant, written out: the test must notice when they change. */
export const basic = (id = "FINPAY001", key = "local-merchant-key"): string =>
  `Basic ${Buffer.from(`${id}:${key}`).toString("base64")}`

const jsonHeaders = (authorization: string) => ({
  authorization,
  "content-type": "application/json",
  accept: "application/json"
})

/** A PG call with a JSON body. */
export const post = (url: string, path: string, body: unknown, authorization = basic()): Effect.Effect<Received> =>
  send(url, {
    method: "POST",
    path: `/pg/payment/card/${path}`,
    headers: jsonHeaders(authorization),
    body: typeof body === "string" ? body : JSON.stringify(body)
  })

/** A PG call without a body. */
export const get = (url: string, path: string, authorization = basic()): Effect.Effect<Received> =>
  send(url, { path: `/pg/payment/card/${path}`, headers: jsonHeaders(authorization) })

const customer = {
  email: "budi@example.co.id",
  firstName: "Budi",
  lastName: "-",
  mobilePhone: "+6281234567890"
}

/** An initiate body; `channel` undefined is a hosted order. Members of `more` replace those of the same name. */
export const initiateBody = (
  id: string,
  channel: string | undefined,
  more: { readonly order?: object; readonly customer?: object; readonly url?: object; readonly rest?: object } = {}
) => ({
  customer: { ...customer, ...more.customer },
  order: { id, amount: "22000", description: "Two coffees", ...more.order },
  url: { ...more.url },
  ...(channel === undefined ? {} : { sourceOfFunds: { type: channel } }),
  ...more.rest
})

/** Makes an order and dies when it is refused. */
export const order = (
  url: string,
  id: string,
  channel: string | undefined,
  more: Parameters<typeof initiateBody>[2] = {}
): Effect.Effect<Received> =>
  Effect.tap(
    post(url, "initiate", initiateBody(id, channel, more)),
    (answer) => answer.status === 200 ? Effect.void : Effect.die(new Error(answer.text))
  )

/** A control call. */
export const control = (url: string, method: string, path: string, body?: unknown): Effect.Effect<Received> =>
  send(url, {
    method,
    path: `/_simulator${path}`,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } })
  })

/** Makes a paid order. */
export const paidOrder = (url: string, id: string, channel = "vabca"): Effect.Effect<Received> =>
  Effect.andThen(order(url, id, channel), control(url, "POST", `/orders/${id}/pay`))

/** The status check status tells. */
export const statusOf = (url: string, id: string): Effect.Effect<unknown> =>
  Effect.map(
    get(url, `check/${id}`),
    ({ json }) =>
      (json["data"] as { readonly result: { readonly payment: { readonly status: string } } }).result.payment.status
  )
