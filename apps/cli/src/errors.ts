import { formatRupiah, type Rupiah } from "@openfinpay/finpay-core"
import * as Schema from "effect/Schema"
import { say } from "./language.ts"

/** What was typed or piped in cannot be used. Nothing was sent. */
export class UsageError extends Schema.TaggedError<UsageError>()("UsageError", {
  message: Schema.String
}) {}

/** The refund is larger than the setting allows for one. Nothing was written down and nothing was sent. */
export class OverRefundLimit extends Schema.TaggedError<OverRefundLimit>()("OverRefundLimit", {
  /** What was to be given back, in rupiah. */
  amount: Schema.Int,
  /** The most that one refund may give back, in rupiah. */
  limit: Schema.Int,
  /** What sets the limit. */
  setting: Schema.String
}) {
  override get message(): string {
    const [amount, limit] = [this.amount, this.limit].map((rupiah) => formatRupiah(rupiah as Rupiah))
    return say(
      `nothing was sent: ${amount} is more than ${limit}, the most that one refund may give back, set by ${this.setting}`,
      `tidak ada yang dikirim: ${amount} melebihi ${limit}, batas untuk satu pengembalian dana menurut ${this.setting}`
    )
  }
}

/**
 * The command has said all there is to say and ends with this exit code: an answer such as "this signature is not
 * valid" is no error, but a script wants to branch on it.
 */
export class EndWith extends Schema.TaggedError<EndWith>()("EndWith", {
  exitCode: Schema.Int
}) {}

/** What an error says of a change that the journal keeps. */
const change = {
  operation: Schema.String,
  reference: Schema.String,
  /** What is known, in one plain sentence. */
  detail: Schema.String,
  /** What to do next, in one plain sentence. */
  nextStep: Schema.String
} as const

/** The change was certainly not made, and never will be: that was found out, or a person said so. */
export class NotApplied extends Schema.TaggedError<NotApplied>()("NotApplied", {
  ...change,
  safeToRetry: Schema.Literal(true)
}) {
  override get message(): string {
    return `Not applied: ${this.operation} of ${this.reference}: ${this.detail}. ${this.nextStep}`
  }
}

/** The change is written down and was not sent yet. It will be, by the next command that works on the journal. */
export class NotYetSent extends Schema.TaggedError<NotYetSent>()("NotYetSent", {
  ...change,
  safeToRetry: Schema.Literal(false)
}) {
  override get message(): string {
    return `Not sent yet: ${this.operation} of ${this.reference}: ${this.detail}. ${this.nextStep}`
  }
}

/** An order was watched as long as was asked for, and it is not decided yet how the payment goes. */
export class StillOpen extends Schema.TaggedError<StillOpen>()("StillOpen", {
  orderId: Schema.String,
  /** What Finpay said last; `null` where it never said. */
  status: Schema.NullOr(Schema.String),
  /** How long it was watched. */
  seconds: Schema.Int
}) {
  override get message(): string {
    const { orderId, seconds, status } = this
    const [en, id] = status === null
      ? ["Finpay did not say how it stands", "Finpay tidak menyebut statusnya"]
      : [`it is still ${status}`, `statusnya masih ${status}`]
    return say(
      `the time is over: ${orderId} was watched for ${seconds} seconds, and ${en}. Ask again: finpay check ${orderId}`,
      `waktunya habis: ${orderId} dipantau ${seconds} detik, dan ${id}. Tanyakan lagi: finpay check ${orderId}`
    )
  }
}
