import type { FinpayError, NotAuthenticated, NotPermitted } from "@openfinpay/finpay-core"
import { askPayment } from "@openfinpay/finpay-journal"
import type { Journal, JournalUnavailable, Mutation } from "@openfinpay/finpay-journal"
import type { Finpay } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Question } from "../store/Store.ts"
import type { Told } from "../Told.ts"

/** Why asking on is of no use: the next question would end in the same way. */
export type AskError = NotAuthenticated | NotPermitted | JournalUnavailable

type Asked = Pick<Mutation, "operation" | "reference" | "request">

/** The order of that number, unless the journal knows the payment as one of QRIS, which is asked in another way. */
const subjectOf = (
  { mutationId, reference }: Question,
  journal: Journal["Service"] | undefined
): Effect.Effect<Asked, JournalUnavailable> => {
  const order: Asked = { operation: "refund", reference }
  return mutationId === undefined || journal === undefined
    ? Effect.succeed(order)
    : Effect.catchTag(journal.get(mutationId), "MutationNotFound", () => Effect.succeed(order))
}

const concernsThisPayment = (error: FinpayError): error is Exclude<FinpayError, NotAuthenticated | NotPermitted> =>
  error._tag !== "NotAuthenticated" && error._tag !== "NotPermitted"

const failed = (error: FinpayError): Effect.Effect<Told> =>
  Effect.map(
    Clock.currentTimeMillis,
    (at): Told =>
      error._tag === "NotFound" ? { answer: "not_found", at } : { answer: "failed", problem: error.message, at }
  )

/**
 * Asks Finpay for the status of a payment: an order by its id, a QRIS payment by what the journal has of its refund.
 *
 * Only reads. A payment Finpay does not know is an answer; a question that fails is one too, with the reason, so that
 * one of a million does not end the rest. Credentials that are not accepted end it, and a journal that cannot be used:
 * these are the errors, `AskError`.
 *
 * @example
 * ```ts
 * import { askFinpay } from "@openfinpay/finpay-reconcile"
 * import { Finpay, localConfig } from "@openfinpay/finpay-transport"
 * import { Effect, Layer } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const config = localConfig() // the simulator; or configFromEnv
 * const live = Finpay.layer(config).pipe(Layer.provide(FetchHttpClient.layer))
 * const asked = Effect.gen(function*() {
 *   const ask = askFinpay(yield* Finpay)
 *   return (yield* ask({ reference: "INV-404" })).answer
 * })
 * Effect.runPromise(Effect.provide(asked, live)) // => "not_found"
 * ```
 */
export const askFinpay = (
  finpay: Finpay["Service"],
  journal?: Journal["Service"]
): (question: Question) => Effect.Effect<Told, AskError> =>
  Effect.fnUntraced(function*(question: Question) {
    const subject = yield* subjectOf(question, journal)
    return yield* askPayment(finpay, subject).pipe(
      Effect.map(({ at, paidAmount, status }): Told => ({
        answer: "status",
        status,
        ...(paidAmount === undefined ? {} : { paidAmount }),
        at
      })),
      Effect.catchIf(concernsThisPayment, failed)
    )
  })
