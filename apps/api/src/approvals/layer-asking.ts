import * as Layer from "effect/Layer"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Idempotency } from "../idempotency/Idempotency.ts"
import { defaultKeySettings, layerTable } from "../idempotency/table.ts"
import type { KeySettings } from "../idempotency/table.ts"
import { Approvals, defaultApprovalSettings } from "./Approvals.ts"
import type { ApprovalSettings } from "./Approvals.ts"

/** How long keys are kept, and how long an approval waits. */
export type AskingSettings = KeySettings & ApprovalSettings

/** A week, and three days. */
export const defaultAsking: AskingSettings = { ...defaultKeySettings, ...defaultApprovalSettings }

/** What every request that does something at Finpay goes through: its key, and its approval. */
export const layerAsking = (
  settings: AskingSettings = defaultAsking
): Layer.Layer<Approvals | Idempotency, never, SqlClient> =>
  Approvals.layer(settings).pipe(Layer.provideMerge(layerTable(settings)))
