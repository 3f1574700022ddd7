import { Rupiah } from "@openfinpay/finpay-core"
import * as Schema from "effect/Schema"
import { PaymentKind } from "../contract/payment-kind.ts"
import { objectOf } from "../database/row.ts"
import type { Row } from "../database/row.ts"
import type { KnownPayment } from "./Observation.ts"
import { PaymentAnswer } from "./PaymentAnswer.ts"

const text = Schema.optionalKey(Schema.String)
const amount = Schema.optionalKey(Rupiah)

const Contradiction = Schema.Struct({
  known: Schema.String,
  answered: Schema.String,
  askedAt: Schema.Finite,
  count: Schema.Int
})

const Known = Schema.Struct({
  id: Schema.String,
  kind: PaymentKind,
  reference: Schema.String,
  partnerReference: text,
  status: text,
  stage: Schema.Int,
  orderAmount: amount,
  paidAmount: amount,
  answer: PaymentAnswer,
  askedAt: Schema.Finite,
  changedAt: Schema.Finite,
  firstSeenAt: Schema.Finite,
  contradiction: Schema.optionalKey(Contradiction)
})

const decode = Schema.decodeUnknownSync(Known)

const json = (value: unknown): unknown => JSON.parse(String(value))

const readers = {
  stage: Number,
  order_amount: Number,
  paid_amount: Number,
  asked_at: Number,
  changed_at: Number,
  first_seen_at: Number,
  answer: json,
  contradiction: json
}

/** A payment as the database has it. */
export const knownPaymentOf = (row: Row): KnownPayment => decode(objectOf(row, readers))
