import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { PersistedQueueFactory } from "effect/persistence/PersistedQueue"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import type { CallerFacts } from "../access/Caller.ts"
import { defaultApprovalSettings } from "../approvals/Approvals.ts"
import type { BatchState } from "../contract/refund-batches.ts"
import { newId } from "../database/new-id.ts"
import { transact } from "../database/transact.ts"
import { usable } from "../database/usable.ts"
import { firstRequestOf } from "../handlers/ending.ts"
import { fingerprint } from "../idempotency/fingerprint.ts"
import { Idempotency, KeyOfOther } from "../idempotency/Idempotency.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import { Merchants } from "../merchants/Merchants.ts"
import { unsettled } from "./Batch.ts"
import type { Batch, BatchLine, LineCounts } from "./Batch.ts"
import type { CheckedFile } from "./check-file.ts"
import { idOf, openBatchQueue } from "./queue.ts"
import type { BatchWork } from "./queue.ts"
import type { ReadFile } from "./read-file.ts"
import { followLines, runBatch } from "./run-batch.ts"
import type { BatchPace } from "./run-batch.ts"
import { makeBatchStore } from "./store.ts"
import type { BatchFilter, LineFilter } from "./store.ts"

/** How batches are carried out at this server. */
export interface BatchSettings extends BatchPace {
  /** How many batches this server works on at a time; with 0 it only takes them. */
  readonly workers: number
  /** How long a batch can be approved after it was taken, in milliseconds. */
  readonly approvalMillis: number
}

/** How batches are carried out unless told otherwise. */
export const defaultBatchSettings: BatchSettings = {
  concurrency: 4,
  turnMillis: 15_000,
  workers: 2,
  approvalMillis: defaultApprovalSettings.expiresMillis
}

/** There is no such batch. */
export class BatchNotFound extends Schema.TaggedError<BatchNotFound>()("BatchNotFound", { id: Schema.String }) {}

/** The batch is in another state. Nothing was changed. */
export class BatchNotInState extends Schema.TaggedError<BatchNotInState>()("BatchNotInState", {
  id: Schema.String,
  state: Schema.String
}) {}

/** Who asked cannot decide, and neither can somebody without a name. Nothing was changed. */
export class NeedsAnother extends Schema.TaggedError<NeedsAnother>()("NeedsAnother", {}) {}

/** A file that is to be carried out, and who asks. */
export interface NewBatch {
  readonly merchant: Merchant
  readonly caller: CallerFacts
  readonly key: string
  readonly file: CheckedFile
  readonly again: boolean
}

/** A batch and what its lines came to so far. */
export interface BatchProgress {
  readonly batch: Batch
  readonly counts: LineCounts
  /** How many lines came to an end in the last minute. */
  readonly linesPerMinute: number
}

/** A decision and who makes it. */
export interface Deciding {
  readonly merchant: Merchant
  readonly caller: CallerFacts
  readonly id: string
  readonly reason?: string
}

/** The longest wait between two looks at lines whose outcome is being found out, in seconds. */
const longestWaitSeconds = 60

const minuteMillis = 60_000

/** How many lines that a person has to decide are looked at when somebody reads the batch. */
const mostReviews = 200

const undecided = ["waiting", "running", "needs_approval"] as const satisfies ReadonlyArray<BatchState>

const printOf = ({ again, file: { sha256 } }: { readonly again: boolean; readonly file: ReadFile }) =>
  fingerprint("refundBatch", { again, sha256 })

const make = Effect.fnUntraced(function*(settings: BatchSettings) {
  const sql = yield* SqlClient
  const merchants = yield* Merchants
  const idempotency = yield* Idempotency
  const queue = yield* openBatchQueue
  const store = makeBatchStore(sql)

  const offer = (work: BatchWork, delaySeconds: number) =>
    usable(queue.offer(work, { id: idOf(work), ...(delaySeconds === 0 ? {} : { delay: `${delaySeconds} seconds` }) }))

  const begin = (batch: string) => offer({ batch, run: 1, idle: 0 }, 0)

  const find = Effect.fnUntraced(function*(account: string, id: string) {
    return (yield* store.get(account, id)) ?? (yield* new BatchNotFound({ id }))
  })

  const newBatch = Effect.fnUntraced(function*(wanted: NewBatch) {
    const { again, caller, file, key, merchant: { account, approvalAbove, id: merchant } } = wanted
    const batch: Batch = {
      id: yield* newId("bat"),
      account,
      merchant,
      key,
      fingerprint: printOf(wanted),
      state: file.needsApproval ? "needs_approval" : "waiting",
      again,
      lines: file.lines.length,
      orders: file.orders.size,
      amount: file.amount,
      extra: file.extra,
      ...(approvalAbove === undefined ? {} : { approvalAbove }),
      createdBy: caller.actor,
      ...(caller.keyId === undefined ? {} : { createdWith: caller.keyId }),
      approved: false,
      createdAt: yield* Clock.currentTimeMillis
    }
    return batch
  })

  const sameFile = (known: Batch, print: string) =>
    known.fingerprint === print ? Effect.succeed(known) : Effect.fail(new KeyOfOther({ first: "succeeded" }))

  // One transaction: the key is taken, the lines are written down, and the work is in the queue, all of it or none.
  const create = Effect.fnUntraced(function*(wanted: NewBatch) {
    const { file, key, merchant: { account } } = wanted
    const batch = yield* newBatch(wanted)
    return yield* transact(
      sql,
      Effect.gen(function*() {
        const intent = { account, key, operation: "refundBatch", reference: "", fingerprint: batch.fingerprint }
        yield* idempotency.takeForChange(intent)
        const known = yield* store.byKey(account, key)
        if (known !== undefined) return { batch: yield* sameFile(known, batch.fingerprint), replayed: true }
        yield* store.insert(batch, file.lines)
        if (batch.state === "waiting") yield* begin(batch.id)
        return { batch, replayed: false }
      })
    )
  })

  /** A key that a single refund, void or cancel has is not one of a file. */
  const refuseKeyOfChange = Effect.fnUntraced(function*({ journal }: Merchant, key: string) {
    const mutation = yield* Effect.catchTag(journal.getByKey(key), "MutationNotFound", () => Effect.undefined)
    if (mutation === undefined) return
    return yield* new KeyOfOther({ first: firstRequestOf(mutation) })
  })

  /** The batch that was made with this key. Another file under it is refused. */
  const byKey = Effect.fnUntraced(function*(merchant: Merchant, key: string, print: string) {
    const known = yield* store.byKey(merchant.account, key)
    if (known === undefined) return yield* refuseKeyOfChange(merchant, key)
    return yield* sameFile(known, print)
  })

  const follow = (merchant: Merchant, batch: Batch, lines: ReadonlyArray<BatchLine>) =>
    followLines(store, merchant, batch, lines)

  const progressOf = Effect.fnUntraced(function*(merchant: Merchant, batch: Batch) {
    // What a person has decided since is told at once; all else is found by the work itself.
    const reviews = yield* store.lines(batch.id, { states: ["needs_review"], limit: mostReviews })
    yield* follow(merchant, batch, reviews.lines)
    const now = yield* Clock.currentTimeMillis
    return {
      batch,
      counts: yield* store.counts(batch.id),
      linesPerMinute: yield* store.endedSince(batch.id, now - minuteMillis)
    } satisfies BatchProgress
  })

  const progress = Effect.fnUntraced(function*(merchant: Merchant, id: string) {
    return yield* progressOf(merchant, yield* find(merchant.account, id))
  })

  const lines = Effect.fnUntraced(function*(merchant: Merchant, id: string, filter: LineFilter) {
    const batch = yield* find(merchant.account, id)
    const page = yield* store.lines(id, filter)
    const open = page.lines.filter(({ state }) => state === "open" || state === "unknown" || state === "needs_review")
    const known = new Map((yield* follow(merchant, batch, open)).map((line) => [line.line, line]))
    return { batch, isMore: page.isMore, lines: page.lines.map((line) => known.get(line.line) ?? line) }
  })

  const decided = Effect.fnUntraced(function*(
    { caller, id, merchant: { account }, reason }: Deciding,
    from: ReadonlyArray<BatchState>,
    state: BatchState,
    approved?: boolean
  ) {
    const said = { state, by: caller.actor, reason: reason ?? null, ...(approved === undefined ? {} : { approved }) }
    const batch = yield* store.decide(account, id, from, said)
    return batch ?? (yield* new BatchNotInState({ id, state: (yield* find(account, id)).state }))
  })

  // An anonymous caller may be the one who asked: only two API keys are two people.
  const mayDecide = Effect.fnUntraced(function*({ caller: { keyId }, id, merchant: { account } }: Deciding) {
    const { createdWith } = yield* find(account, id)
    if (keyId === undefined || keyId === createdWith) return yield* new NeedsAnother()
  })

  const refuseNow = Effect.fnUntraced(function*(deciding: Deciding) {
    const batch = yield* decided(deciding, ["needs_approval"], "refused", false)
    yield* store.cancelWaiting(batch.id)
    yield* store.ended(batch.id)
    return batch
  })

  /** What was asked for long ago is not to be carried out any more: whoever looks first writes it down as refused. */
  const refuseIfLate = Effect.fnUntraced(function*({ id, merchant }: Deciding) {
    const { createdAt, state } = yield* find(merchant.account, id)
    const isLate = createdAt + settings.approvalMillis <= (yield* Clock.currentTimeMillis)
    if (state !== "needs_approval" || !isLate) return
    const reason = "Nobody approved it in time."
    const late = refuseNow({ id, merchant, caller: { actor: "finpay-api", role: "admin" }, reason })
    yield* Effect.catchTag(transact(sql, late), "BatchNotInState", () => Effect.void)
  })

  const approve = Effect.fnUntraced(function*(deciding: Deciding) {
    yield* refuseIfLate(deciding)
    const approved = Effect.gen(function*() {
      yield* mayDecide(deciding)
      const batch = yield* decided(deciding, ["needs_approval"], "waiting", true)
      yield* begin(batch.id)
      return batch
    })
    return yield* transact(sql, approved)
  })

  const refuse = (deciding: Deciding) =>
    transact(
      sql,
      Effect.gen(function*() {
        yield* mayDecide(deciding)
        return yield* refuseNow(deciding)
      })
    )

  const cancel = (deciding: Deciding) =>
    transact(
      sql,
      Effect.gen(function*() {
        yield* find(deciding.merchant.account, deciding.id)
        const batch = yield* decided(deciding, undecided, "cancelled")
        yield* store.cancelWaiting(batch.id)
        // Otherwise whoever works on it ends it, once it is known how the others end.
        if ((yield* store.countIn(batch.id, unsettled)) === 0) yield* store.ended(batch.id)
        return batch
      })
    )

  const finish = (batch: string) => store.ended(batch)

  const next = Effect.fnUntraced(function*(work: BatchWork, batch: Batch, merchant: Merchant) {
    const { heldUp, isBusy, left } = yield* runBatch({ sql, idempotency }, store, merchant, batch, settings)
    if (left === 0) return yield* finish(batch.id)
    const idle = isBusy ? 0 : work.idle + 1
    const delaySeconds = isBusy ? 0 : Math.min(2 ** (idle - 1), longestWaitSeconds)
    yield* transact(
      sql,
      Effect.gen(function*() {
        yield* store.started(batch.id, heldUp ?? null)
        yield* offer({ batch: batch.id, run: work.run + 1, idle }, delaySeconds)
      })
    )
  })

  const perform = Effect.fnUntraced(function*(work: BatchWork) {
    const batch = yield* store.find(work.batch)
    if (batch === undefined || batch.endedAt !== undefined) return
    const merchant = yield* merchants.find(batch.merchant)
    // Its credentials cannot be read here; another server, or this one later, can.
    if (merchant === undefined || merchant.account !== batch.account) return yield* Effect.fail("no merchant" as const)
    yield* store.started(batch.id, null)
    yield* Effect.annotateLogs(next(work, batch, merchant), { merchant: merchant.id, batch: batch.id })
  })

  const worker = Effect.forever(
    Effect.catchCause(
      queue.take(perform),
      (cause) =>
        Effect.andThen(Effect.logWarning("a refund batch is tried again later", cause), Effect.sleep("1 second"))
    )
  )
  for (let started = 0; started < settings.workers; started++) yield* Effect.forkScoped(worker)

  return Batches.of({
    create,
    byKey,
    printOf,
    progress,
    progressOf,
    lines,
    list: (account, filter) => store.list(account, filter),
    approve,
    refuse,
    cancel,
    eraseExtra: (account, endedBefore) => Effect.asVoid(store.eraseExtra(account, endedBefore))
  })
})

type Refusal = BatchNotFound | BatchNotInState | JournalUnavailable

/**
 * Refunds by the file: taken as a whole, and then carried out in the background, line by line through the journal, which
 * sends each of them at most once however often its key comes.
 */
export class Batches extends Context.Service<Batches, {
  /** Takes a file, or finds the batch that was made with the same key and file before. */
  readonly create: (
    wanted: NewBatch
  ) => Effect.Effect<{ readonly batch: Batch; readonly replayed: boolean }, KeyOfOther | JournalUnavailable>
  /** The batch that was made with a key. Another file under it is refused, and so is the key of something else. */
  readonly byKey: (
    merchant: Merchant,
    key: string,
    print: string
  ) => Effect.Effect<Batch | undefined, KeyOfOther | JournalUnavailable>
  /** What makes a file the same. */
  readonly printOf: (wanted: { readonly again: boolean; readonly file: ReadFile }) => string
  readonly progress: (
    merchant: Merchant,
    id: string
  ) => Effect.Effect<BatchProgress, BatchNotFound | JournalUnavailable>
  readonly progressOf: (merchant: Merchant, batch: Batch) => Effect.Effect<BatchProgress, JournalUnavailable>
  /** Lines in the order of the file, each as the journal has it now. */
  readonly lines: (merchant: Merchant, id: string, filter: LineFilter) => Effect.Effect<
    { readonly batch: Batch; readonly isMore: boolean; readonly lines: ReadonlyArray<BatchLine> },
    BatchNotFound | JournalUnavailable
  >
  readonly list: (
    account: string,
    filter: BatchFilter
  ) => Effect.Effect<{ readonly batches: ReadonlyArray<Batch>; readonly isMore: boolean }, JournalUnavailable>
  readonly approve: (deciding: Deciding) => Effect.Effect<Batch, Refusal | NeedsAnother>
  readonly refuse: (deciding: Deciding) => Effect.Effect<Batch, Refusal | NeedsAnother>
  /** What is not in the journal yet never will be. */
  readonly cancel: (deciding: Deciding) => Effect.Effect<Batch, Refusal>
  /** Forgets what files brought beside order and amount, in batches that ended before a time. */
  readonly eraseExtra: (account: string, endedBefore: number) => Effect.Effect<void, JournalUnavailable>
}>()("@openfinpay/finpay-api/batches/Batches") {
  static layer(
    settings: BatchSettings = defaultBatchSettings
  ): Layer.Layer<Batches, never, SqlClient | Merchants | Idempotency | PersistedQueueFactory> {
    return Layer.effect(Batches, make(settings))
  }
}
