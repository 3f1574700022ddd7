import { Redacted } from "effect"
import type { MerchantOptions, ServeOptions } from "../../src/index.ts"
import { localMerchant, serve } from "../../src/index.ts"

/** A simulator on a free port, until the test ends. */
export const served = (options: ServeOptions = {}) => serve({ port: 0, ...options })

/** The local merchant with some switches set otherwise. */
export const merchantWith = (change: Partial<MerchantOptions>): MerchantOptions => ({ ...localMerchant, ...change })

/** A second merchant, with a SNAP side of its own that signs with the local merchant's key. */
export const secondMerchant: MerchantOptions = {
  id: "FINPAY002",
  key: Redacted.make("second-key"),
  name: "TOKO KEDUA",
  nmid: "ID1020300000002",
  ...(localMerchant.snap === undefined ? {} : {
    snap: {
      ...localMerchant.snap,
      clientId: "second-client",
      clientSecret: Redacted.make("second-secret"),
      partnerId: "FINPAY002",
      merchantId: "FM2007160002"
    }
  })
}
