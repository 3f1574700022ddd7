import type { JournaledOperation } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Fragment } from "effect/sql/Statement"
import type { ApprovalState } from "../contract/approval-state.ts"
import { newId } from "../database/new-id.ts"
import { pageOf } from "../database/page.ts"
import { usable } from "../database/usable.ts"
import type { Approval } from "./Approval.ts"
import { approvalOf, rowOf } from "./rows.ts"

/** What a person can say. */
export type Decision = "approved" | "rejected" | "withdrawn"

/** What a person said, who, and with which API key. */
export interface Said {
  readonly state: Decision
  readonly reason: string
  readonly decidedBy: string
  readonly decidedWith: string | undefined
}

/** Which approvals. All that is given must hold. Times are milliseconds since 1970. */
export interface ApprovalFilter {
  readonly states?: ReadonlyArray<ApprovalState>
  readonly operation?: JournaledOperation
  readonly reference?: string
  /** Who asked. */
  readonly actor?: string
  /** Asked for at or after. */
  readonly since?: number
  /** Asked for before. */
  readonly until?: number
  /** The `next` of the page before. */
  readonly after?: string
  /** At most this many; 50 unless given. */
  readonly limit?: number
}

/** Approvals, newest first. */
export interface ApprovalPage {
  readonly approvals: ReadonlyArray<Approval>
  /** Pass as `after` for the next page; left out on the last one. */
  readonly next?: string
}

/** The table of approvals. */
export const makeStore = (sql: SqlClient) => {
  const found = (condition: Fragment) =>
    usable(Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const [row] = yield* sql`SELECT * FROM finpay_api_approval WHERE ${condition}`
      return row === undefined ? undefined : approvalOf(row, now)
    }))

  const get = (account: string, id: string) => found(sql`account = ${account} AND id = ${id}`)

  const byKey = (account: string, key: string) => found(sql`account = ${account} AND idempotency_key = ${key}`)

  const insert = Effect.fnUntraced(function*(account: string, wanted: Omit<Approval, "id">) {
    const approval: Approval = { id: yield* newId("apr"), ...wanted }
    yield* usable(sql`INSERT INTO finpay_api_approval ${sql.insert(rowOf(account, approval))}`)
    return approval
  })

  /** Writes a decision down, if it waits for one; `undefined` when it does not, or is not there. */
  const decide = (account: string, id: string, { decidedBy, decidedWith, reason, state }: Said) =>
    usable(Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const [row] = yield* sql`UPDATE finpay_api_approval SET ${
        sql.update({ state, decided_by: decidedBy, decided_with: decidedWith ?? null, decided_at: now, reason })
      } WHERE account = ${account} AND id = ${id} AND state = 'pending' AND expires_at > ${now} RETURNING *`
      return row === undefined ? undefined : approvalOf(row, now)
    }))

  const became = (account: string, id: string, mutationId: string) =>
    usable(
      sql`UPDATE finpay_api_approval SET mutation_id = ${mutationId} WHERE account = ${account} AND id = ${id}`
    )

  const inState = (state: ApprovalState, now: number): Fragment => {
    switch (state) {
      case "pending":
        return sql`(state = 'pending' AND expires_at > ${now})`
      case "expired":
        return sql`(state = 'pending' AND expires_at <= ${now})`
      default:
        return sql`state = ${state}`
    }
  }

  const conditionsOf = (
    { actor, after, operation, reference, since, states, until }: ApprovalFilter,
    now: number
  ): ReadonlyArray<Fragment> => [
    ...(states === undefined ? [] : [sql.or(states.map((state) => inState(state, now)))]),
    ...(operation === undefined ? [] : [sql`operation = ${operation}`]),
    ...(reference === undefined ? [] : [sql`reference = ${reference}`]),
    ...(actor === undefined ? [] : [sql`requested_by = ${actor}`]),
    ...(since === undefined ? [] : [sql`requested_at >= ${since}`]),
    ...(until === undefined ? [] : [sql`requested_at < ${until}`]),
    ...(after === undefined ? [] : [sql`id < ${after}`])
  ]

  const list = (account: string, filter: ApprovalFilter = {}) =>
    usable(Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const { limit = 50 } = filter
      const conditions = sql.and([sql`account = ${account}`, ...conditionsOf(filter, now)])
      const rows = yield* sql`SELECT * FROM finpay_api_approval WHERE ${conditions} ORDER BY id DESC LIMIT ${limit + 1}`
      const { shown: approvals, ...next } = pageOf(rows.map((row) => approvalOf(row, now)), limit)
      return { approvals, ...next } satisfies ApprovalPage
    }))

  return { get, byKey, insert, decide, became, list }
}
