import { isPaid, verifyCallback } from "@openfinpay/finpay-core"
import type { CallbackRefused, PaymentNotification } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import { problemTypes } from "../contract/problem-types.ts"
import { CallbackMalformed, CallbackRefusedProblem } from "../contract/problems.ts"
import { maxCallbackBytes } from "../http/body.ts"
import { problemFacts } from "../http/occurrence.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import { SeenNews } from "./SeenNews.ts"
import { tellJournal } from "./tell-journal.ts"

const newsOf = ({ order, result }: PaymentNotification) => {
  const payment = result?.payment
  const amount = payment?.amount?.rupiah
  return {
    kind: "payment",
    reference: order.id,
    ...(payment === undefined ? {} : { status: payment.status }),
    isPaid: payment === undefined ? null : isPaid(payment.status) ?? null,
    ...(amount === undefined ? {} : { amount })
  } as const
}

// Told to whoever posted it, so it says nothing of what would have been accepted but what is public.
const details: Readonly<Record<CallbackRefused["reason"], string>> = {
  "not-bytes": "The body is not a sequence of bytes.",
  "too-large": `The body is larger than ${maxCallbackBytes} bytes.`,
  "not-utf8": "The body is not valid UTF-8.",
  "not-json": "The body is not JSON.",
  "too-deep": "The body is nested too deep.",
  "not-an-object": "The body is JSON but not an object.",
  "duplicate-member": "The body has a member twice.",
  "no-signature": "The body has no member \"signature\".",
  "two-signatures": "The body has more than one member \"signature\".",
  "bad-signature-format": "The signature is not 128 lower-case hexadecimal digits.",
  "no-key": "This server has no Merchant Key.",
  mismatch: "The signature does not belong to this body and this server's Merchant Key.",
  "unexpected-shape": "The body is no payment notification."
}

const refuse = Effect.fnUntraced(function*(refusal: CallbackRefused) {
  const { reason } = refusal
  const news = yield* SeenNews
  yield* news.countRefused
  yield* Effect.logWarning("a payment callback was refused").pipe(Effect.annotateLogs({ reason }))
  switch (reason) {
    case "no-signature":
    case "two-signatures":
    case "bad-signature-format":
    case "mismatch":
      return yield* new CallbackRefusedProblem({
        ...(yield* problemFacts(problemTypes.callbackRefused, details[reason])),
        reason
      })
    case "no-key":
    case "not-bytes":
      return yield* Effect.die(refusal)
    default:
      return yield* new CallbackMalformed({
        ...(yield* problemFacts(problemTypes.callbackMalformed, details[reason])),
        reason
      })
  }
})

/**
 * Checks a payment callback over its raw bytes, remembers what it says, and has the payment asked where its state is in
 * doubt.
 *
 * One whose signature is right but whose members are not as we know them is remembered as news that could not be read:
 * turning it away would only make Finpay send it again.
 */
export const takePaymentCallback = Effect.fnUntraced(function*(merchant: Merchant, body: Uint8Array) {
  const key = merchant.callbackKeys.merchantKey
  const seen = yield* SeenNews
  const news = yield* verifyCallback({ body, key, maxBytes: maxCallbackBytes }).pipe(
    Effect.map(({ notification }) => newsOf(notification)),
    Effect.catchIf(
      ({ reason }) => reason === "unexpected-shape",
      ({ fields = [] }) =>
        Effect.as(
          Effect.logWarning("a genuine callback could not be read").pipe(Effect.annotateLogs({ fields })),
          { kind: "payment", isPaid: null } as const
        )
    ),
    Effect.catch(refuse)
  )
  yield* seen.remember(news)
  if ("reference" in news) yield* tellJournal(merchant.journal, [news.reference], "a callback of Finpay")
})
