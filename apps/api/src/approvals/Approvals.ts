import { mayBeAskedAgain } from "@openfinpay/finpay-journal"
import type {
  Change,
  Journal,
  JournalUnavailable,
  Mutation,
  Submission,
  SubmitError,
  Submitted
} from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import type { CallerFacts } from "../access/Caller.ts"
import { transact } from "../database/transact.ts"
import { fingerprint } from "../idempotency/fingerprint.ts"
import { Idempotency, KeyOfOther } from "../idempotency/Idempotency.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import { ApprovalNotFound, ApprovalNotPending, WrongPerson } from "./Approval.ts"
import type { Approval } from "./Approval.ts"
import { approvedBy } from "./approved-by.ts"
import { amountOf, referenceOf } from "./change-facts.ts"
import { givenBackBesides } from "./given-back.ts"
import { lockOrder } from "./lock-order.ts"
import { makeStore } from "./store.ts"
import type { ApprovalFilter, ApprovalPage, Decision } from "./store.ts"
import { checkVoid } from "./whole-void.ts"
import type { VoidNotChecked } from "./whole-void.ts"

/** A change that is asked for, by whom, and the name that was given to it. */
export interface Wanted {
  readonly merchant: Merchant
  readonly caller: CallerFacts
  readonly key: string
  readonly change: Change
}

/** What became of asking: it is in the journal, or it waits for a second person, or that person was against it. */
export type Asked =
  | Submitted
  | { readonly approval: Approval; readonly replayed: boolean }

/** What a person does with a request for approval, and why. */
export interface Deciding {
  readonly merchant: Merchant
  readonly caller: CallerFacts
  readonly id: string
  readonly reason: string
}

/** The database could not be read, so that nothing was written down. */
export class NotLookedUp extends Data.TaggedError("NotLookedUp")<{ readonly error: JournalUnavailable }> {}

type Refused = ApprovalNotFound | ApprovalNotPending | WrongPerson | JournalUnavailable

/** How approvals work. */
export interface ApprovalSettings {
  /** How long one can be approved after it was asked for, in milliseconds. */
  readonly expiresMillis: number
}

/** Three days: over a weekend. */
export const defaultApprovalSettings: ApprovalSettings = { expiresMillis: 72 * 3_600_000 }

const findMutation = (
  journal: Journal["Service"],
  key: string
): Effect.Effect<Mutation | undefined, JournalUnavailable> =>
  Effect.catchTag(journal.getByKey(key), "MutationNotFound", () => Effect.undefined)

const isAnother = (known: Mutation, change: Change): boolean =>
  known.operation !== change.operation || known.reference !== referenceOf(change) || known.amount !== amountOf(change)

// An anonymous caller may be the one who asked: only two API keys are two people.
const mayDecide = Effect.fnUntraced(function*({ requestedWith }: Approval, { keyId }: CallerFacts) {
  if (keyId === undefined) return yield* new WrongPerson({ reason: "nameless" })
  if (keyId === requestedWith) return yield* new WrongPerson({ reason: "asked" })
})

const mayWithdraw = Effect.fnUntraced(function*({ requestedWith }: Approval, { keyId }: CallerFacts) {
  if (keyId !== requestedWith) return yield* new WrongPerson({ reason: "did-not-ask" })
})

const make = Effect.fnUntraced(function*({ expiresMillis }: ApprovalSettings) {
  const sql = yield* SqlClient
  const idempotency = yield* Idempotency
  const store = makeStore(sql)

  /** What it comes to with the rest of its order, if that is more than one person may do. */
  const togetherIfAbove = Effect.fnUntraced(function*({ change, key, merchant }: Wanted) {
    const { account, approvalAbove, journal } = merchant
    const amount = amountOf(change)
    if (approvalAbove === undefined || amount === undefined) return undefined
    const reference = referenceOf(change)
    yield* lockOrder(sql, account, reference)
    const together = amount + (yield* givenBackBesides(journal, reference, key))
    return together > approvalAbove ? { amount, together, above: approvalAbove } : undefined
  })

  const request = Effect.fnUntraced(function*(
    { caller, change, key, merchant }: Wanted,
    print: string,
    amounts: Pick<Approval, "amount" | "together" | "above">
  ) {
    const now = yield* Clock.currentTimeMillis
    return yield* store.insert(merchant.account, {
      key,
      fingerprint: print,
      change,
      operation: change.operation,
      reference: referenceOf(change),
      ...amounts,
      requestedBy: caller.actor,
      ...(caller.keyId === undefined ? {} : { requestedWith: caller.keyId }),
      requestedAt: now,
      expiresAt: now + expiresMillis,
      state: "pending"
    })
  })

  const asItStands = Effect.fnUntraced(function*(approval: Approval, print: string) {
    if (approval.fingerprint === print) return { approval, replayed: true }
    return yield* new KeyOfOther({ first: approval.state === "pending" ? "in-progress" : "refused" })
  })

  /** Whether the journal has the last word on a key: it has the mutation, and asking for it sends nothing anew. */
  const isForJournal = Effect.fnUntraced(function*({ change, key, merchant: { journal } }: Wanted) {
    const known = yield* findMutation(journal, key)
    return known !== undefined && (!mayBeAskedAgain(known) || isAnother(known, change))
  })

  /** Who has the last word on a key that was used before: the journal, or its approval. Only reads. */
  const standing = Effect.fnUntraced(function*(wanted: Wanted) {
    if (yield* isForJournal(wanted)) return "journal"
    const earlier = yield* store.byKey(wanted.merchant.account, wanted.key)
    return earlier?.state === "approved" ? "journal" : earlier
  })

  const repeated = (
    { merchant: { journal } }: Wanted,
    stands: Approval | "journal",
    submission: Submission,
    print: string
  ) => stands === "journal" ? journal.submit(submission) : asItStands(stands, print)

  // One transaction: the key is held, the order is locked, and the change is in the journal or waits, all of it or none.
  const askAnew = Effect.fnUntraced(function*(wanted: Wanted, submission: Submission, print: string) {
    const { change: { operation }, change, key, merchant: { account, journal } } = wanted
    const intent = { account, key, operation, reference: referenceOf(change), fingerprint: print }
    // Whoever used the key since it was looked for had to take it first.
    const stands = (yield* idempotency.takeForChange(intent)) === "first" ? undefined : yield* standing(wanted)
    if (stands !== undefined) return yield* repeated(wanted, stands, submission, print)
    const amounts = yield* togetherIfAbove(wanted)
    if (amounts === undefined) return yield* journal.submit(submission)
    return { approval: yield* request(wanted, print, amounts), replayed: false }
  })

  const ask = Effect.fnUntraced(function*(wanted: Wanted) {
    const { caller, change, key } = wanted
    const submission = { ...change, key, actor: caller.actor }
    const print = fingerprint(change.operation, change.request)
    const stands = yield* Effect.mapError(standing(wanted), (error) => new NotLookedUp({ error }))
    if (stands !== undefined) return yield* repeated(wanted, stands, submission, print)
    yield* checkVoid(wanted.merchant, change)
    return yield* transact(sql, askAnew(wanted, submission, print))
  })

  const find = Effect.fnUntraced(function*(account: string, id: string) {
    return (yield* store.get(account, id)) ?? (yield* new ApprovalNotFound({ id }))
  })

  /** Decides it if nobody has: of two at once the second one finds it decided. */
  const decide = Effect.fnUntraced(function*({ caller, id, merchant: { account }, reason }: Deciding, state: Decision) {
    const decided = yield* store.decide(account, id, {
      state,
      reason,
      decidedBy: caller.actor,
      decidedWith: caller.keyId
    })
    if (decided !== undefined) return decided
    const { state: stands } = yield* find(account, id)
    return yield* new ApprovalNotPending({ id, state: stands })
  })

  // The decision and the mutation are one transaction, so there is no moment at which one is there without the other.
  const approve = (deciding: Deciding) =>
    transact(
      sql,
      Effect.gen(function*() {
        const { caller, id, merchant: { account, journal } } = deciding
        yield* mayDecide(yield* find(account, id), caller)
        const approval = yield* decide(deciding, "approved")
        const { change, key } = approval
        const { mutation } = yield* journal.submit({
          ...change,
          key,
          actor: approvedBy(approval.requestedBy, caller.actor)
        })
        yield* store.became(account, id, mutation.id)
        return { ...approval, mutationId: mutation.id }
      })
    )

  const end = (state: Decision, may: typeof mayDecide) => (deciding: Deciding) =>
    transact(
      sql,
      Effect.gen(function*() {
        const { caller, id, merchant: { account } } = deciding
        yield* may(yield* find(account, id), caller)
        return yield* decide(deciding, state)
      })
    )

  return Approvals.of({
    ask,
    approve,
    reject: end("rejected", mayDecide),
    withdraw: end("withdrawn", mayWithdraw),
    get: find,
    byKey: store.byKey,
    list: store.list
  })
})

/** Changes that need a second person: the way of every refund, void and cancel of this server into the journal. */
export class Approvals extends Context.Service<Approvals, {
  /**
   * Asks for a change: it is written down in the journal or, above the merchant's limit, to be approved first. The same
   * key and content is the same change, however often it is asked. Finpay may be asked for the payment first; where that
   * fails, nothing was written down.
   */
  readonly ask: (wanted: Wanted) => Effect.Effect<Asked, SubmitError | KeyOfOther | NotLookedUp | VoidNotChecked>
  /** Approves a change, and submits it to the journal. It stays as it is where the journal is against it. */
  readonly approve: (deciding: Deciding) => Effect.Effect<Approval, Refused | SubmitError>
  /** It is not to be done. */
  readonly reject: (deciding: Deciding) => Effect.Effect<Approval, Refused>
  /** Who asked takes it back. */
  readonly withdraw: (deciding: Deciding) => Effect.Effect<Approval, Refused>
  readonly get: (account: string, id: string) => Effect.Effect<Approval, ApprovalNotFound | JournalUnavailable>
  /** The approval that was asked for with this key. */
  readonly byKey: (account: string, key: string) => Effect.Effect<Approval | undefined, JournalUnavailable>
  /** Approvals, newest first. */
  readonly list: (account: string, filter?: ApprovalFilter) => Effect.Effect<ApprovalPage, JournalUnavailable>
}>()("@openfinpay/finpay-api/approvals/Approvals") {
  /** In the database that the merchants' journals are in. */
  static layer(
    settings: ApprovalSettings = defaultApprovalSettings
  ): Layer.Layer<Approvals, never, SqlClient | Idempotency> {
    return Layer.effect(Approvals, make(settings))
  }
}
