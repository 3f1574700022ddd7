import { unit } from "../random/Stream.ts"
import type { World } from "../state/World.ts"
import type { FaultRule } from "./FaultRule.ts"
import { factsOf } from "./kinds.ts"
import type { FaultOperation } from "./targets.ts"
import { canStrike } from "./targets.ts"

/** What a fault may strike. */
export interface FaultTarget extends FaultOperation {
  /** The order's id and, for QRIS, every reference of the payment that is known. */
  readonly references: ReadonlyArray<string>
}

const isMeant = (rule: FaultRule, target: FaultTarget): boolean =>
  canStrike(rule.kind, target) &&
  (rule.operation === undefined || rule.operation === target.operation) &&
  (rule.orderId === undefined || target.references.includes(rule.orderId))

/** The first fault that strikes, if any; it is used up by one. At most one strikes a request or callback. */
export const chooseFault = (world: World, target: FaultTarget): FaultRule | undefined => {
  const struck = world.faults.find((rule) =>
    rule.times > 0 && isMeant(rule, target) && (rule.probability >= 1 || unit(world.faultDraws) < rule.probability)
  )
  if (struck !== undefined) {
    world.faults = world.faults
      .map((rule) => rule === struck ? { ...rule, times: rule.times - 1 } : rule)
      .filter(({ times }) => times > 0)
  }
  return struck
}

/** How long a fault delays what it delays. */
export const delayOf = (rule: FaultRule): number => rule.delayMillis ?? factsOf(rule.kind).delay?.millis ?? 0
