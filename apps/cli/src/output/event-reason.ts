/** Why something happened to a mutation, as its history tells it. */
import type { AuditEvent, Mutation } from "@openfinpay/finpay-journal"
import { say } from "../language.ts"
import { ruleInIndonesian } from "./evidence-indonesian.ts"
import { refusalInIndonesian } from "./refusal-indonesian.ts"

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && name in value ?
    (value as Readonly<Record<string, unknown>>)[name]
    : undefined

const textOf = (value: unknown): string | undefined => typeof value === "string" ? value : undefined

/** The rule of evidence by which it was decided, or left open; none where no answer was weighed, or it was erased. */
const ruleOf = ({ detail }: AuditEvent): string | undefined => textOf(memberOf(detail, "rule"))

/** What the rule found: `undecided`, `contradiction`, ... */
const verdictOf = ({ detail }: AuditEvent): string | undefined => textOf(memberOf(detail, "verdict"))

/** The last answer of Finpay's that was weighed, where it cannot decide, however often it is asked again. */
export const undecidable = (history: ReadonlyArray<AuditEvent>): AuditEvent | undefined => {
  const last = history.findLast((event) => verdictOf(event) !== undefined)
  const verdict = last === undefined ? undefined : verdictOf(last)
  return verdict === "undecided" || verdict === "contradiction" ? last : undefined
}

const answered = ({ to }: AuditEvent, detail: string): string => {
  if (to === "succeeded") return "sudah dikerjakan Finpay"
  return `${to === "rejected" ? "pasti tidak dikerjakan" : "jawabannya tidak jelas"}${detail}`
}

/** What is said by the event alone; nothing where the words are a person's own. */
const byEvent = (event: AuditEvent): string | undefined => {
  const error = refusalInIndonesian(event) ?? textOf(memberOf(memberOf(event.detail, "error"), "detail"))
  const detail = error === undefined ? "" : `: ${error}`
  switch (event.event) {
    case "accepted":
      return "dicatat, akan dikirim"
    case "asked_again":
      return "diminta lagi; yang pertama pasti tidak diproses"
    case "sending":
      return "akan dikirim ke Finpay"
    case "answered":
      return answered(event, detail)
    case "lost":
      return "pengirimnya sudah tidak ada"
    case "check_failed":
      return `ditanyakan, dan tidak ada yang diketahui${detail}`
    case "late_answer":
      return "jawaban Finpay datang setelah seseorang menutupnya"
    case "doubted":
      return "permintaan lain atas pesanan yang sama ternyata dikerjakan: yang terlihat mungkin berasal darinya"
    case "news":
      return "ada kabar tentang pembayaran itu, jadi ditanyakan sekarang"
    case "erased":
      return "permintaan, jawaban, dan rincian dihapus"
    case "checked":
    case "repeated":
    case "decided":
    case "review":
    case "closed":
    case "withdrawn":
      return undefined
  }
}

const inIndonesian = (event: AuditEvent, operation: Mutation["operation"]): string | undefined => {
  const rule = ruleOf(event)
  return rule === undefined ? byEvent(event) : ruleInIndonesian(operation, rule)
}

/** The reason of an event, in the language of the process; what has no words here is said as it was written down. */
export const reasonOf = (event: AuditEvent, operation: Mutation["operation"]): string =>
  say(event.reason, inIndonesian(event, operation) ?? event.reason)
