import type { WebhookDelivery, WebhookDeliveryDetails } from "../contract/webhook-deliveries.ts"
import type { WebhookEndpoint } from "../contract/webhook-endpoints.ts"
import type { Attempt, Delivery } from "../webhooks/delivery-rows.ts"
import type { Endpoint } from "../webhooks/endpoint-rows.ts"
import type { DeliveryDetails } from "../webhooks/WebhookDeliveries.ts"
import { present } from "./finpay-answer.ts"
import { optionalTimeOf, timeOf } from "./times.ts"

/** An endpoint as this API shows it: never with a secret, sealed or not. */
export const endpointView = (endpoint: Endpoint, now: number): WebhookEndpoint => {
  const { createdAt, createdBy, description, disabledBecause, former, id, state, types, updatedAt, url } = endpoint
  return {
    id,
    url,
    description,
    state: state === "enabled" ? "enabled" : "disabled",
    createdBy,
    createdAt: timeOf(createdAt),
    updatedAt: timeOf(updatedAt),
    ...present({
      types,
      disabledBecause,
      formerSecretUntil: former !== undefined && former.until > now ? timeOf(former.until) : undefined
    })
  }
}

/** A delivery as this API shows it. */
export const deliveryView = (delivery: Delivery): WebhookDelivery => {
  const { attempts, createdAt, dueAt, endedAt, endpointId, eventId, id, reason, reference, state, type } = delivery
  return {
    id,
    eventId,
    endpointId,
    type,
    reference,
    state,
    attempts,
    createdAt: timeOf(createdAt),
    ...present({ reason, nextAttemptAt: optionalTimeOf(dueAt), endedAt: optionalTimeOf(endedAt) })
  }
}

const attemptView = ({ at, ...attempt }: Attempt & { readonly number: number }) => ({ ...attempt, at: timeOf(at) })

/** A delivery with what is sent and every attempt, as this API shows it. */
export const detailsView = ({ body, delivery, history }: DeliveryDetails): WebhookDeliveryDetails => ({
  ...deliveryView(delivery),
  body,
  history: history.map(attemptView)
})
