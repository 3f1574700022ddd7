import {
  importRsaPublicKey,
  localCredentials,
  localPublicKeys,
  verifyAsymmetric,
  verifyCallback
} from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Redacted from "effect/Redacted"
import { notificationPath } from "./Shop.ts"

/** News of a payment whose signature is right. */
export interface News {
  readonly reference: string
  readonly detail: string
}

const bytesOf = ({ body }: HttpClientRequest.HttpClientRequest): Uint8Array =>
  body._tag === "Uint8Array" ? body.body : new Uint8Array()

const key = Redacted.make(localCredentials.merchantKey)

const callback = (request: HttpClientRequest.HttpClientRequest): Effect.Effect<News, unknown> =>
  Effect.map(verifyCallback({ body: bytesOf(request), key }), ({ notification: { order, result } }) => ({
    reference: order.id,
    detail: String(result?.payment.status ?? "")
  }))

const notification = Effect.fnUntraced(function*(request: HttpClientRequest.HttpClientRequest) {
  const body = new TextDecoder().decode(bytesOf(request))
  const publicKey = yield* importRsaPublicKey(localPublicKeys.notificationPem)
  const isRight = yield* verifyAsymmetric({
    method: "POST",
    path: notificationPath,
    body,
    timestamp: request.headers["x-timestamp"] ?? "",
    signature: request.headers["x-signature"] ?? "",
    publicKey
  })
  if (!isRight) return yield* Effect.fail("the signature is wrong")
  const said = JSON.parse(body) as Readonly<Record<string, string>>
  return { reference: said["originalReferenceNo"] ?? "", detail: said["latestTransactionStatus"] ?? "" }
})

/**
 * The shop's address for callbacks and notifications: what is rightly signed is news, the rest is refused.
 *
 * `take` hands the news on, and fails when nobody is there to take it.
 */
export const merchantEndpoint = (
  take: (news: News) => Effect.Effect<void, unknown>,
  onRefused: (url: URL) => void
): HttpClient.HttpClient =>
  HttpClient.make((request, url) => {
    const answer = (status: number) => HttpClientResponse.fromWeb(request, new Response("{}", { status }))
    const read = url.pathname === notificationPath ? notification(request) : callback(request)
    return Effect.flatMap(Effect.result(read), (news) => {
      if (news._tag === "Success") {
        return Effect.match(take(news.success), { onSuccess: () => answer(200), onFailure: () => answer(503) })
      }
      onRefused(url)
      return Effect.succeed(answer(400))
    })
  })
