import { assert, describe, it } from "@effect/vitest"
import { errorToJson, isFinpayError, localCredentials, snapToken } from "@openfinpay/finpay-core"
import { Effect, Metric, Redacted, Result } from "effect"
import { inspect } from "node:util"
import type { Finpay } from "../src/index.ts"
import { localConfig } from "../src/index.ts"
import { clients, openFinpay } from "./support/clients.ts"
import {
  bytes,
  code,
  cut,
  halfBody,
  inTurn,
  json,
  qrisDone,
  qrisPaid,
  silence,
  snap,
  success,
  tokenAnswer
} from "./support/replies.ts"
import { scriptedServer } from "./support/server.ts"
import type { Reply } from "./support/server.ts"
import { watch } from "./support/tracing.ts"

const merchantKey = "test-secret-merchant-key"
const clientSecret = "test-secret-client"
const accessToken = "test-secret-access-token"
const basic = Buffer.from(`${localCredentials.merchantId}:${merchantKey}`).toString("base64")
const keyLine = localCredentials.snap.privateKeyPem.split("\n")[3] ?? ""

/** A gateway that repeats what it was sent, in an answer with this code. */
const echo = (responseCode: string): Reply => (response, request) => {
  const said = `${JSON.stringify(request.headers)} ${request.body} key=${merchantKey} secret=${clientSecret}`
  code(responseCode, { responseMessage: said, traceId: said })(response, request)
}

const replies: ReadonlyArray<readonly [string, Reply]> = [
  ["a success", code("2000000", { ...qrisPaid, responseCode: "2000000" })],
  ["an echo as a refusal", echo("4040001")],
  ["an echo as an error", echo("5000000")],
  ["an echo as bad credentials", echo("4010000")],
  ["an echo as a bad token", echo("4010001")],
  [
    "an echo that is no JSON",
    (response, request) => bytes(200, JSON.stringify(request.headers).slice(1))(response, request)
  ],
  [
    "an echo that contradicts itself",
    (response, request) =>
      json(500, { responseCode: "2000000", responseMessage: request.headers.authorization })(response, request)
  ],
  ["a cut connection", cut],
  ["half a body", halfBody],
  ["silence", silence],
  ["an unexpected service", code("2005300", qrisDone)]
]

const paying = (finpay: Finpay["Service"]) => [
  finpay.payments.check({ orderId: "INV-1" }),
  finpay.payments.refund({ order: { id: "INV-1", amount: 22000 } }),
  finpay.payments.cancel({ orderId: "INV-1" }),
  finpay.qris.query({ originalReferenceNo: "R-1" }),
  finpay.qris.refund({ originalReferenceNo: "R-1", partnerRefundNo: "RF-1", refundAmount: 1, reason: "returned" })
]

type Call = Effect.Effect<unknown, unknown>

/** Runs everything there is, the token call last; what gets no answer is waited for together. */
const everything = (finpay: Finpay["Service"], isSilent: boolean) => {
  const results = (calls: ReadonlyArray<Call>) =>
    Effect.forEach(calls, (call) => Effect.result(call), { concurrency: isSilent ? "unbounded" : 1 })
  return Effect.zipWith(
    results(paying(finpay)),
    results([finpay.run(snapToken, {})]),
    (first, last) => [...first, ...last]
  )
}

const shown = (value: unknown): string => inspect(value, { depth: 14, showHidden: true, maxStringLength: Infinity })

const config = (totalTimeoutMillis?: number) => {
  const local = localConfig()
  return {
    totalTimeoutMillis,
    merchantKey: Redacted.make(merchantKey),
    snap: local.snap === undefined ? undefined : { ...local.snap, clientSecret: Redacted.make(clientSecret) }
  }
}

for (const [client, http] of clients) {
  describe(`secrets over ${client}`, () => {
    for (const [name, reply] of replies) {
      it.live(`${name}: stand in no error, span, log or metric`, () => {
        const { logs, spans, watched } = watch()
        return watched(Effect.gen(function*() {
          const server = yield* scriptedServer(
            snap(inTurn(json(200, tokenAnswer(accessToken)), reply, json(200, tokenAnswer(accessToken))), reply)
          )
          const isSilent = reply === silence
          const finpay = yield* openFinpay(server.url, http, config(isSilent ? 6_000 : undefined))
          const outcomes = yield* everything(finpay, isSilent)
          const errors = outcomes.flatMap((outcome) => Result.isFailure(outcome) ? [outcome.failure] : [])
          const texts = [
            ...errors.flatMap((error) => [String(error), shown(error), JSON.stringify(error)]),
            ...errors.map((error) => isFinpayError(error) ? JSON.stringify(errorToJson(error)) : "not of the family"),
            ...outcomes.map((outcome) => JSON.stringify(outcome)),
            ...spans.map(shown),
            ...logs.map(shown),
            shown(finpay),
            shown(yield* Metric.snapshot)
          ]
          const signatures = server.requests.flatMap(({ headers }) => headers["x-signature"] ?? [])
          assert.isAbove(signatures.length, 1)
          assert.isAbove(spans.length, 6)
          for (const secret of [merchantKey, clientSecret, accessToken, basic, keyLine, ...signatures.flat()]) {
            for (const text of texts) assert.isFalse(text.includes(secret), "a secret is shown")
          }
          assert.isFalse(texts.includes("not of the family"))
        }))
      })
    }

    it.live("the message without the secret is still told", () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer(echo("4030015"), success)
        const { payments } = yield* openFinpay(server.url, http, config())
        const error = yield* Effect.flip(payments.refund({ order: { id: "INV-1", amount: 22000 } }))
        assert.include(error.responseMessage, "<redacted>")
        assert.include(error.responseMessage, "authorization")
      }))
  })
}
