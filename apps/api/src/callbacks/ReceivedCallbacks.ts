import type { FinpayError } from "@openfinpay/finpay-core"
import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import { isSqlError } from "effect/sql/SqlError"
import { createHash } from "node:crypto"
import type { CallbackState } from "../contract/callbacks.ts"
import type { PaymentKind } from "../contract/payment-kind.ts"
import { newId } from "../database/new-id.ts"
import { pageOf } from "../database/page.ts"
import { storable } from "../database/storable.ts"
import { usable } from "../database/usable.ts"
import { present } from "../handlers/finpay-answer.ts"
import { PaymentQuestions } from "../payments/ask-again.ts"
import type { Question } from "../payments/ask-again.ts"
import type { Observation } from "../payments/Observation.ts"
import { callbackOf } from "./callback-rows.ts"
import { keptHeaders } from "./Callback.ts"
import type { Arrival, Callback, Said, Verdict } from "./Callback.ts"
import { compare } from "./compare.ts"

/** Which callbacks. All that is given must hold. */
export interface CallbackFilter {
  readonly states?: ReadonlyArray<CallbackState> | undefined
  readonly kind?: PaymentKind | undefined
  readonly reference?: string | undefined
  /** Received at or after, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** Received before. */
  readonly until?: number | undefined
  /** The `next` of the page before. */
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

/** Callbacks, newest first. */
export interface CallbackPage {
  readonly callbacks: ReadonlyArray<Callback>
  readonly next?: string
}

/** So many refused ones of a merchant are kept, the newest: nobody who posts rubbish can fill the disk. */
export const keptRefused = 200

/** What came again makes us ask again, but not more often than this, in milliseconds: it may be somebody who repeats it. */
const askedAgainMillis = 60_000

/** One that was stored and not looked at for so long, in milliseconds, is of a server that died in between. */
const leftBehindMillis = 60_000

const defaultLimit = 50

/** The longest text that is filed to be looked for; a whole one is in the body. */
const filedLength = 255

const filed = (text: string): string => storable(text).slice(0, filedLength)

const saidColumns = ({ orderAmount, paidAmount, partnerReference, reference, status }: Said) =>
  present({
    reference: reference === undefined ? undefined : filed(reference),
    partner_reference: partnerReference === undefined ? undefined : filed(partnerReference),
    status: status === undefined ? undefined : filed(status),
    order_amount: orderAmount,
    paid_amount: paidAmount
  })

const isTaken = (error: unknown): boolean => isSqlError(error) && error.reason._tag === "UniqueViolation"

const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  const { plan } = yield* PaymentQuestions
  const waiting = new Map<string, Deferred.Deferred<void>>()
  // SQLite lets one write at a time.
  const locked = sql.literal(sql.onDialectOrElse({ pg: () => "FOR UPDATE", orElse: () => "" }))

  const insert = Effect.fnUntraced(function*(arrival: Arrival, verdict: { state: CallbackState; reason?: string }) {
    const { account, body, headers, kind, merchant, path } = arrival
    const now = yield* Clock.currentTimeMillis
    const id = yield* newId("cb")
    const kept = present(Object.fromEntries(keptHeaders.map((name) => [name, headers[name]])))
    yield* sql`INSERT INTO finpay_api_callback ${
      sql.insert({
        id,
        account,
        merchant,
        kind,
        path,
        headers: JSON.stringify(kept),
        body: Buffer.from(body).toString("base64"),
        digest: createHash("sha256").update(body).digest("hex"),
        received_at: now,
        state: verdict.state,
        reason: verdict.reason ?? null,
        duplicates: 0,
        last_received_at: now
      })
    }`
    return id
  })

  const prune = (account: string) =>
    sql`DELETE FROM finpay_api_callback WHERE account = ${account} AND state = 'refused' AND id <= (
      SELECT id FROM finpay_api_callback WHERE account = ${account} AND state = 'refused'
      ORDER BY id DESC LIMIT 1 OFFSET ${sql.literal(String(keptRefused))}
    )`

  const row = (id: string, lock = sql.literal("")) =>
    Effect.map(
      sql`SELECT * FROM finpay_api_callback WHERE id = ${id} ${lock}`,
      ([found]) => found === undefined ? undefined : callbackOf(found)
    )

  const update = (id: string, changes: Readonly<Record<string, string | number | null>>) =>
    sql`UPDATE finpay_api_callback SET ${sql.update(changes)} WHERE id = ${id}`

  const questionOf = ({ kind, merchant }: Callback, { partnerReference, reference }: Said): Question => ({
    merchant,
    kind,
    references: [reference, partnerReference].flatMap((number) => number === undefined ? [] : [number])
  })

  /** It came before: it is counted, and asked about again, now or once a minute is over. */
  const repeated = Effect.fnUntraced(function*(own: Callback, first: Callback) {
    const now = own.receivedAt
    const { id, plannedAt } = first
    yield* sql`DELETE FROM finpay_api_callback WHERE id = ${own.id}`
    const left = plannedAt === undefined ? 0 : plannedAt + askedAgainMillis - now
    yield* update(id, {
      duplicates: first.duplicates + 1,
      last_received_at: now,
      ...(plannedAt === undefined || left > 0 ? {} : { planned_at: now })
    })
    if (plannedAt !== undefined) {
      const since = left > 0 ? plannedAt : now
      yield* plan(questionOf(first, first), { id: `${id}/${since}`, delay: Duration.millis(Math.max(0, left)) })
    }
    return first
  })

  const proved = Effect.fnUntraced(function*(own: Callback, verdict: Exclude<Verdict, { state: "refused" }>) {
    const { account, id, kind, receivedAt } = own
    const { reason, said, signedDigest, state } = verdict
    const [first] = yield* sql`SELECT * FROM finpay_api_callback
      WHERE account = ${account} AND kind = ${kind} AND signed_digest = ${signedDigest} ${locked}`
    if (first !== undefined) return yield* repeated(own, callbackOf(first))
    const question = questionOf(own, said)
    const isAskable = question.references.length > 0
    yield* update(id, {
      state,
      reason: reason === undefined ? null : storable(reason),
      signed_digest: signedDigest,
      ...saidColumns(said),
      ...(isAskable ? { planned_at: receivedAt } : {})
    })
    if (isAskable) yield* plan({ ...question, ...(state === "verified" ? { callback: id } : {}) }, { id })
    return (yield* row(id)) ?? own
  })

  const concludeOnce = Effect.fnUntraced(function*(id: string, verdict: Verdict) {
    const own = yield* row(id, locked)
    if (own === undefined) return yield* Effect.die(new Error("a callback that was just stored is not there"))
    // Somebody else took it for left behind, and was faster.
    if (own.state !== "received") return own
    if (verdict.state !== "refused") return yield* proved(own, verdict)
    const { reason, state } = verdict
    yield* update(id, { state, reason: storable(reason) })
    yield* prune(own.account)
    return { ...own, state, reason }
  })

  // Two that are the same come at the same moment: the second one waits for the first, and then finds it.
  const conclude = (id: string, verdict: Verdict) => {
    const once = sql.withTransaction(concludeOnce(id, verdict))
    return usable(Effect.catchIf(once, isTaken, () => once))
  }

  const decided = (id: string) =>
    Effect.suspend(() => {
      const waits = waiting.get(id)
      return waits === undefined ? Effect.void : Effect.asVoid(Deferred.succeed(waits, undefined))
    })

  const compareWith = Effect.fnUntraced(function*(id: string, answered: Observation | undefined) {
    const callback = yield* row(id, locked)
    if (callback?.state !== "verified") return
    const comparison = compare(callback, answered)
    const { reason } = { reason: null, ...comparison }
    const now = yield* Clock.currentTimeMillis
    yield* update(id, {
      state: comparison.state,
      reason,
      asked_at: answered?.askedAt ?? now,
      ...present({ finpay_status: answered?.status && storable(answered.status) })
    })
    if (reason !== null) {
      yield* Effect.logWarning("a callback says something else than Finpay does when it is asked").pipe(
        Effect.annotateLogs({ callback: id, reference: callback.reference, reason })
      )
    }
  })

  const list = Effect.fnUntraced(function*(account: string, filter: CallbackFilter) {
    const { after, kind, limit = defaultLimit, reference, since, states, until } = filter
    const conditions = [
      sql`account = ${account}`,
      ...(states === undefined || states.length === 0 ? [] : [sql.in("state", states)]),
      ...(kind === undefined ? [] : [sql`kind = ${kind}`]),
      ...(reference === undefined ? [] : [sql`(reference = ${reference} OR partner_reference = ${reference})`]),
      ...(since === undefined ? [] : [sql`received_at >= ${Math.ceil(since)}`]),
      ...(until === undefined ? [] : [sql`received_at < ${Math.ceil(until)}`]),
      ...(after === undefined ? [] : [sql`id < ${after}`])
    ]
    const rows = yield* usable(
      sql`SELECT * FROM finpay_api_callback WHERE ${sql.and(conditions)} ORDER BY id DESC LIMIT ${
        sql.literal(String(limit + 1))
      }`
    )
    const { shown: callbacks, ...next } = pageOf(rows.map(callbackOf), limit)
    return { callbacks, ...next }
  })

  const get = (id: string) => usable(row(id))

  return ReceivedCallbacks.of({
    receive: (arrival) => usable(insert(arrival, { state: "received" })),
    refuse: (arrival, reason) =>
      usable(
        sql.withTransaction(Effect.andThen(insert(arrival, { state: "refused", reason }), prune(arrival.account)))
      ).pipe(Effect.asVoid),
    conclude,
    compare: (id, answered) => Effect.andThen(usable(sql.withTransaction(compareWith(id, answered))), decided(id)),
    notCompared: (id, reason, isLast) =>
      Effect.asVoid(usable(
        sql`UPDATE finpay_api_callback SET reason = ${reason}, state = ${isLast ? "unanswered" : "verified"}
          WHERE id = ${id} AND state = 'verified'`
      )),
    decided: (id, wait) =>
      Effect.acquireUseRelease(
        Effect.map(Deferred.make<void>(), (waits) => {
          waiting.set(id, waits)
          return waits
        }),
        (waits) =>
          Effect.gen(function*() {
            const callback = yield* get(id)
            if (callback?.state !== "verified") return callback
            yield* Effect.timeoutOption(Deferred.await(waits), wait)
            return yield* get(id)
          }),
        () => Effect.sync(() => waiting.delete(id))
      ),
    leftBehind: Effect.gen(function*() {
      const before = (yield* Clock.currentTimeMillis) - leftBehindMillis
      const rows = yield* usable(
        sql`SELECT * FROM finpay_api_callback WHERE state = 'received' AND received_at <= ${before} ORDER BY id LIMIT 100`
      )
      return rows.map(callbackOf)
    }),
    find: (account, id) => Effect.map(get(id), (found) => found?.account === account ? found : undefined),
    list
  })
})

/** What was posted to the addresses for Finpay, byte for byte, and what became of it. It is news and not proof. */
export class ReceivedCallbacks extends Context.Service<ReceivedCallbacks, {
  /** Stores what came, before anything looks into it. Gives its id. */
  readonly receive: (arrival: Arrival) => Effect.Effect<string, JournalUnavailable>
  /** Files one that was turned away before it was read to its end. */
  readonly refuse: (arrival: Arrival, reason: string) => Effect.Effect<void, JournalUnavailable>
  /**
   * Writes down what was found out from the bytes, and in the same transaction plans to ask Finpay. One whose content
   * came before is counted with the first, which is what is given then.
   */
  readonly conclude: (id: string, verdict: Verdict) => Effect.Effect<Callback, JournalUnavailable>
  /** Writes down whether it says what Finpay answered; without an answer Finpay knows no such payment. */
  readonly compare: (id: string, answered: Observation | undefined) => Effect.Effect<void, JournalUnavailable>
  /** Finpay could not be asked, and why; for the last time, if so. */
  readonly notCompared: (
    id: string,
    reason: FinpayError["_tag"] | JournalUnavailable["_tag"],
    isLast: boolean
  ) => Effect.Effect<void, JournalUnavailable>
  /** Waits until it is compared, at most so long, and gives it as it stands then. */
  readonly decided: (id: string, wait: Duration.Input) => Effect.Effect<Callback | undefined, JournalUnavailable>
  /** Those that were stored by a server that died before it looked at them. */
  readonly leftBehind: Effect.Effect<ReadonlyArray<Callback>, JournalUnavailable>
  readonly find: (account: string, id: string) => Effect.Effect<Callback | undefined, JournalUnavailable>
  /** Callbacks, newest first. */
  readonly list: (account: string, filter: CallbackFilter) => Effect.Effect<CallbackPage, JournalUnavailable>
}>()("@openfinpay/finpay-api/callbacks/ReceivedCallbacks") {
  static readonly layer: Layer.Layer<ReceivedCallbacks, never, SqlClient | PaymentQuestions> = Layer.effect(
    ReceivedCallbacks,
    make
  )
}
