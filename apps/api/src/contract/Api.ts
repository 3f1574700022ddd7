import * as HttpApi from "effect/http-api/HttpApi"
import { annotations } from "effect/http-api/OpenApi"
import { ApiKeysGroup } from "./api-keys.ts"
import { ApprovalsGroup } from "./approvals.ts"
import { AuditGroup } from "./audit.ts"
import { CallbacksGroup, ReceivedCallbacksGroup } from "./callbacks.ts"
import { ExportsGroup } from "./exports.ts"
import { MerchantsGroup } from "./merchants.ts"
import { Authorization, FileBody, JsonBody, OfMerchant, RequestChecks } from "./middleware.ts"
import { MutationsGroup } from "./mutations.ts"
import { finished } from "./openapi-document.ts"
import { PaymentsGroup } from "./payments.ts"
import { QrisGroup } from "./qris.ts"
import { ReconciliationsGroup } from "./reconciliations.ts"
import { RefundBatchesGroup } from "./refund-batches.ts"
import { SystemGroup } from "./system.ts"
import { WebhookDeliveriesGroup } from "./webhook-deliveries.ts"
import { WebhookEndpointsGroup } from "./webhook-endpoints.ts"

const strict = { errors: "all", onExcessProperty: "error" } as const

const description = `Check, refund, void and cancel payments through Finpay, and QRIS over SNAP BI.

Amounts are whole rupiah as JSON integers. A member this API does not know is refused. Every error is a problem
(RFC 9457, \`application/problem+json\`) that says whether anything happened (\`operationState\`) and whether the same
request may be sent again (\`safeToRetry\`); its \`type\` is a page on this server.

What moves money or changes an order answers in one of three ways, and \`operationState\` is in every answer:
\`succeeded\` (200, 201), \`not-processed\` (4xx, 5xx), or not known yet (**202**): \`in-progress\` while it is on its way,
\`unknown\` when no clear answer came, so that perhaps the money moved. Never treat 202 as done and never repeat it under
another key.

Refunds, voids and cancels go through the journal: written down before they are sent, sent at most once, one at a time
for each order, and found out by asking Finpay when the answer was lost. \`/v1/mutations\` shows them. Above the
merchant's limit they wait for a second person first: \`/v1/approvals\`.`

/** The whole API: schemas and endpoints, without a line of the server. */
export class Api extends HttpApi.make("finpay-api")
  .add(
    // The last one added is the first to look at a request: who calls, for which merchant, then the body,
    // then its members.
    PaymentsGroup.middleware(RequestChecks).middleware(JsonBody).middleware(OfMerchant).middleware(Authorization)
      .prefix("/v1"),
    QrisGroup.middleware(RequestChecks).middleware(JsonBody).middleware(OfMerchant).middleware(Authorization).prefix(
      "/v1"
    ),
    MutationsGroup.middleware(RequestChecks).middleware(JsonBody).middleware(OfMerchant).middleware(Authorization)
      .prefix("/v1"),
    ApprovalsGroup.middleware(RequestChecks).middleware(JsonBody).middleware(OfMerchant).middleware(Authorization)
      .prefix("/v1"),
    AuditGroup.middleware(RequestChecks).middleware(JsonBody).middleware(OfMerchant).middleware(Authorization)
      .prefix("/v1"),
    ReconciliationsGroup.middleware(RequestChecks).middleware(FileBody).middleware(OfMerchant).middleware(Authorization)
      .prefix("/v1"),
    RefundBatchesGroup.middleware(RequestChecks).middleware(FileBody).middleware(OfMerchant).middleware(Authorization)
      .prefix("/v1"),
    ExportsGroup.middleware(RequestChecks).middleware(OfMerchant).middleware(Authorization).prefix("/v1"),
    ApiKeysGroup.middleware(RequestChecks).middleware(JsonBody).middleware(Authorization).prefix("/v1"),
    MerchantsGroup.middleware(RequestChecks).middleware(JsonBody).middleware(Authorization).prefix("/v1"),
    WebhookEndpointsGroup.middleware(RequestChecks).middleware(JsonBody).middleware(OfMerchant).middleware(
      Authorization
    )
      .prefix("/v1"),
    WebhookDeliveriesGroup.middleware(RequestChecks).middleware(JsonBody).middleware(OfMerchant).middleware(
      Authorization
    )
      .prefix("/v1"),
    CallbacksGroup.prefix("/v1"),
    ReceivedCallbacksGroup.middleware(RequestChecks).middleware(OfMerchant).middleware(Authorization).prefix("/v1"),
    SystemGroup
  )
  .annotate(HttpApi.PayloadParseOptions, strict)
  .annotate(HttpApi.QueryParseOptions, strict)
  .annotate(HttpApi.ParamsParseOptions, { errors: "all" })
  .annotateMerge(annotations({
    title: "finpay-api",
    version: "1",
    description,
    license: { name: "MIT", identifier: "MIT" },
    transform: finished,
    servers: [{ url: "http://127.0.0.1:4720", description: "The default on your machine" }]
  }))
{}
