import { importRsaPublicKey, localPublicKeys } from "@openfinpay/finpay-core"
import type { RsaPublicKey } from "@openfinpay/finpay-core"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import type { MerchantSigner } from "../merchants/Merchant.ts"
import type { ApiOptions } from "./ApiOptions.ts"
import type { OptionProblem } from "./check-options.ts"

/** Finpay's public key; for `local` the simulator's own unless given. */
const publicKeyOf = Effect.fnUntraced(function*(
  { notificationPublicKeyPem }: Partial<ApiOptions>,
  finpay: FinpayConfig | undefined
): Effect.fn.Return<RsaPublicKey | undefined, OptionProblem> {
  const pem = notificationPublicKeyPem ??
    (finpay?.environment === "local" ? localPublicKeys.notificationPem : undefined)
  if (pem === undefined) return undefined
  return yield* Effect.mapError(importRsaPublicKey(pem), ({ message }) => ({
    setting: "notificationPublicKeyPem" as const,
    problem: message.replace(/^the public key /u, "")
  }))
})

/** How a merchant's notifications are checked; `undefined` when there is no key for it. */
export const signerOf = Effect.fnUntraced(function*(
  options: Partial<ApiOptions>,
  finpay: FinpayConfig | undefined
): Effect.fn.Return<MerchantSigner | undefined, OptionProblem> {
  const { notificationSignature: style = "asymmetric" } = options
  const publicKey = yield* publicKeyOf(options, finpay)
  if (style === "asymmetric") return publicKey && { style, publicKey }
  if (finpay?.snap === undefined) return undefined
  const { clientId, clientSecret } = finpay.snap
  if (style === "hmac") return { style, clientSecret }
  if (publicKey !== undefined) return { style, clientSecret, tokenClient: { clientId, publicKey } }
  return yield* Effect.fail({
    setting: "notificationPublicKeyPem" as const,
    problem: "is missing: with symmetric notifications Finpay fetches a token first, and proves with its key who it is"
  })
})
