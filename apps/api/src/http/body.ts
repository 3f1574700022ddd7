import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Stream from "effect/Stream"
import { problemTypes } from "../contract/problem-types.ts"
import { BodyTooLarge } from "../contract/problems.ts"
import { problemFacts } from "./occurrence.ts"

/** The largest request that is read, in bytes. An order with a hundred lines is far below. */
export const maxRequestBytes = 262_144

/** The largest callback that is read, in bytes. One of Finpay's is about 1 KB. */
export const maxCallbackBytes = 65_536

const tooLarge = (limit: number) =>
  Effect.flatMap(
    problemFacts(problemTypes.bodyTooLarge, `The body is larger than ${limit} bytes.`),
    (facts) => Effect.fail(new BodyTooLarge(facts))
  )

/**
 * The bytes of a request's body, as they arrived. Never more than `limit` of them are held.
 *
 * A body that breaks off is a connection that is gone, so nobody is left to be told.
 */
export const bodyBytes = (request: HttpServerRequest, limit: number): Effect.Effect<Uint8Array, BodyTooLarge> =>
  Number(request.headers["content-length"] ?? 0) > limit
    ? tooLarge(limit)
    : Effect.provideService(request.arrayBuffer, HttpIncomingMessage.MaxBodySize, ByteSize.bytes(limit)).pipe(
      Effect.map((buffer) => new Uint8Array(buffer)),
      Effect.catchIf(
        (error) => error.reason._tag === "RequestParseError" && error.reason.reason === "BodyTooLarge",
        () => tooLarge(limit)
      ),
      Effect.catchTag("HttpServerError", () => Effect.interrupt)
    )

/**
 * The bytes of a file that is sent, as they arrive; never more than `limit` of them in all.
 *
 * A body that breaks off is a connection that is gone, so nobody is left to be told.
 */
export const fileBytes = (request: HttpServerRequest, limit: number): Stream.Stream<Uint8Array, BodyTooLarge> =>
  Number(request.headers["content-length"] ?? 0) > limit
    ? Stream.fromEffect(tooLarge(limit))
    : request.stream.pipe(
      Stream.catchTag("HttpServerError", () => Stream.fromEffect(Effect.interrupt)),
      Stream.mapAccumEffect(() => 0, (taken, bytes) => {
        const sum = taken + bytes.length
        return sum > limit ? tooLarge(limit) : Effect.succeed([sum, [bytes]] as const)
      })
    )
