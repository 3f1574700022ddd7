import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Redacted from "effect/Redacted"
import type { FinpayConfig } from "../FinpayConfig.ts"
import type { Authorize } from "./Credentials.ts"

/**
 * HTTP Basic: merchant id and key, as UTF-8, in base64. The same for every call.
 *
 * Source: Finpay docs, authorization and headers.
 */
export const basicAuthorize = ({ merchantId, merchantKey }: FinpayConfig): Authorize => {
  const encoded = Base64.encode(`${merchantId}:${Redacted.value(merchantKey)}`)
  const credentials = { headers: { authorization: `Basic ${encoded}` }, secrets: [encoded] }
  return () => Effect.succeed(credentials)
}
