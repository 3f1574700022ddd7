import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import { decodeMapping, inspectReport, readReport } from "@openfinpay/finpay-reconcile"
import type { Mapping, ReportRefused } from "@openfinpay/finpay-reconcile"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import type { PersistedQueueFactory } from "effect/persistence/PersistedQueue"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import * as Stream from "effect/Stream"
import type { CallerFacts } from "../access/Caller.ts"
import type { BodyTooLarge } from "../contract/problems.ts"
import { newId } from "../database/new-id.ts"
import { neverGivenUp } from "../database/queues.ts"
import { transact } from "../database/transact.ts"
import { usable } from "../database/usable.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import { Merchants } from "../merchants/Merchants.ts"
import { compare } from "./compare.ts"
import type { Ask, ReconciliationRow } from "./Reconciliation.ts"
import { makeReconciliationStore } from "./store.ts"
import type { PlacedResult, ResultFilter } from "./store.ts"

/** How reconciliations are carried out at this server. */
export interface ReconciliationSettings {
  /** For how many days they are kept. */
  readonly keptDays: number
  /** How many are compared at a time at this server; with 0 it only takes reports. */
  readonly workers: number
}

/** How reconciliations are carried out unless told otherwise. */
export const defaultReconciliationSettings: ReconciliationSettings = { keptDays: 90, workers: 1 }

/** There is no such reconciliation. */
export class ReconciliationNotFound
  extends Schema.TaggedError<ReconciliationNotFound>()("ReconciliationNotFound", { id: Schema.String })
{}

/** It has no results, or not yet. */
export class NotFinished extends Schema.TaggedError<NotFinished>()("NotFinished", { state: Schema.String }) {}

/** A mapping that was not said, and cannot be guessed wholly. */
export class MappingOpen extends Schema.TaggedError<MappingOpen>()("MappingOpen", {
  open: Schema.Array(Schema.String),
  /** What could be guessed, as JSON. */
  guess: Schema.Json
}) {}

/** A report that is to be compared, and who asks. */
export interface NewReconciliation {
  readonly merchant: Merchant
  readonly caller: CallerFacts
  readonly report: Stream.Stream<Uint8Array, BodyTooLarge>
  /** Guessed where it is left out. */
  readonly mapping: Mapping | undefined
  readonly since?: number
  readonly until?: number
  readonly ask: Ask
}

const Work = Schema.Struct({ reconciliation: Schema.String })

/** A report that ends its server, say by its size, is not begun for ever. */
const mostAttempts = 5

const dayMillis = 86_400_000
const hourMillis = 3_600_000

/** Until when a reconciliation is kept. */
export const deletedAfter = (createdAt: number, keptDays: number): number => createdAt + keptDays * dayMillis

const make = Effect.fnUntraced(function*({ keptDays, workers }: ReconciliationSettings) {
  const sql = yield* SqlClient
  const merchants = yield* Merchants
  const store = makeReconciliationStore(sql)
  const queue = yield* PersistedQueue.make({
    name: "finpay-api/reconciliations",
    schema: Work,
    // Trying is given up by the work itself, which says why.
    ...neverGivenUp
  })

  const find = Effect.fnUntraced(function*(account: string, id: string) {
    return (yield* store.get(account, id)) ?? (yield* new ReconciliationNotFound({ id }))
  })

  const guess = Effect.fnUntraced(function*(id: string) {
    const { mapping, open } = yield* inspectReport({ report: store.report(id) })
    const decoded = yield* Effect.result(decodeMapping(mapping))
    if (open.length === 0 && decoded._tag === "Success") return decoded.success
    const missing = decoded._tag === "Success"
      ? []
      : decoded.failure.problems.map((one) => `${one.field}: ${one.problem}`)
    const named = open.map((question) => question.split(":", 1)[0])
    const others = missing.filter((problem) => !named.includes(problem.split(":", 1)[0]))
    return yield* new MappingOpen({ open: [...open, ...others], guess: mapping })
  })

  /** The columns are looked for before the report is taken. */
  const tryMapping = (id: string, mapping: Mapping) =>
    Stream.runDrain(Stream.take(readReport({ report: store.report(id), mapping }), 1))

  const take = Effect.fnUntraced(
    function*(id: string, { ask, caller, mapping: said, merchant, since, until }: NewReconciliation) {
      const mapping = said ?? (yield* guess(id))
      if (said !== undefined) yield* tryMapping(id, said)
      const row: ReconciliationRow = {
        id,
        account: merchant.account,
        merchant: merchant.id,
        state: "waiting",
        createdBy: caller.actor,
        mapping,
        isGuessed: said === undefined,
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
        ask,
        createdAt: yield* Clock.currentTimeMillis
      }
      yield* transact(sql, Effect.andThen(store.insert(row), usable(queue.offer({ reconciliation: id }, { id }))))
      return row
    }
  )

  const create = Effect.fnUntraced(function*(wanted: NewReconciliation) {
    const id = yield* newId("rec")
    return yield* Effect.andThen(store.keepReport(id, wanted.report), take(id, wanted)).pipe(
      // Where the space of a workbook that is unpacked is used up.
      Effect.catchTag("WorkspaceFailed", Effect.die),
      Effect.tapCause(() => Effect.ignore(store.dropReport(id)))
    )
  })

  const attempted = Effect.fnUntraced(function*(row: ReconciliationRow, merchant: Merchant, attempt: number) {
    const { id } = row
    yield* store.started(id)
    const summary = yield* compare(store, merchant, row, attempt)
    const isFirst = yield* store.finished(id, attempt, summary)
    yield* isFirst ? store.dropOtherResults(id, attempt) : store.dropResults(id, attempt)
  })

  const fail = (id: string) => ({ message }: { readonly message: string }) => Effect.asVoid(store.failed(id, message))

  const perform = Effect.fnUntraced(
    function*({ reconciliation: id }: typeof Work.Type, { attempts }: { readonly attempts: number }) {
      const row = yield* store.find(id)
      if (row === undefined || row.endedAt !== undefined) return
      if (attempts > mostAttempts) {
        return yield* fail(id)({ message: `It was begun ${mostAttempts} times, and its server ended each time.` })
      }
      const merchant = yield* merchants.find(row.merchant)
      // Its credentials cannot be read here; another server, or this one later, can.
      if (merchant === undefined || merchant.account !== row.account) return yield* Effect.fail("no merchant" as const)
      yield* Effect.annotateLogs(attempted(row, merchant, attempts), { merchant: merchant.id, reconciliation: id })
        .pipe(
          Effect.catchTags({
            ReportRefused: fail(id),
            NotAuthenticated: fail(id),
            NotPermitted: fail(id),
            WorkspaceFailed: fail(id)
          })
        )
    }
  )

  const worker = Effect.forever(
    Effect.catchCause(
      queue.take(perform),
      (cause) =>
        Effect.andThen(Effect.logWarning("a reconciliation is tried again later", cause), Effect.sleep("1 second"))
    )
  )
  for (let started = 0; started < workers; started++) yield* Effect.forkScoped(worker)

  const dropOld = Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    yield* store.dropOld(now - keptDays * dayMillis, now - hourMillis)
  }).pipe(Effect.catch(({ message }) => Effect.logWarning(`old reconciliations could not be deleted: ${message}`)))
  if (workers > 0) yield* Effect.forkScoped(Effect.repeat(dropOld, Schedule.spaced("1 hour")))

  const results = Effect.fnUntraced(function*(account: string, id: string, filter: ResultFilter) {
    const { attempt, state } = yield* find(account, id)
    if (state !== "finished" || attempt === undefined) return yield* new NotFinished({ state })
    return yield* store.results(id, attempt, filter)
  })

  return Reconciliations.of({
    keptDays,
    create,
    get: find,
    list: (account, filter) => store.list(account, filter),
    results
  })
})

/** Reports of settlement and banks: kept in the database until they are compared in the background, and then their results. */
export class Reconciliations extends Context.Service<Reconciliations, {
  readonly keptDays: number
  readonly create: (
    wanted: NewReconciliation
  ) => Effect.Effect<ReconciliationRow, BodyTooLarge | ReportRefused | MappingOpen | JournalUnavailable>
  readonly get: (
    account: string,
    id: string
  ) => Effect.Effect<ReconciliationRow, ReconciliationNotFound | JournalUnavailable>
  readonly list: (
    account: string,
    filter: { readonly after?: string; readonly limit?: number }
  ) => Effect.Effect<
    { readonly reconciliations: ReadonlyArray<ReconciliationRow>; readonly isMore: boolean },
    JournalUnavailable
  >
  /** Lines in the report's order, then what the report should have and has not. */
  readonly results: (account: string, id: string, filter: ResultFilter) => Effect.Effect<
    { readonly results: ReadonlyArray<PlacedResult>; readonly isMore: boolean },
    ReconciliationNotFound | NotFinished | JournalUnavailable
  >
}>()("@openfinpay/finpay-api/reconciliations/Reconciliations") {
  static layer(
    settings: ReconciliationSettings = defaultReconciliationSettings
  ): Layer.Layer<Reconciliations, never, SqlClient | Merchants | PersistedQueueFactory> {
    return Layer.effect(Reconciliations, make(settings))
  }
}
