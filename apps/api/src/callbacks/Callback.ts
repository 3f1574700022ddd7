import type { Rupiah } from "@openfinpay/finpay-core"
import type { CallbackState } from "../contract/callbacks.ts"
import type { PaymentKind } from "../contract/payment-kind.ts"

/** The headers that say something of where a callback is from. Whatever opens something, such as a token, is not kept. */
export const keptHeaders = [
  "content-length",
  "content-type",
  "user-agent",
  "x-timestamp",
  "x-signature",
  "x-partner-id",
  "x-external-id",
  "channel-id"
] as const

/** What was posted to an address for Finpay. */
export interface Arrival {
  readonly account: string
  /** The id of the merchant whose address it was. */
  readonly merchant: string
  readonly kind: PaymentKind
  /** That of the request line, with its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  /** As it arrived. */
  readonly body: Uint8Array
}

/** What a callback says of a payment. */
export interface Said {
  /** The order id or, for QRIS, Finpay's number of the payment. */
  readonly reference?: string
  /** For QRIS: the merchant's own number of it. */
  readonly partnerReference?: string
  readonly status?: string
  readonly orderAmount?: Rupiah
  readonly paidAmount?: Rupiah
}

/** What was found out about a callback from its bytes. */
export type Verdict =
  | { readonly state: "refused"; readonly reason: string }
  | {
    /** `unreadable`: the signature is right, and something in it is not as we know it. */
    readonly state: "verified" | "unreadable"
    readonly reason?: string
    /** Of the content that was signed: what has the same came before. */
    readonly signedDigest: string
    readonly said: Said
  }

/** A callback and what became of it. Times are milliseconds since 1970. */
export interface Callback extends Arrival, Said {
  readonly headers: Readonly<Record<string, string>>
  readonly id: string
  /** SHA-256 of the body, in hexadecimal. */
  readonly digest: string
  readonly receivedAt: number
  readonly state: CallbackState
  readonly reason?: string
  /** How often it came again. */
  readonly duplicates: number
  readonly lastReceivedAt: number
  /** When it last made us ask. */
  readonly plannedAt?: number
  /** When Finpay was asked what it is compared with. */
  readonly askedAt?: number
  /** What Finpay answered. */
  readonly finpayStatus?: string
}
