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
  readonly agreeing: number
}

const evidenceOf = ({ evidence }: Reviewed): Evidence =>
  evidence === null ? { checks: 0, agreeing: 0 } : JSON.parse(evidence) as Evidence

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
export const reviewedInVain = ({ plan: { settings }, reviewed }: Facts): ReadonlyArray<Violation> =>
  reviewed.flatMap((one) => {
    const { agreeing, checks, rule } = evidenceOf(one)
    const kind = kindOf(one.operation, rule)
    // With a clock that is wrong for good no access token is to be had, and most of the questions were never answered.
    const couldNotAsk = checks >= settings.giveUpChecks && agreeing < settings.notAppliedChecks
    return kind === "applied" || (kind === "same" && !couldNotAsk) || kind === "contradiction"
      ? [violating("reviewed-in-vain")(`${one.key} needed a person, by the rule ${reasonOf(one)} (${kind})`)]
      : []
  })
