import { isSettled, Journal } from "@openfinpay/finpay-journal"
import type { Change, Mutation, SimilarUnderWay } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import { Caller } from "../access/Caller.ts"
import { Approvals } from "../approvals/Approvals.ts"
import type { Wanted } from "../approvals/Approvals.ts"
import { bareKey } from "../contract/idempotency-key.ts"
import type { mutationHeaders } from "../contract/idempotency-key.ts"
import { defaultWaitSeconds } from "../contract/prefer.ts"
import type { MutationProblem } from "../contract/problem-lists.ts"
import { setResponseHeaders } from "../http/response-headers.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import { failNotApproved } from "./approval-problems.ts"
import { endingOf, firstRequestOf, isInProgress } from "./ending.ts"
import { failJournalUnavailable, failNotRead, failNotWritten } from "./journal-problems.ts"
import { failKeyInFlight, failKeyReused } from "./key-problems.ts"
import { failOpen, failRefused } from "./mutation-problems.ts"
import { preferredWait } from "./preferred-wait.ts"
import { failMutation } from "./to-problem.ts"

type JournalService = Journal["Service"]

/** The request headers of a change. */
export type MutationHeaders = { readonly [Name in keyof typeof mutationHeaders]?: string } & {
  readonly "idempotency-key": string
}

type Requirements = Approvals | Caller | CurrentMerchant | Journal | HttpServerRequest

/** Reads a mutation that is there for certain. */
export const readMutation = (journal: JournalService, id: string) =>
  journal.get(id).pipe(Effect.catchTags({ MutationNotFound: Effect.die, JournalUnavailable: failNotRead }))

const ask = Effect.fnUntraced(function*(wanted: Wanted) {
  const { merchant: { journal } } = wanted
  return yield* (yield* Approvals).ask(wanted).pipe(Effect.catchTags({
    InvalidRequest: (error) => failMutation(error),
    NotLookedUp: ({ error }) => failNotRead(error),
    VoidNotChecked: ({ error }) => failMutation(error),
    KeyOfOther: ({ first }) => failKeyReused(first),
    KeyReused: ({ mutationId }) =>
      Effect.flatMap(readMutation(journal, mutationId), (first) => failKeyReused(firstRequestOf(first), first)),
    JournalUnavailable: failNotWritten
  }))
})

const waitFor = Effect.fnUntraced(function*(journal: JournalService, mutation: Mutation, prefer: string | undefined) {
  const seconds = yield* preferredWait(prefer, defaultWaitSeconds)
  if (isSettled(mutation.state)) return mutation
  return yield* journal.wait(mutation.id, seconds * 1000).pipe(Effect.catchTags({
    MutationNotFound: Effect.die,
    JournalUnavailable: (error) => failJournalUnavailable(error, "unknown", mutation)
  }))
})

/**
 * Asks for a change, waits for its outcome as long as the caller prefers, and gives the mutation if it was carried out;
 * everything else is a problem. With the same key it is the same mutation, however often it is asked.
 */
export const mutate = Effect.fnUntraced(function*(
  headers: MutationHeaders,
  change: Change
): Effect.fn.Return<Mutation, MutationProblem | SimilarUnderWay, Requirements> {
  const key = bareKey(headers["idempotency-key"])
  const merchant = yield* CurrentMerchant
  const asked = yield* ask({ merchant, caller: yield* Caller, key, change })
  const { replayed } = asked
  if (replayed && "approval" in asked) yield* setResponseHeaders({ "Idempotency-Replayed": "true" })
  if ("approval" in asked) return yield* failNotApproved(asked.approval)
  const mutation = yield* waitFor(merchant.journal, asked.mutation, headers.prefer)
  const ending = endingOf(mutation)
  // Only one that was asked before can be in flight: the first caller is told how far its own request is.
  if (replayed && ending === "open" && isInProgress(mutation)) return yield* failKeyInFlight(mutation)
  if (replayed) yield* setResponseHeaders({ "Idempotency-Replayed": "true" })
  switch (ending) {
    case "done":
      return mutation
    case "refused":
      return yield* failRefused(mutation)
    case "open":
      return yield* failOpen(mutation)
  }
})
