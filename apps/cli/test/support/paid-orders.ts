/** Orders of the simulator that are paid: as many as are wanted at once, without a call for each. */
import { assert } from "@effect/vitest"
import { localCredentials } from "@openfinpay/finpay-core"

/** An order that was paid by virtual account. */
export interface PaidOrder {
  readonly id: string
  readonly amount: number
}

const hourMillis = 3_600_000

const orderOf = ({ amount, id }: PaidOrder, now: number) => ({
  key: `${localCredentials.merchantId}/${id}`,
  merchantId: localCredentials.merchantId,
  id,
  reference: `${id}-ref`,
  amount,
  channel: "vabca",
  status: "PAID",
  history: [{ status: "PAID", at: now - hourMillis }],
  createdAt: now - 2 * hourMillis,
  expiresAt: now + 24 * hourMillis,
  captured: amount,
  paidAt: now - hourMillis,
  refunds: [],
  rrn: "000000000001",
  pg: { customer: {} }
})

/** A simulator's saved state with these orders and no others. */
export const paidOrdersState = (orders: ReadonlyArray<PaidOrder>, faults: ReadonlyArray<object> = []): object => {
  const now = Date.now()
  return {
    format: "openfinpay-simulator",
    version: 1,
    now,
    randomness: { ids: 1, faults: 1 },
    counters: { request: 0, callback: 0, refund: 0 },
    orders: orders.map((order) => orderOf(order, now)),
    tokens: [],
    externalIds: [],
    faults,
    callbacks: [],
    requests: []
  }
}

/** Gives a simulator these orders in place of all others, as restoring a saved state does. */
export const putPaidOrders = async (
  url: string,
  orders: ReadonlyArray<PaidOrder>,
  faults: ReadonlyArray<object> = []
): Promise<void> => {
  const response = await fetch(`${url}/_simulator/state`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(paidOrdersState(orders, faults))
  })
  assert.strictEqual(response.status, 200, await response.text())
}

/** What a simulator gave back of an order, refund by refund. */
export interface GivenBack {
  readonly orderId: string
  readonly refunds: ReadonlyArray<{ readonly amount: number; readonly state: string }>
}

/** What a simulator gave back of all its orders, by its own books. */
export const givenBack = async (url: string): Promise<ReadonlyArray<GivenBack>> => {
  const response = await fetch(`${url}/_simulator/orders`)
  const { orders } = await response.json() as { readonly orders: ReadonlyArray<GivenBack> }
  return orders
}
