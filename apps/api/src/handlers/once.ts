import type { FinpayError } from "@openfinpay/finpay-core"
import { Journal } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import { bareKey } from "../contract/idempotency-key.ts"
import type { CreationProblem } from "../contract/problem-lists.ts"
import { setResponseHeaders } from "../http/response-headers.ts"
import { fingerprint } from "../idempotency/fingerprint.ts"
import { Idempotency } from "../idempotency/Idempotency.ts"
import type { ClaimRefused } from "../idempotency/Idempotency.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import { firstRequestOf } from "./ending.ts"
import { failNotRead } from "./journal-problems.ts"
import { failKeyInFlight, failKeyReused, failStoreFull } from "./key-problems.ts"
import { failCreation } from "./to-problem.ts"

/** Something that can be paid, as a caller of this API asked for it. It moves no money, so it is not in the journal. */
export interface Creation<A, I> {
  /** The value of `Idempotency-Key`. */
  readonly key: string
  readonly operation: string
  /** The order id or reference number it is about. */
  readonly reference: string
  /** All that makes this request what it is: parameters and body. */
  readonly request: unknown
  /** Where to read what it is about, as far as that is known with or without an answer. */
  readonly location: (answer: A | undefined) => string | undefined
  readonly answer: Schema.Codec<A, I>
  readonly send: Effect.Effect<A, FinpayError>
}

const refusedClaim = (error: ClaimRefused): Effect.Effect<never, CreationProblem, HttpServerRequest> => {
  switch (error._tag) {
    case "KeyInFlight":
      return failKeyInFlight()
    case "KeyReused":
      return failKeyReused(error.first)
    case "StoreFull":
      return failStoreFull
  }
}

// A key is one intent, whether it is remembered here or in the journal.
const refuseKeyOfJournal = Effect.fnUntraced(function*(key: string) {
  const journal = yield* Journal
  yield* journal.getByKey(key).pipe(
    Effect.flatMap((mutation) => failKeyReused(firstRequestOf(mutation), mutation)),
    Effect.catchTags({
      MutationNotFound: () => Effect.void,
      JournalUnavailable: failNotRead
    })
  )
})

/** Makes what the key names at most once, and answers with how it ended, now or the first time. */
export const once = Effect.fnUntraced(function*<A, I>(
  creation: Creation<A, I>
): Effect.fn.Return<A, CreationProblem, CurrentMerchant | Idempotency | Journal | HttpServerRequest> {
  const { answer, operation, reference, request, send } = creation
  const key = bareKey(creation.key)
  yield* refuseKeyOfJournal(key)
  const idempotency = yield* Idempotency
  const { account } = yield* CurrentMerchant
  const claim = { account, key, fingerprint: fingerprint(operation, request), operation, reference }
  const outcome = yield* Effect.catch(idempotency.once(claim, answer, send), refusedClaim)
  if (outcome.replayed) yield* setResponseHeaders({ "Idempotency-Replayed": "true" })
  const location = creation.location(Result.getOrUndefined(outcome.result))
  if (location !== undefined) yield* setResponseHeaders({ Location: location }, [201, 202])
  return Result.isSuccess(outcome.result)
    ? outcome.result.success
    : yield* failCreation(outcome.result.failure)
})
