import { parseRupiah, type Rupiah } from "../money/Rupiah.ts"
import { isAccount } from "./rules.ts"
import { type QrisTag, valueOf } from "./tags.ts"

/**
 * A tip: the payer is asked for one, or a fixed amount (rupiah) or a percentage is added. Both are texts as printed.
 */
export type QrisTip =
  | { readonly kind: "ask" }
  | { readonly kind: "fixed"; readonly amount: string }
  | { readonly kind: "percent"; readonly percent: string }

/**
 * A QRIS payload that was read: its tags in their order and, by name, what is asked for most.
 *
 * Texts are as printed, blanks included. What the payload leaves out is `undefined`.
 */
export interface QrisPayload {
  /** The payload as it was read. */
  readonly text: string
  readonly tags: ReadonlyArray<QrisTag>
  /** Static QRs are printed and paid many times; dynamic ones belong to one sale. */
  readonly pointOfInitiation: "static" | "dynamic" | undefined
  /** The amount as printed, in rupiah, such as `"10000.50"`; without one the payer types it. */
  readonly amount: string | undefined
  /** The amount in whole rupiah, unless there is none or it has a fraction. */
  readonly amountRupiah: Rupiah | undefined
  readonly tip: QrisTip | undefined
  readonly merchantName: string
  readonly merchantCity: string
  readonly postalCode: string
  /** ISO 3166: always `"ID"`. */
  readonly country: string
  /** ISO 4217: always `"360"`, rupiah. */
  readonly currency: string
  /** Merchant category, ISO 18245, four digits. */
  readonly mcc: string
  /** National merchant id, usually `ID` and 13 digits. */
  readonly nmid: string | undefined
  /** Number of the merchant at the acquirer; its first eight digits are the acquirer. */
  readonly merchantPan: string | undefined
  readonly merchantId: string | undefined
  /** Size class: `UMI`, `UKE`, `UME`, `UBE`, `URE` (also when none is printed), `PSO`, `BLU` or a later one. */
  readonly criteria: string
  readonly billNumber: string | undefined
  readonly reference: string | undefined
  readonly terminal: string | undefined
  readonly crc: string
  /** Always true: a payload with a wrong CRC is refused. */
  readonly crcValid: true
}

const pointsOfInitiation: Readonly<Record<string, "static" | "dynamic">> = { "11": "static", "12": "dynamic" }

const tipOf = (tags: ReadonlyArray<QrisTag>): QrisTip | undefined => {
  switch (valueOf(tags, "55")) {
    case "01":
      return { kind: "ask" }
    case "02":
      return { kind: "fixed", amount: valueOf(tags, "56") ?? "" }
    case "03":
      return { kind: "percent", percent: valueOf(tags, "57") ?? "" }
    default:
      return undefined
  }
}

const wholeRupiah = (amount: string | undefined): Rupiah | undefined => {
  const parsed = amount === undefined ? undefined : parseRupiah(amount.replace(/\.$/u, ""))
  return typeof parsed === "number" ? parsed : undefined
}

/** Names the parts of tags that have passed the rules. */
export const payloadOf = (text: string, tags: ReadonlyArray<QrisTag>): QrisPayload => {
  const top = (id: string) => valueOf(tags, id)
  const template = (id: string) => tags.find((tag) => tag.id === id)?.tags
  const account = tags.find(({ id }) => isAccount(id))?.tags
  const national = template("51")
  const additional = template("62")
  return {
    text,
    tags,
    pointOfInitiation: pointsOfInitiation[top("01") ?? ""],
    amount: top("54"),
    amountRupiah: wholeRupiah(top("54")),
    tip: tipOf(tags),
    merchantName: top("59") ?? "",
    merchantCity: top("60") ?? "",
    postalCode: top("61") ?? "",
    country: top("58") ?? "",
    currency: top("53") ?? "",
    mcc: top("52") ?? "",
    nmid: valueOf(national, "02"),
    merchantPan: valueOf(account, "01"),
    merchantId: valueOf(account, "02"),
    criteria: valueOf(account, "03") ?? valueOf(national, "03") ?? "URE",
    billNumber: valueOf(additional, "01"),
    reference: valueOf(additional, "05"),
    terminal: valueOf(additional, "07"),
    crc: top("63") ?? "",
    crcValid: true
  }
}
