import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Redacted from "effect/Redacted"
import { ApiKeys, isActive } from "../access/ApiKeys.ts"
import type { ApiKey, MadeKey } from "../access/ApiKeys.ts"
import { Caller, mayTouchAll } from "../access/Caller.ts"
import type { ApiKeyRecord, NewApiKeyRequest } from "../contract/api-keys.ts"
import { Api } from "../contract/Api.ts"
import { isAtLeast } from "../contract/permission.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { ApiKeyNotActiveProblem, ApiKeyNotFoundProblem, KeyBeyondCallerProblem } from "../contract/problems.ts"
import { problemFacts } from "../http/occurrence.ts"
import { setResponseHeaders } from "../http/response-headers.ts"
import { Merchants } from "../merchants/Merchants.ts"
import { failInvalid } from "./fail-invalid.ts"
import { present } from "./finpay-answer.ts"
import { failNotRead, failNotWritten } from "./journal-problems.ts"
import { optionalTimeOf, timeOf } from "./times.ts"

const notFound = Effect.flatMap(
  problemFacts(problemTypes.apiKeyNotFound, "No API key that this one may see has this id."),
  (facts) => Effect.fail(new ApiKeyNotFoundProblem(facts))
)

const notActive = Effect.flatMap(
  problemFacts(problemTypes.apiKeyNotActive, "The API key is revoked or expired."),
  (facts) => Effect.fail(new ApiKeyNotActiveProblem(facts))
)

const beyond = (detail: string) =>
  Effect.flatMap(
    problemFacts(problemTypes.keyBeyondCaller, detail),
    (facts) => Effect.fail(new KeyBeyondCallerProblem(facts))
  )

const recordOf = (key: ApiKey): Effect.Effect<ApiKeyRecord> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const {
      createdAt,
      createdBy,
      expiresAt,
      formerUntil,
      id,
      lastUsedAt,
      merchants,
      name,
      revokedAt,
      revokedBy,
      role
    } = key
    return {
      id,
      name,
      role,
      state: revokedAt !== undefined ? "revoked" : isActive(key, now) ? "active" : "expired",
      createdBy,
      createdAt: timeOf(createdAt),
      ...present({
        merchants,
        expiresAt: optionalTimeOf(expiresAt),
        lastUsedAt: optionalTimeOf(lastUsedAt),
        formerSecretUntil: formerUntil !== undefined && formerUntil > now ? timeOf(formerUntil) : undefined,
        revokedAt: optionalTimeOf(revokedAt),
        revokedBy
      })
    }
  })

/** A key that the caller may see: one that is for no merchant but the caller's own. */
const seen = Effect.fnUntraced(function*(id: string) {
  const caller = yield* Caller
  const key = yield* Effect.catch((yield* ApiKeys).find(id), failNotRead)
  return key !== undefined && mayTouchAll(caller, key.merchants) ? key : yield* notFound
})

/** The key with its secret, as it is shown once. */
const shown = Effect.fnUntraced(function*({ id, key }: MadeKey) {
  const made = yield* Effect.catch((yield* ApiKeys).find(id), failNotRead)
  // A key is never removed.
  const record = yield* recordOf(yield* Effect.orDie(Effect.fromNullishOr(made)))
  return { key: Redacted.value(key), ...record }
})

const checkNew = Effect.fnUntraced(function*({ expiresAt, merchants, role }: NewApiKeyRequest) {
  const caller = yield* Caller
  if (!isAtLeast(caller.role, role)) return yield* beyond(`This API key has the role ${caller.role}.`)
  if (!mayTouchAll(caller, merchants)) {
    return yield* beyond(`This API key is bound to ${caller.merchants?.join(", ")}; it makes keys for no others.`)
  }
  const registry = yield* Merchants
  const found = yield* Effect.forEach(merchants ?? [], registry.find)
  const errors = found.flatMap((merchant, index) =>
    merchant === undefined ? [{ detail: "there is no such merchant", pointer: `#/merchants/${index}` }] : []
  )
  const isOver = expiresAt !== undefined && Date.parse(expiresAt) <= (yield* Clock.currentTimeMillis)
  if (isOver) errors.push({ detail: "it is over already", pointer: "#/expiresAt" })
  if (errors.length > 0) return yield* failInvalid(errors)
})

const create = Effect.fnUntraced(function*(wanted: NewApiKeyRequest) {
  yield* checkNew(wanted)
  const { actor } = yield* Caller
  const { expiresAt, merchants, name, role } = wanted
  const made = yield* Effect.catch(
    (yield* ApiKeys).create({
      name,
      role,
      merchants: merchants && [...new Set(merchants)],
      createdBy: actor,
      expiresAt: expiresAt === undefined ? undefined : Date.parse(expiresAt)
    }),
    failNotWritten
  )
  yield* Effect.logInfo(`the API key ${made.id} was made`).pipe(Effect.annotateLogs({ role, name }))
  yield* setResponseHeaders({ Location: `/v1/api-keys/${made.id}` }, [201])
  return yield* shown(made)
})

const rotate = Effect.fnUntraced(function*(keyId: string, graceSeconds: number) {
  const { id } = yield* seen(keyId)
  const made = yield* Effect.catch((yield* ApiKeys).rotate(id, graceSeconds * 1000), failNotWritten)
  if (made === undefined) return yield* notActive
  yield* Effect.logInfo(`the API key ${id} was rotated`)
  return yield* shown(made)
})

const revoke = Effect.fnUntraced(function*(keyId: string) {
  const { id } = yield* seen(keyId)
  const { actor } = yield* Caller
  const revoked = yield* Effect.catch((yield* ApiKeys).revoke(id, actor), failNotWritten)
  yield* Effect.logInfo(`the API key ${id} was revoked`)
  return yield* recordOf(yield* Effect.orDie(Effect.fromNullishOr(revoked)))
})

/** Those after the one with this id; nothing, and not everything again, where it is not there. */
const keysAfter = (keys: ReadonlyArray<ApiKey>, after: string): ReadonlyArray<ApiKey> => {
  const index = keys.findIndex(({ id }) => id === after)
  return index === -1 ? [] : keys.slice(index + 1)
}

const list = Effect.fnUntraced(function*({ after, limit = 50 }: { readonly after?: string; readonly limit?: number }) {
  const caller = yield* Caller
  const all = yield* Effect.catch((yield* ApiKeys).list, failNotRead)
  const visible = all.filter(({ merchants }) => mayTouchAll(caller, merchants))
  const rest = after === undefined ? visible : keysAfter(visible, after)
  const keys = rest.slice(0, limit)
  return {
    keys: yield* Effect.forEach(keys, recordOf),
    ...present({ next: rest.length > limit ? keys.at(-1)?.id : null })
  }
})

/** The endpoints under `/v1/api-keys`. */
export const apiKeys = HttpApiBuilder.group(
  Api,
  "apiKeys",
  Effect.fnUntraced(function*(handlers) {
    const services = yield* Effect.context<ApiKeys | Merchants>()
    const withKeys = Effect.provideContext(services)
    return handlers.handleAll({
      create: ({ payload }) => withKeys(create(payload)),
      list: ({ query }) => withKeys(list(query)),
      get: ({ params: { keyId } }) => withKeys(Effect.flatMap(seen(keyId), recordOf)),
      rotate: ({ params: { keyId }, payload: { graceSeconds } }) => withKeys(rotate(keyId, graceSeconds)),
      revoke: ({ params: { keyId } }) => withKeys(revoke(keyId))
    })
  })
)
