import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Redacted from "effect/Redacted"
import { Caller } from "../access/Caller.ts"
import { Api } from "../contract/Api.ts"
import { defaultGraceSeconds } from "../contract/webhook-endpoints.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import type { Endpoint } from "../webhooks/endpoint-rows.ts"
import { Events } from "../webhooks/publish.ts"
import { WebhookDeliveries } from "../webhooks/WebhookDeliveries.ts"
import { WebhookEndpoints } from "../webhooks/WebhookEndpoints.ts"
import type { WithSecret } from "../webhooks/WebhookEndpoints.ts"
import { failInvalid } from "./fail-invalid.ts"
import { failNotRead, failNotWritten } from "./journal-problems.ts"
import { endpointProblems, rangeProblems, replayProblems, roomProblems, urlProblems } from "./webhook-problems.ts"
import { deliveryView, endpointView } from "./webhook-views.ts"

const shown = (endpoint: Endpoint) => Effect.map(Clock.currentTimeMillis, (now) => endpointView(endpoint, now))

const shownOnce = ({ endpoint, secret }: WithSecret) =>
  Effect.map(shown(endpoint), (view) => ({ secret: Redacted.value(secret), ...view }))

const ofReading = { ...endpointProblems, JournalUnavailable: failNotRead }
const ofChanging = { ...endpointProblems, JournalUnavailable: failNotWritten }

/** The endpoints under `/v1/webhook-endpoints`. */
export const webhookEndpoints = HttpApiBuilder.group(
  Api,
  "webhookEndpoints",
  Effect.fnUntraced(function*(handlers) {
    const endpoints = yield* WebhookEndpoints
    const deliveries = yield* WebhookDeliveries
    const events = yield* Events

    return handlers.handleAll({
      create: ({ payload }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          const { actor } = yield* Caller
          return yield* shownOnce(yield* endpoints.create(account, { ...payload, createdBy: actor }))
        }).pipe(Effect.catchTags({
          ...urlProblems,
          ...roomProblems,
          // It was made a moment ago; another caller must have deleted it.
          EndpointNotFound: Effect.die,
          JournalUnavailable: failNotWritten
        })),

      list: () =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          return { endpoints: yield* Effect.forEach(yield* endpoints.list(account), shown) }
        }).pipe(Effect.catchTag("JournalUnavailable", failNotRead)),

      get: ({ params: { endpointId } }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          return yield* shown(yield* endpoints.find(account, endpointId))
        }).pipe(Effect.catchTags(ofReading)),

      change: ({ params: { endpointId }, payload }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          return yield* shown(yield* endpoints.change(account, endpointId, payload))
        }).pipe(Effect.catchTags({ ...ofChanging, ...urlProblems })),

      disable: ({ params: { endpointId } }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          const { actor } = yield* Caller
          return yield* shown(yield* endpoints.disable(account, endpointId, actor))
        }).pipe(Effect.catchTags(ofChanging)),

      enable: ({ params: { endpointId } }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          return yield* shown(yield* endpoints.enable(account, endpointId))
        }).pipe(Effect.catchTags(ofChanging)),

      remove: ({ params: { endpointId } }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          yield* endpoints.remove(account, endpointId)
        }).pipe(Effect.catchTags(ofChanging)),

      rotateSecret: ({ params: { endpointId }, payload: { graceSeconds = defaultGraceSeconds } }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          return yield* shownOnce(yield* endpoints.rotate(account, endpointId, graceSeconds))
        }).pipe(Effect.catchTags(ofChanging)),

      test: ({ params: { endpointId } }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          const endpoint = yield* endpoints.find(account, endpointId)
          const deliveryId = yield* events.publishTest(endpoint)
          return deliveryView(yield* deliveries.find(account, deliveryId))
        }).pipe(Effect.catchTags({ ...ofChanging, ...replayProblems, DeliveryNotFound: Effect.die })),

      replay: ({ params: { endpointId }, payload: { since, states = ["dead", "missed"], until } }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          const range = { since: Date.parse(since), until: Date.parse(until), states }
          if (range.until <= range.since) {
            return yield* failInvalid([{ pointer: "#/until", detail: "must be after since" }])
          }
          const endpoint = yield* endpoints.find(account, endpointId)
          return { deliveries: yield* deliveries.replayRange(endpoint, range) }
        }).pipe(Effect.catchTags({ ...ofChanging, ...replayProblems, ...rangeProblems }))
    })
  })
)
