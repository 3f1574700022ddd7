import * as Effect from "effect/Effect"
import type { JournalUnavailable } from "../JournalError.ts"
import { isSettled, settledStates } from "../Mutation.ts"
import type { Mutation, MutationState } from "../Mutation.ts"
import type { Step, Store } from "../store/Store.ts"

const pageSize = 100

/** The last time there is, in milliseconds since 1970. */
const latest = 8_640_000_000_000_000

/** Who erases, and what was settled before which time, in milliseconds since 1970. */
export interface Erasure {
  readonly actor: string
  readonly settledBefore: number
}

interface Candidate {
  readonly id: string
  readonly reference: string
  readonly version: number
}

/**
 * The next mutations of a state to be erased: settled long enough, and more happened to them than that they were erased.
 * One state at a time, which is the order of an index.
 */
const candidates = ({ account, sql, usable }: Store, state: MutationState, settledBefore: number, after: string) =>
  Effect.map(
    usable(
      sql`SELECT m.id, m.reference, m.version FROM finpay_mutation m
        WHERE m.account = ${account} AND m.state = ${state} AND m.settled_at < ${settledBefore} AND m.id > ${after} AND (
          SELECT a.event FROM finpay_audit a WHERE a.mutation_id = m.id ORDER BY a.sequence DESC LIMIT 1
        ) <> 'erased'
        ORDER BY m.id LIMIT ${sql.literal(String(pageSize))}`
    ),
    (rows) =>
      rows.map((row): Candidate => ({
        id: String(row["id"]),
        reference: String(row["reference"]),
        version: Number(row["version"])
      }))
  )

/**
 * What stays of a request: of a QRIS refund its number, which names a refund at Finpay for ever. A mutation that does not
 * keep the number in its row, as another one has it, is known to have used it by its request alone.
 */
const keptOf = ({ operation, request }: Mutation): unknown =>
  operation === "qrisRefund" && typeof request === "object" && request !== null && "partnerRefundNo" in request
    ? { partnerRefundNo: request.partnerRefundNo }
    : undefined

const erased = (mutation: Mutation, actor: string, settledBefore: number): Step => ({
  changes: {
    request: keptOf(mutation),
    before: undefined,
    answer: undefined,
    error: undefined,
    evidence: undefined
  },
  told: {
    event: "erased",
    actor,
    reason: `request, answers and details erased: settled before ${new Date(settledBefore).toISOString()}`
  },
  erasesDetails: true
})

/**
 * On SQLite, what is erased is overwritten in the file, and must not stay in the write-ahead log. Where another process
 * is reading it, it goes with a later checkpoint.
 */
const emptyLog = ({ sql, usable }: Store) =>
  sql.onDialectOrElse({ pg: () => Effect.void, orElse: () => usable(sql`PRAGMA wal_checkpoint(TRUNCATE)`) })

const eraseOne = (store: Store, candidate: Candidate, { actor, settledBefore }: Erasure) =>
  store.change(candidate, (current) =>
    Effect.succeed(
      isSettled(current.state) && current.version === candidate.version ? [erased(current, actor, settledBefore)] : []
    ))

/**
 * Erases the request, the answers and the details of the events of mutations that were settled before a time.
 *
 * Each is one transaction with an event of its own; their keys, amounts, states, times and hashes stay, so that a key is
 * never free again, sums stay right and the log verifies. One that was changed meanwhile is left for the next time.
 */
export const erase = Effect.fnUntraced(
  function*(store: Store, asked: Erasure): Effect.fn.Return<{ readonly mutations: number }, JournalUnavailable> {
    const by = { ...asked, settledBefore: Math.trunc(Math.min(asked.settledBefore, latest)) }
    let mutations = 0
    for (const state of settledStates) {
      for (let after = "";;) {
        const page = yield* candidates(store, state, by.settledBefore, after)
        for (const candidate of page) {
          if ((yield* eraseOne(store, candidate, by)).changed) mutations++
        }
        const last = page.at(-1)
        if (last === undefined) break
        after = last.id
      }
    }
    yield* emptyLog(store)
    return { mutations }
  }
)
