import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import { refusals } from "../answer/refusals.ts"
import type { Presence } from "./fields.ts"
import type { SnapCall } from "./SnapCall.ts"

/** Reads merchant and sub-merchant; they must be those of the client. */
export const checkMerchant = (
  { client, fields }: SnapCall,
  subMerchant: Presence
): Result.Result<{ readonly merchantId: string; readonly subMerchantId: string | undefined }, Refusal> =>
  Result.gen(function*() {
    const merchantId = yield* fields.mandatoryText("merchantId", 64)
    const subMerchantId = yield* fields.text("subMerchantId", subMerchant, 32)
    if (merchantId !== client.merchantId) return yield* Result.fail(refusals.invalidMerchant)
    if (subMerchantId !== undefined && client.subMerchantIds?.includes(subMerchantId) === false) {
      return yield* Result.fail(refusals.invalidMerchant)
    }
    return { merchantId, subMerchantId }
  })
