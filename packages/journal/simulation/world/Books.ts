import { DatabaseSync } from "node:sqlite"
import type { StatementSync } from "node:sqlite"
import type { MutationRequest } from "../gateway/mutation-request.ts"

/** A step of a mutation as the audit log has it. */
export interface BookedStep {
  readonly key: string
  readonly event: string
  readonly actor: string
  readonly from: string | null
  readonly to: string
  readonly reason: string
}

/** A mutation as its row has it. */
export interface BookedMutation {
  readonly id: string
  readonly key: string
  readonly operation: string
  readonly reference: string
  readonly amount: number | null
  readonly state: string
  readonly before: string | null
  readonly evidence: string | null
  readonly closedAs: string | null
  readonly decidedBy: string | null
}

type Row = Readonly<Record<string, string | number | null>>

const columns = `id, idempotency_key AS key, operation, reference, amount, state, seen_before AS before, evidence,
  closed_as AS closedAs, decided_by AS decidedBy`

/** Looks into the journal's database from outside, past the journal: what is committed, and nothing else. */
export class Books {
  readonly #database: DatabaseSync
  readonly #newSteps: StatementSync
  readonly #sentBy: StatementSync
  readonly #all: StatementSync
  readonly #restless: StatementSync
  #lastStep = 0

  constructor(file: string) {
    this.#database = new DatabaseSync(file)
    this.#newSteps = this.#database.prepare(
      `SELECT a.rowid AS number, m.idempotency_key AS key, a.event, a.actor, a.from_state AS "from", a.to_state AS "to",
        a.reason FROM finpay_audit a JOIN finpay_mutation m ON m.id = a.mutation_id WHERE a.rowid > ? ORDER BY a.rowid`
    )
    // The one that is being sent; else the one that was given up while its sender was held up.
    this.#sentBy = this.#database.prepare(
      `SELECT idempotency_key AS key FROM finpay_mutation
        WHERE reference = ?1 AND operation = ?2 AND (amount = ?3 OR ?3 IS NULL) AND sending_at IS NOT NULL
        ORDER BY state = 'sending' DESC, state = 'unknown' DESC, sending_at DESC LIMIT 1`
    )
    this.#all = this.#database.prepare(`SELECT ${columns} FROM finpay_mutation ORDER BY rowid`)
    this.#restless = this.#database.prepare(
      `SELECT count(*) AS number FROM finpay_mutation WHERE state IN ('sending', 'unknown') OR (state = 'accepted'
        AND reference NOT IN (SELECT reference FROM finpay_mutation WHERE state = 'needs_review'))`
    )
  }

  /** What was written to the audit log since the last look. */
  newSteps(): ReadonlyArray<BookedStep> {
    const rows = this.#newSteps.all(this.#lastStep) as unknown as ReadonlyArray<
      BookedStep & { readonly number: number }
    >
    this.#lastStep = rows.at(-1)?.number ?? this.#lastStep
    return rows
  }

  /** The key under which a request that leaves now was written down as being sent. */
  keyOf({ amount, operation, reference }: MutationRequest): string | undefined {
    const row = this.#sentBy.get(reference, operation, amount ?? null) as Row | undefined
    return row === undefined ? undefined : String(row["key"])
  }

  /** All mutations, in the order in which they were accepted. */
  mutations(): ReadonlyArray<BookedMutation> {
    return this.#all.all() as unknown as ReadonlyArray<BookedMutation>
  }

  /** How many mutations will change without a person. */
  restless(): number {
    return Number((this.#restless.get() as Row)["number"])
  }

  close(): void {
    this.#database.close()
  }
}
