/** Paid orders of a simulator, as many as are wanted at once. */
import { localCredentials } from "@openfinpay/finpay-core"

const amount = 1_000_000
const hourMillis = 3_600_000

const orderOf = (id: string, now: number) => ({
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

/** Gives a simulator the orders INV-0, INV-1, … in place of all others, each paid with a million rupiah. */
export const putPaidOrders = async (url: string, orders: number): Promise<void> => {
  const now = Date.now()
  const state = {
    format: "openfinpay-simulator",
    version: 1,
    now,
    randomness: { ids: 1, faults: 1 },
    counters: { request: 0, callback: 0, refund: 0 },
    orders: Array.from({ length: orders }, (_, index) => orderOf(`INV-${index}`, now)),
    tokens: [],
    externalIds: [],
    faults: [],
    callbacks: [],
    requests: []
  }
  const headers = { "content-type": "application/json" }
  const response = await fetch(`${url}/_simulator/state`, { method: "PUT", headers, body: JSON.stringify(state) })
  if (!response.ok) throw new Error(await response.text())
}
