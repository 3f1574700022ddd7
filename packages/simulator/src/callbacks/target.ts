/** Whether a host name means this machine, whatever a name server says. */
export const isLoopbackHost = (hostname: string): boolean => {
  const name = hostname.toLowerCase().replace(/^\[|\]$/gu, "").replace(/\.$/u, "")
  return name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127(?:\.\d{1,3}){3}$/u.test(name)
}

/** Whether an address is on this machine: http or https, and a host that is loopback. */
export const isLoopback = (address: string): boolean => {
  const url = URL.parse(address)
  return url !== null && (url.protocol === "http:" || url.protocol === "https:") && isLoopbackHost(url.hostname)
}
