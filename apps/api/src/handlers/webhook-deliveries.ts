import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Api } from "../contract/Api.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import { WebhookDeliveries } from "../webhooks/WebhookDeliveries.ts"
import { present } from "./finpay-answer.ts"
import { failNotRead, failNotWritten } from "./journal-problems.ts"
import { millisOf } from "./times.ts"
import { deliveryProblems, replayProblems } from "./webhook-problems.ts"
import { deliveryView, detailsView } from "./webhook-views.ts"

/** The endpoints under `/v1/webhook-deliveries`. */
export const webhookDeliveries = HttpApiBuilder.group(
  Api,
  "webhookDeliveries",
  Effect.fnUntraced(function*(handlers) {
    const deliveries = yield* WebhookDeliveries

    return handlers.handleAll({
      list: ({ query: { since, state: states, until, ...rest } }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          const filter = { ...rest, ...present({ states, since: millisOf(since), until: millisOf(until) }) }
          const page = yield* deliveries.list(account, filter)
          return { deliveries: page.deliveries.map(deliveryView), ...present({ next: page.next }) }
        }).pipe(Effect.catchTag("JournalUnavailable", failNotRead)),

      get: ({ params: { deliveryId } }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          return detailsView(yield* deliveries.details(account, deliveryId))
        }).pipe(Effect.catchTags({ ...deliveryProblems, JournalUnavailable: failNotRead })),

      replay: ({ params: { deliveryId } }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          return deliveryView(yield* deliveries.replay(account, deliveryId))
        }).pipe(Effect.catchTags({ ...deliveryProblems, ...replayProblems, JournalUnavailable: failNotWritten }))
    })
  })
)
