import * as Effect from "effect/Effect"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

/** The answer is larger than is read. */
export class AnswerTooLarge extends Schema.TaggedError<AnswerTooLarge>()("AnswerTooLarge", {
  maxBytes: Schema.Int
}) {}

const joined = (chunks: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

const announcedLength = (response: HttpClientResponse.HttpClientResponse): number =>
  Number(response.headers["content-length"] ?? 0)

/**
 * Reads the body of an answer and never holds more than `maxBytes` of it: what goes on is cut off and the connection
 * with it. Counted after any decompression that the HTTP client does.
 */
export const readBody = (
  response: HttpClientResponse.HttpClientResponse,
  maxBytes: number
): Effect.Effect<Uint8Array, AnswerTooLarge | HttpClientError.HttpClientError> =>
  Effect.suspend(() => {
    const chunks: Array<Uint8Array> = []
    let length = 0
    const tooLarge = new AnswerTooLarge({ maxBytes })
    // A length that is announced as too large is refused at the first byte.
    const limit = announcedLength(response) > maxBytes ? -1 : maxBytes
    return response.stream.pipe(
      Stream.runForEach((chunk) => {
        length += chunk.length
        if (length > limit) return tooLarge
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
