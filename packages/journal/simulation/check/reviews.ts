import { rules } from "../../src/evidence/rules.ts"
import type { VerdictKind } from "../../src/evidence/Verdict.ts"
import { repeatVerdicts } from "../../src/evidence/weigh-repeat.ts"
import type { Facts } from "../world/Facts.ts"
import type { Reviewed } from "../world/Scene.ts"
import { violating } from "./Violation.ts"
import type { Violation } from "./Violation.ts"

interface Evidence {
  readonly rule?: string
  readonly checks: number
}

const evidenceOf = ({ evidence }: Reviewed): Evidence =>
  evidence === null ? { checks: 0 } : JSON.parse(evidence) as Evidence

const kindOf = (operation: string, rule: string | undefined): VerdictKind | undefined =>
  rules.find((one) => one.operation === operation && one.rule === rule)?.kind ??
    Object.values(repeatVerdicts).find((one) => one.rule === rule)?.kind

/** By which rule a mutation came to need a person. */
export const reasonOf = (reviewed: Reviewed): string => evidenceOf(reviewed).rule ?? "nothing could be seen"

/**
 * A person is asked only where the evidence cannot decide, or where Finpay could not be asked.
 *
 * Nobody else touches the payments here, so that a contradiction is a mistake of ours as well.
 */
export const reviewedInVain = ({ reviewed }: Facts): ReadonlyArray<Violation> =>
  reviewed.flatMap((one) => {
    const kind = kindOf(one.operation, evidenceOf(one).rule)
    return kind === "applied" || kind === "same" || kind === "contradiction"
      ? [violating("reviewed-in-vain")(`${one.key} needed a person, by the rule ${reasonOf(one)} (${kind})`)]
      : []
  })
