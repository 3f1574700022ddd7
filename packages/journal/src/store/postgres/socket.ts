import { connect } from "node:net"
import type { NetConnectOpts, Socket } from "node:net"

const defaultPort = "5432"

/** Where the server listens, read from the address as libpq does: `host` may be a folder with a socket in it. */
export const listenerOf = (address: string): NetConnectOpts => {
  const url = new URL(address)
  const host = url.searchParams.get("host") ?? decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/u, "$1")
  const port = url.searchParams.get("port") ?? (url.port === "" ? defaultPort : url.port)
  return host.startsWith("/")
    ? { path: `${host}/.s.PGSQL.${port}` }
    : { host: host === "" ? "localhost" : host, port: Number(port), noDelay: true }
}

/** A connection that ends itself when nothing has moved on it for so long: the other end is gone or stands still. */
export const connectWithPatience = (address: string, silenceMillis: number): Socket => {
  const socket = connect({ ...listenerOf(address), timeout: silenceMillis })
  const silence = `no answer from the server for ${silenceMillis / 1000} seconds`
  return socket.once("timeout", () => socket.destroy(Object.assign(new Error(silence), { code: "ETIMEDOUT" })))
}
