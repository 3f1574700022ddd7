import * as Effect from "effect/Effect"
import type { ServerResponse } from "node:http"
import type { SimulatedAnswer } from "../answer/SimulatedAnswer.ts"

const start = (response: ServerResponse, { body, headers, status }: SimulatedAnswer): void => {
  response.writeHead(status, { ...headers, "content-length": body.length })
}

const whole = (response: ServerResponse, answer: SimulatedAnswer): void => {
  start(response, answer)
  response.end(answer.body)
}

const written = (response: ServerResponse, bytes: Uint8Array): Effect.Effect<void> =>
  Effect.callback((resume) => {
    response.write(bytes, () => resume(Effect.void))
  })

/** Writes headers and the first bytes, lets them leave, and then breaks the connection. */
const cutAfter = Effect.fnUntraced(function*(response: ServerResponse, answer: SimulatedAnswer, bytes: number) {
  start(response, answer)
  response.flushHeaders()
  if (bytes > 0) yield* written(response, answer.body.subarray(0, bytes))
  // A reset would make the other side throw away what it has not read yet; an early end lets it read up to here.
  response.socket?.destroySoon()
})

const trickle = Effect.fnUntraced(function*(
  response: ServerResponse,
  answer: SimulatedAnswer,
  millis: number,
  pieces: number
) {
  start(response, answer)
  response.flushHeaders()
  const size = Math.max(1, Math.ceil(answer.body.length / pieces))
  for (let from = 0; from < answer.body.length; from += size) {
    if (from > 0) yield* Effect.sleep(millis)
    yield* written(response, answer.body.subarray(from, from + size))
  }
  response.end()
})

/** Delivers an answer over a real socket as it wants to be delivered. */
export const writeAnswer = (response: ServerResponse, answer: SimulatedAnswer): Effect.Effect<void> => {
  const { delivery } = answer
  switch (delivery.kind) {
    case "whole":
      return Effect.sync(() => whole(response, answer))
    case "slow":
      return Effect.andThen(Effect.sleep(delivery.millis), Effect.sync(() => whole(response, answer)))
    case "trickle":
      return trickle(response, answer, delivery.millis, delivery.pieces)
    case "cut-after":
      return cutAfter(response, answer, delivery.bytes)
    case "never":
      return Effect.void
    case "refused":
    case "cut-before-headers":
      return Effect.sync(() => {
        response.socket?.resetAndDestroy()
      })
  }
}
