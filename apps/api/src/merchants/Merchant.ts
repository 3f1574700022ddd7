import type { NotificationSigner, RsaPublicKey } from "@openfinpay/finpay-core"
import type { Journal } from "@openfinpay/finpay-journal"
import type { Finpay } from "@openfinpay/finpay-transport"
import * as Context from "effect/Context"
import type * as Redacted from "effect/Redacted"

/** Whom access tokens are given to, for QRIS notifications that are signed with one. */
export interface TokenClient {
  /** The merchant's client id at Finpay: what Finpay gives as X-CLIENT-KEY. */
  readonly clientId: string
  /** Finpay's key. */
  readonly publicKey: RsaPublicKey
}

/** How a merchant's QRIS notifications are signed, and who may fetch the token for it. */
export type MerchantSigner = NotificationSigner & { readonly tokenClient?: TokenClient }

/** What callbacks are checked with. */
export interface CallbackKeys {
  /** Signs payment callbacks. */
  readonly merchantKey: Redacted.Redacted
  /** Signs QRIS notifications; without it each is turned away. */
  readonly notificationSigner: MerchantSigner | undefined
}

/** A merchant of this server, with all that acts for it. */
export interface Merchant {
  /** The merchant id at Finpay. */
  readonly id: string
  /** What its rows are filed under: environment and merchant, as in the journal. */
  readonly account: string
  readonly finpay: Finpay["Service"]
  readonly journal: Journal["Service"]
  readonly callbackKeys: CallbackKeys
  /** A change of more than this many rupiah needs a second person; none does where it is left out. */
  readonly approvalAbove?: number
}

/** The merchant a request is for. */
export class CurrentMerchant extends Context.Service<CurrentMerchant, Merchant>()(
  "@openfinpay/finpay-api/merchants/CurrentMerchant"
) {}
