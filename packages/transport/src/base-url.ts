import { baseUrls } from "@openfinpay/finpay-core"
import type { Environment } from "@openfinpay/finpay-core"

/**
 * Whose host it is. Beside the API's hosts these are the older SNAP hosts, which Finpay's pages still print.
 *
 * Sources: Finpay OpenAPI servers; Finpay hub, SNAP QRIS pages.
 */
const hostsOf: Readonly<Record<"sandbox" | "production", ReadonlyArray<string>>> = {
  sandbox: ["devo.finnet.co.id", "snapstag.finnet.co.id"],
  production: ["live.finnet.co.id", "snap.finnet.co.id"]
}

/** By these names alone. Of others that end in `localhost` a name server may be asked, and could send credentials away. */
const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/u.test(hostname)

/** `true` for a base URL on this machine. */
export const isLoopbackUrl = (text: string): boolean => {
  const url = URL.parse(text)
  return url !== null && isLoopback(url.hostname)
}

const strangerTo = (environment: Environment, hostname: string): string | undefined => {
  // A trailing dot names the same host.
  const host = hostname.replace(/\.$/u, "")
  const owner = hostsOf.sandbox.includes(host)
    ? "sandbox"
    : hostsOf.production.includes(host)
    ? "production"
    : undefined
  return owner === undefined || owner === environment ? undefined : owner
}

/** What is wrong with a base URL for an environment, in words that follow its name; `undefined` when nothing is. */
export const baseUrlProblem = (environment: Environment, text: string): string | undefined => {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return "is not an address such as https://devo.finnet.co.id"
  }
  if (url.username !== "" || url.password !== "") return "must not hold credentials"
  if (text.includes("?") || text.includes("#")) return "must not have a query or a fragment"
  if (environment === "local" && !isLoopback(url.hostname)) {
    return "must be on this machine (127.0.0.1, [::1] or localhost), because the environment is local"
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return "must begin with https:// (http is for this machine)"
  }
  const owner = strangerTo(environment, url.hostname)
  return owner === undefined ? undefined : `is the ${owner} host, but the environment is ${environment}`
}

/** The address that paths are put behind: scheme, host and perhaps a path, without a slash at its end. */
export const resolveBaseUrl = (environment: Environment, baseUrl: string | undefined): string =>
  new URL(baseUrl ?? baseUrls[environment]).href.replace(/\/+$/u, "")
