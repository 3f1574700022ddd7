import type { JournaledOperation } from "../Mutation.ts"
import { situations } from "./situation.ts"
import type { Situation } from "./situation.ts"
import type { Verdict } from "./Verdict.ts"

/** One line of the table: when the payment stood so before, and is seen so after, this follows. */
export interface Rule extends Verdict {
  readonly operation: JournaledOperation
  /** How the payment stood when the mutation was sent: names of situations. */
  readonly before: ReadonlyArray<string>
  /** The statuses seen after. */
  readonly after: ReadonlyArray<string>
}

type Line<Op extends JournaledOperation, Name extends string> =
  & Omit<Rule, "operation" | "before" | "rule">
  & { readonly rule: Name; readonly before: ReadonlyArray<Situation<Op> & string> }

/** The lines of one operation. Their names are part of the type: whoever has words for each of them forgets none. */
export const rulesOf = <Op extends JournaledOperation, const Name extends string>(
  operation: Op,
  lines: ReadonlyArray<Line<Op, Name>>
) => lines.map((line): Rule & { readonly rule: Name } => ({ ...line, operation }))

/** Every way a payment can have stood when a mutation of this operation was sent. */
export const everySituation = <Op extends JournaledOperation>(operation: Op) =>
  Object.keys(situations[operation]) as ReadonlyArray<Situation<Op> & string>
