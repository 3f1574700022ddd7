import type { Operation } from "@openfinpay/finpay-core"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { FinpayConfig } from "./FinpayConfig.ts"

/** What the paths of Finpay's payment calls begin with, and what `pathPrefix` replaces. */
const cardPrefix = "/pg/payment/card"

/** The path of an operation as configured. Takes the template and the filled-in path alike. */
export const configuredPath = ({ snap }: FinpayConfig, operation: Operation, path: string): string => {
  switch (operation.family) {
    case "pg":
      return path
    case "snap-token":
      return snap?.tokenPath ?? path
    case "snap":
      return snap?.pathPrefix === undefined || !path.startsWith(cardPrefix)
        ? path
        : `${snap.pathPrefix.replace(/\/+$/u, "")}${path.slice(cardPrefix.length)}`
  }
}

const encoder = new TextEncoder()

const commonHeaders = {
  accept: "application/json",
  // Not every HTTP client undoes a compression, and answers are short.
  "accept-encoding": "identity",
  // A cancel is a GET: nothing on the way may answer it.
  "cache-control": "no-store",
  "content-type": "application/json",
  "user-agent": "openfinpay"
}

/** The HTTP request: the bytes of `body` are those that were signed. */
export const requestOf = (
  method: "GET" | "POST",
  url: URL,
  body: string | undefined,
  headers: Readonly<Record<string, string>>
): HttpClientRequest.HttpClientRequest => {
  const request = HttpClientRequest.make(method)(url.href, { headers: { ...commonHeaders, ...headers } })
  return body === undefined
    ? request
    : HttpClientRequest.bodyUint8Array(request, encoder.encode(body), "application/json")
}

/** Takes secrets out of a text. Very short ones are left: they would tear words apart and be guessed anyway. */
export const scrubber = (secrets: ReadonlyArray<string>) => (text: string): string =>
  secrets.reduce((scrubbed, secret) => secret.length < 4 ? scrubbed : scrubbed.replaceAll(secret, "<redacted>"), text)
