import { formatSnapTimestamp } from "@openfinpay/finpay-core"
import type { QrisNotificationRefused } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Redacted from "effect/Redacted"
import type { Callback } from "../callbacks/Callback.ts"
import { issueToken } from "../callbacks/issue-token.ts"
import { ReceivedCallbacks } from "../callbacks/ReceivedCallbacks.ts"
import { tokenSeconds } from "../callbacks/SnapTokens.ts"
import { takeCallback } from "../callbacks/take-callback.ts"
import { Api } from "../contract/Api.ts"
import type { PaymentKind } from "../contract/payment-kind.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { RouteNotFound } from "../contract/problems.ts"
import { bodyBytes, maxCallbackBytes } from "../http/body.ts"
import { problemFacts } from "../http/occurrence.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import { Merchants } from "../merchants/Merchants.ts"
import { SeenPayments } from "../payments/SeenPayments.ts"
import { failCallback } from "./callback-problems.ts"
import { failNotWritten } from "./journal-problems.ts"

/** How long a notification of a payment nobody has seen waits for what Finpay says of it. */
const unseenWait = "3 seconds"

const snapAnswer = (responseCode: string, responseMessage: string, more: Readonly<Record<string, string>> = {}) =>
  Effect.map(DateTime.now, (now) =>
    HttpServerResponse.jsonUnsafe({ responseCode, responseMessage, ...more }, {
      status: Number(responseCode.slice(0, 3)),
      headers: { "X-TIMESTAMP": formatSnapTimestamp(now) }
    }))

const refusedSnap = (
  { responseCode, responseMessage }: Pick<QrisNotificationRefused, "responseCode" | "responseMessage">
) => snapAnswer(responseCode, responseMessage)

const noSuchMerchant = Effect.flatMap(
  problemFacts(problemTypes.routeNotFound, "No merchant of this server has this address."),
  (facts) => Effect.fail(new RouteNotFound(facts))
)

/** What was posted, as it arrived. One that is too large is not read, and is kept without its body. */
const arrivalOf = Effect.fnUntraced(function*(merchant: Merchant, kind: PaymentKind, request: HttpServerRequest) {
  const callbacks = yield* ReceivedCallbacks
  const arrival = {
    account: merchant.account,
    merchant: merchant.id,
    kind,
    path: request.url,
    headers: request.headers
  }
  const body = yield* Effect.tapError(
    bodyBytes(request, maxCallbackBytes),
    () => callbacks.refuse({ ...arrival, body: new Uint8Array() }, "too-large")
  )
  return { ...arrival, body }
})

const takePayment = Effect.fnUntraced(function*(id: string, request: HttpServerRequest) {
  const started = yield* Clock.currentTimeMillis
  const merchant = (yield* (yield* Merchants).find(id)) ?? (yield* noSuchMerchant)
  yield* Effect.flatMap(arrivalOf(merchant, "pg", request), (arrival) => takeCallback(merchant, arrival)).pipe(
    Effect.catchTags({
      CallbackRefused: failCallback,
      QrisNotificationRefused: Effect.die,
      JournalUnavailable: failNotWritten
    })
  )
  const processingTime = ((yield* Clock.currentTimeMillis) - started) / 1000
  return { responseCode: "2000000", responseMessage: "Success", processingTime } as const
})

const isSeen = Effect.fnUntraced(function*({ account, partnerReference, reference }: Callback) {
  const seen = yield* SeenPayments
  const references = [reference, partnerReference].flatMap((number) => number === undefined ? [] : [number])
  const known = yield* Effect.forEach(references, (number) => seen.known(account, "qris", number))
  return known.some((payment) => payment !== undefined)
})

// A payment of which nothing was seen here may be one of the merchant's other systems, or none at all: Finpay knows.
const answerNotification = Effect.fnUntraced(function*(callback: Callback) {
  const callbacks = yield* ReceivedCallbacks
  const decided = callback.state === "verified" && !(yield* isSeen(callback))
    ? (yield* callbacks.decided(callback.id, unseenWait)) ?? callback
    : callback
  return decided.state === "disagreed" && decided.reason === "not-found"
    ? yield* snapAnswer("4045201", "Transaction Not Found")
    : yield* snapAnswer("2005200", "Successful")
})

const takeNotification = Effect.fnUntraced(function*(id: string, request: HttpServerRequest) {
  const merchant = yield* (yield* Merchants).find(id)
  if (merchant === undefined) return yield* snapAnswer("4045208", "Invalid Merchant")
  return yield* arrivalOf(merchant, "qris", request).pipe(
    Effect.flatMap((arrival) => takeCallback(merchant, arrival)),
    Effect.flatMap(answerNotification),
    Effect.catchTags({
      QrisNotificationRefused: refusedSnap,
      CallbackRefused: Effect.die,
      BodyTooLarge: ({ detail }) => snapAnswer("4135200", detail),
      // Whoever is answered so sends it again later.
      JournalUnavailable: ({ message }) =>
        Effect.andThen(
          Effect.logError(`a QRIS notification could not be stored: ${message}`),
          snapAnswer("5005201", "Internal Server Error")
        )
    })
  )
})

const giveToken = Effect.fnUntraced(function*(id: string, request: HttpServerRequest) {
  const merchant = yield* (yield* Merchants).find(id)
  if (merchant === undefined) return yield* snapAnswer("4047308", "Invalid Merchant")
  return yield* bodyBytes(request, maxCallbackBytes).pipe(
    Effect.flatMap((body) => issueToken(merchant, request.headers, body)),
    Effect.flatMap((token) =>
      snapAnswer("2007300", "Successful", {
        accessToken: Redacted.value(token),
        tokenType: "Bearer",
        expiresIn: String(tokenSeconds)
      })
    ),
    Effect.map((answer) =>
      HttpServerResponse.setHeaders(answer, {
        "X-CLIENT-KEY": request.headers["x-client-key"] ?? "",
        "Cache-Control": "no-store"
      })
    ),
    Effect.catchTags({
      SnapTokenRefused: ({ responseCode, responseMessage }) => snapAnswer(responseCode, responseMessage),
      BodyTooLarge: ({ detail }) => snapAnswer("4137300", detail),
      JournalUnavailable: ({ message }) =>
        Effect.andThen(
          Effect.logError(`a SNAP token could not be made: ${message}`),
          snapAnswer("5007301", "Internal Server Error")
        )
    })
  )
})

/** The addresses Finpay posts to. */
export const callbacks = HttpApiBuilder.group(
  Api,
  "callbacks",
  Effect.fnUntraced(function*(handlers) {
    const { own } = yield* Merchants
    return handlers
      .handleRaw("finpay", ({ params, request }) => takePayment(params.merchant, request))
      .handleRaw("finpayOfServer", ({ request }) => takePayment(own, request))
      .handleRaw("snapQris", ({ params, request }) => takeNotification(params.merchant, request))
      .handleRaw("snapQrisOfServer", ({ request }) => takeNotification(own, request))
      .handleRaw("snapToken", ({ params, request }) => giveToken(params.merchant, request))
      .handleRaw("snapTokenOfServer", ({ request }) => giveToken(own, request))
  })
)
