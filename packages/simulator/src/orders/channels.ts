import { sourceOfFundsKind } from "@openfinpay/finpay-core"

/**
 * Whether Finpay lets an unpaid order of this channel be cancelled.
 *
 * QRIS and wallets refuse it right after initiate, virtual accounts, Alfamart, cards and hosted orders take it: seen
 * live. Channels nobody has tried are taken to behave like virtual accounts.
 */
export const isCancellable = (channel: string): boolean => {
  const kind = sourceOfFundsKind(channel)
  return kind !== "qris" && kind !== "wallet"
}

const bankCodes: Readonly<Record<string, string>> = {
  vabri: "002",
  vamandiri: "008",
  vabni: "009",
  vadanamon: "011",
  vapermata: "013",
  vabca: "014",
  vamaybank: "016",
  vacimb: "022",
  vabjb: "110",
  vadki: "111",
  vanagari: "118",
  vamuamalat: "147",
  vabtn: "200",
  vamega: "426",
  vabsi: "451",
  vabnc: "490"
}

/** The bank code of a channel, or `null` where it has none. */
export const bankCodeOf = (channel: string): string | null =>
  Object.hasOwn(bankCodes, channel) ? bankCodes[channel] ?? null : null

/** Whether the payer pays this channel by a number that is typed in: virtual accounts, shops, pay codes. */
export const hasPaymentCode = (channel: string): boolean => {
  const kind = sourceOfFundsKind(channel)
  return kind === "virtual-account" || kind === "retail" || kind === "pay-code"
}

/** The names of the channels for people, as far as the type itself does not say it. */
const names: Readonly<Record<string, string>> = {
  cc: "Credit or debit card",
  qris: "QRIS",
  ovo: "OVO",
  dana: "DANA",
  shopeepay: "ShopeePay",
  linkaja: "LinkAja",
  linkajawco: "LinkAja",
  alfamart: "Alfamart",
  idm: "Indomaret",
  pospay: "Pospay",
  finpaycode: "Finpay code",
  finpaymoney: "Finpay Money",
  indodana: "Indodana",
  kredivo: "Kredivo"
}

/** The name of a channel for people. */
export const channelName = (channel: string): string => {
  if (channel === "") return "Not chosen yet"
  if (Object.hasOwn(names, channel)) return names[channel] ?? channel
  return sourceOfFundsKind(channel) === "virtual-account"
    ? `${channel.slice(2).toUpperCase()} virtual account`
    : channel
}
