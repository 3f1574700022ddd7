import { isIP } from "node:net"
import { isPublicAddress } from "./address.ts"

/** The host of an address without the brackets that IPv6 has in it. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/u, "$1")

/** An address this server has no business with, whoever it belongs to. */
const isHidden = (url: URL): boolean => {
  const host = hostOf(url)
  return isIP(host) !== 0 ? !isPublicAddress(host) : /(?:^|\.)localhost\.?$/u.test(host)
}

/**
 * What is wrong with the address of an endpoint; `undefined` when nothing is that can be told from the text. Where a name
 * leads is looked at each time it is called, for it may lead elsewhere by then.
 */
export const targetProblem = (text: string, allowsPrivate: boolean): string | undefined => {
  if (!URL.canParse(text)) return "must be a whole address, such as https://shop.example/webhooks"
  const url = new URL(text)
  const protocols = allowsPrivate ? ["https:", "http:"] : ["https:"]
  if (!protocols.includes(url.protocol)) return `must begin with ${allowsPrivate ? "https:// or http://" : "https://"}`
  if (url.username !== "" || url.password !== "") return "must hold no user name and no password"
  if (text.includes("#")) return "must hold no fragment (#)"
  if (!allowsPrivate && isHidden(url)) return "must not be an address of a private network or of this machine"
  return undefined
}
