import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Caller } from "../access/Caller.ts"
import { Approvals } from "../approvals/Approvals.ts"
import { Api } from "../contract/Api.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import { failDecided, failNoApproval, failOthersRequest, failOwnRequest } from "./approval-problems.ts"
import { approvalRecordOf } from "./approval-record.ts"
import { firstRequestOf } from "./ending.ts"
import { failInvalid } from "./fail-invalid.ts"
import { present } from "./finpay-answer.ts"
import { failNotRead, failNotWritten } from "./journal-problems.ts"
import { failKeyReused, failRefundNumberUsed } from "./key-problems.ts"
import { readMutation } from "./mutate.ts"
import { millisOf } from "./times.ts"

const ofDeciding = {
  ApprovalNotFound: failNoApproval,
  ApprovalNotPending: failDecided,
  JournalUnavailable: failNotWritten
}

const deciding = Effect.fnUntraced(function*(id: string, reason: string) {
  return { id, reason, caller: yield* Caller, merchant: yield* CurrentMerchant }
})

const approve = Effect.fnUntraced(function*(id: string, reason: string) {
  const approvals = yield* Approvals
  const decision = yield* deciding(id, reason)
  const { journal } = decision.merchant
  const approval = yield* Effect.catchTags(approvals.approve(decision), {
    ...ofDeciding,
    WrongPerson: failOwnRequest,
    // It was right when it was asked for, and the journal finds it wrong now.
    InvalidRequest: ({ problems }) =>
      failInvalid(
        problems.map(({ field, problem }) => ({ detail: `the request that was asked for: ${field} ${problem}` }))
      ),
    // Whoever took the key or the number did so in the meantime, and past this server: with finpay on the same database.
    KeyReused: ({ mutationId }) =>
      Effect.flatMap(readMutation(journal, mutationId), (first) => failKeyReused(firstRequestOf(first), first)),
    SimilarUnderWay: ({ mutationId }) => Effect.flatMap(readMutation(journal, mutationId), failRefundNumberUsed)
  })
  return approvalRecordOf(approval)
})

/** The endpoints under `/v1/approvals`. */
export const approvals = HttpApiBuilder.group(
  Api,
  "approvals",
  (handlers) =>
    handlers.handleAll({
      list: ({ query: { since, state: states, until, ...rest } }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          const filter = { ...rest, ...present({ states, since: millisOf(since), until: millisOf(until) }) }
          const page = yield* (yield* Approvals).list(account, filter)
          return { approvals: page.approvals.map(approvalRecordOf), ...present({ next: page.next }) }
        }).pipe(Effect.catchTag("JournalUnavailable", failNotRead)),

      get: ({ params: { approvalId } }) =>
        Effect.gen(function*() {
          const { account } = yield* CurrentMerchant
          return approvalRecordOf(yield* (yield* Approvals).get(account, approvalId))
        }).pipe(Effect.catchTags({ ApprovalNotFound: failNoApproval, JournalUnavailable: failNotRead })),

      approve: ({ params: { approvalId }, payload: { reason } }) => approve(approvalId, reason),

      reject: ({ params: { approvalId }, payload: { reason } }) =>
        Effect.gen(function*() {
          const { reject } = yield* Approvals
          return approvalRecordOf(yield* reject(yield* deciding(approvalId, reason)))
        }).pipe(Effect.catchTags({ ...ofDeciding, WrongPerson: failOwnRequest })),

      withdraw: ({ params: { approvalId }, payload: { reason } }) =>
        Effect.gen(function*() {
          const { withdraw } = yield* Approvals
          return approvalRecordOf(yield* withdraw(yield* deciding(approvalId, reason)))
        }).pipe(Effect.catchTags({ ...ofDeciding, WrongPerson: failOthersRequest }))
    })
)
