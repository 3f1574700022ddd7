import { Rupiah } from "@openfinpay/finpay-core"
import * as Schema from "effect/Schema"
import { PaymentKind } from "../contract/payment-kind.ts"
import type { KnownPayment } from "./Observation.ts"
import { PaymentAnswer } from "./PaymentAnswer.ts"

type Row = Readonly<Record<string, unknown>>

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

const numbers = ["stage", "order_amount", "paid_amount", "asked_at", "changed_at", "first_seen_at"]
const jsons = ["answer", "contradiction"]

const memberOf = (column: string): string => column.replace(/_(\w)/gu, (_, letter: string) => letter.toUpperCase())

// PostgreSQL gives its large whole numbers as text.
const valueOf = (column: string, value: unknown): unknown =>
  numbers.includes(column) ? Number(value) : jsons.includes(column) ? JSON.parse(String(value)) : value

/** A payment as the database has it. */
export const knownPaymentOf = (row: Row): KnownPayment =>
  decode(
    Object.fromEntries(
      Object.entries(row).flatMap(([column, value]) =>
        value === null ? [] : [[memberOf(column), valueOf(column, value)]]
      )
    )
  )
