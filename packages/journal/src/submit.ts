import { invalidRequest } from "@openfinpay/finpay-core"
import type { FieldProblem } from "@openfinpay/finpay-core"
import { Finpay } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { sha256 } from "./audit/hash.ts"
import type { SubmitError, SubmitOptions, Submission, Submitted } from "./Journal.ts"
import { JournalUnavailable, KeyReused, SimilarUnderWay } from "./JournalError.ts"
import { countsAsRefunded, isSettled, keepsRefundNo, mayBeAskedAgain } from "./Mutation.ts"
import type { Mutation } from "./Mutation.ts"
import { checkChange } from "./operations.ts"
import type { CheckedChange } from "./operations.ts"
import { MutationId } from "./store/MutationId.ts"
import type { Check, Step, Store, Surroundings } from "./store/Store.ts"

const longestText = 255

const problemOf = (field: string, text: unknown): ReadonlyArray<FieldProblem> => {
  if (typeof text !== "string" || text.trim() === "") return [{ field, problem: "is required" }]
  if (text.length > longestText) return [{ field, problem: `is at most ${longestText} characters` }]
  // Half a character cannot be written: two keys would become one, and the log would seem to have been changed.
  if (!text.isWellFormed()) return [{ field, problem: "must be well-formed text" }]
  return /\p{Cc}/u.test(text) ? [{ field, problem: "must not contain control characters" }] : []
}

const sorted = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

const hashOf = ({ operation, request }: CheckedChange): string => sha256(JSON.stringify([operation, request], sorted))

const refundNoOf = (request: unknown): unknown =>
  typeof request === "object" && request !== null && "partnerRefundNo" in request ? request.partnerRefundNo : undefined

const isDone = (mutation: Mutation): boolean => isSettled(mutation.state) && countsAsRefunded(mutation)

// One number is one refund at Finpay: a second mutation with it would book one payout twice. Of the order also one counts
// that ended late, after its number had been taken by another one, and that does not keep it any more.
const hasNumber = ({ refundNo }: CheckedChange) => (other: Mutation): boolean =>
  refundNo !== undefined && other.operation === "qrisRefund" && refundNoOf(other.request) === refundNo &&
  keepsRefundNo({ ...other, refundNo })

/** The mutation whose number a change would use a second time. */
const findNumber = Effect.fnUntraced(
  function*(change: CheckedChange, others: ReadonlyArray<Mutation>, { byRefundNo }: Surroundings) {
    const ofOrder = others.find(hasNumber(change))
    return ofOrder !== undefined || change.refundNo === undefined ? ofOrder : yield* byRefundNo(change.refundNo)
  }
)

const similarTo = ({ id, state }: Mutation, reason: SimilarUnderWay["reason"]) =>
  new SimilarUnderWay({ mutationId: id, state, reason })

/** The same change of the same order that is in the way: one that is under way rather than one that is done. */
const findSimilar = (
  change: CheckedChange,
  others: ReadonlyArray<Mutation>,
  { exceptIds = [], refuseSimilar }: SubmitOptions
): SimilarUnderWay | undefined => {
  if (refuseSimilar === undefined) return undefined
  const same = others.filter(({ amount, operation }) => operation === change.operation && amount === change.amount)
  const underWay = same.find(({ state }) => !isSettled(state))
  if (underWay !== undefined) return similarTo(underWay, "under-way")
  const done = refuseSimilar === "ever" ? same.find((one) => isDone(one) && !exceptIds.includes(one.id)) : undefined
  return done === undefined ? undefined : similarTo(done, "done")
}

/** The other mutation that is in the way of a change, as it stands under the lock of the order. */
const findInTheWay = Effect.fnUntraced(
  function*(change: CheckedChange, key: string, around: Surroundings, options: SubmitOptions) {
    // Nothing can be in the way of one without a number whose caller takes any other for another one.
    if (change.refundNo === undefined && options.refuseSimilar === undefined) return undefined
    const others = (yield* around.others).filter((other) => other.key !== key)
    const numbered = yield* findNumber(change, others, around)
    // The key itself comes first: whoever has it is the same mutation, or another request.
    if (numbered !== undefined) return numbered.key === key ? undefined : similarTo(numbered, "refund-no")
    return findSimilar(change, others, options)
  }
)

const sentAnew = (actor: string, { refundNo }: CheckedChange): Step => ({
  changes: {
    state: "accepted",
    refundNo,
    error: undefined,
    before: undefined,
    evidence: undefined,
    decidedBy: undefined,
    settledAt: undefined,
    sendingAt: undefined,
    sentBy: undefined
  },
  told: { event: "asked_again", actor, reason: "asked again; the first time it was certainly not processed" },
  next: { step: "send", delaySeconds: 0 }
})

const vanished = (key: string) =>
  new JournalUnavailable({
    reason: "failed",
    detail: `the mutation with the key ${key} was there and is gone`,
    nextStep: "Check the database with finpay audit verify."
  })

/** Writes changes down. */
export const makeSubmit = Effect.fnUntraced(function*(store: Store) {
  const finpay = yield* Finpay
  const newId = yield* MutationId

  const checkOf = (change: CheckedChange, key: string, options: SubmitOptions): Check => (around) =>
    Effect.gen(function*() {
      const similar = yield* findInTheWay(change, key, around, options)
      if (similar !== undefined) return yield* similar
    })

  const accept = Effect.fnUntraced(function*(change: CheckedChange, by: Submission, options: SubmitOptions) {
    const now = yield* Clock.currentTimeMillis
    const mutation: Mutation = {
      ...change,
      id: yield* newId,
      account: store.account,
      key: by.key,
      requestHash: hashOf(change),
      actor: by.actor,
      state: "accepted",
      version: 1,
      acceptedAt: now,
      updatedAt: now
    }
    const told = {
      event: "accepted",
      actor: by.actor,
      reason: "written down, to be sent",
      detail: { key: by.key, request: change.request }
    } as const
    return yield* store.accept({ mutation, told }, checkOf(change, by.key, options))
  })

  const askAgain = Effect.fnUntraced(
    function*(known: Mutation, change: CheckedChange, { actor, key }: Submission, options: SubmitOptions) {
      let similar: SimilarUnderWay | undefined
      const { changed, mutation } = yield* store.change(known, (current, around) =>
        Effect.gen(function*() {
          similar = undefined
          if (!mayBeAskedAgain(current)) return []
          similar = yield* findInTheWay(change, key, around, options)
          return similar === undefined ? [sentAnew(actor, change)] : []
        }))
      if (similar !== undefined) return yield* similar
      return { mutation, replayed: !changed }
    }
  )

  const replay = Effect.fnUntraced(
    function*(known: Mutation, change: CheckedChange, submission: Submission, options: SubmitOptions) {
      const { key } = submission
      if (known.requestHash !== hashOf(change)) return yield* new KeyReused({ key, mutationId: known.id })
      return mayBeAskedAgain(known)
        ? yield* askAgain(known, change, submission, options)
        : { mutation: known, replayed: true }
    }
  )

  return Effect.fnUntraced(
    function*(submission: Submission, options: SubmitOptions): Effect.fn.Return<Submitted, SubmitError> {
      const { actor, key } = submission
      const change = yield* checkChange(finpay, submission)
      const problems = [...problemOf("key", key), ...problemOf("actor", actor)]
      if (problems.length > 0) return yield* invalidRequest(change.operation, problems, change.reference)
      const known = yield* store.getByKey(key)
      if (known !== undefined) return yield* replay(known, change, submission, options)
      return yield* accept(change, submission, options).pipe(
        Effect.map((mutation) => ({ mutation, replayed: false })),
        // Somebody with the same key was faster.
        Effect.catchTag(
          "KeyTaken",
          () =>
            Effect.flatMap(
              store.getByKey(key),
              (first) => first === undefined ? Effect.fail(vanished(key)) : replay(first, change, submission, options)
            )
        )
      )
    }
  )
})
