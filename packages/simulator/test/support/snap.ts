import { localCredentials } from "@openfinpay/finpay-core"
import { Effect } from "effect"
import { createHash, createHmac, createSign } from "node:crypto"
import type { Received, Sent } from "./http.ts"
import { send } from "./http.ts"

/** Who signs. Signatures are made here with node:crypto, so that no mistake of the project's own signing is shared. */
export interface Signer {
  readonly clientId: string
  readonly clientSecret: string
  readonly partnerId: string
  readonly merchantId: string
  readonly privateKeyPem: string
}

/** The local merchant's SNAP side. Only the key comes from the project; it is long. */
export const localSigner: Signer = {
  clientId: "local-client",
  clientSecret: "local-client-secret",
  partnerId: "FINPAY001",
  merchantId: "FM2007160001",
  privateKeyPem: localCredentials.snap.privateKeyPem
}

const twoDigits = (value: number): string => String(value).padStart(2, "0")

/** An instant as X-TIMESTAMP, in WIB, from the real clock and so many seconds beside it. */
export const timestamp = (offsetSeconds = 0): string => {
  const wib = new Date(Date.now() + offsetSeconds * 1000 + 7 * 3_600_000)
  const day = `${wib.getUTCFullYear()}-${twoDigits(wib.getUTCMonth() + 1)}-${twoDigits(wib.getUTCDate())}`
  return `${day}T${twoDigits(wib.getUTCHours())}:${twoDigits(wib.getUTCMinutes())}:${
    twoDigits(wib.getUTCSeconds())
  }+07:00`
}

let lastId = Date.now() * 1000

/** A fresh X-EXTERNAL-ID. */
export const externalId = (): string => String(++lastId)

/** SHA256withRSA, base64. */
export const rsa = (text: string, privateKeyPem: string): string =>
  createSign("RSA-SHA256").update(text, "utf8").sign(privateKeyPem, "base64")

/** A request for an access token. */
export const tokenRequest = (
  signer: Signer = localSigner,
  change: { readonly headers?: object; readonly body?: string; readonly path?: string; readonly time?: string } = {}
): Sent => {
  const time = change.time ?? timestamp()
  const headers = {
    "content-type": "application/json",
    "x-client-key": signer.clientId,
    "x-timestamp": time,
    "x-signature": rsa(`${signer.clientId}|${time}`, signer.privateKeyPem),
    ...change.headers
  }
  return {
    method: "POST",
    path: change.path ?? "/pg/snap/oauth/v1.0/access-token/b2b",
    headers: withoutUndefined(headers),
    body: change.body ?? `{"grantType":"client_credentials"}`
  }
}

const withoutUndefined = (headers: object): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))

/** Gets a token and dies without one. */
export const token = (url: string, signer: Signer = localSigner): Effect.Effect<string> =>
  Effect.flatMap(send(url, tokenRequest(signer)), ({ json, text }) => {
    const { accessToken } = json
    return typeof accessToken === "string" ? Effect.succeed(accessToken) : Effect.die(new Error(text))
  })

/** The string to sign of a transaction call, spelt out from the standard. */
export const stringToSign = (
  method: string,
  path: string,
  accessToken: string,
  minifiedBody: string,
  time: string
): string =>
  `${method}:${path}:${accessToken}:${createHash("sha256").update(minifiedBody, "utf8").digest("hex")}:${time}`

/** HMAC-SHA512 under the client secret. */
export const hmac = (text: string, secret: string, encoding: "base64" | "hex" = "base64"): string =>
  createHmac("sha512", secret).update(text, "utf8").digest(encoding)

/** What of a call is not as it should be. */
export interface Change {
  readonly headers?: object
  /** The body that is sent, where it is not the one that is signed. */
  readonly sentBody?: string
  /** The minified form of the body, where it is not the body itself. */
  readonly minified?: string
  readonly method?: string
  readonly path?: string
  readonly time?: string
  readonly externalId?: string
  readonly encoding?: "base64" | "hex"
  readonly secret?: string
}

/** A signed transaction call. */
export const snapRequest = (
  operation: string,
  accessToken: string,
  body: unknown,
  change: Change = {},
  signer: Signer = localSigner
): Sent => {
  const method = change.method ?? "POST"
  const path = change.path ?? `/pg/payment/card/v1.0/qr/qr-mpm-${operation}`
  const time = change.time ?? timestamp()
  const text = typeof body === "string" ? body : JSON.stringify(body)
  const signed = stringToSign(method, path, accessToken, change.minified ?? text, time)
  const headers = {
    "content-type": "application/json",
    accept: "application/json",
    authorization: `Bearer ${accessToken}`,
    "x-timestamp": time,
    "x-signature": hmac(signed, change.secret ?? signer.clientSecret, change.encoding),
    origin: undefined,
    "x-partner-id": signer.partnerId,
    "x-external-id": change.externalId ?? externalId(),
    "channel-id": "95221",
    ...change.headers
  }
  return {
    method,
    path,
    headers: { origin: "www.example.co.id", ...withoutUndefined(headers) },
    body: change.sentBody ?? text
  }
}

/** Signs and sends one transaction call. */
export const snap = (
  url: string,
  operation: string,
  accessToken: string,
  body: unknown,
  change: Change = {},
  signer: Signer = localSigner
): Effect.Effect<Received> => send(url, snapRequest(operation, accessToken, body, change, signer))

/** A generate body. `undefined` members are left out. */
export const generateBody = (partnerReferenceNo: string, change: object = {}) => ({
  partnerReferenceNo,
  amount: { value: "10000.00", currency: "IDR" },
  FeeAmount: { value: "0.00", currency: "IDR" },
  merchantId: "FM2007160001",
  subMerchantId: "FM2007160001",
  validityPeriod: timestamp(3600),
  additionalInfo: { qrType: "12", note: "Table 4" },
  ...change
})

/** Makes a QR and gives its referenceNo; dies when it is refused. */
export const generated = (
  url: string,
  accessToken: string,
  partnerReferenceNo: string,
  change: object = {}
): Effect.Effect<string> =>
  Effect.flatMap(snap(url, "generate", accessToken, generateBody(partnerReferenceNo, change)), ({ json, text }) => {
    const { referenceNo } = json
    return typeof referenceNo === "string" ? Effect.succeed(referenceNo) : Effect.die(new Error(text))
  })

/** A query body. */
export const queryBody = (referenceNo: string, change: object = {}) => ({
  originalReferenceNo: referenceNo,
  serviceCode: "47",
  merchantId: "FM2007160001",
  subMerchantId: "FM2007160001",
  ...change
})

/** A refund body. */
export const refundBody = (referenceNo: string, partnerRefundNo: string, value = "10000.00", change: object = {}) => ({
  merchantId: "FM2007160001",
  subMerchantId: "FM2007160001",
  originalReferenceNo: referenceNo,
  partnerRefundNo,
  refundAmount: { value, currency: "IDR" },
  reason: "Refund Reason",
  ...change
})
