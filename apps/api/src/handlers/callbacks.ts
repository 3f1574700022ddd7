import { formatSnapTimestamp } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { takePaymentCallback } from "../callbacks/payment-callback.ts"
import { SeenNews } from "../callbacks/SeenNews.ts"
import { takeQrisNotification } from "../callbacks/snap-notification.ts"
import { Api } from "../contract/Api.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { RouteNotFound } from "../contract/problems.ts"
import { bodyBytes, maxCallbackBytes } from "../http/body.ts"
import { problemFacts } from "../http/occurrence.ts"
import { Merchants } from "../merchants/Merchants.ts"

const snapAnswer = (responseCode: string, responseMessage: string) =>
  Effect.map(DateTime.now, (now) =>
    HttpServerResponse.jsonUnsafe({ responseCode, responseMessage }, {
      status: Number(responseCode.slice(0, 3)),
      headers: { "X-TIMESTAMP": formatSnapTimestamp(now) }
    }))

const noSuchMerchant = Effect.flatMap(
  problemFacts(problemTypes.routeNotFound, "No merchant of this server has this address."),
  (facts) => Effect.fail(new RouteNotFound(facts))
)

/** The addresses Finpay posts to. */
export const callbacks = HttpApiBuilder.group(
  Api,
  "callbacks",
  Effect.fnUntraced(function*(handlers) {
    const merchants = yield* Merchants

    return handlers
      .handleRaw("finpay", ({ params, request }) =>
        Effect.gen(function*() {
          const started = yield* Clock.currentTimeMillis
          const merchant = (yield* merchants.find(params.merchant)) ?? (yield* noSuchMerchant)
          yield* takePaymentCallback(merchant, yield* bodyBytes(request, maxCallbackBytes))
          const processingTime = ((yield* Clock.currentTimeMillis) - started) / 1000
          return { responseCode: "2000000", responseMessage: "Success", processingTime } as const
        }))
      .handleRaw("snapQris", ({ params, request }) =>
        Effect.gen(function*() {
          const merchant = yield* merchants.find(params.merchant)
          if (merchant === undefined) return yield* snapAnswer("4045208", "Invalid Merchant")
          const body = yield* bodyBytes(request, maxCallbackBytes)
          yield* takeQrisNotification(merchant, { path: request.url, headers: request.headers, body })
          return yield* snapAnswer("2005200", "Successful")
        }).pipe(
          Effect.catchTags({
            QrisNotificationRefused: ({ responseCode, responseMessage }) => snapAnswer(responseCode, responseMessage),
            BodyTooLarge: ({ detail }) => snapAnswer("4135200", detail)
          })
        ))
  })
)

/** What arrived. */
export const news = HttpApiBuilder.group(
  Api,
  "news",
  Effect.fnUntraced(function*(handlers) {
    const seen = yield* SeenNews
    return handlers.handleAll({ list: () => seen.list })
  })
)

/** What watches the process. */
export const system = HttpApiBuilder.group(
  Api,
  "system",
  (handlers) => handlers.handleAll({ health: () => Effect.succeed({ status: "ok" } as const) })
)
