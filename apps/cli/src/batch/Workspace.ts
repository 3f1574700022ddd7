import type { RefundExtra } from "@openfinpay/finpay-reconcile"
import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite"
import { settingProblem } from "../input/setting.ts"
import { say } from "../language.ts"
import type { BatchLine, LineProblem, ReadLine } from "./Line.ts"
import type { LineResult, Outcome } from "./LineResult.ts"
import { byOrder, repeatedKeys, repeatedRefunds, sameKey, sameRefund, selectResults, tables } from "./workspace-sql.ts"

/** What was read: how many lines, and how much they are together. */
export interface Totals {
  readonly lines: number
  readonly bad: number
  readonly amount: number
  readonly orders: number
}

/** What of an order is to be given back. */
export interface OrderTotal {
  readonly order: string
  readonly lines: number
  readonly amount: number
}

/** A problem, and where it is. */
export interface PlacedProblem extends LineProblem {
  /** For the next page. */
  readonly place: number
  readonly line: number
}

/** A refund that the journal has already, for another reason than this line. */
export interface Repeat {
  readonly line: number
  readonly mutation: string
  readonly key: string
  readonly state: string
}

/** A line and what is known of it. */
export interface ResultRow extends BatchLine {
  readonly extra: RefundExtra
  readonly result: LineResult | undefined
}

/** What came of the lines with one outcome. */
export interface OutcomeTotal {
  readonly outcome: Outcome
  readonly lines: number
  readonly amount: number
}

/** How many rows are held in memory at a time. */
const pageLength = 500

type Rows = ReadonlyArray<Readonly<Record<string, unknown>>>

const text = (value: unknown): string | undefined => typeof value === "string" ? value : undefined

const given = <Key extends string, A>(key: Key, value: A | undefined): { readonly [_ in Key]?: A } =>
  value === undefined ? {} : { [key]: value } as { readonly [_ in Key]: A }

const toLine = (row: Rows[number]): BatchLine => ({
  line: Number(row["line"]),
  order: String(row["reference"]),
  amount: Number(row["amount"]),
  ...given("key", text(row["key"]))
})

const toResult = (row: Rows[number]): LineResult => ({
  outcome: row["outcome"] as Outcome,
  isFinal: row["final"] === 1,
  message: String(row["message"]),
  ...given("mutation", text(row["mutation"])),
  ...given("traceId", text(row["trace_id"]))
})

/**
 * The lines of a batch and what came of them, on disk, so that no number of lines fills the memory.
 *
 * It is SQLite's own temporary database: a file without a name, for this user alone, that is gone with the process,
 * however that ends. What was checked is what is sent, whatever happens to the input meanwhile.
 */
export class Workspace {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor() {
    this.#database = new DatabaseSync("")
    this.#database.exec(tables)
  }

  close(): void {
    this.#database.close()
  }

  #prepared(statement: string): StatementSync {
    const known = this.#statements.get(statement)
    if (known !== undefined) return known
    const prepared = this.#database.prepare(statement)
    this.#statements.set(statement, prepared)
    return prepared
  }

  #all(statement: string, ...values: ReadonlyArray<SQLInputValue>): Rows {
    return this.#prepared(statement).all(...values)
  }

  #run(statement: string, ...values: ReadonlyArray<SQLInputValue>): void {
    this.#prepared(statement).run(...values)
  }

  addLines(lines: ReadonlyArray<ReadLine>): void {
    this.#database.exec("BEGIN")
    for (const { amount, extra, key, line, order, problems } of lines) {
      this.#run(
        "INSERT INTO line VALUES (?, ?, ?, ?, ?)",
        line,
        order ?? null,
        amount ?? null,
        key ?? null,
        JSON.stringify(extra)
      )
      for (const { column, problem } of problems) {
        this.#run("INSERT INTO problem (line, field, problem) VALUES (?, ?, ?)", line, column ?? null, problem)
      }
    }
    this.#database.exec("COMMIT")
  }

  /** Finds keys that stand on two lines and, unless they are meant, refunds that do, once all lines are there. */
  findRepeatedLines(areMeant: boolean): void {
    this.#database.exec(byOrder)
    this.#run(repeatedKeys, sameKey)
    if (!areMeant) this.#run(repeatedRefunds, sameRefund)
  }

  /** Which of these keys the input gives one of its lines. */
  keysAmong(keys: ReadonlyArray<string>): ReadonlySet<string> {
    const rows = this.#all("SELECT key FROM line WHERE key IN (SELECT value FROM json_each(?))", JSON.stringify(keys))
    return new Set(rows.map((row) => String(row["key"])))
  }

  totals(): Totals {
    const [row = {}] = this.#all(
      "SELECT count(*) AS lines, coalesce(sum(amount), 0) AS amount, count(DISTINCT reference) AS orders," +
        " (SELECT count(DISTINCT line) FROM problem) AS bad FROM line"
    )
    return {
      lines: Number(row["lines"]),
      amount: Number(row["amount"]),
      orders: Number(row["orders"]),
      bad: Number(row["bad"])
    }
  }

  problemsAfter(last: PlacedProblem | undefined): ReadonlyArray<PlacedProblem> {
    return this.#all(
      "SELECT * FROM problem WHERE (line, place) > (?, ?) ORDER BY line, place LIMIT ?",
      last?.line ?? 0,
      last?.place ?? 0,
      pageLength
    ).map((row) => ({
      place: Number(row["place"]),
      line: Number(row["line"]),
      ...given("column", text(row["field"])),
      problem: String(row["problem"])
    }))
  }

  ordersAfter(last: OrderTotal | undefined): ReadonlyArray<OrderTotal> {
    return this.#all(
      "SELECT reference, count(*) AS lines, sum(amount) AS amount FROM line WHERE reference > ?" +
        " GROUP BY reference ORDER BY reference LIMIT ?",
      last?.order ?? "",
      pageLength
    ).map((row) => ({ order: String(row["reference"]), lines: Number(row["lines"]), amount: Number(row["amount"]) }))
  }

  linesAfter(last: BatchLine | undefined): ReadonlyArray<BatchLine> {
    return this.#all("SELECT * FROM line WHERE line > ? ORDER BY line LIMIT ?", last?.line ?? 0, pageLength).map(toLine)
  }

  /** Lines of which more may still become known. */
  openLinesAfter(last: BatchLine | undefined): ReadonlyArray<BatchLine> {
    return this.#all(
      "SELECT line.* FROM line LEFT JOIN result ON result.line = line.line" +
        " WHERE line.line > ? AND coalesce(final, 0) = 0 ORDER BY line.line LIMIT ?",
      last?.line ?? 0,
      pageLength
    ).map(toLine)
  }

  /** How many lines there are of which more may still become known. */
  countOpen(): number {
    const [row] = this.#all(
      "SELECT count(*) AS lines FROM line LEFT JOIN result USING (line) WHERE coalesce(final, 0) = 0"
    )
    return Number(row?.["lines"])
  }

  addRepeat({ key, line, mutation, state }: Repeat): void {
    this.#run("INSERT INTO repetition VALUES (?, ?, ?, ?)", line, mutation, key, state)
  }

  countRepeats(): number {
    return Number(this.#all("SELECT count(DISTINCT line) AS lines FROM repetition")[0]?.["lines"])
  }

  /** Whether one of the repeated lines has a key of its own. */
  haveRepeatsKeys(): boolean {
    return this.#all("SELECT 1 FROM repetition JOIN line USING (line) WHERE line.key IS NOT NULL LIMIT 1").length > 0
  }

  repeatsAfter(last: Repeat | undefined): ReadonlyArray<Repeat & BatchLine> {
    return this.#all(
      "SELECT line.line, reference, amount, mutation, repetition.key, state FROM repetition" +
        " JOIN line ON line.line = repetition.line WHERE (line.line, mutation) > (?, ?) ORDER BY 1, mutation LIMIT ?",
      last?.line ?? 0,
      last?.mutation ?? "",
      pageLength
    ).map((row) => ({
      ...toLine(row),
      mutation: String(row["mutation"]),
      key: String(row["key"]),
      state: String(row["state"])
    }))
  }

  setResult(line: number, { isFinal, message, mutation, outcome, traceId }: LineResult): void {
    this.#run(
      "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?)",
      line,
      outcome,
      isFinal ? 1 : 0,
      mutation ?? null,
      message,
      traceId ?? null
    )
  }

  /** Gives every line without a result this one. */
  fillResults({ message, outcome }: LineResult): void {
    this.#run(
      "INSERT INTO result SELECT line, ?, 0, NULL, ?, NULL FROM line WHERE line NOT IN (SELECT line FROM result)",
      outcome,
      message
    )
  }

  resultsAfter(last: ResultRow | undefined): ReadonlyArray<ResultRow> {
    return this.#all(selectResults, last?.line ?? 0, pageLength).map((row) => ({
      ...toLine(row),
      extra: JSON.parse(String(row["extra"])) as RefundExtra,
      result: row["outcome"] === null ? undefined : toResult(row)
    }))
  }

  /** What came of the lines, by outcome; lines without one are left out. `final`: of which nothing more will be known. */
  outcomes(which: "all" | "final" = "all"): ReadonlyArray<OutcomeTotal> {
    return this.#all(
      "SELECT outcome, count(*) AS lines, sum(amount) AS amount FROM line JOIN result USING (line)" +
        " WHERE final >= ? GROUP BY outcome",
      which === "final" ? 1 : 0
    ).map((row) => ({
      outcome: row["outcome"] as Outcome,
      lines: Number(row["lines"]),
      amount: Number(row["amount"])
    }))
  }
}

const noTemporaryFile = (detail: string): ConfigurationProblem =>
  settingProblem("TMPDIR", say(`cannot be used: ${detail}`, `tidak dapat dipakai: ${detail}`))

/** Uses the workspace, which fails only where its disk does. */
export const inWorkspace = <A>(use: () => A): Effect.Effect<A, ConfigurationProblem> =>
  Effect.try({ try: use, catch: (cause) => noTemporaryFile(cause instanceof Error ? cause.message : String(cause)) })

/** A workspace that is gone with the scope. */
export const openWorkspace: Effect.Effect<Workspace, ConfigurationProblem, Scope.Scope> = Effect.acquireRelease(
  inWorkspace(() => new Workspace()),
  (workspace) => Effect.sync(() => workspace.close())
)

/** All rows, page by page: `after` gives those behind a row, or the first ones. */
export const rowsOf = <A>(
  after: (last: A | undefined) => ReadonlyArray<A>
): Stream.Stream<A, ConfigurationProblem> =>
  Stream.paginate(undefined as A | undefined, (last) =>
    Effect.map(inWorkspace(() => after(last)), (page) => {
      const next = page.at(-1)
      return [page, next === undefined ? Option.none() : Option.some(next)] as const
    }))
