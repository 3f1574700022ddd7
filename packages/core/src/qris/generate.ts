import * as Result from "effect/Result"
import type { Rupiah } from "../money/Rupiah.ts"
import { qrisCrc } from "./crc.ts"
import { parseQris } from "./parse.ts"
import type { QrisTip } from "./Payload.ts"
import { QrisRefused } from "./QrisRefused.ts"
import { type QrisTag, writeTags } from "./tags.ts"

/** A merchant as a QRIS names it. All texts are ASCII. */
export interface QrisMerchant {
  /** The acquirer's domain, reversed, such as `ID.CO.EXAMPLE.WWW`; at most 32 characters. */
  readonly acquirer: string
  /** Number of the merchant at the acquirer, at most 19 digits; the first eight are the acquirer. */
  readonly pan: string
  /** At most 15 characters. */
  readonly merchantId: string
  /** Size class, such as `UMI`, `UKE`, `UME`, `UBE` or `URE`. */
  readonly criteria: string
  /** National merchant id: `ID` and 13 digits. */
  readonly nmid: string
  /** Merchant category, ISO 18245, four digits. */
  readonly mcc: string
  /** At most 25 characters. */
  readonly name: string
  /** At most 15 characters. */
  readonly city: string
  /** At most 10 characters. */
  readonly postalCode: string
  /** At most 25 characters. */
  readonly terminal?: string | undefined
}

/** One sale a dynamic QRIS is for. */
export interface QrisSale {
  /** Whole rupiah, or an amount as it is to be printed, such as `"10000.50"`; at most 13 characters. */
  readonly amount: Rupiah | string
  /** At most 25 characters. */
  readonly billNumber?: string | undefined
  /** At most 25 characters. */
  readonly reference?: string | undefined
  readonly tip?: QrisTip | undefined
}

type Parts = ReadonlyArray<readonly [id: string, value: string | undefined]>

const tagsOf = (parts: Parts): ReadonlyArray<QrisTag> =>
  parts.flatMap(([id, value]) => value === undefined ? [] : [{ id, value }])

const template = (id: string, inner: ReadonlyArray<QrisTag>): ReadonlyArray<QrisTag> =>
  inner.length === 0 ? [] : [{ id, value: writeTags(inner), tags: inner }]

const badValue = (tag: string, problem: string) => new QrisRefused({ reason: "badValue", tag, problem })

// Outside ASCII, readers disagree whether a length counts characters or bytes.
const unwritable = (tags: ReadonlyArray<QrisTag>, parent = ""): QrisRefused | undefined => {
  for (const { id, tags: inner, value } of tags) {
    const refused = inner === undefined ? undefined : unwritable(inner, `${id}/`)
    if (refused !== undefined) return refused
    if (value === "") return badValue(`${parent}${id}`, "is empty")
    if (!/^[\x20-\x7e]+$/u.test(value)) return badValue(`${parent}${id}`, "must be ASCII text")
    if (value.length > 99) return badValue(`${parent}${id}`, `has ${value.length} characters; at most 99 fit`)
  }
  return undefined
}

// What is written is read again: nothing leaves here that parseQris would refuse.
const write = (tags: ReadonlyArray<QrisTag>): Result.Result<string, QrisRefused> => {
  const refused = unwritable(tags)
  if (refused !== undefined) return Result.fail(refused)
  const upTo6304 = `${writeTags(tags)}6304`
  return Result.map(parseQris(upTo6304 + qrisCrc(upTo6304)), ({ text }) => text)
}

const staticTags = (merchant: QrisMerchant): ReadonlyArray<QrisTag> => {
  const account = tagsOf([
    ["00", merchant.acquirer],
    ["01", merchant.pan],
    ["02", merchant.merchantId],
    ["03", merchant.criteria]
  ])
  const national = tagsOf([["00", "ID.CO.QRIS.WWW"], ["02", merchant.nmid], ["03", merchant.criteria]])
  return [
    ...tagsOf([["00", "01"], ["01", "11"]]),
    ...template("26", account),
    ...template("51", national),
    ...tagsOf([
      ["52", merchant.mcc],
      ["53", "360"],
      ["58", "ID"],
      ["59", merchant.name],
      ["60", merchant.city],
      ["61", merchant.postalCode]
    ]),
    ...template("62", tagsOf([["07", merchant.terminal]]))
  ]
}

const tipTags = (tip: QrisTip): ReadonlyArray<QrisTag> => {
  switch (tip.kind) {
    case "ask":
      return tagsOf([["55", "01"]])
    case "fixed":
      return tagsOf([["55", "02"], ["56", tip.amount]])
    case "percent":
      return tagsOf([["55", "03"], ["57", tip.percent]])
  }
}

const isTip = ({ id }: QrisTag): boolean => id >= "55" && id <= "57"

const additionalData = (before: ReadonlyArray<QrisTag>, sale: QrisSale): ReadonlyArray<QrisTag> => {
  const added = tagsOf([["01", sale.billNumber], ["05", sale.reference]])
  const kept = before.filter(({ id }) => !added.some((tag) => tag.id === id))
  return template("62", [...added, ...kept].toSorted((a, b) => a.id < b.id ? -1 : 1))
}

/** The same tags for one sale: 12 in tag 01, the amount and tip behind the currency, the bill number in tag 62. */
const dynamicTags = (tags: ReadonlyArray<QrisTag>, sale: QrisSale): ReadonlyArray<QrisTag> => {
  const tip = sale.tip === undefined ? tags.filter(isTip) : tipTags(sale.tip)
  const money = [...tagsOf([["54", String(sale.amount)]]), ...tip]
  const before = tags.find(({ id }) => id === "62")?.tags ?? []
  return [
    ...tags.filter(({ id }) => id !== "01" && id !== "54" && id !== "62" && id !== "63").filter((tag) => !isTip(tag))
      .flatMap((tag) => {
        if (tag.id === "00") return [tag, ...tagsOf([["01", "12"]])]
        return tag.id === "53" ? [tag, ...money] : [tag]
      }),
    ...additionalData(before, sale)
  ]
}

/**
 * Writes the text of a static QRIS of a merchant, to be printed and paid many times. The payer types the amount.
 *
 * Fails with {@link QrisRefused} naming the tag of a value that does not fit or is not ASCII.
 *
 * Source: EMVCo merchant-presented QR and the QRIS specification; tag 51 is always written.
 *
 * @example
 * ```ts
 * import { generateStaticQris } from "@openfinpay/finpay-core"
 * import { Result } from "effect"
 *
 * const text = Result.getOrThrow(generateStaticQris({
 *   acquirer: "ID.CO.EXAMPLE.WWW",
 *   pan: "936099990000000001",
 *   merchantId: "SIMULATOR00001",
 *   criteria: "UME",
 *   nmid: "ID1020300000001",
 *   mcc: "5812",
 *   name: "WARUNG CONTOH",
 *   city: "JAKARTA PUSAT",
 *   postalCode: "10110"
 * }))
 * text.startsWith("000201010211") // => true
 * ```
 */
export const generateStaticQris = (merchant: QrisMerchant): Result.Result<string, QrisRefused> =>
  write(staticTags(merchant))

/**
 * Writes the text of a dynamic QRIS: one sale of a merchant, with its amount.
 *
 * Fails with {@link QrisRefused} as {@link generateStaticQris} does, also for an amount of zero.
 *
 * Source: EMVCo merchant-presented QR and the QRIS specification.
 *
 * @example
 * ```ts
 * import { generateDynamicQris, Rupiah } from "@openfinpay/finpay-core"
 * import { Result } from "effect"
 *
 * const text = Result.getOrThrow(generateDynamicQris({
 *   acquirer: "ID.CO.EXAMPLE.WWW",
 *   pan: "936099990000000001",
 *   merchantId: "SIMULATOR00001",
 *   criteria: "UME",
 *   nmid: "ID1020300000001",
 *   mcc: "5812",
 *   name: "WARUNG CONTOH",
 *   city: "JAKARTA PUSAT",
 *   postalCode: "10110"
 * }, { amount: Rupiah.make(22000), billNumber: "INV0001" }))
 * text.includes("540522000") // => true
 * ```
 */
export const generateDynamicQris = (merchant: QrisMerchant, sale: QrisSale): Result.Result<string, QrisRefused> =>
  write(dynamicTags(staticTags(merchant), sale))

/**
 * Makes a dynamic QRIS for one sale out of a static one, keeping every tag it does not set. For QRs of your own only.
 *
 * Fails with {@link QrisRefused} for a text that is no QRIS or is dynamic already.
 *
 * Source: the QRIS specification; tag 01 becomes 12, tag 54 is put in, tag 63 is computed anew.
 *
 * @example
 * ```ts
 * import { toDynamicQris } from "@openfinpay/finpay-core"
 * import { Result } from "effect"
 *
 * const text = Result.getOrThrow(toDynamicQris(
 *   "00020101021126680017ID.CO.EXAMPLE.WWW01189360999900000000010214SIMULATOR000010303UME51440014ID.CO.QRIS.WWW" +
 *     "0215ID10203000000010303UME5204581253033605802ID5913WARUNG CONTOH6013JAKARTA PUSAT61051011062070703A0163049B19",
 *   { amount: "10000.50", billNumber: "INV0002" }
 * ))
 * text.endsWith("63040F74") // => true
 * ```
 */
export const toDynamicQris = (staticQris: string, sale: QrisSale): Result.Result<string, QrisRefused> =>
  Result.flatMap(parseQris(staticQris), ({ pointOfInitiation, tags }) =>
    pointOfInitiation === "dynamic"
      ? Result.fail(badValue("01", "is 12: the QRIS belongs to another sale already"))
      : write(dynamicTags(tags, sale)))
