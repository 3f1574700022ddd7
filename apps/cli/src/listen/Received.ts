import type { IncomingMessage } from "node:http"

/** The largest body that is taken, in bytes; one of Finpay's callbacks is about 1 KB. */
export const mostBodyBytes = 65_536

/** A request as it came in. */
export interface Received {
  /** Counted from 1. */
  readonly number: number
  /** When its last byte came, in milliseconds since 1970. */
  readonly at: number
  /** That of the request line, with its query. */
  readonly path: string
  /** Names and values by turns, as they were sent. */
  readonly rawHeaders: ReadonlyArray<string>
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/** What came of reading a body; `broken` when its sender went away or was cut off. */
export type ReadBody = { readonly bytes: Uint8Array } | "too-large" | "broken"

/**
 * Reads the body of a request. What is beyond the limit is read and thrown away, because a sender who is still sending
 * would not see the answer; the server's limit on time ends that.
 */
export const readBody = (incoming: IncomingMessage, limit = mostBodyBytes): Promise<ReadBody> =>
  new Promise((resolve) => {
    let chunks: Array<Buffer> = []
    let length = 0
    incoming.on("data", (chunk: Buffer) => {
      length += chunk.length
      if (length <= limit) chunks.push(chunk)
      else chunks = []
    })
    incoming.on("end", () => resolve(length > limit ? "too-large" : { bytes: new Uint8Array(Buffer.concat(chunks)) }))
    incoming.on("error", () => resolve("broken"))
    incoming.on("close", () => resolve("broken"))
  })

/** The headers by their names; one that came twice is joined by commas, as HTTP means it. */
export const headersOf = (rawHeaders: ReadonlyArray<string>): Readonly<Record<string, string | undefined>> => {
  const found: Record<string, string> = Object.create(null)
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? "").toLowerCase()
    const value = rawHeaders[at + 1] ?? ""
    found[name] = name in found ? `${found[name]}, ${value}` : value
  }
  return found
}
