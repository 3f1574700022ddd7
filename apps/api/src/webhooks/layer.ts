import * as Layer from "effect/Layer"
import { layerDeliverer } from "./deliverer.ts"
import type { DelivererLimits } from "./deliverer.ts"
import { layerFollower } from "./follower.ts"
import { layerRetention } from "./retention.ts"
import { WebhookDeliveries } from "./WebhookDeliveries.ts"
import { WebhookEndpoints } from "./WebhookEndpoints.ts"
import { WebhookTransport } from "./WebhookTransport.ts"
import type { TransportOptions } from "./WebhookTransport.ts"

/** How webhooks work. */
export interface WebhookOptions extends TransportOptions {
  /** How long the history of a delivery is kept after its end, in days. */
  readonly keptDays: number
  /** How often the journal is looked at for news, in milliseconds. */
  readonly pollMillis: number
  readonly limits?: Partial<DelivererLimits>
}

/** Endpoints and deliveries for the handlers; they say nothing to anybody by themselves. */
export const layerWebhookBooks = ({ allowsPrivate }: Pick<WebhookOptions, "allowsPrivate">) =>
  Layer.mergeAll(WebhookEndpoints.layer({ allowsPrivate }), WebhookDeliveries.layer)

/** What works by itself as long as the layer lives: follows the journal, delivers, cleans up. */
export const layerWebhookWork = ({ keptDays, limits, pollMillis, ...transport }: WebhookOptions) =>
  Layer.mergeAll(layerFollower(pollMillis), layerDeliverer(limits), layerRetention(keptDays)).pipe(
    Layer.provide(WebhookTransport.layer(transport))
  )
