import type { IncomingMessage } from "node:http"
import { maxBodyBytes } from "../gateway/handle.ts"

/** A saved state is larger than any request to the gateway. */
const maxStateBytes = 64 * 1_048_576

/** What came of reading a body. */
export type ReadBody =
  | { readonly _tag: "Body"; readonly bytes: Uint8Array }
  | { readonly _tag: "TooLarge" }
  | { readonly _tag: "Broken" }

/**
 * Reads a request's body up to the limit of its path. What is beyond it is read and thrown away: a client that is still
 * sending would not see the answer otherwise.
 */
export const readBody = (incoming: IncomingMessage): Promise<ReadBody> => {
  const limit = incoming.url?.startsWith("/_simulator/state") === true ? maxStateBytes : maxBodyBytes
  return new Promise((resolve) => {
    let chunks: Array<Buffer> = []
    let length = 0
    incoming.on("data", (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) chunks = []
      else chunks.push(chunk)
    })
    incoming.on("end", () => {
      const bytes = new Uint8Array(Buffer.concat(chunks))
      resolve(length > limit ? { _tag: "TooLarge" } : { _tag: "Body", bytes })
    })
    incoming.on("error", () => resolve({ _tag: "Broken" }))
    incoming.on("close", () => resolve({ _tag: "Broken" }))
  })
}
