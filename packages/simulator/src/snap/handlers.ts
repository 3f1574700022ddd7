import type { catalog } from "@openfinpay/finpay-core"
import { cancel } from "./cancel.ts"
import { generate } from "./generate.ts"
import { query } from "./query.ts"
import { refund } from "./refund.ts"
import type { SnapHandler } from "./SnapCall.ts"

type CatalogName = Extract<(typeof catalog)[number], { readonly family: "snap" }>["name"]

/** Who carries out which SNAP operation of core's catalog, and SNAP's own cancel. */
export const snapHandlers: Readonly<Record<CatalogName | "qrisCancel", SnapHandler>> = {
  qrisGenerate: generate,
  qrisQuery: query,
  qrisCancel: cancel,
  qrisRefund: refund
}
