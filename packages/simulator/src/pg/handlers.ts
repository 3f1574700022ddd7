import type { catalog } from "@openfinpay/finpay-core"
import { cancel } from "./cancel.ts"
import { checkStatus } from "./check.ts"
import { initiate } from "./initiate.ts"
import type { PgHandler } from "./PgCall.ts"
import { refund } from "./refund.ts"
import { voidByGet, voidByPost } from "./void.ts"

type PgOperation = Extract<(typeof catalog)[number], { readonly family: "pg" }>
// Distributed over the operations one by one: two of them share a name.
type KeyOf<Op extends PgOperation> = Op extends PgOperation ? `${Op["method"]} ${Op["name"]}` : never

/** Who carries out which operation of core's catalog; the compiler asks for one more when the catalog grows. */
export const pgHandlers: Readonly<Record<KeyOf<PgOperation>, PgHandler>> = {
  "GET checkStatus": checkStatus,
  "POST refund": refund,
  "POST void": voidByPost,
  "GET void": voidByGet,
  "GET cancel": cancel,
  "POST initiate": initiate
}
