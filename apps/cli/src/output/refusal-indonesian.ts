/** Why the journal itself refused a change, in Indonesian: from the facts it kept, never from its English sentence. */
import type { AuditEvent, Refusal } from "@openfinpay/finpay-journal"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { rupiah } from "./text.ts"

type Rule = Refusal["rule"]

const rule = <const Name extends Rule>(name: Name) => Schema.Literal(name)

/** What the audit log keeps of a refusal. */
const Kept = Schema.Struct({
  refusal: Schema.Union([
    Schema.Struct({ rule: rule("more-than-left"), asked: Schema.Int, left: Schema.Int, paid: Schema.Int }),
    Schema.Struct({ rule: rule("paid-not-known") }),
    Schema.Struct({ rule: rule("voided") }),
    Schema.Struct({ rule: rule("given-back"), refunded: Schema.Int }),
    Schema.Struct({ rule: rule("shown-given-back"), status: Schema.String })
  ])
})

const sentenceOf = (refusal: Refusal): string => {
  switch (refusal.rule) {
    case "more-than-left":
      return `${rupiah(refusal.asked)} melebihi sisa ${rupiah(refusal.left)} dari ${
        rupiah(refusal.paid)
      }; yang mungkin ` +
        "sudah dikembalikan ikut dihitung"
    case "paid-not-known":
      return "jawaban Finpay tidak menyebut berapa yang dibayar, jadi tidak pasti sisanya mencukupi"
    case "voided":
      return "pembayaran itu sudah di-void, atau mungkin sudah, dan void menarik kembali seluruhnya"
    case "given-back":
      return `${
        rupiah(refusal.refunded)
      } dari pembayaran itu sudah, atau mungkin sudah, dikembalikan, dan void menarik ` +
        "kembali seluruhnya"
    case "shown-given-back":
      return `status di Finpay ${refusal.status}, dan void menarik kembali seluruhnya`
  }
}

const decodeKept = Schema.decodeUnknownOption(Kept)

/** The refusal of an event; nothing where it is none, or its details were erased. */
export const refusalInIndonesian = ({ detail }: AuditEvent): string | undefined =>
  Option.getOrUndefined(Option.map(decodeKept(detail), ({ refusal }) => sentenceOf(refusal)))
