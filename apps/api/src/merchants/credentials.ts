import type { FinpayConfig, SnapConfig } from "@openfinpay/finpay-transport"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** The credentials of a merchant as they are sealed: one JSON text. */
export const Credentials = Schema.Struct({
  merchantKey: Schema.String,
  snap: Schema.optionalKey(Schema.Struct({
    clientId: Schema.String,
    clientSecret: Schema.String,
    privateKeyPem: Schema.String,
    partnerId: Schema.String,
    channelId: Schema.String,
    origin: Schema.String,
    merchantId: Schema.optionalKey(Schema.String),
    subMerchantId: Schema.optionalKey(Schema.String)
  }))
})

/** The credentials of a merchant, in the open: never kept, shown or logged so. */
export type Credentials = typeof Credentials.Type

/** What a merchant's sealed credentials are bound to. */
export const sealedFor = (merchant: string): string => `merchant ${merchant}`

/** The server's configuration with the credentials of another merchant. */
export const configWith = (
  server: FinpayConfig,
  merchantId: string,
  { merchantKey, snap }: Credentials
): FinpayConfig => {
  const { snap: serverSnap, ...rest } = server
  // Paths and the form of signatures are Finpay's, the same for all merchants of an environment.
  const { externalIdDigits, pathPrefix, signatureEncoding, tokenPath } = serverSnap ?? {}
  const own: SnapConfig | undefined = snap && {
    externalIdDigits,
    pathPrefix,
    signatureEncoding,
    tokenPath,
    ...snap,
    clientSecret: Redacted.make(snap.clientSecret, { label: "client secret" }),
    privateKeyPem: Redacted.make(snap.privateKeyPem, { label: "private key" })
  }
  return {
    ...rest,
    merchantId,
    merchantKey: Redacted.make(merchantKey, { label: "merchant key" }),
    ...(own === undefined ? {} : { snap: own })
  }
}
