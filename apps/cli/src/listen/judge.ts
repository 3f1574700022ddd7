import {
  type CallbackExplanation,
  explainCallback,
  type KeyError,
  type NotificationSigner,
  PaymentNotification,
  type QrisNotification,
  scanJson,
  type SignedForm,
  verifyCallback,
  verifyQrisNotification
} from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { publicKeys } from "../commands/callback-key.ts"
import { say } from "../language.ts"
import { callbackRefusedText } from "../output/callback-indonesian.ts"
import type { Received } from "./Received.ts"

/** What a callback says of a payment. */
export interface News {
  /** The order id or, for QRIS, Finpay's reference number. */
  readonly reference: string
  /** In rupiah. */
  readonly amount?: number
  readonly status?: string
}

/** What is thought of a callback. `news` of one that is not valid is what it claims. */
export interface Judgement {
  readonly kind: "payment" | "qris"
  /** `undefined`: there is no key to check it with. */
  readonly isValid: boolean | undefined
  /** Why it is not valid, or what is to be known about one that is. */
  readonly reason?: string
  readonly message?: string
  readonly matched?: SignedForm
  readonly explanation?: CallbackExplanation
  readonly news?: News
}

/** What callbacks are checked with. */
export interface Keys {
  readonly merchantKey: Redacted.Redacted
  /** `undefined`: QRIS notifications cannot be checked. */
  readonly notificationSigner: NotificationSigner | undefined
}

/** Other callbacks, whose signature this one may have. */
export type Others = ReadonlyArray<{ readonly name: string; readonly body: Uint8Array }>

const paymentNews = ({ order, result }: PaymentNotification): News => {
  const payment = result?.payment
  return {
    reference: order.id,
    amount: order.amount,
    ...(payment === undefined ? {} : { status: payment.status })
  }
}

const decodePayment = Schema.decodeUnknownOption(PaymentNotification)

const jsonOf = (body: Uint8Array): unknown => {
  const text = new TextDecoder().decode(body)
  return Result.isSuccess(scanJson(text)) ? JSON.parse(text) : undefined
}

/** What a callback says that may be forged. */
const claimed = (body: Uint8Array): { readonly news?: News } =>
  Option.match(decodePayment(jsonOf(body)), {
    onNone: () => ({}),
    onSome: (notification) => ({ news: paymentNews(notification) })
  })

const judgePayment = Effect.fnUntraced(function*({ body }: Received, { merchantKey: key }: Keys, others: Others) {
  const verified = yield* Effect.result(verifyCallback({ body, key }))
  if (Result.isSuccess(verified)) {
    const { matched, notification } = verified.success
    return { kind: "payment", isValid: true, matched, news: paymentNews(notification) } satisfies Judgement
  }
  const refused = verified.failure
  const { reason } = refused
  const message = say(refused.message, callbackRefusedText(refused))
  if (reason === "unexpected-shape") return { kind: "payment", isValid: true, reason, message } satisfies Judgement
  const explanation = yield* explainCallback({ body, key, otherKeys: publicKeys, otherCallbacks: others })
  return { kind: "payment", isValid: false, reason, message, explanation, ...claimed(body) } satisfies Judgement
})

const qrisNews = ({ amount, latestTransactionStatus, originalReferenceNo }: QrisNotification): News => ({
  reference: originalReferenceNo,
  status: latestTransactionStatus,
  ...(amount === undefined || amount === null ? {} : { amount })
})

const unchecked = (): Judgement => ({
  kind: "qris",
  isValid: undefined,
  reason: "no-key",
  message: say(
    "not checked: set FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY to Finpay's public key",
    "tidak diperiksa: isi FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY dengan kunci publik Finpay"
  )
})

const judgeQris = Effect.fnUntraced(
  function*(received: Received, { notificationSigner }: Keys): Effect.fn.Return<Judgement, KeyError> {
    if (notificationSigner === undefined) return unchecked()
    const verified = yield* Effect.result(verifyQrisNotification(notificationSigner, received))
    if (Result.isSuccess(verified)) return { kind: "qris", isValid: true, news: qrisNews(verified.success) }
    if (verified.failure._tag === "KeyError") return yield* verified.failure
    const { message, responseCode } = verified.failure
    return { kind: "qris", isValid: false, reason: responseCode, message }
  }
)

/** A notification of SNAP has its signature in a header, a payment callback in its body. */
const isQris = ({ headers }: Received): boolean => headers["x-signature"] !== undefined

/** Whether a callback is Finpay's, and what it says. */
export const judge = (received: Received, keys: Keys, others: Others): Effect.Effect<Judgement> =>
  isQris(received)
    // The keys were looked at before anyone listened.
    ? Effect.catchTag(judgeQris(received, keys), "KeyError", Effect.die)
    : judgePayment(received, keys, others)
