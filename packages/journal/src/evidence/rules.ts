import { qrisRefundRules } from "./qris-refund-rules.ts"
import { refundRules } from "./refund-rules.ts"
import type { Rule } from "./Rule.ts"
import type { repeatVerdicts } from "./weigh-repeat.ts"
import type { disturbed, stillWorking, unknownStatus } from "./weigh.ts"
import { cancelRules, voidRules } from "./withdrawal-rules.ts"

/**
 * The table: what was seen before, what is seen after, what follows. Each pair of a situation and a known status stands
 * in exactly one line; `docs/evidence.md` is written from it.
 */
export const rules: ReadonlyArray<Rule> = [...refundRules, ...voidRules, ...cancelRules, ...qrisRefundRules]

/** The names of the rules: those of each operation's table, and those that hold for every operation. */
export interface RuleNames {
  readonly refund: typeof refundRules[number]["rule"]
  readonly void: typeof voidRules[number]["rule"]
  readonly cancel: typeof cancelRules[number]["rule"]
  readonly qrisRefund:
    | typeof qrisRefundRules[number]["rule"]
    | typeof repeatVerdicts[keyof typeof repeatVerdicts]["rule"]
  readonly every: typeof unknownStatus["rule"] | typeof stillWorking["rule"] | typeof disturbed["rule"]
}
