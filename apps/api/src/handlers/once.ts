import type { FinpayError } from "@openfinpay/finpay-core"
import { Journal } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import { Approvals } from "../approvals/Approvals.ts"
import { bareKey } from "../contract/idempotency-key.ts"
import type { CreationProblem } from "../contract/problem-lists.ts"
import { setResponseHeaders } from "../http/response-headers.ts"
import { fingerprint } from "../idempotency/fingerprint.ts"
import { Idempotency } from "../idempotency/Idempotency.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import { firstRequestOf } from "./ending.ts"
import { failNotRead } from "./journal-problems.ts"
import { failKeyInFlight, failKeyReused } from "./key-problems.ts"
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

// A key is one intent, also one that finpay used, or that is in the journal for so long that only the journal knows it.
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

// A change is in the journal, or waits there or here for a second person.
const failKeyOfChange = Effect.fnUntraced(function*(key: string) {
  yield* refuseKeyOfJournal(key)
  const { account } = yield* CurrentMerchant
  const approval = yield* Effect.catch((yield* Approvals).byKey(account, key), failNotRead)
  return yield* failKeyReused(approval === undefined || approval.state === "pending" ? "in-progress" : "refused")
})

/** Makes what the key names at most once, and answers with how it ended, now or the first time. */
export const once = Effect.fnUntraced(function*<A, I>(
  creation: Creation<A, I>
): Effect.fn.Return<A, CreationProblem, Approvals | CurrentMerchant | Idempotency | Journal | HttpServerRequest> {
  const { answer, operation, reference, request, send } = creation
  const key = bareKey(creation.key)
  yield* refuseKeyOfJournal(key)
  const idempotency = yield* Idempotency
  const { account, finpay: { longestCallMillis: longestMillis } } = yield* CurrentMerchant
  const named = { account, key, fingerprint: fingerprint(operation, request), operation, reference, longestMillis }
  const outcome = yield* Effect.catchTags(idempotency.once(named, answer, send), {
    KeyInFlight: () => failKeyInFlight(),
    KeyOfOther: ({ first }) => failKeyReused(first),
    KeyOfChange: () => failKeyOfChange(key),
    // The key could not be taken, so nothing was sent.
    JournalUnavailable: failNotRead
  })
  if (outcome.replayed) yield* setResponseHeaders({ "Idempotency-Replayed": "true" })
  const location = creation.location(Result.getOrUndefined(outcome.result))
  if (location !== undefined) yield* setResponseHeaders({ Location: location }, [201, 202])
  return Result.isSuccess(outcome.result)
    ? outcome.result.success
    : yield* failCreation(outcome.result.failure)
})
