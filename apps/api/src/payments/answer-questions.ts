import type { FinpayError } from "@openfinpay/finpay-core"
import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ReceivedCallbacks } from "../callbacks/ReceivedCallbacks.ts"
import { tellJournal } from "../callbacks/tell-journal.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import { Merchants } from "../merchants/Merchants.ts"
import { mostAttempts, PaymentQuestions } from "./ask-again.ts"
import type { Question } from "./ask-again.ts"
import { askOrder, askQris, isUnknownToFinpay } from "./ask-finpay.ts"
import type { Observation } from "./Observation.ts"
import { SeenPayments } from "./SeenPayments.ts"

/** This server does not know the merchant of a question. */
class MerchantNotHere extends Data.TaggedError("MerchantNotHere")<{ readonly merchant: string }> {}

/** Questions one server asks at the same time. */
const workers = 4

// Finpay will say the same again: it does not know the payment, or takes no such number.
const isSettled = ({ _tag }: FinpayError): boolean => _tag === "NotFound" || _tag === "InvalidRequest"

const askOne = (
  { finpay }: Merchant,
  kind: Question["kind"],
  reference: string
): Effect.Effect<Observation | undefined, FinpayError> =>
  (kind === "pg" ? askOrder(finpay, reference) : askQris(finpay, reference)).pipe(
    Effect.map((observation) => isUnknownToFinpay(observation) ? undefined : observation),
    Effect.catchIf(isSettled, () => Effect.undefined)
  )

/** What Finpay says of the payment by the first of its numbers that it knows; `undefined` where it knows none. */
const ask = Effect.fnUntraced(
  function*(
    merchant: Merchant,
    { kind, references }: Question
  ): Effect.fn.Return<Observation | undefined, FinpayError> {
    for (const reference of new Set(references)) {
      const observation = yield* askOne(merchant, kind, reference)
      if (observation !== undefined) return observation
    }
    return undefined
  }
)

const make = Effect.gen(function*() {
  const { queue } = yield* PaymentQuestions
  const merchants = yield* Merchants
  const seen = yield* SeenPayments
  const callbacks = yield* ReceivedCallbacks

  const answer = Effect.fnUntraced(function*(merchant: Merchant, question: Question) {
    const { callback, references } = question
    if (callback !== undefined) yield* tellJournal(merchant.journal, references, "a callback of Finpay")
    const observation = yield* ask(merchant, question)
    if (observation !== undefined) yield* seen.observe(merchant.account, observation)
    if (callback !== undefined) yield* callbacks.compare(callback, observation)
  })

  const notAnswered = Effect.fnUntraced(
    function*(
      { callback, references }: Question,
      error: FinpayError | JournalUnavailable,
      attempts: number
    ): Effect.fn.Return<void, FinpayError | JournalUnavailable> {
      const isLast = attempts >= mostAttempts
      yield* Effect.logWarning(`Finpay could not be asked about a payment: ${error.message}`).pipe(
        Effect.annotateLogs({ reference: references[0], attempts, isLast })
      )
      if (callback !== undefined) yield* callbacks.notCompared(callback, error._tag, isLast)
      if (!isLast) return yield* error
    }
  )

  const one = queue.take((question, { attempts }) =>
    Effect.gen(function*() {
      const merchant = yield* merchants.find(question.merchant)
      // Another server has it, or this one will have it in a moment.
      if (merchant === undefined) return yield* new MerchantNotHere({ merchant: question.merchant })
      yield* Effect.annotateLogs(
        Effect.catch(answer(merchant, question), (error) => notAnswered(question, error, attempts)),
        { merchant: merchant.id }
      )
    })
  )

  // What fails comes up again by the queue's own schedule. A database that is gone fails at once, again and again:
  // without the pause this would be a busy loop.
  const failed = (cause: Cause.Cause<unknown>) =>
    Cause.hasInterruptsOnly(cause)
      ? Effect.interrupt
      : Effect.andThen(
        Effect.logDebug("a question about a payment comes up again", cause),
        Effect.sleep(Duration.millis(200))
      )

  for (let started = 0; started < workers; started++) {
    yield* Effect.forkScoped(Effect.forever(Effect.catchCause(one, failed)))
  }
})

/** Asks Finpay what is to be asked, files the answers, and compares callbacks with them, until the layer closes. */
export const layerPaymentAnswers: Layer.Layer<
  never,
  never,
  PaymentQuestions | Merchants | SeenPayments | ReceivedCallbacks
> = Layer.effectDiscard(make)
