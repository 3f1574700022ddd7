import * as Effect from "effect/Effect"
import type { JournalUnavailable } from "../JournalError.ts"
import type { Store } from "../store/Store.ts"
import { tellMissing } from "./chain.ts"
import { checkDatabase } from "./database.ts"
import { makeFindings } from "./Findings.ts"
import { walkLanes } from "./lanes.ts"
import { compareMutations } from "./mutations.ts"
import type { ProblemName } from "./problems.ts"
import { checkTables } from "./tables.ts"
import { checkWork } from "./work.ts"

/** One row that is not what the audit log says. */
export interface Finding {
  /** Where: table and row. */
  readonly row: string
  /** What is wrong, in one plain sentence. */
  readonly problem: string
  /** The same for a program: its name, which stays as it is, and what the sentence is about. */
  readonly name: ProblemName
  readonly values: ReadonlyArray<string>
}

/** The head of a lane at some time. Kept elsewhere, it shows later that nothing before it was rewritten or cut off. */
export interface Anchor {
  readonly lane: number
  readonly sequence: number
  /** 64 hexadecimal digits. */
  readonly hash: string
}

/** What came of recomputing the audit log. */
export interface Verification {
  /** How many events were read. */
  readonly events: number
  /** How many mutations were read. */
  readonly mutations: number
  /** What is wrong; empty where all is well. At most 1000, and one that counts the others. */
  readonly findings: ReadonlyArray<Finding>
  /** The head of each lane, to be kept elsewhere. */
  readonly heads: ReadonlyArray<Anchor>
}

/**
 * Recomputes the audit log of an account and compares every mutation and all work with it; see docs/audit.md.
 *
 * It only reads, in bounded memory, and holds no lock: others go on writing. That is sound because events are only ever
 * added, because one statement sees one moment of the database, and because whatever was read in two statements and does
 * not fit is read again in one.
 */
export const verify = Effect.fnUntraced(
  function*(
    store: Store,
    anchors: ReadonlyArray<Anchor> = []
  ): Effect.fn.Return<Verification, JournalUnavailable> {
    const findings = makeFindings()
    // What is wrong in itself comes first, then what does not fit it.
    const walked = yield* walkLanes(store, findings, anchors)
    const mutations = yield* compareMutations(store, findings, walked.wrong)
    tellMissing(findings, walked)
    yield* checkWork(store, findings)
    yield* checkTables(store, findings)
    yield* checkDatabase(store, findings)
    return { events: walked.events, mutations, findings: findings.all(), heads: walked.heads }
  }
)
