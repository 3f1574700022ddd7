import { Rupiah } from "@openfinpay/finpay-core"
import * as Schema from "effect/Schema"
import { CallbackState } from "../contract/callbacks.ts"
import { PaymentKind } from "../contract/payment-kind.ts"
import { objectOf } from "../database/row.ts"
import type { Row } from "../database/row.ts"
import type { Callback } from "./Callback.ts"

const text = Schema.optionalKey(Schema.String)
const amount = Schema.optionalKey(Rupiah)
const time = Schema.optionalKey(Schema.Finite)

const Stored = Schema.Struct({
  id: Schema.String,
  account: Schema.String,
  merchant: Schema.String,
  kind: PaymentKind,
  path: Schema.String,
  headers: Schema.Record(Schema.String, Schema.String),
  body: Schema.Uint8Array,
  digest: Schema.String,
  receivedAt: Schema.Finite,
  state: CallbackState,
  reason: text,
  reference: text,
  partnerReference: text,
  status: text,
  orderAmount: amount,
  paidAmount: amount,
  duplicates: Schema.Int,
  lastReceivedAt: Schema.Finite,
  plannedAt: time,
  askedAt: time,
  finpayStatus: text
})

const decode = Schema.decodeUnknownSync(Stored)

const readers = {
  headers: (value: unknown): unknown => JSON.parse(String(value)),
  body: (value: unknown) => new Uint8Array(Buffer.from(String(value), "base64")),
  received_at: Number,
  last_received_at: Number,
  planned_at: Number,
  asked_at: Number,
  order_amount: Number,
  paid_amount: Number,
  duplicates: Number
}

/** A callback as the database has it. */
export const callbackOf = (row: Row): Callback => decode(objectOf(row, readers))
