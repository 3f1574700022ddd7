import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import type { PersistedQueueFactory } from "effect/persistence/PersistedQueue"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { PaymentKind } from "../contract/payment-kind.ts"
import { usable } from "../database/usable.ts"

/** A payment that Finpay is to be asked about. */
export const Question = Schema.Struct({
  /** The id of the merchant. */
  merchant: Schema.String,
  kind: PaymentKind,
  /** The numbers it may be known by, the likeliest first. Finpay's samples swap the two numbers of a QRIS payment. */
  references: Schema.Array(Schema.String),
  /** The callback that waits to be compared with the answer. */
  callback: Schema.optionalKey(Schema.String)
})

/** A payment that Finpay is to be asked about. */
export type Question = typeof Question.Type

/** After so many attempts, which takes about two days, a question is given up. */
export const mostAttempts = 600

/** The questions that wait, in the queue of the database: whichever server is free asks them. */
export class PaymentQuestions extends Context.Service<PaymentQuestions, {
  readonly queue: PersistedQueue.PersistedQueue<Question>
  /** Plans a question, in the transaction of the caller. One whose id is there already is not planned again. */
  readonly plan: (
    question: Question,
    options?: { readonly id?: string; readonly delay?: Duration.Input }
  ) => Effect.Effect<void, JournalUnavailable>
}>()("@openfinpay/finpay-api/payments/PaymentQuestions") {
  static readonly layer: Layer.Layer<PaymentQuestions, never, PersistedQueueFactory> = Layer.effect(
    PaymentQuestions,
    Effect.gen(function*() {
      const queue = yield* PersistedQueue.make({
        name: "finpay-api/payments",
        schema: Question,
        maxAttempts: mostAttempts,
        retrySchedule: Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("5 minutes")])
      })
      return PaymentQuestions.of({
        queue,
        plan: (question, options = {}) => usable(Effect.asVoid(queue.offer(question, options)))
      })
    })
  )
}

/**
 * Has Finpay asked about a payment soon, and what it answers filed: after whatever may have changed it. The question is
 * written down in the transaction of the caller, and asked even if this server dies.
 */
export const askAgain = (
  merchant: { readonly id: string },
  kind: PaymentKind,
  reference: string
): Effect.Effect<void, JournalUnavailable, PaymentQuestions> =>
  PaymentQuestions.use(({ plan }) => plan({ merchant: merchant.id, kind, references: [reference] }))
