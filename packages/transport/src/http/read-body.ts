import * as Effect from "effect/Effect"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import { joined, readableBytes, tooLarge } from "./exchange.ts"
import type { NoAnswer } from "./exchange.ts"

/**
 * Reads the body of an answer and never holds more than `maxBytes` of it: what goes on is cut off and the connection
 * with it. Counted after any decompression that the HTTP client does.
 */
export const readBody = (
  response: HttpClientResponse.HttpClientResponse,
  maxBytes: number
): Effect.Effect<Uint8Array, NoAnswer | HttpClientError.HttpClientError> =>
  Effect.suspend(() => {
    const chunks: Array<Uint8Array> = []
    let length = 0
    const limit = readableBytes(response.headers["content-length"], maxBytes)
    return response.stream.pipe(
      Stream.runForEach((chunk) => {
        length += chunk.length
        if (length > limit) return Effect.fail(tooLarge(maxBytes))
        chunks.push(chunk)
        return Effect.void
      }),
      Effect.map(() => joined(chunks, length)),
      // An answer without a body, as fetch tells of it.
      Effect.catchIf(
        (error) => error._tag === "HttpClientError" && error.reason._tag === "EmptyBodyError",
        () => Effect.succeed(new Uint8Array())
      )
    )
  })
