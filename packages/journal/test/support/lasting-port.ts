import { randomInt } from "node:crypto"
import { once } from "node:events"
import { createServer } from "node:net"

/**
 * A port for who stops and starts again. It lies below those that a system gives out by itself (from 32768 on Linux, from
 * 49152 elsewhere), so that meanwhile nobody is given it, as a server or as the near end of a connection.
 */
export const lastingPort = async (): Promise<number> => {
  const port = randomInt(10_000, 32_768)
  const server = createServer().listen(port, "127.0.0.1")
  try {
    await once(server, "listening")
  } catch {
    return lastingPort()
  }
  server.close()
  await once(server, "close")
  return port
}
