import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"
import { isLoopbackHost } from "../callbacks/target.ts"
import type { Settings } from "../options.ts"

const hostnameOf = (host: string): string | undefined => URL.parse(`http://${host}`)?.hostname

/**
 * Why a request may not control the simulator, or `undefined` when it may.
 *
 * A page in a browser must not reach it: neither by a name of its own that it lets point to this machine (the Host is
 * not one of ours), nor from another site (the Origin is not ours). Programs send no Origin, and in-process calls no
 * Host.
 */
export const foreignness = (request: SimulatedRequest, settings: Settings): string | undefined => {
  const { host, origin } = request.headers
  if (host !== undefined) {
    const hostname = hostnameOf(host)
    const isOurs = hostname !== undefined && (isLoopbackHost(hostname) || settings.controlHosts.includes(hostname))
    if (!isOurs) return "the Host is not this machine"
  }
  if (origin !== undefined && URL.parse(origin)?.host !== host?.toLowerCase()) return "the Origin is another site"
  return request.headers["sec-fetch-site"] === "cross-site" && request.method !== "GET"
    ? "the request comes from another site"
    : undefined
}
