/** What the tags of a QRIS payment must be, once the text has the right structure. */
import { QrisRefused } from "./QrisRefused.ts"
import { type QrisTag, valueOf } from "./tags.ts"

interface Form {
  readonly pattern: RegExp
  readonly says: string
}

// Control, direction and half characters have no place in a text that is shown to a payer.
const text = (most: number): Form => ({
  pattern: new RegExp(`^[^\\p{Cc}\\p{Cf}\\p{Cs}]{1,${most}}$`, "u"),
  says: `must be 1 to ${most} printable characters`
})
const name = (most: number): Form => ({
  pattern: new RegExp(`^[^\\p{Cc}\\p{Cf}\\p{Cs}|]{1,${most}}$`, "u"),
  says: `must be 1 to ${most} printable characters without |`
})
const form = (pattern: RegExp, says: string): Form => ({ pattern, says })

const amount = form(
  /^(?=.{1,13}$)(?=.*[1-9])\d+(?:\.\d*)?$/u,
  "must be an amount above zero of at most 13 characters, such as 22000 or 22000.00"
)
const criteria = form(/^[A-Za-z0-9]{3}$/u, "must be 3 letters, such as UMI")

const forms: Readonly<Record<string, Form>> = {
  "00": form(/^01$/u, "must be 01"),
  "01": form(/^1[12]$/u, "must be 11 (static) or 12 (dynamic)"),
  "account/00": name(32),
  "account/01": form(/^\d{1,19}$/u, "must be 1 to 19 digits"),
  "account/02": name(15),
  "account/03": criteria,
  "51/00": name(32),
  "51/02": name(15),
  "51/03": criteria,
  "52": form(/^\d{4}$/u, "must be 4 digits"),
  "53": form(/^360$/u, "must be 360, which is rupiah"),
  "54": amount,
  "55": form(/^0[123]$/u, "must be 01, 02 or 03"),
  "56": amount,
  "57": form(/^(?=.*[1-9])\d{1,2}(?:\.\d{0,2})?$/u, "must be a percentage from 0.01 to 99.99"),
  "58": form(/^ID$/u, "must be ID"),
  "59": name(25),
  "60": text(15),
  "61": text(10),
  "62/01": text(25),
  "62/02": text(25),
  "62/03": text(25),
  "62/04": text(25),
  "62/05": text(25),
  "62/06": text(25),
  "62/07": text(25),
  "62/08": text(25),
  "62/09": form(/^[AME]{1,3}$/u, "must be letters of A, M and E"),
  "64/00": text(2),
  "64/01": name(25),
  "64/02": text(15)
}
const anyOther = text(99)

const between = (id: string, low: string, high: string): boolean => id >= low && id <= high

/** Whether a tag of the top level is a domestic account: 26 to 45. */
export const isAccount = (id: string): boolean => between(id, "26", "45")

const checkForms = (tags: ReadonlyArray<QrisTag>, parent?: string): QrisRefused | undefined => {
  for (const { id, tags: inner, value } of tags) {
    const tag = parent === undefined ? id : `${parent}/${id}`
    const key = parent !== undefined && isAccount(parent) ? `account/${id}` : tag
    const { pattern, says } = forms[key] ?? anyOther
    if (inner === undefined && !pattern.test(value)) {
      return new QrisRefused({ reason: "badValue", tag, problem: says })
    }
    const refused = inner === undefined ? undefined : checkForms(inner, id)
    if (refused !== undefined) return refused
  }
  return undefined
}

const missing = (tag: string) => new QrisRefused({ reason: "missingTag", tag, problem: "is missing" })

const checkMembers = (tags: ReadonlyArray<QrisTag>): QrisRefused | undefined => {
  for (const template of tags) {
    const needed = isAccount(template.id)
      ? ["00", "01", "02"]
      : template.id === "51"
      ? ["00"]
      : template.id === "64"
      ? ["00", "01"]
      : []
    const absent = needed.find((id) => valueOf(template.tags, id) === undefined)
    if (absent !== undefined) return missing(`${template.id}/${absent}`)
  }
  return undefined
}

const checkTip = (tags: ReadonlyArray<QrisTag>): QrisRefused | undefined => {
  const indicator = valueOf(tags, "55")
  for (const [tag, wanted] of [["56", "02"], ["57", "03"]] as const) {
    const there = valueOf(tags, tag) !== undefined
    if (indicator === wanted && !there) return missing(tag)
    if (indicator !== wanted && there) {
      return new QrisRefused({ reason: "badValue", tag, problem: `goes only with the tip indicator ${wanted}` })
    }
  }
  return undefined
}

const checkAccounts = (tags: ReadonlyArray<QrisTag>): QrisRefused | undefined => {
  const ids = tags.map(({ id }) => id)
  if (!ids.some((id) => between(id, "02", "45") || id === "51")) {
    return new QrisRefused({ reason: "noAccount", problem: "names no account to pay to (tags 02 to 45, or 51)" })
  }
  return valueOf(tags, "01") === "11" && !ids.includes("51") ? missing("51") : undefined
}

// Transfers between people and cash in or out use the same format: paying one as a purchase would be a mistake.
const otherPurposes: Readonly<Record<string, string>> = {
  BOOK: "a transfer",
  DMCT: "a transfer",
  XBCT: "a transfer",
  CDPT: "a cash deposit",
  CWDL: "a cash withdrawal"
}

const checkPurpose = (tags: ReadonlyArray<QrisTag>): QrisRefused | undefined => {
  const purpose = valueOf(tags.find(({ id }) => id === "62")?.tags, "08")?.trim().toUpperCase() ?? ""
  const other = Object.hasOwn(otherPurposes, purpose) ? otherPurposes[purpose] : undefined
  return other === undefined
    ? undefined
    : new QrisRefused({ reason: "notAPayment", tag: "62/08", problem: `is ${purpose}: ${other}, not a payment` })
}

/**
 * The first rule the tags break, if any.
 *
 * Tag 51 is asked of static QRs only, as many dynamic ones leave it out. Tags 65 to 99 are not looked into.
 */
export const brokenRule = (tags: ReadonlyArray<QrisTag>): QrisRefused | undefined => {
  const absent = ["52", "53", "58", "59", "60", "61"].find((id) => valueOf(tags, id) === undefined)
  return checkForms(tags) ??
    checkPurpose(tags) ??
    checkAccounts(tags) ??
    checkMembers(tags) ??
    (absent === undefined ? undefined : missing(absent)) ??
    checkTip(tags)
}
