import { Effect } from "effect"
import { once } from "node:events"
import { connect, createServer } from "node:net"
import type { Socket } from "node:net"

/** A way to a server that can be cut without closing anything: what is sent stays on the way. */
export const silenceable = (address: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const target = new URL(address)
      const sockets = new Set<Socket>()
      const listener = createServer((near) => {
        const far = connect(Number(target.port), target.hostname)
        for (const [from, to] of [[near, far], [far, near]] as const) {
          sockets.add(from)
          from.pipe(to)
          from.on("error", () => to.destroy()).on("close", () => {
            sockets.delete(from)
            to.destroy()
          })
        }
      }).listen(0, "127.0.0.1")
      await once(listener, "listening")
      const at = listener.address()
      const url = new URL(address)
      url.hostname = "127.0.0.1"
      url.port = typeof at === "object" && at !== null ? String(at.port) : ""
      return {
        url: url.href,
        silence: (silent: boolean) => {
          for (const socket of sockets) {
            if (silent) socket.pause()
            else socket.resume()
          }
        },
        close: () => {
          for (const socket of sockets) socket.destroy()
          listener.close()
        }
      }
    }),
    ({ close }) => Effect.sync(close)
  )
