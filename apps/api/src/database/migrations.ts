import { bringForward } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import { accessTables } from "./tables/access.ts"
import { approvalTables } from "./tables/approvals.ts"
import { batchTables } from "./tables/batches.ts"
import { callbackTables } from "./tables/callbacks.ts"
import { intentTables } from "./tables/intents.ts"
import { paymentTables } from "./tables/payments.ts"
import { reconciliationTables } from "./tables/reconciliations.ts"
import { webhookTables } from "./tables/webhooks.ts"

/**
 * The tables of the API, beside the journal's in the same database, as steps forward. A step that was released is never
 * changed: a new one is added. The types are those both databases have: texts, whole numbers, and JSON as text.
 */
export const migrateApi = bringForward({
  list: "finpay_api_migrations",
  made: "finpay_api_key",
  steps: {
    "0001_api": Effect.all([
      accessTables,
      callbackTables,
      paymentTables,
      intentTables,
      approvalTables,
      webhookTables,
      batchTables,
      reconciliationTables
    ], { discard: true })
  }
})
