import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import { mutationStates, settledStates } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { SqlClient } from "effect/sql/SqlClient"
import { readdirSync } from "node:fs"
import { usable } from "../database/usable.ts"
import { databaseSkewSeconds } from "../health/database-clock.ts"
import { FinpayClock } from "../health/FinpayClock.ts"
import { waitingWork } from "../health/work.ts"
import { Merchants } from "../merchants/Merchants.ts"

const gauge = (name: string, description: string) => Metric.gauge(name, { description })

const mutations = gauge("finpay_mutations", "Refunds, voids and cancels, by merchant and state")
const oldest = gauge("finpay_mutations_oldest_seconds", "Age of the oldest mutation that is not settled; 0 for none")
const pending = gauge("finpay_queue_pending", "Work that is not done, also what is planned for later, by queue")
const due = gauge("finpay_queue_due", "Work that is due and taken by nobody, by queue")
const dueSeconds = gauge("finpay_queue_oldest_due_seconds", "For how long the oldest of it has been due; 0 for none")
const databaseSkew = gauge("finpay_clock_database_skew_seconds", "How far this clock is ahead of the database's")
const finpaySkew = gauge("finpay_clock_finpay_skew_seconds", "How far this clock is ahead of Finpay's")
const memory = gauge("process_resident_memory_bytes", "Memory this process holds")
const openFiles = gauge("process_open_fds", "Files and connections this process holds; on Linux only")
const startedAt = gauge("process_start_time_seconds", "When this process began, in seconds since 1970")

/** What is settled only grows, and counting all of it takes long: it is counted this often. */
const settledFor = "1 minute"

const unsettled = mutationStates.filter((state) => !(settledStates as ReadonlyArray<string>).includes(state))

interface Counted {
  readonly account: string
  readonly state: string
  readonly count: number
  readonly oldestAt: number
}

const counted = (row: Readonly<Record<string, unknown>>): Counted => ({
  account: String(row["account"]),
  state: String(row["state"]),
  count: Number(row["count"]),
  oldestAt: Number(row["oldest"] ?? 0)
})

const set = (metric: Metric.Gauge<number>, value: number, labels: Readonly<Record<string, string>> = {}) =>
  Metric.update(Metric.withAttributes(metric, labels), value)

/** What is measured when it is asked for. */
export interface Gauges {
  /** Counts what is in the database and sets the gauges to it, in the registry of the context. */
  readonly measure: Effect.Effect<void, JournalUnavailable>
}

const openFileCount = (): number | undefined => {
  try {
    return readdirSync("/proc/self/fd").length
  } catch {
    return undefined
  }
}

/** Makes the {@link Gauges} of a server. */
export const makeGauges: Effect.Effect<Gauges, never, SqlClient | Merchants | FinpayClock> = Effect.gen(function*() {
  const sql = yield* SqlClient
  const merchants = yield* Merchants
  const clock = yield* FinpayClock

  const countsOf = Effect.fnUntraced(function*(accounts: ReadonlyArray<string>, states: ReadonlyArray<string>) {
    if (accounts.length === 0) return []
    const rows = yield* usable(sql`
      SELECT account, state, COUNT(*) AS count, MIN(accepted_at) AS oldest FROM finpay_mutation
      WHERE account IN ${sql.in(accounts)} AND state IN ${sql.in(states)} GROUP BY account, state
    `)
    return rows.map(counted)
  })
  // Without their ages, so that the index is enough.
  const settledCounts = yield* Effect.cachedWithTTL(
    Effect.map(
      usable(sql`
        SELECT account, state, COUNT(*) AS count FROM finpay_mutation
        WHERE state IN ${sql.in(settledStates)} GROUP BY account, state
      `),
      (rows) => rows.map(counted)
    ),
    settledFor
  )

  const setMutations = Effect.gen(function*() {
    const all = yield* merchants.list
    const counts = [...(yield* countsOf(all.map(({ account }) => account), unsettled)), ...(yield* settledCounts)]
    const now = yield* Clock.currentTimeMillis
    for (const { account, id } of all) {
      for (const state of mutationStates) {
        const found = counts.find((counted) => counted.account === account && counted.state === state)
        yield* set(mutations, found?.count ?? 0, { merchant: id, state })
        if (!unsettled.includes(state)) continue
        yield* set(oldest, found === undefined ? 0 : (now - found.oldestAt) / 1000, { merchant: id, state })
      }
    }
  })

  const setQueues = Effect.gen(function*() {
    for (const { due: isDue, oldestDueSeconds, pending: all, queue } of yield* waitingWork) {
      yield* set(pending, all, { queue })
      yield* set(due, isDue, { queue })
      yield* set(dueSeconds, oldestDueSeconds, { queue })
    }
  })

  const setProcess = Effect.gen(function*() {
    const skews = [[databaseSkew, yield* databaseSkewSeconds], [finpaySkew, yield* clock.skewSeconds]] as const
    for (const [metric, skew] of skews) if (skew !== null) yield* set(metric, skew)
    yield* set(memory, process.memoryUsage.rss())
    const files = openFileCount()
    if (files !== undefined) yield* set(openFiles, files)
    yield* set(startedAt, Math.round(Date.now() / 1000 - process.uptime()))
  })

  const all = Effect.all([setMutations, setQueues, setProcess], { discard: true })
  return { measure: Effect.provideService(all, SqlClient, sql) }
})
