import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { join } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import type { KnownEntry } from "../Known.ts"
import type { GroupDecision } from "../match/match-group.ts"
import { workspaceFailed } from "../ReconcileError.ts"
import type { WorkspaceFailed } from "../ReconcileError.ts"
import type { ReportItem, ReportLine } from "../report/ReportLine.ts"
import type { Result, Verdict } from "../Result.ts"
import type { Told } from "../Told.ts"
import { makeWorkspace } from "../workspace.ts"
import { groupsOf } from "./groups.ts"
import type { Group } from "./groups.ts"
import { keyOf } from "./key.ts"
import { toLine, toMissing, toResult } from "./rows.ts"
import type { KnownRow, LineRow, MissingRow, ResultRow } from "./rows.ts"
import { openTemporary } from "./schema.ts"

/** A line that was decided, and the amount of the entry it belongs to. */
export interface Decided {
  readonly line: ReportLine
  readonly verdict: Exclude<Verdict, "missing_there" | "unreadable">
  readonly knownAmount: number
}

/** A payment Finpay is to be asked about. */
export interface Question {
  readonly reference: string
  /** A mutation of it in the journal, where there is one. */
  readonly mutationId?: string
}

const knownColumns = ["seq", "reference", "kind", "amount", "outcome", "state", "at", "mutation_id", "optional"]

const selectResults = `
  SELECT line.line, line.reference, line.kind, line.amount, line.outcome, line.status, line.date, line.at, line.id,
    line.problems, decision.verdict, decision.repeats, told.told,
    ${knownColumns.map((name) => `known.${name} AS known_${name}`).join(", ")}
  FROM line
    LEFT JOIN decision ON decision.line = line.line
    LEFT JOIN known ON known.seq = decision.seq
    LEFT JOIN told ON told.reference = line.reference
  WHERE line.line > ? ORDER BY line.line LIMIT ?
`

const selectMissing = `
  SELECT known.*, told.told FROM missing
    JOIN known ON known.seq = missing.seq
    LEFT JOIN told ON told.reference = known.reference
  WHERE missing.seq > ? ORDER BY missing.seq LIMIT ?
`

const selectDecided = `
  SELECT line.*, decision.verdict, known.amount AS known_amount FROM line
    JOIN decision ON decision.line = line.line
    LEFT JOIN known ON known.seq = decision.seq
  WHERE line.key = ? AND line.reference = ?
`

const selectQuestions = `
  SELECT reference, (
      SELECT mutation_id FROM known
      WHERE known.key = asking.key AND known.reference = asking.reference AND mutation_id IS NOT NULL
      ORDER BY seq LIMIT 1
    ) AS mutation_id
  FROM asking WHERE reference > ? ORDER BY reference LIMIT ?
`

/** Some results, and from where the next ones are to be read. */
export interface ResultPage {
  readonly results: ReadonlyArray<Result>
  readonly next: Position | undefined
}

/** Where in the results: behind which line, or behind which missing entry. */
export interface Position {
  readonly of: "line" | "missing"
  readonly after: number
}

const pageLength = 500

/** Where lines and entries meet. All calls are short; none of them keeps the process for long. */
export class Store {
  readonly #database: DatabaseSync
  readonly #statements: Record<
    | "line"
    | "known"
    | "decision"
    | "missing"
    | "asking"
    | "told"
    | "verdict"
    | "results"
    | "missed"
    | "decided"
    | "questions",
    ReturnType<DatabaseSync["prepare"]>
  >

  constructor(database: DatabaseSync) {
    const prepare = (text: string) => database.prepare(text)
    this.#database = database
    this.#statements = {
      line: prepare("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      known: prepare("INSERT INTO known VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      decision: prepare("INSERT INTO decision VALUES (?, ?, ?, ?)"),
      missing: prepare("INSERT INTO missing VALUES (?)"),
      asking: prepare("INSERT OR IGNORE INTO asking VALUES (?, ?)"),
      questions: prepare(selectQuestions),
      told: prepare("INSERT INTO told VALUES (?, ?)"),
      verdict: prepare("UPDATE decision SET verdict = ? WHERE line = ?"),
      results: prepare(selectResults),
      missed: prepare(selectMissing),
      decided: prepare(selectDecided)
    }
  }

  addItem(item: ReportItem): void {
    if (item.type === "ignored") return
    if (item.type === "unreadable") {
      const { line, problems } = item.line
      this.#statements.line.run(line, null, null, null, null, null, null, null, null, null, JSON.stringify(problems))
      return
    }
    const { amount, at, date, id, kind, line, outcome, reference, status } = item.line
    this.#statements.line.run(
      line,
      keyOf(reference),
      reference,
      kind,
      amount,
      outcome,
      status ?? null,
      date ?? null,
      at ?? null,
      id ?? null,
      null
    )
  }

  addKnown({ amount, at, kind, mutationId, optional, outcome, reference, state }: KnownEntry): void {
    this.#statements.known.run(
      keyOf(reference),
      reference,
      kind,
      amount,
      outcome,
      state,
      at,
      mutationId ?? null,
      optional === true ? 1 : 0
    )
  }

  /** In the order of their keys. Nothing may be added while they are being read. */
  groups(): Generator<Group, void> {
    return groupsOf(this.#database)
  }

  decide({ lines, missingThere }: GroupDecision): void {
    for (const { candidate, line, repeats, verdict } of lines) {
      this.#statements.decision.run(line.line, verdict, candidate?.seq ?? null, repeats ?? null)
    }
    for (const { seq } of missingThere) this.#statements.missing.run(seq)
  }

  /** Finpay is to be asked about a payment; once, however often that is said. */
  ask(reference: string): void {
    this.#statements.asking.run(reference, keyOf(reference))
  }

  countQuestions(): number {
    const row = this.#database.prepare("SELECT count(*) AS count FROM asking").get()
    return Number(row?.["count"] ?? 0)
  }

  questions(after: string): ReadonlyArray<Question> {
    const rows = this.#statements.questions.all(after, pageLength) as unknown as ReadonlyArray<
      Pick<KnownRow, "reference" | "mutation_id">
    >
    return rows.map(({ mutation_id: mutationId, reference }) => ({
      reference,
      ...(mutationId === null ? {} : { mutationId })
    }))
  }

  addTold(reference: string, told: Told): void {
    this.#statements.told.run(reference, JSON.stringify(told))
  }

  decidedOf(reference: string): ReadonlyArray<Decided> {
    const rows = this.#statements.decided.all(keyOf(reference), reference) as unknown as ReadonlyArray<
      LineRow & { readonly verdict: Decided["verdict"]; readonly known_amount: number | null }
    >
    return rows.map((row) => ({ line: toLine(row), verdict: row.verdict, knownAmount: row.known_amount ?? 0 }))
  }

  changeVerdict(line: number, verdict: Decided["verdict"]): void {
    this.#statements.verdict.run(verdict, line)
  }

  /** The lines in their order, then what the report should have and has not. */
  results({ after, of }: Position): ResultPage {
    if (of === "missing") {
      const rows = this.#statements.missed.all(after, pageLength) as unknown as ReadonlyArray<MissingRow>
      const last = rows.at(-1)
      return { results: rows.map(toMissing), next: last === undefined ? undefined : { of, after: last.seq } }
    }
    const rows = this.#statements.results.all(after, pageLength) as unknown as ReadonlyArray<ResultRow>
    const last = rows.at(-1)
    return {
      results: rows.map(toResult),
      next: last === undefined ? { of: "missing", after: 0 } : { of, after: last.line }
    }
  }
}

/** An empty store in a temporary folder; both are gone with the scope. */
export const makeStore = (directory?: string): Effect.Effect<Store, WorkspaceFailed, Scope.Scope> =>
  Effect.gen(function*() {
    const folder = yield* makeWorkspace(directory)
    const database = yield* Effect.acquireRelease(
      Effect.try({ try: () => openTemporary(join(folder, "compare.sqlite")), catch: workspaceFailed }),
      (opened) => Effect.sync(() => opened.close())
    )
    return new Store(database)
  })
