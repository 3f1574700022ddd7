import { cancel } from "../operations/pg/cancel.ts"
import { checkStatus } from "../operations/pg/check-status.ts"
import { initiate } from "../operations/pg/initiate.ts"
import { refund } from "../operations/pg/refund.ts"
import { voidByGet, voidPayment } from "../operations/pg/void.ts"
import { qrisGenerate } from "../operations/snap/qris-generate.ts"
import { qrisQuery } from "../operations/snap/qris-query.ts"
import { qrisRefund } from "../operations/snap/qris-refund.ts"
import { snapToken } from "../operations/snap/token.ts"

/**
 * Everything this release can ask of Finpay, in one list.
 *
 * @example
 * ```ts
 * import { catalog } from "@openfinpay/finpay-core"
 *
 * catalog.filter(({ kind }) => kind === "query").map(({ name }) => name)
 * // => ["checkStatus", "qrisQuery", "snapToken"]
 * ```
 */
export const catalog = [
  checkStatus,
  refund,
  voidPayment,
  voidByGet,
  cancel,
  initiate,
  qrisGenerate,
  qrisQuery,
  qrisRefund,
  snapToken
] as const
