import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { createHash, timingSafeEqual } from "node:crypto"
import { Authorization } from "../contract/middleware.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { ApiKeyRefused } from "../contract/problems.ts"
import { problemFacts } from "./occurrence.ts"
import { setResponseHeaders } from "./response-headers.ts"

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

const refuse = Effect.gen(function*() {
  yield* setResponseHeaders({ "WWW-Authenticate": "Bearer" })
  const facts = yield* problemFacts(problemTypes.apiKeyRefused, "The API key is missing or wrong.")
  return yield* new ApiKeyRefused(facts)
})

/**
 * Lets in who has the key. Digests of one length are compared in constant time, so the answer's time tells nothing of
 * the key, not even its length. Without a key everyone is let in; `configuration.ts` says where that is allowed.
 */
export const authorization = (apiKey: Redacted.Redacted | undefined): Layer.Layer<Authorization> => {
  if (apiKey === undefined) return Layer.succeed(Authorization, Authorization.of({ apiKey: (next) => next }))
  const expected = digest(Redacted.value(apiKey))
  return Layer.succeed(
    Authorization,
    Authorization.of({
      apiKey: (next, { credential }) => timingSafeEqual(digest(Redacted.value(credential)), expected) ? next : refuse
    })
  )
}
