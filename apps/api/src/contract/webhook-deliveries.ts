import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { optionalTime, time } from "./access-fields.ts"
import { optionalText } from "./answer.ts"
import { plain, query } from "./document.ts"
import { merchantHeader } from "./merchant-header.ts"
import { GivenId, instant, limit, text } from "./mutations.ts"
import { JournalUnavailableProblem, WebhookDeliveryNotFoundProblem, WebhookWrongStateProblem } from "./problems.ts"

/** Where a delivery stands. */
export const DeliveryState = Schema.Literals(["pending", "waiting", "delivered", "dead"]).annotate({
  identifier: "DeliveryState",
  description:
    "pending: its next attempt is planned. waiting: an earlier event of the same payment has to end first. " +
    "delivered: the endpoint answered 2xx. dead: it was given up, and can be replayed."
})

/** Where a delivery stands. */
export type DeliveryState = typeof DeliveryState.Type

/** What came of an attempt. */
export const AttemptOutcome = Schema.Literals([
  "delivered",
  "refused",
  "redirected",
  "gone",
  "timed_out",
  "unreachable",
  "address_refused"
]).annotate({
  identifier: "AttemptOutcome",
  description: "delivered: 2xx. redirected: 3xx, which is not followed. gone: 410, which disables the endpoint. " +
    "refused: any other status. timed_out: no whole answer in 15 seconds. unreachable: no answer. address_refused: the " +
    "address is one this server may not call, so it did not."
})

/** What came of an attempt. */
export type AttemptOutcome = typeof AttemptOutcome.Type

const EventId = Schema.String.annotate({
  description: "Names the event: the `webhook-id` of every attempt, and of every replay.",
  examples: ["evt_0mi7wq3k2f8t5c1h0dpa4"]
})

const deliveryFields = {
  id: Schema.String,
  eventId: EventId,
  endpointId: Schema.String,
  type: Schema.String.annotate({ description: "What the event tells.", examples: ["refund.succeeded"] }),
  reference: Schema.String.annotate({ description: "The order or payment the event is about." }),
  state: DeliveryState,
  reason: optionalText("Why it is dead."),
  attempts: Schema.Int.annotate({ description: "How often it was sent, replays included." }),
  nextAttemptAt: optionalTime("When it is sent next, at the earliest."),
  createdAt: time("When it was planned."),
  endedAt: optionalTime("When it was delivered, or given up.")
} as const

/** That an endpoint is told of an event, and how far that is. */
export const WebhookDelivery = Schema.Struct(deliveryFields).annotate({ identifier: "WebhookDelivery" })

/** That an endpoint is told of an event, and how far that is. */
export type WebhookDelivery = typeof WebhookDelivery.Type

/** One attempt to deliver. */
export const WebhookAttempt = Schema.Struct({
  number: Schema.Int,
  at: time("When it began."),
  millis: Schema.Int.annotate({ description: "How long it took, in milliseconds." }),
  outcome: AttemptOutcome,
  status: Schema.optionalKey(Schema.Int.annotate({ description: "The HTTP status, where an answer came." })),
  detail: Schema.String.annotate({ description: "What happened, in one plain sentence." }),
  answer: optionalText("The first 500 characters of what the endpoint answered.")
}).annotate({ identifier: "WebhookAttempt" })

/** A delivery with what is sent and every attempt. */
export const WebhookDeliveryDetails = Schema.Struct({
  ...deliveryFields,
  body: Schema.String.annotate({ description: "The body, byte for byte as it is signed and sent." }),
  history: Schema.Array(WebhookAttempt).annotate({ description: "Every attempt, oldest first." })
}).annotate({ identifier: "WebhookDeliveryDetails" })

/** A delivery with what is sent and every attempt. */
export type WebhookDeliveryDetails = typeof WebhookDeliveryDetails.Type

/** Deliveries, newest first. */
export const WebhookDeliveryPage = Schema.Struct({
  deliveries: Schema.Array(WebhookDelivery),
  next: optionalText("Pass it as `after` for the next page; not there on the last one.")
}).annotate({ identifier: "WebhookDeliveryPage" })

/** Which deliveries; all that is given must hold. */
export const deliveryFilters = {
  endpointId: Schema.optionalKey(GivenId.annotate({ description: "Only those to this endpoint." })),
  state: Schema.optionalKey(
    Schema.Array(DeliveryState).annotate({
      description: "Only those in this state; give it several times for several."
    })
  ),
  reference: Schema.optionalKey(text("a reference", 64).annotate({ description: "Only those about this payment." })),
  since: Schema.optionalKey(instant.annotate({ description: "Planned at or after." })),
  until: Schema.optionalKey(instant.annotate({ description: "Planned before." }))
} as const

const filters = {
  ...deliveryFilters,
  after: Schema.optionalKey(GivenId.annotate({ description: "The `next` of the page before." })),
  limit
} as const

const ofDelivery = { params: { deliveryId: GivenId }, headers: merchantHeader } as const
const readProblems = [WebhookDeliveryNotFoundProblem, JournalUnavailableProblem] as const

/** Deliveries: what every endpoint was told, and how that went. */
export class WebhookDeliveriesGroup extends HttpApiGroup.make("webhookDeliveries").add(
  HttpApiEndpoint.get("list", "/webhook-deliveries", {
    headers: merchantHeader,
    query: filters,
    success: WebhookDeliveryPage,
    error: JournalUnavailableProblem
  }).annotateMerge(query("List webhook deliveries", "What the endpoints of this merchant were told, newest first.")),
  HttpApiEndpoint.get("get", "/webhook-deliveries/:deliveryId", {
    ...ofDelivery,
    success: WebhookDeliveryDetails,
    error: readProblems
  }).annotateMerge(query("Read a webhook delivery", "With its body and every attempt.")),
  HttpApiEndpoint.post("replay", "/webhook-deliveries/:deliveryId/replay", {
    ...ofDelivery,
    success: WebhookDelivery.pipe(HttpApiSchema.status(202)),
    error: [...readProblems, WebhookWrongStateProblem]
  }).annotateMerge(plain(
    "operate",
    "Deliver an event again",
    "Sends the same body with the same `webhook-id`, and begins the schedule anew. For one that is delivered or dead, " +
      "to an endpoint that is enabled. It has no body."
  ))
).annotateMerge(annotations({ title: "Webhook deliveries", description: "What every endpoint was told." })) {}
