import { errorToJson } from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import { randomUUID } from "node:crypto"
import type { FirstRequest } from "../contract/problem-fields.ts"
import { usable } from "../database/usable.ts"
import { Idempotency, KeyInFlight, KeyOfChange, KeyOfOther } from "./Idempotency.ts"
import type { Creation, Intent } from "./Idempotency.ts"
import { endedOf, freesKey, keptOf, lost } from "./outcome.ts"
import type { Ended, Kept } from "./outcome.ts"

/** How long keys are kept. */
export interface KeySettings {
  /** How long an outcome that is known is kept at least, in milliseconds. An unknown one is never forgotten. */
  readonly keptMillis: number
}

/** A week: a repetition after a long weekend is still one. */
export const defaultKeySettings: KeySettings = { keptMillis: 7 * 24 * 3_600_000 }

type State = Kept["state"] | "claimed" | "change"

interface Row {
  readonly operation: string
  readonly fingerprint: string
  readonly state: State
  readonly claimedUntil: number
  readonly result: string
}

interface NewRow extends Intent {
  readonly state: State
  readonly claimedBy: string | null
  readonly claimedUntil: number | null
}

/** How much longer than the call itself a claim lasts: for the clocks of two servers, and for keeping the outcome. */
const graceMillis = 10_000

/** How often, and how many times, keeping an outcome is tried while the database is away. */
const keeping = { schedule: Schedule.spaced("1 second"), times: 30 }

const cleaningInterval = "1 hour"

const rowOf = (row: Readonly<Record<string, unknown>>): Row => ({
  operation: String(row["operation"]),
  fingerprint: String(row["fingerprint"]),
  state: String(row["state"]) as State,
  claimedUntil: Number(row["claimed_until"]),
  result: String(row["result"])
})

// Whoever claimed it and is silent for longer than a call can take did not live to keep its outcome.
const isLost = ({ claimedUntil, state }: Row, now: number): boolean => state === "claimed" && claimedUntil <= now

const firstOf = (row: Row, now: number): FirstRequest => {
  switch (row.state) {
    case "claimed":
      return isLost(row, now) ? "unknown" : "in-progress"
    case "change":
      return "in-progress"
    default:
      return row.state
  }
}

const logUnknown = (ended: Ended<unknown>): Effect.Effect<void> =>
  Result.isFailure(ended) && ended.failure._tag === "OutcomeUnknown"
    ? Effect.logWarning(ended.failure.message).pipe(Effect.annotateLogs({ error: errorToJson(ended.failure) }))
    : Effect.void

// A fault of ours after the start: the request may have left, so it is not known what came of it.
const afterFault = (creation: Creation) => (cause: Cause.Cause<unknown>) =>
  Effect.as(
    Effect.logError("a creation ended in a fault of this server; its outcome is not known", cause),
    Result.fail(lost(creation, "this server failed before it had kept the answer"))
  )

const makeRows = (sql: SqlClient) => {
  const ofKey = ({ account, key }: Intent) => sql`account = ${account} AND idempotency_key = ${key}`

  const look = (intent: Intent) => sql`SELECT * FROM finpay_api_intent WHERE ${ofKey(intent)}`

  // Until the transaction ends: who uses a key for a change is alone with it.
  const hold = (intent: Intent) => sql`UPDATE finpay_api_intent SET state = state WHERE ${ofKey(intent)} RETURNING *`

  /** Takes the key, or gives the row of who has it. The unique row is what makes one of two the first. */
  const take = Effect.fnUntraced(function*({ claimedBy, claimedUntil, state, ...intent }: NewRow) {
    const row = {
      account: intent.account,
      idempotency_key: intent.key,
      operation: intent.operation,
      reference: intent.reference,
      fingerprint: intent.fingerprint,
      state,
      claimed_by: claimedBy,
      claimed_until: claimedUntil,
      result: null,
      at: yield* Clock.currentTimeMillis
    }
    for (;;) {
      const taken = yield* sql`INSERT INTO finpay_api_intent ${sql.insert(row)}
        ON CONFLICT (account, idempotency_key) DO NOTHING RETURNING state`
      if (taken.length > 0) return undefined
      const [found] = yield* state === "change" ? hold(intent) : look(intent)
      // Otherwise it was set free between the two.
      if (found !== undefined) return rowOf(found)
    }
  })

  const release = (intent: Intent, claimedBy: string) =>
    sql`DELETE FROM finpay_api_intent WHERE ${ofKey(intent)} AND claimed_by = ${claimedBy}`

  const keep = (intent: Intent, claimedBy: string, { result, state }: Kept) =>
    Effect.flatMap(
      Clock.currentTimeMillis,
      (at) =>
        sql`UPDATE finpay_api_intent SET state = ${state}, result = ${result}, at = ${at}
        WHERE ${ofKey(intent)} AND claimed_by = ${claimedBy}`
    )

  // An unknown outcome stays, and so does a claim that nobody settled: what they name must never be made again. The key of
  // a change goes once the journal has it, which keeps it for ever.
  const forget = (before: number) =>
    sql`DELETE FROM finpay_api_intent WHERE at < ${before} AND (
      state IN ('succeeded', 'refused') OR (state = 'change' AND EXISTS (
        SELECT 1 FROM finpay_mutation WHERE finpay_mutation.account = finpay_api_intent.account
          AND finpay_mutation.idempotency_key = finpay_api_intent.idempotency_key
      ))
    )`

  return { take, release, keep, forget }
}

const make = Effect.fnUntraced(function*({ keptMillis }: KeySettings) {
  const rows = makeRows(yield* SqlClient)
  const running = new Set<Fiber.Fiber<unknown, unknown>>()

  /** Work that ends by itself, whatever becomes of who asked for it; closing waits for it. */
  const begin = <A>(work: Effect.Effect<A>) =>
    Effect.tap(Effect.forkDetach(work), (fiber) =>
      Effect.sync(() => {
        running.add(fiber)
        fiber.addObserver(() => running.delete(fiber))
      }))

  const recall = Effect.fnUntraced(function*<A, I>(row: Row, creation: Creation, answer: Schema.Codec<A, I>) {
    const now = yield* Clock.currentTimeMillis
    if (row.state === "change") return yield* new KeyOfChange()
    if (row.fingerprint !== creation.fingerprint) return yield* new KeyOfOther({ first: firstOf(row, now) })
    if (row.state === "claimed") {
      if (!isLost(row, now)) return yield* new KeyInFlight()
      const error: FinpayError = lost(creation, "the server that sent it ended before it had kept the answer")
      return { replayed: true, result: Result.fail(error) }
    }
    return { replayed: true, result: yield* endedOf({ state: row.state, result: row.result }, answer) }
  })

  // The caller gets its answer also when it cannot be kept: it is the truth. Until it is kept, and if it never is,
  // repetitions are told that it is in flight, and then that it is unknown.
  const keepOnTrying = (keep: Effect.Effect<void, JournalUnavailable>) => (error: JournalUnavailable) =>
    Effect.logError(`the outcome of a creation cannot be kept yet: ${error.message}`).pipe(
      Effect.andThen(begin(Effect.repeat(Effect.result(keep), { until: Result.isSuccess, ...keeping })))
    )

  const settle = Effect.fnUntraced(
    function*<A, I>(creation: Creation, claimedBy: string, ended: Ended<A>, answer: Schema.Codec<A, I>) {
      const writing = Result.isFailure(ended) && freesKey(ended.failure)
        ? rows.release(creation, claimedBy)
        : rows.keep(creation, claimedBy, yield* keptOf(ended, answer))
      const keep = Effect.asVoid(usable(writing))
      yield* Effect.catch(keep, keepOnTrying(keep))
      return ended
    }
  )

  // An unknown outcome is logged here, where the work is done: the caller may have hung up.
  const perform = <A, I>(
    creation: Creation,
    claimedBy: string,
    answer: Schema.Codec<A, I>,
    send: Effect.Effect<A, FinpayError>
  ) =>
    Effect.result(send).pipe(
      Effect.tap(logUnknown),
      Effect.flatMap((ended) => settle(creation, claimedBy, ended, answer)),
      Effect.catchCause((cause) =>
        Effect.flatMap(
          afterFault(creation)(cause),
          (ended) => Effect.orDie(settle(creation, claimedBy, ended, answer))
        )
      ),
      Effect.map((result) => ({ replayed: false, result })),
      Effect.annotateLogs({ operation: creation.operation, reference: creation.reference })
    )

  // Once the key is taken the work no longer hangs on the caller.
  const once = <A, I>(creation: Creation, answer: Schema.Codec<A, I>, send: Effect.Effect<A, FinpayError>) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function*() {
        const claimedBy = randomUUID()
        const claimedUntil = (yield* Clock.currentTimeMillis) + creation.longestMillis + graceMillis
        const known = yield* usable(rows.take({ ...creation, state: "claimed", claimedBy, claimedUntil }))
        if (known !== undefined) return yield* recall(known, creation, answer)
        const fiber = yield* begin(perform(creation, claimedBy, answer, send))
        return yield* restore(Fiber.join(fiber))
      })
    )

  const takeForChange = Effect.fnUntraced(function*(intent: Intent) {
    const known = yield* usable(rows.take({ ...intent, state: "change", claimedBy: null, claimedUntil: null }))
    if (known === undefined) return "first"
    if (known.state === "change" && known.operation === intent.operation) return "again"
    return yield* new KeyOfOther({ first: firstOf(known, yield* Clock.currentTimeMillis) })
  })

  const clean = Clock.currentTimeMillis.pipe(
    Effect.flatMap((now) => usable(rows.forget(now - keptMillis))),
    Effect.catch(({ message }) => Effect.logWarning(`keys could not be cleaned up: ${message}`))
  )
  yield* Effect.addFinalizer(() => Effect.suspend(() => Fiber.awaitAll([...running])))
  yield* Effect.forkScoped(Effect.repeat(clean, Schedule.spaced(cleaningInterval)))
  return Idempotency.of({ once, takeForChange })
})

/**
 * Keys in the journal's database: they survive restarts, and all servers of the database know them. When this closes it
 * waits for what is on its way.
 */
export const layerTable = (settings: KeySettings = defaultKeySettings): Layer.Layer<Idempotency, never, SqlClient> =>
  Layer.effect(Idempotency, make(settings))
