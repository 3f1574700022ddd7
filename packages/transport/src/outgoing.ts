import type { Operation } from "@openfinpay/finpay-core"
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

const commonHeaders = {
  accept: "application/json",
  // Not every HTTP client undoes a compression, and answers are short.
  "accept-encoding": "identity",
  // A cancel is a GET: nothing on the way may answer it.
  "cache-control": "no-store",
  "content-type": "application/json",
  "user-agent": "openfinpay"
}

/** The headers of a request: those of every call, and its credentials. */
export const headersOf = (credentials: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  ...commonHeaders,
  ...credentials
})

/** Takes secrets out of a text. Very short ones are left: they would tear words apart and be guessed anyway. */
export const scrubber = (secrets: ReadonlyArray<string>) => (text: string): string =>
  secrets.reduce((scrubbed, secret) => secret.length < 4 ? scrubbed : scrubbed.replaceAll(secret, "<redacted>"), text)
