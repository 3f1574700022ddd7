import * as Schema from "effect/Schema"
import { Amount } from "./amount.ts"
import { optionalText, perhaps } from "./answer.ts"
import { instant, limit, text } from "./mutations.ts"
import { PaymentKind } from "./payment-kind.ts"

const time = (description: string) => Schema.String.annotate({ format: "date-time", description })

/** An answer of Finpay that cannot be true together with what was seen before. */
export const Contradiction = Schema.Struct({
  known: Schema.String.annotate({ description: "The status that was seen before and is kept." }),
  answered: Schema.String.annotate({ description: "The status Finpay answered, which is not believed." }),
  askedAt: time("When Finpay was asked."),
  count: Schema.Int.annotate({ description: "How often an answer has contradicted what was seen." })
}).annotate({
  identifier: "Contradiction",
  description:
    "An answer that would have money come back which was seen to have gone (REFUNDED, then PAID). What was " +
    "seen stays; a person should look. It stays here when later answers agree again: compare its `askedAt`."
})

/** How old an answer about a payment is. */
export const ageFields = {
  askedAt: time("When Finpay was asked."),
  ageSeconds: Schema.Int.annotate({ description: "How long ago that was; 0 for what was asked just now." }),
  contradiction: Schema.optionalKey(Contradiction)
} as const

/** Where an answer about a payment is to come from. */
export const from = Schema.optionalKey(
  Schema.Literals(["finpay", "known"]).annotate({
    description: "finpay (the default) asks Finpay now. known gives what was seen last, with its age, and asks nobody."
  })
)

/** A payment as it was seen last. */
export const KnownPayment = Schema.Struct({
  id: Schema.String.annotate({ description: "Its place in the list.", examples: ["pay_0mi7wq3k2f8t5c1h0dpa4"] }),
  kind: PaymentKind,
  reference: Schema.String.annotate({ description: "The order id or, for QRIS, Finpay's number of the payment." }),
  partnerReference: optionalText("For QRIS: your own number of it."),
  payment: Schema.String.annotate({ description: "Where to read it.", examples: ["/v1/payments/INV-1"] }),
  status: optionalText("As Finpay gave it; not there while it was only created."),
  isPaid: perhaps("Did the payer's money arrive, even if it went back later?"),
  isFinal: perhaps("Can nothing follow this status any more?"),
  orderAmount: Schema.optionalKey(Amount.annotate({ description: "What was ordered." })),
  paidAmount: Schema.optionalKey(Amount.annotate({ description: "What was paid." })),
  firstSeenAt: time("When this service first saw it."),
  changedAt: time("When Finpay was asked and first answered this status."),
  ...ageFields
}).annotate({ identifier: "KnownPayment" })

/** A payment as it was seen last. */
export type KnownPayment = typeof KnownPayment.Type

/** Payments, newest first. */
export const PaymentPage = Schema.Struct({
  payments: Schema.Array(KnownPayment),
  next: optionalText("Pass it as `after` for the next page; not there on the last one.")
}).annotate({ identifier: "PaymentPage" })

/** Which payments; all that is given must hold. */
export const paymentFilters = {
  status: Schema.optionalKey(text("a status", 64).annotate({ description: "Only those last seen at this status." })),
  kind: Schema.optionalKey(PaymentKind),
  reference: Schema.optionalKey(
    text("a reference", 64).annotate({ description: "Only the one with this number: Finpay's or your own." })
  ),
  since: Schema.optionalKey(instant.annotate({ description: "First seen at or after." })),
  until: Schema.optionalKey(instant.annotate({ description: "First seen before." }))
} as const

const PaymentListId = Schema.String.check(
  Schema.isPattern(/^[\w-]{1,64}$/u, { message: "an id is 1 to 64 letters, digits, dashes or underscores" })
)

/** Which payments, and how many at a time. */
export const paymentListQuery = {
  ...paymentFilters,
  after: Schema.optionalKey(PaymentListId.annotate({ description: "The `next` of the page before." })),
  limit
} as const
