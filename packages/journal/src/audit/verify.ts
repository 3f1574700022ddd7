import * as Effect from "effect/Effect"
import type { JournalUnavailable } from "../JournalError.ts"
import type { Store } from "../store/Store.ts"

/** One row that is not what the audit log says. */
export interface Finding {
  /** Where: table and row. */
  readonly row: string
  readonly problem: string
}

/** Where a lane's chain stood once: kept elsewhere, it shows later that nothing before it was rewritten. */
export interface Anchor {
  readonly lane: number
  readonly sequence: number
  readonly hash: string
}

/** What came of recomputing the audit log. */
export interface Verification {
  readonly events: number
  readonly mutations: number
  readonly findings: ReadonlyArray<Finding>
  /** The last hash of each lane: kept elsewhere, it shows later that nothing before it was rewritten. */
  readonly heads: ReadonlyArray<Anchor>
}

/** Being written. */
export const verify = (
  _store: Store,
  _anchors: ReadonlyArray<Anchor> = []
): Effect.Effect<Verification, JournalUnavailable> =>
  Effect.succeed({ events: 0, mutations: 0, findings: [{ row: "all", problem: "not verified yet" }], heads: [] })
