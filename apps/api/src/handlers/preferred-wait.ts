import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import { preferredWaitSeconds } from "../contract/prefer.ts"
import { setResponseHeaders } from "../http/response-headers.ts"

/** How many seconds to wait for an outcome, and the header that says so when the caller had asked. */
export const preferredWait = Effect.fnUntraced(function*(
  prefer: string | undefined,
  unlessGiven: number
): Effect.fn.Return<number, never, HttpServerRequest> {
  const preferred = preferredWaitSeconds(prefer)
  if (preferred === undefined) return unlessGiven
  yield* setResponseHeaders({ "Preference-Applied": `wait=${preferred}` })
  return preferred
})
