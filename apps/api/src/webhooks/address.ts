import { BlockList, isIPv4, isIPv6 } from "node:net"

/**
 * Networks of IPv4 that are not somebody's server on the Internet, by IANA's registry of special addresses; and the one
 * address of a cloud's own services that looks like any other.
 */
const special4: ReadonlyArray<readonly [network: string, prefix: number]> = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4]
]

/** Networks inside 2000::/3 that carry an address of IPv4 (Teredo, 6to4), or that nobody is to be reached at. */
const special6: ReadonlyArray<readonly [network: string, prefix: number]> = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["2620:4f:8000::", 48],
  ["3fff::", 20]
]

const listOf = (networks: ReadonlyArray<readonly [string, number]>, family: "ipv4" | "ipv6"): BlockList => {
  const list = new BlockList()
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family)
  return list
}

const refused4 = listOf(special4, "ipv4")
const refused6 = listOf(special6, "ipv6")
const global6 = listOf([["2000::", 3]], "ipv6")

/**
 * Whether an address is that of a server on the Internet, and not of this machine, its network, its cloud or nobody.
 *
 * Of IPv6 only what is given out (2000::/3) is: so loopback, link-local, unique local, multicast and every spelling of an
 * IPv4 address in IPv6 (`::ffff:127.0.0.1`, `64:ff9b::7f00:1`) is not.
 */
export const isPublicAddress = (address: string): boolean => {
  if (isIPv4(address)) return !refused4.check(address, "ipv4")
  // A zone, such as fe80::1%eth0, is only for addresses of this network.
  if (!isIPv6(address) || address.includes("%")) return false
  return global6.check(address, "ipv6") && !refused6.check(address, "ipv6")
}
