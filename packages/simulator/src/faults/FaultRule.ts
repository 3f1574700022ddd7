import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { FaultKind } from "./kinds.ts"
import { faultKindNames } from "./kinds.ts"
import { operationProblem } from "./targets.ts"

/** The longest a fault may delay anything: a day. */
const longest = 86_400_000

/**
 * A fault to come: what, where, how often.
 *
 * `operation` is a name of the catalog (`refund`, `qrisQuery`, ...), `qrisCancel`, `callback` or `notification`; without
 * it every operation the kind can strike is meant. `orderId` is the order's id or, for QRIS, one of its references.
 * `times` is how often it strikes (1 unless given) and `probability`, drawn from the seed, whether it does when it could
 * (1 unless given). A rule that could never strike is refused: it would be a fault nobody tests.
 */
export const FaultRule = Schema.Struct({
  kind: Schema.Literals(faultKindNames as readonly [FaultKind, ...Array<FaultKind>]),
  operation: Schema.optionalKey(Schema.String.check(Schema.isBetweenLength(1, 40))),
  orderId: Schema.optionalKey(Schema.String.check(Schema.isBetweenLength(1, 64))),
  times: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(1))
  ),
  probability: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(1))
  ),
  delayMillis: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: longest })))
}).check(
  Schema.makeFilter(({ kind, operation, orderId }) => {
    if (operation === undefined) return undefined
    const issue = operationProblem(kind, operation)
    if (issue !== undefined) return { path: ["operation"], issue }
    return operation === "snapToken" && orderId !== undefined
      ? { path: ["orderId"], issue: "a token is asked for without an order" }
      : undefined
  })
)

/** A fault to come. `times` counts down. */
export type FaultRule = typeof FaultRule.Type

/** A fault as it is asked for: everything but `kind` may be left out. */
export type FaultInput = typeof FaultRule.Encoded
