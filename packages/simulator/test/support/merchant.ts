import { Effect } from "effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

/** A request that a merchant received. */
export interface Delivered {
  readonly path: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly body: string
}

/** A merchant's own server: writes down what it gets and answers as told, or never. */
export const merchant = (
  answer: (delivered: Delivered, count: number) => {
    readonly status: number
    readonly body?: string
    readonly headers?: Readonly<Record<string, string>>
  } | "never" = () => ({
    status: 200,
    body: `{"responseCode":"2000000","responseMessage":"Success","processingTime":0.1}`
  })
) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const received: Array<Delivered> = []
      const server = createServer((incoming, response) => {
        const chunks: Array<Buffer> = []
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
        incoming.on("end", () => {
          const body = Buffer.concat(chunks).toString("utf8")
          const delivered = { path: incoming.url ?? "", headers: incoming.headers, body }
          received.push(delivered)
          const answered = answer(delivered, received.length)
          if (answered !== "never") response.writeHead(answered.status, answered.headers).end(answered.body)
        })
      })
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
      return { server, received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
    }),
    ({ server }) =>
      Effect.promise(() => {
        server.closeAllConnections()
        return new Promise<void>((resolve) => server.close(() => resolve()))
      })
  )
