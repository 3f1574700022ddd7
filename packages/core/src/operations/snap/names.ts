import type { Aliases } from "../../schema/tolerant-keys.ts"

/**
 * The spellings of SNAP members that Finpay's tables print wrongly. The right one is sent, each is read.
 *
 * Differences in case (`submerchantId`, `Feeamount`) and blanks around a key (`"refundAmount "`) are read anyway.
 */
export const snapAliases: Aliases = {
  originalPartnerReferenceNo: ["originalPartnerReferanceNo"],
  partnerReferenceNo: ["partnerReferanceNo"],
  terminalId: ["terminald"]
}
