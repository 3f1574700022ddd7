import { localCredentials, localPublicKeys } from "@openfinpay/finpay-core"
import * as Redacted from "effect/Redacted"
import type { MerchantOptions } from "./Merchant.ts"

const { merchantId, merchantKey, snap } = localCredentials

/** The merchant a simulator has unless it is given others: the one `FINPAY_ENV=local` speaks for. */
export const localMerchant: MerchantOptions = {
  id: merchantId,
  key: Redacted.make(merchantKey, { label: "local merchant key" }),
  snap: {
    clientId: snap.clientId,
    clientSecret: Redacted.make(snap.clientSecret, { label: "local client secret" }),
    partnerId: snap.partnerId,
    publicKeysPem: [localPublicKeys.snapPem],
    merchantId: snap.merchantId
  }
}
