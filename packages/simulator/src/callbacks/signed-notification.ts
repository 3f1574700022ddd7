import type { KeyError, SnapInputError } from "@openfinpay/finpay-core"
import { formatSnapTimestamp, signAsymmetric, signSymmetric, signToken } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import { isJsonObject } from "../json/read.ts"
import type { SnapClient } from "../merchants/Merchant.ts"
import type { CallbackRecord } from "../state/CallbackRecord.ts"
import type { World } from "../state/World.ts"
import { merchantOf } from "../state/World.ts"
import type { Posting, Unsendable } from "./signed-callback.ts"
import { isLoopback } from "./target.ts"

const unsendable = (error: KeyError | SnapInputError): Unsendable => ({ problem: error.message })

const timestampNow = Effect.map(
  Clock.currentTimeMillis,
  (millis) => formatSnapTimestamp(DateTime.makeUnsafe(millis))
)

/** Gets a token from the merchant's own token address, as the simulator, with an RSA signature. */
const fetchToken = Effect.fnUntraced(
  function*(world: World, client: SnapClient): Effect.fn.Return<Redacted.Redacted, Unsendable, HttpClient.HttpClient> {
    const url = client.notifyTokenUrl ?? ""
    if (!world.settings.callbacks.allowNonLoopback && !isLoopback(url)) {
      return yield* Effect.fail({ problem: "snap.notifyTokenUrl is not on this machine" })
    }
    const timestamp = yield* timestampNow
    const { signature } = yield* Effect.mapError(
      signToken({ clientId: client.clientId, timestamp, privateKey: world.settings.callbacks.notificationKey }),
      unsendable
    )
    const request = HttpClientRequest.post(url, {
      headers: { "x-client-key": client.clientId, "x-timestamp": timestamp, "x-signature": signature }
    }).pipe(HttpClientRequest.bodyText(`{"grantType":"client_credentials"}`, "application/json"))
    const answer = yield* HttpClient.execute(request).pipe(
      Effect.flatMap((response) => response.json),
      Effect.mapError((): Unsendable => ({ problem: "the merchant's token address gave no token" }))
    )
    const token = isJsonObject(answer) ? answer["accessToken"] : undefined
    return typeof token === "string" && token !== ""
      ? Redacted.make(token)
      : yield* Effect.fail({ problem: "the merchant's token address gave no token" })
  }
)

const sign = Effect.fnUntraced(function*(
  world: World,
  client: SnapClient,
  path: string,
  body: string,
  timestamp: string
): Effect.fn.Return<Readonly<Record<string, string>>, Unsendable, HttpClient.HttpClient> {
  const { notificationKey, notificationSignature } = world.settings.callbacks
  const call = { method: "POST", path, body, timestamp }
  if (notificationSignature === "asymmetric") {
    const signed = yield* Effect.mapError(signAsymmetric({ ...call, privateKey: notificationKey }), unsendable)
    return { "x-signature": signed.signature }
  }
  const accessToken = yield* fetchToken(world, client)
  const { clientSecret } = client
  const signed = yield* Effect.mapError(signSymmetric({ ...call, accessToken, clientSecret }), unsendable)
  return { "x-signature": signed.signature, "authorization": `Bearer ${Redacted.value(accessToken)}` }
})

/** Digits that no other try of the day has: the number of the notification and of the try. */
const externalId = (record: CallbackRecord): string =>
  `${String(record.id).padStart(12, "0")}${String(record.attempts.length + 1).padStart(4, "0")}`

/** A QRIS notification with its SNAP headers, signed anew for every try, or as a fault wants it. */
export const signedNotification = Effect.fnUntraced(
  function*(world: World, record: CallbackRecord): Effect.fn.Return<Posting, Unsendable, HttpClient.HttpClient> {
    const client = merchantOf(world, record.merchantId)?.snap
    const url = URL.parse(record.url)
    if (client === undefined || url === null) {
      return yield* Effect.fail({ problem: "the merchant is not known any more" })
    }
    const body = JSON.stringify(record.payload)
    const timestamp = yield* timestampNow
    const signedBody = record.fault === "callback-forged" ? "{}" : body
    const signature = record.fault === "callback-unsigned"
      ? {}
      : yield* sign(world, client, `${url.pathname}${url.search}`, signedBody, timestamp)
    return {
      url: record.url,
      body,
      headers: {
        "content-type": "application/json",
        "x-timestamp": timestamp,
        "x-partner-id": client.partnerId,
        "x-external-id": externalId(record),
        "channel-id": "95221",
        ...signature
      }
    }
  }
)
