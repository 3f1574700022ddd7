import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { ChosenName, GivenMerchantId, optionalTime, time } from "./access-fields.ts"
import { optionalText } from "./answer.ts"
import { plain } from "./document.ts"
import { instant, limit, text } from "./mutations.ts"
import { Role } from "./permission.ts"
import {
  ApiKeyNotActiveProblem,
  ApiKeyNotFoundProblem,
  InvalidRequestProblem,
  JournalUnavailableProblem,
  KeyBeyondCallerProblem
} from "./problems.ts"

const keyFields = {
  id: Schema.String.annotate({
    description: "The beginning of the key, by which it is recognised. No secret.",
    examples: ["fpk_3kJd81mQ0aZx"]
  }),
  name: Schema.String.annotate({ description: "Who or what uses it. Stands in the audit log." }),
  role: Role,
  merchants: Schema.optionalKey(
    Schema.Array(Schema.String).annotate({ description: "The merchants it is bound to; every one where left out." })
  ),
  state: Schema.Literals(["active", "expired", "revoked"]),
  createdBy: Schema.String,
  createdAt: time("When it was made."),
  expiresAt: optionalTime("From when on it is refused."),
  lastUsedAt: optionalTime("When it was last used, to the minute."),
  formerSecretUntil: optionalTime("It was rotated; until then its former secret is taken too."),
  revokedAt: optionalTime("When it was revoked."),
  revokedBy: optionalText("Who revoked it.")
} as const

/** An API key, without its secret. */
export const ApiKeyRecord = Schema.Struct(keyFields).annotate({ identifier: "ApiKey" })

/** An API key, without its secret. */
export type ApiKeyRecord = typeof ApiKeyRecord.Type

/** An API key with its secret: in the answer that makes the secret, and never again. */
export const ApiKeyWithSecret = Schema.Struct({
  key: Schema.String.annotate({
    description: "The whole key, to be sent as `Authorization: Bearer …`. It is shown here and never again; keep it."
  }),
  ...keyFields
}).annotate({ identifier: "ApiKeyWithSecret" })

const boundTo = Schema.Array(GivenMerchantId).check(
  Schema.isBetweenLength(1, 100, { message: "it is a list of 1 to 100 merchants; left out it is every one" })
).annotate({
  description: "The merchants it is bound to. Left out: every one, now and later, which only a key that is bound to " +
    "none can give."
})

/** An API key to be made. */
export const NewApiKeyRequest = Schema.Struct({
  name: ChosenName.annotate({
    description: "Who or what will use it, such as shop-backend. Stands in the audit log.",
    examples: ["shop-backend"]
  }),
  role: Role,
  merchants: Schema.optionalKey(boundTo),
  expiresAt: Schema.optionalKey(instant.annotate({ description: "From when on it is refused; never where left out." }))
}).annotate({ identifier: "NewApiKey" })

/** An API key to be made. */
export type NewApiKeyRequest = typeof NewApiKeyRequest.Type

/** The longest that a former secret stays valid, in seconds: 30 days. */
const longestGraceSeconds = 2_592_000

/** A key to be given a new secret. */
export const NewRotation = Schema.Struct({
  graceSeconds: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: longestGraceSeconds })).annotate({
    description:
      `How long the old secret stays valid, 0 to ${longestGraceSeconds} (30 days): the time to put the new ` +
      "one everywhere. 0 ends it at once.",
    examples: [86_400]
  })
}).annotate({ identifier: "NewRotation" })

const ApiKeyPage = Schema.Struct({
  keys: Schema.Array(ApiKeyRecord),
  next: optionalText("Pass as `after` for the next page; left out on the last one.")
}).annotate({ identifier: "ApiKeyPage" })

const GivenKeyId = text("an id", 64)
const ofKey = { params: { keyId: GivenKeyId } } as const
const readProblems = [ApiKeyNotFoundProblem, JournalUnavailableProblem] as const

const page = {
  after: Schema.optionalKey(GivenKeyId.annotate({ description: "The `next` of the page before." })),
  limit
} as const

/** API keys: make, list, rotate and revoke them. */
export class ApiKeysGroup extends HttpApiGroup.make("apiKeys").add(
  HttpApiEndpoint.post("create", "/api-keys", {
    payload: NewApiKeyRequest,
    success: ApiKeyWithSecret.pipe(HttpApiSchema.status(201)),
    error: [KeyBeyondCallerProblem, InvalidRequestProblem, JournalUnavailableProblem]
  }).annotateMerge(plain(
    "administer",
    "Make an API key",
    "The whole key is in this answer and never again; its hash is kept. It can have no more than the key that makes it: " +
      "one that is bound to merchants makes keys for those."
  )),
  HttpApiEndpoint.get("list", "/api-keys", {
    query: page,
    success: ApiKeyPage,
    error: JournalUnavailableProblem
  }).annotateMerge(plain(
    "administer",
    "List API keys",
    "Newest first, revoked and expired ones too. A key that is bound to merchants sees those that are bound to no other."
  )),
  HttpApiEndpoint.get("get", "/api-keys/:keyId", { ...ofKey, success: ApiKeyRecord, error: readProblems })
    .annotateMerge(
      plain("administer", "Read an API key", "Without its secret, which nobody can read.")
    ),
  HttpApiEndpoint.post("rotate", "/api-keys/:keyId/rotate", {
    ...ofKey,
    payload: NewRotation,
    success: ApiKeyWithSecret,
    error: [...readProblems, ApiKeyNotActiveProblem]
  }).annotateMerge(plain(
    "administer",
    "Give an API key a new secret",
    "The id, the role and the merchants stay. The new key is in this answer and never again; the old one is taken for " +
      "as long as `graceSeconds` says, and one from an earlier rotation no longer."
  )),
  HttpApiEndpoint.post("revoke", "/api-keys/:keyId/revoke", {
    ...ofKey,
    success: ApiKeyRecord,
    error: readProblems
  }).annotateMerge(plain(
    "administer",
    "Revoke an API key",
    "Ends it at once at every server, its former secret too, and for ever. Again is the same. It has no body."
  ))
).annotateMerge(annotations({ title: "API keys", description: "Who may call this API, and for which merchants." })) {}
