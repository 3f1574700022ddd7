import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { ApiKeys } from "../access/ApiKeys.ts"
import type { ApiKey } from "../access/ApiKeys.ts"
import { anyoneHere, Caller } from "../access/Caller.ts"
import type { CallerFacts } from "../access/Caller.ts"
import { RateLimits } from "../access/RateLimits.ts"
import { Authorization } from "../contract/middleware.ts"
import type { Permission } from "../contract/permission.ts"
import { mayDo, Needs, rolesWith } from "../contract/permission.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { ApiKeyRefused, PermissionMissing } from "../contract/problems.ts"
import { failNotRead } from "../handlers/journal-problems.ts"
import { noteRequest } from "../telemetry/RequestNotes.ts"
import { problemFacts } from "./occurrence.ts"
import { setResponseHeaders } from "./response-headers.ts"
import { addressOf, failTooMany } from "./too-many.ts"

const refuse = Effect.gen(function*() {
  yield* setResponseHeaders({ "WWW-Authenticate": "Bearer" })
  const facts = yield* problemFacts(
    problemTypes.apiKeyRefused,
    "The API key is missing, wrong, expired or revoked."
  )
  return yield* new ApiKeyRefused(facts)
})

const tooLittle = Effect.fnUntraced(function*(role: string, permission: Permission) {
  const facts = yield* problemFacts(
    problemTypes.permissionMissing,
    `This API key has the role ${role}; this takes ${rolesWith(permission).join(" or ")}.`
  )
  return yield* new PermissionMissing(facts)
})

const callerOf = ({ id, merchants, name, role }: ApiKey): CallerFacts => ({
  actor: `${name} (${id})`,
  keyId: id,
  role,
  ...(merchants === undefined ? {} : { merchants })
})

/**
 * Says who calls and whether that may be done with its key. Hashes of one length are compared in constant time. A server
 * that is open to its own machine takes a caller without a key for the administrator; one with open metrics lets everyone
 * read those.
 */
export const authorization = (
  isOpen: boolean,
  areMetricsOpen = false
): Layer.Layer<Authorization, never, ApiKeys | RateLimits> =>
  Layer.effect(
    Authorization,
    Effect.gen(function*() {
      const keys = yield* ApiKeys
      const limits = yield* RateLimits
      return Authorization.of({
        apiKey: (next, { credential, endpoint }) =>
          Effect.gen(function*() {
            const isAnonymous = Redacted.value(credential) === ""
            const isFree = isOpen || (areMetricsOpen && endpoint.path === "/metrics")
            if (isFree && isAnonymous) return yield* Effect.provideService(next, Caller, anyoneHere)
            const key = yield* Effect.catchTag(keys.authenticate(credential), "JournalUnavailable", failNotRead)
            if (key === undefined) {
              // A wrong key costs the address and never the key whose name it has, which could be locked out so.
              yield* failTooMany(yield* limits.ofAddress(addressOf(yield* HttpServerRequest)))
              return yield* refuse
            }
            yield* failTooMany(yield* limits.ofKey(key.id))
            const needs = Context.get(endpoint.annotations, Needs)
            if (!mayDo(key.role, needs)) return yield* tooLittle(key.role, needs)
            const caller = callerOf(key)
            yield* noteRequest({ actor: caller.actor, keyId: key.id })
            return yield* Effect.annotateLogs(Effect.provideService(next, Caller, caller), { actor: caller.actor })
          })
      })
    })
  )
