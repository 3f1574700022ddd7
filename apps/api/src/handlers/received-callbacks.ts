import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import type { Callback } from "../callbacks/Callback.ts"
import { ReceivedCallbacks } from "../callbacks/ReceivedCallbacks.ts"
import { Api } from "../contract/Api.ts"
import type { ReceivedCallback, WholeCallback } from "../contract/callbacks.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { CallbackNotFoundProblem } from "../contract/problems.ts"
import { problemFacts } from "../http/occurrence.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import { isPaidOf } from "../payments/is-paid.ts"
import { present } from "./finpay-answer.ts"
import { failNotRead } from "./journal-problems.ts"
import { millisOf, timeOf } from "./times.ts"

const shown = (callback: Callback): ReceivedCallback => {
  const { askedAt, digest, duplicates, finpayStatus, id, kind, lastReceivedAt, orderAmount, paidAmount } = callback
  const { partnerReference, reason, receivedAt, reference, state, status } = callback
  return {
    id,
    receivedAt: timeOf(receivedAt),
    kind,
    state,
    isPaid: status === undefined ? null : isPaidOf(kind, status) ?? null,
    duplicates,
    lastReceivedAt: timeOf(lastReceivedAt),
    digest,
    ...present({ reason, reference, partnerReference, status, orderAmount, paidAmount, finpayStatus }),
    ...(askedAt === undefined ? {} : { askedAt: timeOf(askedAt) })
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const textOf = (body: Uint8Array): string | undefined => {
  try {
    return decoder.decode(body)
  } catch {
    return undefined
  }
}

const whole = (callback: Callback): WholeCallback => ({
  ...shown(callback),
  path: callback.path,
  headers: callback.headers,
  rawBase64: Buffer.from(callback.body).toString("base64"),
  ...(callback.reason === "too-large" ? {} : present({ rawText: textOf(callback.body) }))
})

/** The endpoints under `/v1/callbacks` that show what arrived. */
export const receivedCallbacks = HttpApiBuilder.group(
  Api,
  "receivedCallbacks",
  (handlers) =>
    handlers.handleAll({
      list: Effect.fnUntraced(function*({ query: { since, state: states, until, ...rest } }) {
        const callbacks = yield* ReceivedCallbacks
        const { account } = yield* CurrentMerchant
        const filter = { ...rest, states, since: millisOf(since), until: millisOf(until) }
        const page = yield* callbacks.list(account, filter)
        return { ...page, callbacks: page.callbacks.map(shown) }
      }, Effect.catchTag("JournalUnavailable", failNotRead)),

      get: Effect.fnUntraced(function*({ params: { callbackId } }) {
        const callbacks = yield* ReceivedCallbacks
        const { account } = yield* CurrentMerchant
        const found = yield* callbacks.find(account, callbackId)
        if (found !== undefined) return whole(found)
        const facts = yield* problemFacts(problemTypes.callbackNotFound, `There is no callback ${callbackId}.`)
        return yield* new CallbackNotFoundProblem(facts)
      }, Effect.catchTag("JournalUnavailable", failNotRead))
    })
)
