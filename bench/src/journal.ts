/** 3. Durable refunds a second, against the bare number of durable commits of the same database. */
import { Rupiah } from "@openfinpay/finpay-core"
import { Journal, layerPostgres, layerSqlite } from "@openfinpay/finpay-journal"
import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import { Finpay } from "@openfinpay/finpay-transport"
import type { Payments } from "@openfinpay/finpay-transport"
import { Context, Effect, Exit, Layer, Redacted, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { startPostgres } from "../../packages/journal/test/support/postgres/server.ts"
import { compare } from "./measure.ts"
import type { Measured } from "./measure.ts"
import { digits, ratioText } from "./report.ts"
import type { Section, Table } from "./report.ts"

const answered = { responseCode: "2000000", responseMessage: "Success", traceId: "t", raw: {} } as const
const amount = Rupiah.make(22_000)
const paid = {
  ...answered,
  data: { order: { amount }, result: { payment: { status: "PAID", amount } } }
}

const never = () => Effect.die(new Error("this verb is not measured"))

/** A Finpay that answers at once, so that what is measured is the journal. */
const instantFinpay = Layer.succeed(
  Finpay,
  Finpay.of({
    longestCallMillis: 30_000,
    payments: {
      check: () => Effect.succeed(paid),
      refund: () => Effect.succeed(answered),
      void: never,
      cancel: never,
      initiate: never
    } satisfies Payments,
    qris: { generate: never, query: never, refund: never },
    filled: (input) => ({ merchantId: "FINPAY001", ...input }),
    run: never
  })
)

/** One account a worker number, so that the two do not share their queue. */
const openJournal = (database: Layer.Layer<SqlClient.SqlClient, JournalUnavailable>, workers: number) => {
  const scope = Scope.makeUnsafe()
  const journal = Journal.layer({ account: `local/BENCH${workers}`, settings: { workers } }).pipe(
    Layer.provideMerge(database),
    Layer.provide(instantFinpay)
  )
  return Effect.runPromise(
    Effect.map(Scope.provide(Layer.build(Layer.fresh(journal)), scope), (services) => ({
      journal: Context.get(services, Journal),
      sql: Context.get(services, SqlClient.SqlClient),
      close: () => Effect.runPromise(Scope.close(scope, Exit.void))
    }))
  )
}

let refunds = 0

const refundOf = (journal: Journal["Service"]) => async () => {
  const id = `INV-${refunds++}`
  const submission = {
    operation: "refund",
    request: { order: { id, amount } },
    key: `key-${id}`,
    actor: "bench"
  } as const
  const { mutation } = await Effect.runPromise(journal.submit(submission, { waitMillis: 60_000 }))
  if (mutation.state !== "succeeded") throw new Error(`${id} is ${mutation.state}`)
}

const insertOf = (sql: SqlClient.SqlClient) => () =>
  Effect.runPromise(sql`INSERT INTO bench_commit (text) VALUES (${"x".repeat(200)})`)

const table = (sql: SqlClient.SqlClient) =>
  Effect.runPromise(sql`CREATE TABLE IF NOT EXISTS bench_commit (text TEXT NOT NULL)`)

/** How many commits of SQLite changed something while something ran. One that changes nothing writes nothing to disk. */
const countCommits = async (run: () => Promise<void>): Promise<number> => {
  let commits = 0
  let before: unknown
  // eslint-disable-next-line typescript/unbound-method -- called with the database they belong to
  const { exec, prepare } = DatabaseSync.prototype
  const changesOf = (database: DatabaseSync): unknown =>
    prepare.call(database, "SELECT total_changes() AS changes").get()?.["changes"]
  /** Between two statements outside of a transaction lies what one commit changed. */
  const counted = <A>(database: DatabaseSync, statement: () => A): A => {
    if (!database.isTransaction) before = changesOf(database)
    const result = statement()
    if (!database.isTransaction && changesOf(database) !== before) commits++
    return result
  }
  DatabaseSync.prototype.exec = function(text) {
    return counted(this, () => exec.call(this, text))
  }
  DatabaseSync.prototype.prepare = function(...args) {
    const statement = prepare.apply(this, args)
    for (const name of ["run", "all", "get"] as const) {
      const original = statement[name] as (...values: ReadonlyArray<unknown>) => unknown
      Object.assign(statement, {
        [name]: (...values: ReadonlyArray<unknown>) => counted(this, () => original.apply(statement, [...values]))
      })
    }
    return statement
  }
  try {
    await run()
  } finally {
    DatabaseSync.prototype.exec = exec
    DatabaseSync.prototype.prepare = prepare
  }
  return commits
}

const commitsOfARefund = async (): Promise<number> => {
  const many = 50
  const commits = await countCommits(async () => {
    const { close, journal } = await openJournal(layerSqlite({ file: ":memory:" }), 1)
    const refund = refundOf(journal)
    for (let count = 0; count < many; count++) await refund()
    await close()
  })
  return Math.round(commits / many)
}

/** So many refunds until PostgreSQL has seen what its tables are like. */
const settledAfter = 300

/**
 * PostgreSQL looks at its tables by itself, within a minute or so. Until then it goes by what they were when they were
 * empty, and reads a whole account to find one row.
 */
export const analyze = (sql: SqlClient.SqlClient): Promise<void> =>
  Effect.runPromise(sql.onDialectOrElse({ pg: () => Effect.asVoid(sql`ANALYZE`), orElse: () => Effect.void }))

const rowsOf = (name: string, measured: ReadonlyArray<Measured>, commits: number): Table["rows"] => {
  const [limit, refund] = measured
  if (limit === undefined || refund === undefined) return []
  const { high, low, median } = refund.ratio
  return [[
    name,
    digits(1e6 / limit.micros),
    digits(1e6 / refund.micros),
    ratioText(refund.ratio),
    ratioText({ median: median / commits, low: low / commits, high: high / commits })
  ]]
}

const measureOn = async (
  name: string,
  database: Layer.Layer<SqlClient.SqlClient, JournalUnavailable>,
  commits: number
): Promise<Table["rows"]> => {
  const rows: Array<Table["rows"][number]> = []
  for (const callers of [1, 64]) {
    const { close, journal, sql } = await openJournal(database, callers)
    await table(sql)
    const refund = refundOf(journal)
    for (let count = 0; count < settledAfter; count++) await refund()
    await analyze(sql)
    const measured = await compare(
      [{ name: "commits", call: insertOf(sql) }, { name: "refunds", call: refund }],
      { atOnce: callers, rounds: 9, batchMillis: 400 }
    )
    rows.push(...rowsOf(`${name}, ${callers} caller${callers === 1 ? "" : "s"}`, measured, commits))
    await close()
  }
  return rows
}

/** The section of the journal. */
export const journalBench = async (): Promise<Section> => {
  const commits = await commitsOfARefund()
  const folder = mkdtempSync(join(tmpdir(), "finpay-bench-"))
  const server = await startPostgres()
  try {
    return {
      title: "Journal",
      text:
        `A refund is ${commits} durable commits: written down with its work, taken up, about to be sent, and answered ` +
        "with its work done. Finpay answers at once here. The limit is the same database committing one row at a time, " +
        "with the same settings and as many callers; target: at most 1.5 times as long as that many commits.\n\nNot " +
        "reached but by 64 callers on SQLite, where those who wait for one another share a commit. On PostgreSQL a bare commit is one round trip and a refund 18, one after the other: the key is looked " +
        "for, the work taken up, the order read before Finpay is asked, and three transactions take five each, as the " +
        "hash of the chain and what is decided rest on what is read under the lane's lock. At 64 callers four wait for " +
        "each of the sixteen lanes. On SQLite a commit of a refund writes the pages of several tables and indexes, and " +
        "the bare one a single page.",
      tables: [{
        columns: ["", "commits a second", "refunds a second", "a refund in commits", "against its own commits"],
        rows: [
          ...await measureOn("SQLite", layerSqlite({ file: join(folder, "journal.sqlite") }), commits),
          ...await measureOn(
            "PostgreSQL",
            layerPostgres({ url: Redacted.make(server.url), maxConnections: 20 }),
            commits
          )
        ]
      }]
    }
  } finally {
    await server.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}
