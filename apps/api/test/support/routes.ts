import { Effect } from "effect"
import type { Permission } from "../../src/contract/permission.ts"
import { fresh, keyed, newEndpoint, newQris, newReport } from "./samples.ts"
import type { Samples } from "./samples.ts"
import { newPayment } from "./simulated.ts"
import { ours } from "./two-merchants.ts"

/** A request to a route. What its path names is in `params`. */
export interface Sample {
  readonly params?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What a route is expected to be: said here by hand, and compared with the contract and the server. */
export interface Route {
  /** As in the contract: `POST /v1/payments/:orderId/refunds`. */
  readonly name: string
  /** What the role of an API key must be good for; `open`: no key is needed. */
  readonly needs: Permission | "open"
  /** Whose it is: a merchant's own, or of the whole server. */
  readonly of: "merchant" | "server"
  /** Bound to merchants a key may not do it, even an administrator's. */
  readonly isForUnbound?: true
  /** The status of a request that is right. */
  readonly status: number
  /** The one thing that it is about: the param that names it, and how there comes to be one. */
  readonly thing?: readonly [param: string, make: (world: Samples) => Effect.Effect<string>]
  /** What it is called with beside that. */
  readonly request?: () => Sample
  /** A request that needs more than one thing. */
  readonly sample?: (world: Samples) => Effect.Effect<Sample>
}

/** A request that is right, after all it needs was made. */
export const sampleOf = ({ request = () => ({}), sample, thing }: Route, world: Samples): Effect.Effect<Sample> => {
  if (sample !== undefined) return sample(world)
  if (thing === undefined) return Effect.sync(request)
  const [param, make] = thing
  return Effect.map(make(world), (id) => ({ ...request(), params: { [param]: id } }))
}

const newQrisRefund = (originalReferenceNo: string): Sample => ({
  body: { originalReferenceNo, partnerRefundNo: fresh("refund"), refundAmount: 1_000, reason: "complaint" },
  headers: keyed()
})

const reason = { reason: "seen with the shop" }
const year = { since: "2026-01-01T00:00:00Z", until: "2026-01-02T00:00:00Z" }

/** Every route of the API. */
export const routes: ReadonlyArray<Route> = [
  {
    name: "POST /v1/payments",
    needs: "operate",
    of: "merchant",
    status: 201,
    request: () => ({ body: newPayment(fresh("order")), headers: keyed() })
  },
  { name: "GET /v1/payments", needs: "read", of: "merchant", status: 200 },
  {
    name: "GET /v1/payments/:orderId",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["orderId", ({ paid }) => paid()]
  },
  {
    name: "POST /v1/payments/:orderId/refunds",
    needs: "operate",
    of: "merchant",
    status: 200,
    thing: ["orderId", ({ paid }) => paid()],
    request: () => ({ body: { amount: 1_000 }, headers: keyed() })
  },
  {
    name: "POST /v1/payments/:orderId/void",
    needs: "operate",
    of: "merchant",
    status: 200,
    thing: ["orderId", ({ paid }) => paid()],
    request: () => ({ body: { amount: 22_000 }, headers: keyed() })
  },
  {
    name: "POST /v1/payments/:orderId/cancel",
    needs: "operate",
    of: "merchant",
    status: 200,
    thing: ["orderId", ({ order }) => order()],
    request: () => ({ headers: keyed() })
  },
  {
    name: "POST /v1/qris/payments",
    needs: "operate",
    of: "merchant",
    status: 201,
    request: () => ({ body: newQris(fresh("qr")), headers: keyed() })
  },
  {
    name: "GET /v1/qris/payments/:referenceNo",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["referenceNo", ({ qr }) => qr]
  },
  {
    name: "POST /v1/qris/refunds",
    needs: "operate",
    of: "merchant",
    status: 200,
    sample: ({ qr, simulator }) => Effect.map(Effect.tap(qr, (id) => Effect.orDie(simulator.pay(id))), newQrisRefund),
    request: () => newQrisRefund("NOBODY-1")
  },
  { name: "GET /v1/mutations", needs: "read", of: "merchant", status: 200 },
  {
    name: "GET /v1/mutations/:mutationId",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["mutationId", ({ refunded }) => refunded]
  },
  {
    name: "GET /v1/mutations/:mutationId/history",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["mutationId", ({ refunded }) => refunded]
  },
  {
    name: "POST /v1/mutations/:mutationId/resolve",
    needs: "operate",
    of: "merchant",
    status: 200,
    thing: ["mutationId", ({ unknown }) => unknown]
  },
  {
    name: "POST /v1/mutations/:mutationId/close",
    needs: "approve",
    of: "merchant",
    status: 200,
    thing: ["mutationId", ({ unknown }) => unknown],
    request: () => ({ body: { as: "not_applied", ...reason } })
  },
  {
    name: "POST /v1/mutations/erase",
    needs: "administer",
    of: "merchant",
    status: 200,
    request: () => ({ body: { settledBefore: "2026-01-01T00:00:00Z" } })
  },
  { name: "GET /v1/mutations.csv", needs: "read", of: "merchant", status: 200 },
  { name: "GET /v1/payments.csv", needs: "read", of: "merchant", status: 200 },
  { name: "GET /v1/webhook-deliveries.csv", needs: "read", of: "merchant", status: 200 },
  { name: "GET /v1/approvals", needs: "read", of: "merchant", status: 200 },
  {
    name: "GET /v1/approvals/:approvalId",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["approvalId", ({ awaited }) => awaited]
  },
  {
    name: "POST /v1/approvals/:approvalId/approve",
    needs: "approve",
    of: "merchant",
    status: 200,
    thing: ["approvalId", ({ awaited }) => awaited],
    request: () => ({ body: reason })
  },
  {
    name: "POST /v1/approvals/:approvalId/reject",
    needs: "approve",
    of: "merchant",
    status: 200,
    thing: ["approvalId", ({ awaited }) => awaited],
    request: () => ({ body: reason })
  },
  {
    name: "POST /v1/approvals/:approvalId/withdraw",
    needs: "operate",
    of: "merchant",
    status: 200,
    thing: ["approvalId", ({ awaited }) => awaited],
    request: () => ({ body: reason })
  },
  { name: "GET /v1/audit", needs: "read", of: "merchant", status: 200 },
  { name: "GET /v1/audit.csv", needs: "read", of: "merchant", status: 200 },
  { name: "POST /v1/audit/verify", needs: "administer", of: "merchant", status: 200, request: () => ({ body: {} }) },
  {
    name: "POST /v1/webhook-endpoints",
    needs: "administer",
    of: "merchant",
    status: 201,
    request: () => ({ body: newEndpoint })
  },
  { name: "GET /v1/webhook-endpoints", needs: "administer", of: "merchant", status: 200 },
  {
    name: "GET /v1/webhook-endpoints/:endpointId",
    needs: "administer",
    of: "merchant",
    status: 200,
    thing: ["endpointId", ({ endpoint }) => endpoint]
  },
  {
    name: "PATCH /v1/webhook-endpoints/:endpointId",
    needs: "administer",
    of: "merchant",
    status: 200,
    thing: ["endpointId", ({ endpoint }) => endpoint],
    request: () => ({ body: { description: "The shop" } })
  },
  {
    name: "DELETE /v1/webhook-endpoints/:endpointId",
    needs: "administer",
    of: "merchant",
    status: 204,
    thing: ["endpointId", ({ endpoint }) => endpoint]
  },
  {
    name: "POST /v1/webhook-endpoints/:endpointId/disable",
    needs: "administer",
    of: "merchant",
    status: 200,
    thing: ["endpointId", ({ endpoint }) => endpoint]
  },
  {
    name: "POST /v1/webhook-endpoints/:endpointId/enable",
    needs: "administer",
    of: "merchant",
    status: 200,
    thing: ["endpointId", ({ endpoint }) => endpoint]
  },
  {
    name: "POST /v1/webhook-endpoints/:endpointId/rotate-secret",
    needs: "administer",
    of: "merchant",
    status: 200,
    thing: ["endpointId", ({ endpoint }) => endpoint],
    request: () => ({ body: {} })
  },
  {
    name: "POST /v1/webhook-endpoints/:endpointId/test",
    needs: "administer",
    of: "merchant",
    status: 202,
    thing: ["endpointId", ({ endpoint }) => endpoint]
  },
  {
    name: "POST /v1/webhook-endpoints/:endpointId/replay",
    needs: "administer",
    of: "merchant",
    status: 202,
    thing: ["endpointId", ({ endpoint }) => endpoint],
    request: () => ({ body: year })
  },
  { name: "GET /v1/webhook-deliveries", needs: "read", of: "merchant", status: 200 },
  {
    name: "GET /v1/webhook-deliveries/:deliveryId",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["deliveryId", ({ delivery }) => delivery]
  },
  {
    name: "POST /v1/webhook-deliveries/:deliveryId/replay",
    needs: "operate",
    of: "merchant",
    status: 202,
    thing: ["deliveryId", ({ delivery }) => delivery]
  },
  { name: "GET /v1/callbacks", needs: "read", of: "merchant", status: 200 },
  {
    name: "GET /v1/callbacks/:callbackId",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["callbackId", ({ receivedCallback }) => receivedCallback]
  },
  {
    name: "POST /v1/callbacks/finpay/:merchant",
    needs: "open",
    of: "server",
    status: 200,
    sample: ({ callback }) => Effect.map(callback, (body) => ({ params: { merchant: ours }, body }))
  },
  {
    name: "POST /v1/callbacks/finpay",
    needs: "open",
    of: "server",
    status: 200,
    sample: ({ callback }) => Effect.map(callback, (body) => ({ body }))
  },
  {
    name: "POST /v1/api-keys",
    needs: "administer",
    of: "server",
    status: 201,
    request: () => ({ body: { name: "shop", role: "viewer", merchants: [ours] } })
  },
  { name: "GET /v1/api-keys", needs: "administer", of: "server", status: 200 },
  {
    name: "GET /v1/api-keys/:keyId",
    needs: "administer",
    of: "server",
    status: 200,
    thing: ["keyId", ({ apiKey }) => apiKey]
  },
  {
    name: "POST /v1/api-keys/:keyId/rotate",
    needs: "administer",
    of: "server",
    status: 200,
    thing: ["keyId", ({ apiKey }) => apiKey],
    request: () => ({ body: { graceSeconds: 0 } })
  },
  {
    name: "POST /v1/api-keys/:keyId/revoke",
    needs: "administer",
    of: "server",
    status: 200,
    thing: ["keyId", ({ apiKey }) => apiKey]
  },
  { name: "GET /v1/merchants", needs: "read", of: "server", status: 200 },
  {
    name: "GET /v1/merchants/:merchantId",
    needs: "read",
    of: "server",
    status: 200,
    thing: ["merchantId", () => Effect.succeed(ours)]
  },
  {
    name: "POST /v1/merchants",
    needs: "administer",
    of: "server",
    isForUnbound: true,
    status: 201,
    request: () => ({ body: { id: fresh("merchant"), credentials: { merchantKey: "x" } } })
  },
  {
    name: "PATCH /v1/merchants/:merchantId",
    needs: "administer",
    of: "server",
    isForUnbound: true,
    status: 200,
    thing: ["merchantId", ({ merchant }) => merchant],
    request: () => ({ body: { name: "Kopi" } })
  },
  {
    name: "DELETE /v1/merchants/:merchantId",
    needs: "administer",
    of: "server",
    isForUnbound: true,
    status: 204,
    thing: ["merchantId", ({ merchant }) => merchant]
  },
  {
    name: "POST /v1/refund-batches",
    needs: "operate",
    of: "merchant",
    status: 201,
    sample: ({ table }) => Effect.map(table, (body) => ({ body, headers: keyed({ "content-type": "text/csv" }) }))
  },
  { name: "GET /v1/refund-batches", needs: "read", of: "merchant", status: 200 },
  {
    name: "GET /v1/refund-batches/:batchId",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["batchId", ({ batch }) => batch]
  },
  {
    name: "GET /v1/refund-batches/:batchId/lines",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["batchId", ({ batch }) => batch]
  },
  {
    name: "GET /v1/refund-batches/:batchId/results.csv",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["batchId", ({ batch }) => batch]
  },
  {
    name: "POST /v1/refund-batches/:batchId/cancel",
    needs: "operate",
    of: "merchant",
    status: 200,
    thing: ["batchId", ({ awaitedBatch }) => awaitedBatch]
  },
  {
    name: "POST /v1/refund-batches/:batchId/approve",
    needs: "approve",
    of: "merchant",
    status: 200,
    thing: ["batchId", ({ awaitedBatch }) => awaitedBatch],
    request: () => ({ body: reason })
  },
  {
    name: "POST /v1/refund-batches/:batchId/refuse",
    needs: "approve",
    of: "merchant",
    status: 200,
    thing: ["batchId", ({ awaitedBatch }) => awaitedBatch],
    request: () => ({ body: reason })
  },
  {
    name: "POST /v1/reconciliations",
    needs: "operate",
    of: "merchant",
    status: 201,
    request: () => ({ body: newReport(), headers: { "content-type": "text/csv" } })
  },
  { name: "GET /v1/reconciliations", needs: "read", of: "merchant", status: 200 },
  {
    name: "GET /v1/reconciliations/:reconciliationId",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["reconciliationId", ({ reconciliation }) => reconciliation]
  },
  {
    name: "GET /v1/reconciliations/:reconciliationId/differences",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["reconciliationId", ({ reconciliation }) => reconciliation]
  },
  {
    name: "GET /v1/reconciliations/:reconciliationId/export.csv",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["reconciliationId", ({ reconciliation }) => reconciliation]
  },
  {
    name: "GET /v1/reconciliations/:reconciliationId/export.xlsx",
    needs: "read",
    of: "merchant",
    status: 200,
    thing: ["reconciliationId", ({ reconciliation }) => reconciliation]
  },
  {
    name: "POST /v1/callbacks/snap/:merchant/v1.0/qr/qr-mpm-notify",
    needs: "open",
    of: "server",
    status: 200,
    sample: ({ notification }) =>
      Effect.map(
        notification(`/v1/callbacks/snap/${ours}/v1.0/qr/qr-mpm-notify`),
        (sample) => ({ ...sample, params: { merchant: ours } })
      )
  },
  {
    name: "POST /v1/callbacks/snap/v1.0/qr/qr-mpm-notify",
    needs: "open",
    of: "server",
    status: 200,
    sample: ({ notification }) => notification("/v1/callbacks/snap/v1.0/qr/qr-mpm-notify")
  },
  // Tokens are for notifications that are signed with the client secret, which this server does not ask for.
  {
    name: "POST /v1/callbacks/snap/:merchant/v1.0/access-token/b2b",
    needs: "open",
    of: "server",
    status: 400,
    request: () => ({ params: { merchant: ours }, body: { grantType: "client_credentials" } })
  },
  {
    name: "POST /v1/callbacks/snap/v1.0/access-token/b2b",
    needs: "open",
    of: "server",
    status: 400,
    request: () => ({ body: { grantType: "client_credentials" } })
  },
  { name: "GET /healthz", needs: "open", of: "server", status: 200 },
  { name: "GET /readyz", needs: "open", of: "server", status: 200 },
  { name: "GET /metrics", needs: "read", of: "server", isForUnbound: true, status: 200 }
]
