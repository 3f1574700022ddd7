/** The variables that send calls through a proxy, and whether Node listens to them. */
import { say } from "../language.ts"
import { type Finding, warning, well } from "./Finding.ts"

/** Looks up a variable. */
type Lookup = (variable: string) => string | undefined

const told = { check: "proxy", title: "Proxy" }

const either = (lookup: Lookup, name: string): string | undefined => lookup(name.toLowerCase()) ?? lookup(name)

const isExempt = (hostname: string, exempt: string): boolean =>
  exempt.split(/[\s,]+/u).some((entry) => {
    const name = entry.replace(/:\d+$/u, "").replace(/^\*?\./u, "").toLowerCase()
    return entry === "*" || (name !== "" && (hostname === name || hostname.endsWith(`.${name}`)))
  })

/** An address of a proxy can hold a password: only where it is is shown. */
const placeOf = (address: string): string =>
  URL.parse(address)?.host ?? say("an address that is none", "alamat yang tidak sah")

/** The proxy a call would take if Node listened to the variables. */
const proxyOf = (url: URL, lookup: Lookup): string | undefined =>
  isExempt(url.hostname, either(lookup, "NO_PROXY") ?? "")
    ? undefined
    : either(lookup, url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY")

/** Node 22.21 and 24 were the first to listen. */
const listens = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  return major >= 24 || (major === 22 && minor >= 21)
}

/** Whether calls to an address go through a proxy, and what is to be said about it; nothing where none is set. */
export const checkProxy = (
  baseUrl: string,
  lookup: Lookup,
  version: string = process.versions.node
): { readonly isUsed: boolean; readonly finding?: Finding } => {
  const proxy = proxyOf(new URL(baseUrl), lookup)
  if (proxy === undefined) return { isUsed: false }
  const place = placeOf(proxy)
  const isUsed = lookup("NODE_USE_ENV_PROXY") === "1" && listens(version)
  return {
    isUsed,
    finding: isUsed
      ? well(told, say(`calls go through ${place}`, `panggilan lewat ${place}`))
      : warning(
        told,
        say(`${place} is set and not used`, `${place} diatur tetapi tidak dipakai`),
        say(
          "If calls have to go through it, set NODE_USE_ENV_PROXY=1 (Node 22.21 or newer)",
          "Bila panggilan harus melewatinya, atur NODE_USE_ENV_PROXY=1 (Node 22.21 atau lebih baru)"
        )
      )
  }
}
