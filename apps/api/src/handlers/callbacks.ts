import { formatSnapTimestamp } from "@openfinpay/finpay-core"
import type { NotificationSigner } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type * as Redacted from "effect/Redacted"
import { takePaymentCallback } from "../callbacks/payment-callback.ts"
import { SeenNews } from "../callbacks/SeenNews.ts"
import { takeQrisNotification } from "../callbacks/snap-notification.ts"
import { Api } from "../contract/Api.ts"
import { bodyBytes, maxCallbackBytes } from "../http/body.ts"

/** What callbacks are checked with. */
export interface CallbackKeys {
  /** Signs payment callbacks. */
  readonly merchantKey: Redacted.Redacted
  /** Signs QRIS notifications; without it each is turned away. */
  readonly notificationSigner: NotificationSigner | undefined
}

const snapAnswer = (responseCode: string, responseMessage: string) =>
  Effect.map(DateTime.now, (now) =>
    HttpServerResponse.jsonUnsafe({ responseCode, responseMessage }, {
      status: Number(responseCode.slice(0, 3)),
      headers: { "X-TIMESTAMP": formatSnapTimestamp(now) }
    }))

/** The addresses Finpay posts to. */
export const callbacks = ({ merchantKey, notificationSigner }: CallbackKeys) =>
  HttpApiBuilder.group(Api, "callbacks", (handlers) =>
    handlers
      .handleRaw("finpay", ({ request }) =>
        Effect.gen(function*() {
          const started = yield* Clock.currentTimeMillis
          yield* takePaymentCallback(yield* bodyBytes(request, maxCallbackBytes), merchantKey)
          const processingTime = ((yield* Clock.currentTimeMillis) - started) / 1000
          return { responseCode: "2000000", responseMessage: "Success", processingTime } as const
        }))
      .handleRaw("snapQris", ({ request }) =>
        bodyBytes(request, maxCallbackBytes).pipe(
          Effect.flatMap((body) =>
            takeQrisNotification(notificationSigner, { path: request.url, headers: request.headers, body })
          ),
          Effect.andThen(snapAnswer("2005200", "Successful")),
          Effect.catchTags({
            QrisNotificationRefused: ({ responseCode, responseMessage }) => snapAnswer(responseCode, responseMessage),
            BodyTooLarge: ({ detail }) => snapAnswer("4135200", detail)
          })
        )))

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
