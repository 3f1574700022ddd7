/** A server that answers as it is told, for answers the simulator would never give by itself. */
import { Effect } from "effect"
import { createServer, type RequestListener } from "node:http"

/** The address of a server on this machine that is closed with the scope. */
export const stubServer = (listener: RequestListener) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer(listener)
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  ).pipe(Effect.map(({ url }) => url))

/**
 * An address where nobody listens: its port is below all that a system gives out by itself, and of no known service. `fetch`
 * does not refuse it.
 */
export const nobodyListens = "http://127.0.0.1:2"

/** Answers with a status and a body. */
export const answering =
  (status: number, body: string, contentType = "application/json"): RequestListener => (request, response) => {
    request.resume()
    request.on("end", () => response.writeHead(status, { "content-type": contentType }).end(body))
  }

/** Answers with one of Finpay's codes, and the HTTP status that belongs to it. */
export const answeringCode = (responseCode: string): RequestListener =>
  answering(
    Number(responseCode.slice(0, 3)),
    JSON.stringify({ responseCode, responseMessage: "as told", traceId: "trace-1", latestTransactionStatus: "00" })
  )

const isCheck = (url: string): boolean => url.startsWith("/pg/payment/card/check/")

/** Says of every order that Rp 22.000 were paid. */
const paid: RequestListener = (request, response) => {
  const id = (request.url ?? "").split("/").at(-1)
  const data = { order: { id, amount: "22000" }, result: { payment: { status: "PAID", amount: 22000 } } }
  answering(200, JSON.stringify({ responseCode: "2000000", traceId: "trace-check", data }))(request, response)
}

/** A Finpay that knows every order, as paid; what is to be changed goes to `change`. */
export const gateway = (change: RequestListener): RequestListener => (request, response) =>
  (isCheck(request.url ?? "") ? paid : change)(request, response)
