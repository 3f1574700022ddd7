import type { RsaPublicKey } from "@openfinpay/finpay-core"
import { importRsaPublicKey } from "@openfinpay/finpay-core"
import type { KeyError } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/** A merchant's SNAP side, for QRIS. */
export interface SnapClientOptions {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  readonly partnerId: string
  /** The merchant's public keys (PEM); two are active while one replaces the other. */
  readonly publicKeysPem: ReadonlyArray<string>
  /** The QRIS merchant, such as `FM2007160001`. */
  readonly merchantId: string
  /** The sub-merchants; any is taken unless given. */
  readonly subMerchantIds?: ReadonlyArray<string>
  /** The terminals; any is taken unless given. */
  readonly terminalIds?: ReadonlyArray<string>
  /** Where QRIS notifications go when a QR names no address of its own. */
  readonly notifyUrl?: string
  /**
   * The merchant's own token address. Needed when notifications are signed symmetrically: the simulator first gets a
   * token there.
   */
  readonly notifyTokenUrl?: string
}

/** A merchant the simulator knows. Everything but id and key has a default. */
export interface MerchantOptions {
  readonly id: string
  readonly key: Redacted.Redacted
  /** At most 25 ASCII characters: it stands in the QR. */
  readonly name?: string
  /** At most 15 ASCII characters. */
  readonly city?: string
  readonly postalCode?: string
  /** Merchant category, four digits. */
  readonly mcc?: string
  /** National merchant id, `ID` and 13 digits. */
  readonly nmid?: string
  /** The `sourceOfFunds` types that are switched on; all unless given. */
  readonly channels?: ReadonlyArray<string>
  /** `blacklisted` and `not-allowed` may make no QR; `abnormal` may refund none. */
  readonly standing?: "active" | "abnormal" | "blacklisted" | "not-allowed"
  /** Whether refunds are agreed, not agreed, or closed for now. */
  readonly refunds?: "allowed" | "not-agreed" | "closed"
  /** Days after payment in which a QRIS can be refunded; no end unless given. */
  readonly refundWindowDays?: number
  /** The largest QRIS refund the merchant's balance covers, in rupiah; no limit unless given. */
  readonly balanceRupiah?: number
  /** The largest QRIS amount, in rupiah; no limit unless given. */
  readonly maxAmountRupiah?: number
  readonly snap?: SnapClientOptions
}

/** A merchant's SNAP side, its keys imported. */
export interface SnapClient extends SnapClientOptions {
  readonly publicKeys: ReadonlyArray<RsaPublicKey>
}

/** A merchant with its defaults filled in and its keys imported. */
export interface Merchant extends Omit<MerchantOptions, "snap"> {
  readonly name: string
  readonly city: string
  readonly postalCode: string
  readonly mcc: string
  readonly nmid: string
  readonly standing: NonNullable<MerchantOptions["standing"]>
  readonly refunds: NonNullable<MerchantOptions["refunds"]>
  readonly snap?: SnapClient
}

const snapClient = Effect.fnUntraced(function*(options: SnapClientOptions): Effect.fn.Return<SnapClient, KeyError> {
  return { ...options, publicKeys: yield* Effect.forEach(options.publicKeysPem, importRsaPublicKey) }
})

/** Fills in what a merchant's options leave out. Fails for a public key that cannot be used. */
export const makeMerchant = Effect.fnUntraced(
  function*(options: MerchantOptions): Effect.fn.Return<Merchant, KeyError> {
    const { snap, ...rest } = options
    return {
      name: "TOKO SIMULATOR",
      city: "JAKARTA",
      postalCode: "10110",
      mcc: "5999",
      nmid: "ID1020300000001",
      standing: "active",
      refunds: "allowed",
      ...rest,
      ...(snap === undefined ? {} : { snap: yield* snapClient(snap) })
    }
  }
)

/** Whether a channel is switched on. A hosted order, which names none, always is. */
export const hasChannel = (merchant: Merchant, channel: string): boolean =>
  channel === "" || merchant.channels === undefined || merchant.channels.includes(channel)
