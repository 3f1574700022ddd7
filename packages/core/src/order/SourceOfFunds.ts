import { openString } from "../schema/open-string.ts"

/** How a payer pays, by family; it decides which operations Finpay allows. */
export type SourceOfFundsKind =
  | "card"
  | "qris"
  | "virtual-account"
  | "wallet"
  | "retail"
  | "pay-code"
  | "pay-later"
  | "internet-banking"
  | "direct-debit"

/**
 * The `sourceOfFunds.type` words that are documented or were seen, with their family.
 *
 * Finpay has no call that lists them and switches them per merchant, so any other word is passed on as given.
 * Sources: Finpay docs (channel pages) and public integrations.
 */
export const sourcesOfFunds = {
  cc: "card",
  qris: "qris",
  vabca: "virtual-account",
  vabni: "virtual-account",
  vabri: "virtual-account",
  vamandiri: "virtual-account",
  vapermata: "virtual-account",
  vabtn: "virtual-account",
  vabsi: "virtual-account",
  vabjb: "virtual-account",
  vabnc: "virtual-account",
  vamaybank: "virtual-account",
  vamega: "virtual-account",
  vacimb: "virtual-account",
  vadanamon: "virtual-account",
  vadki: "virtual-account",
  vamuamalat: "virtual-account",
  vanagari: "virtual-account",
  ovo: "wallet",
  dana: "wallet",
  shopeepay: "wallet",
  linkaja: "wallet",
  linkajawco: "wallet",
  finpaymoney: "wallet",
  jeniuspay: "wallet",
  virgo: "wallet",
  alfamart: "retail",
  idm: "retail",
  pospay: "retail",
  finpaycode: "pay-code",
  finpaybpd: "pay-code",
  indodana: "pay-later",
  kredivo: "pay-later",
  octoclicks: "internet-banking",
  permatanet: "internet-banking",
  bcaklikpay: "internet-banking",
  debitatmbersama: "direct-debit",
  bsecure: "direct-debit",
  ddisaku: "direct-debit"
} as const satisfies Record<string, SourceOfFundsKind>

/** A `sourceOfFunds.type` that is known. */
export type KnownSourceOfFunds = keyof typeof sourcesOfFunds

/** `sourceOfFunds.type`: a known word or any other text. */
export type SourceOfFunds = KnownSourceOfFunds | (string & {})

/** Reads a source of funds and keeps an unknown one as given. */
export const SourceOfFunds = openString<SourceOfFunds>((text) => text)

/**
 * The family of a source of funds, or `undefined` for a word that is not known.
 *
 * @example
 * ```ts
 * import { sourceOfFundsKind } from "@openfinpay/finpay-core"
 *
 * sourceOfFundsKind("vabca") // => "virtual-account"
 * sourceOfFundsKind("gopay") // => undefined
 * ```
 */
export const sourceOfFundsKind = (type: SourceOfFunds): SourceOfFundsKind | undefined =>
  Object.hasOwn(sourcesOfFunds, type) ? sourcesOfFunds[type as KnownSourceOfFunds] : undefined
