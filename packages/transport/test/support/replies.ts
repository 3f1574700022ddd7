import type { Reply } from "./server.ts"

/** An answer in JSON. */
export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => (response) => {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))
}

/** An answer with a code of seven digits, under the HTTP status that belongs to it unless another is given. */
export const code = (responseCode: string, more: object = {}, status = Number(responseCode.slice(0, 3))): Reply =>
  json(status, { responseCode, responseMessage: `message of ${responseCode}`, ...more })

/** Finpay's success. */
export const success: Reply = code("2000000", {
  processingTime: 0.25,
  traceId: "93a76615-a2c2-44fd-9dd3-1c0a22a6fe23"
})

/** An answer with any bytes as its body. */
export const bytes = (status: number, body: Uint8Array | string, headers: Record<string, string> = {}): Reply =>
(
  response
) => {
  response.writeHead(status, headers).end(body)
}

/** Bytes written to the connection as they are, which is then closed. */
export const rawBytes = (text: string): Reply => (response) => {
  response.socket?.end(text)
}

/** The connection is cut without an answer. */
export const cut: Reply = (response) => {
  response.socket?.destroy()
}

/** The connection is reset without an answer. */
export const reset: Reply = (response) => {
  response.socket?.resetAndDestroy()
}

/** Nothing comes. */
export const silence: Reply = () => {}

/** The headers come, the body begins, and no more comes. */
export const slowBody: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" })
  response.write("{\"responseCode\":")
}

/** The body is cut off in the middle. */
export const halfBody: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" })
  response.write("{\"responseCode\":\"2000000\"", () => response.socket?.destroy())
}

/** The answers of the token call and of the QRIS query, in Finpay's form. */
export const tokenAnswer = (accessToken: string, expiresIn: unknown = 900) => ({
  responseCode: "2007300",
  responseMessage: "Successful",
  accessToken,
  tokenType: "Bearer",
  expiresIn
})

export const qrisPaid = { responseCode: "2005100", responseMessage: "Successful", latestTransactionStatus: "00" }

/** The same with the service that Finpay's samples print for query and refund alike. */
export const qrisDone = { ...qrisPaid, responseCode: "2005300" }

/** One reply after another; the last goes on. */
export const inTurn = (...replies: ReadonlyArray<Reply>): Reply => {
  let index = 0
  return (response, request) => {
    const reply = replies[Math.min(index++, replies.length - 1)]
    reply?.(response, request)
  }
}

/** Token calls get one reply, all others the other. */
export const snap = (token: Reply, call: Reply): Reply => (response, request) =>
  (request.path.endsWith("/access-token/b2b") ? token : call)(response, request)
