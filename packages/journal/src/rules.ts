import * as Context from "effect/Context"
import { claim } from "./claim.ts"
import { conclude } from "./evidence/conclude.ts"
import { weighRepeat } from "./evidence/weigh-repeat.ts"
import { weigh } from "./evidence/weigh.ts"
import { countsAsRefunded } from "./Mutation.ts"
import { abandoned } from "./record.ts"

/** The judgements everything rests on, in one place, so that the simulation can show that each of them is needed. */
export interface JournalRules {
  /** Which mutations count as given back. */
  readonly countsAsRefunded: typeof countsAsRefunded
  /** Takes a mutation from accepted to sending, or leaves or rejects it. */
  readonly claim: typeof claim
  /** What becomes of a mutation whose sender is gone. */
  readonly abandoned: typeof abandoned
  /** What an answer about a payment says about a mutation. */
  readonly weigh: typeof weigh
  /** What the answer to a repeated QRIS refund says about it. */
  readonly weighRepeat: typeof weighRepeat
  /** What follows from all that was seen so far. */
  readonly conclude: typeof conclude
}

/** The rules. Only the simulation puts others in their place. */
export const JournalRules = Context.Reference<JournalRules>("@openfinpay/finpay-journal/JournalRules", {
  defaultValue: () => ({ countsAsRefunded, claim, abandoned, weigh, weighRepeat, conclude })
})
