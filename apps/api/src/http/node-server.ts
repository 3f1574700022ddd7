import { randomUUID } from "node:crypto"
import { createServer, STATUS_CODES } from "node:http"
import type { Server } from "node:http"
import type { Socket } from "node:net"
import { problemTypes } from "../contract/problem-types.ts"
import type { ProblemType } from "../contract/problem-types.ts"

/** How patient a server is, in milliseconds, and how many connections it holds. */
export interface ConnectionLimits {
  /** How long the headers of a request may take. */
  readonly headersMillis: number
  /** How long the whole request may take. */
  readonly requestMillis: number
  /** How often connections are looked through for those that took too long. */
  readonly checkMillis: number
  /** How long a connection may be silent, also while an answer is waited for or not taken. */
  readonly silenceMillis: number
  readonly maxConnections: number
}

const defaults: ConnectionLimits = {
  headersMillis: 10_000,
  requestMillis: 30_000,
  checkMillis: 5_000,
  silenceMillis: 120_000,
  maxConnections: 2_000
}

/** The address and the headers of a request, in bytes together. */
const maxHeaderBytes = 16_384

const kindOf = (code: string | undefined): ProblemType => {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return problemTypes.headersTooLarge
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return problemTypes.requestTooSlow
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return problemTypes.bodyTooLarge
    default:
      return problemTypes.malformedHttp
  }
}

/** The problem as bytes: there is no request yet that could be answered. */
const answerTo = ({ meaning, nextStep, status, title, type }: ProblemType): string => {
  const body = JSON.stringify({
    type,
    title,
    status,
    detail: meaning,
    instance: `urn:uuid:${randomUUID()}`,
    nextStep,
    operationState: "not-processed",
    safeToRetry: true
  })
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
    "",
    body
  ].join("\r\n")
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined

/**
 * Whether an answer has begun on a connection, into which nothing may be written; or a request was read to its end and
 * is being carried out, so that what is wrong with the one after it must not be taken for its answer.
 */
const isAnswering = (socket: Socket): boolean => {
  const current = memberOf(socket, "_httpMessage")
  return memberOf(current, "headersSent") === true || memberOf(memberOf(current, "req"), "complete") === true
}

/**
 * A server of Node that slow, silent and endless senders cannot hold: what is no request in time is answered with a
 * problem, and the connection is closed.
 */
export const makeNodeServer = (limits: Partial<ConnectionLimits> = {}): Server => {
  const { checkMillis, headersMillis, maxConnections, requestMillis, silenceMillis } = { ...defaults, ...limits }
  const server = createServer({
    headersTimeout: headersMillis,
    requestTimeout: requestMillis,
    connectionsCheckingInterval: checkMillis,
    maxHeaderSize: maxHeaderBytes
  })
  server.timeout = silenceMillis
  server.maxConnections = maxConnections
  server.on("clientError", (error: Error & { readonly code?: string }, socket: Socket) => {
    if (error.code === "ECONNRESET" || !socket.writable || isAnswering(socket)) {
      socket.destroy()
      return
    }
    socket.end(answerTo(kindOf(error.code)), () => socket.destroy())
  })
  return server
}
