import { qrisRefundRules } from "./qris-refund-rules.ts"
import { refundRules } from "./refund-rules.ts"
import type { Rule } from "./Rule.ts"
import { cancelRules, voidRules } from "./withdrawal-rules.ts"

/**
 * The table: what was seen before, what is seen after, what follows. Each pair of a situation and a known status stands
 * in exactly one line; `docs/evidence.md` is written from it.
 */
export const rules: ReadonlyArray<Rule> = [...refundRules, ...voidRules, ...cancelRules, ...qrisRefundRules]
