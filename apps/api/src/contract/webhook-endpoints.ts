import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { optionalTime, time } from "./access-fields.ts"
import { optionalText } from "./answer.ts"
import { plain } from "./document.ts"
import { EventType } from "./event-types.ts"
import { merchantHeader } from "./merchant-header.ts"
import { GivenId, instant } from "./mutations.ts"
import {
  InvalidRequestProblem,
  JournalUnavailableProblem,
  WebhookEndpointNotFoundProblem,
  WebhookEndpointsFullProblem,
  WebhookWrongStateProblem
} from "./problems.ts"
import { WebhookDelivery } from "./webhook-deliveries.ts"

/** The most endpoints a merchant can have. */
export const mostEndpoints = 20

/** The most deliveries that one replay of a time range brings back. */
export const mostReplayed = 10_000

/** How long a former secret signs along unless told otherwise, in seconds: a day. */
export const defaultGraceSeconds = 86_400

const longestGraceSeconds = 2_592_000

const url = Schema.String.check(
  Schema.isMaxLength(2_048, { message: "must be at most 2048 characters" })
).annotate({
  description: "Where to post to: https, and an address of the Internet. Redirects are not followed.",
  examples: ["https://shop.example/webhooks/finpay"]
})

const types = Schema.Array(EventType).check(
  Schema.isMinLength(1, { message: "it is a list of at least one kind of event; left out it is every kind" })
)

const description = Schema.String.check(
  Schema.makeFilter((value: string) =>
    value.length > 200 || /\p{Cc}/u.test(value) ? "a description is at most 200 characters on one line" : undefined
  )
)

const endpointFields = {
  id: Schema.String.annotate({ examples: ["whe_0mi7wq3k2f8t5c1h0dpa4"] }),
  url: Schema.String,
  description: Schema.String,
  types: Schema.optionalKey(types.annotate({ description: "What it is told of; everything where left out." })),
  state: Schema.Literals(["enabled", "disabled"]),
  disabledBecause: optionalText("Why it is disabled."),
  formerSecretUntil: optionalTime("Its secret was changed; until then the one before signs along."),
  createdBy: Schema.String,
  createdAt: time("When it was made."),
  updatedAt: time("When it was last changed.")
} as const

/** An address of the merchant that is told of events, without its secret. */
export const WebhookEndpoint = Schema.Struct(endpointFields).annotate({ identifier: "WebhookEndpoint" })

/** An address of the merchant that is told of events, without its secret. */
export type WebhookEndpoint = typeof WebhookEndpoint.Type

/** An endpoint with its secret: in the answer that makes the secret, and never again. */
export const WebhookEndpointWithSecret = Schema.Struct({
  secret: Schema.String.annotate({
    description: "What signatures are checked with: `whsec_` and 32 bytes in base64. It is shown here and never again.",
    examples: ["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazfgPH0AAAA="]
  }),
  ...endpointFields
}).annotate({ identifier: "WebhookEndpointWithSecret" })

/** An endpoint to be made. */
export const NewWebhookEndpoint = Schema.Struct({
  url,
  types: Schema.optionalKey(types.annotate({ description: "What it is told of. Left out: everything." })),
  description: Schema.optionalKey(description.annotate({ description: "For people.", examples: ["The shop"] }))
}).annotate({ identifier: "NewWebhookEndpoint" })

/** An endpoint to be made. */
export type NewWebhookEndpoint = typeof NewWebhookEndpoint.Type

/** What is to change of an endpoint. */
export const WebhookEndpointChange = Schema.Struct({
  url: Schema.optionalKey(url),
  types: Schema.optionalKey(
    Schema.NullOr(types).annotate({ description: "What it is told of from now on; null: everything." })
  ),
  description: Schema.optionalKey(description)
}).annotate({ identifier: "WebhookEndpointChange" })

/** What is to change of an endpoint. */
export type WebhookEndpointChange = typeof WebhookEndpointChange.Type

/** A secret to be changed for a new one. */
export const NewWebhookSecret = Schema.Struct({
  graceSeconds: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: longestGraceSeconds })).annotate({
      description: `How long the secret before signs along, 0 to ${longestGraceSeconds} (30 days); ` +
        `${defaultGraceSeconds} (24 hours) unless given. 0 ends it at once.`
    })
  )
}).annotate({ identifier: "NewWebhookSecret" })

/** Which deliveries a replay of a time range brings back. */
export const ReplayableState = Schema.Literals(["dead", "missed", "delivered"]).annotate({
  identifier: "ReplayableState",
  description:
    "dead: given up. missed: the endpoint was not there or disabled when the event happened, or did not want " +
    "its kind then. delivered: it is told once more."
})

/** Which deliveries a replay of a time range brings back. */
export type ReplayableState = typeof ReplayableState.Type

/** A time range to be told again. */
export const NewReplay = Schema.Struct({
  since: instant.annotate({ description: "Events at or after." }),
  until: instant.annotate({ description: "Events before." }),
  states: Schema.optionalKey(
    Schema.Array(ReplayableState).check(Schema.isMinLength(1)).annotate({
      description: "dead and missed unless given."
    })
  )
}).annotate({ identifier: "NewReplay" })

/** A time range to be told again. */
export type NewReplay = typeof NewReplay.Type

const Replayed = Schema.Struct({
  deliveries: Schema.Int.annotate({ description: "How many deliveries are planned." })
}).annotate({ identifier: "Replayed" })

const WebhookEndpoints = Schema.Struct({ endpoints: Schema.Array(WebhookEndpoint) }).annotate({
  identifier: "WebhookEndpoints"
})

const ofEndpoint = { params: { endpointId: GivenId }, headers: merchantHeader } as const
const problems = [WebhookEndpointNotFoundProblem, JournalUnavailableProblem] as const

/** Webhook endpoints: where the merchant's applications are told what happened. */
export class WebhookEndpointsGroup extends HttpApiGroup.make("webhookEndpoints").add(
  HttpApiEndpoint.post("create", "/webhook-endpoints", {
    headers: merchantHeader,
    payload: NewWebhookEndpoint,
    success: WebhookEndpointWithSecret.pipe(HttpApiSchema.status(201)),
    error: [InvalidRequestProblem, WebhookEndpointsFullProblem, JournalUnavailableProblem]
  }).annotateMerge(plain(
    "administer",
    "Make a webhook endpoint",
    `The secret is in this answer and never again. At most ${mostEndpoints} a merchant. It is told of what happens from ` +
      "now on; a replay tells it of what was before."
  )),
  HttpApiEndpoint.get("list", "/webhook-endpoints", {
    headers: merchantHeader,
    success: WebhookEndpoints,
    error: JournalUnavailableProblem
  }).annotateMerge(plain("administer", "List webhook endpoints", "All of this merchant, oldest first.")),
  HttpApiEndpoint.get("get", "/webhook-endpoints/:endpointId", {
    ...ofEndpoint,
    success: WebhookEndpoint,
    error: problems
  }).annotateMerge(plain("administer", "Read a webhook endpoint", "Without its secret.")),
  HttpApiEndpoint.patch("change", "/webhook-endpoints/:endpointId", {
    ...ofEndpoint,
    payload: WebhookEndpointChange,
    success: WebhookEndpoint,
    error: [...problems, InvalidRequestProblem]
  }).annotateMerge(plain(
    "administer",
    "Change a webhook endpoint",
    "Only what is given changes. What is on its way to it goes to the new address."
  )),
  HttpApiEndpoint.post("disable", "/webhook-endpoints/:endpointId/disable", {
    ...ofEndpoint,
    success: WebhookEndpoint,
    error: problems
  }).annotateMerge(plain(
    "administer",
    "Disable a webhook endpoint",
    "It is told of nothing any more, and what was on its way to it is dead. Nothing is lost: a replay of the time range " +
      "tells it of all. It has no body."
  )),
  HttpApiEndpoint.post("enable", "/webhook-endpoints/:endpointId/enable", {
    ...ofEndpoint,
    success: WebhookEndpoint,
    error: problems
  }).annotateMerge(plain(
    "administer",
    "Enable a webhook endpoint",
    "It is told of what happens from now on; a replay tells it of what it missed. It has no body."
  )),
  HttpApiEndpoint.delete("remove", "/webhook-endpoints/:endpointId", {
    ...ofEndpoint,
    success: HttpApiSchema.NoContent,
    error: problems
  }).annotateMerge(plain(
    "administer",
    "Delete a webhook endpoint",
    "For ever, its secret too. Its deliveries can still be read until they are cleaned up."
  )),
  HttpApiEndpoint.post("rotateSecret", "/webhook-endpoints/:endpointId/rotate-secret", {
    ...ofEndpoint,
    payload: NewWebhookSecret,
    success: WebhookEndpointWithSecret,
    error: problems
  }).annotateMerge(plain(
    "administer",
    "Change the secret of a webhook endpoint",
    "The new secret is in this answer and never again. The one before signs along for as long as `graceSeconds` says: " +
      "every webhook then has two signatures, and an application with either secret can check it."
  )),
  HttpApiEndpoint.post("test", "/webhook-endpoints/:endpointId/test", {
    ...ofEndpoint,
    success: WebhookDelivery.pipe(HttpApiSchema.status(202)),
    error: [...problems, WebhookWrongStateProblem]
  }).annotateMerge(plain(
    "administer",
    "Send a test event",
    "Sends `webhook.test` to this endpoint, whatever kinds it wants. Read the delivery to see what came of it. It has no " +
      "body."
  )),
  HttpApiEndpoint.post("replay", "/webhook-endpoints/:endpointId/replay", {
    ...ofEndpoint,
    payload: NewReplay,
    success: Replayed.pipe(HttpApiSchema.status(202)),
    error: [...problems, InvalidRequestProblem, WebhookWrongStateProblem]
  }).annotateMerge(plain(
    "administer",
    "Deliver the events of a time range again",
    `Only of the kinds the endpoint wants now, at most ${mostReplayed} at a time, with the same bodies and \`webhook-id\`s ` +
      "and in the same order."
  ))
).annotateMerge(
  annotations({ title: "Webhook endpoints", description: "Where the merchant's applications are told what happened." })
) {}
