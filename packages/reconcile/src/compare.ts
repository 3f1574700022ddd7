import * as Effect from "effect/Effect"
import type { Asking } from "./Asking.ts"
import { matchGroup } from "./match/match-group.ts"
import type { Candidate, GroupDecision } from "./match/match-group.ts"
import type { Totals } from "./match/totals.ts"
import { ReportRefused, workspaceFailed } from "./ReconcileError.ts"
import type { WorkspaceFailed } from "./ReconcileError.ts"
import type { Kind } from "./report/ReportLine.ts"
import { mostOfOneReference, TooManyOfOne } from "./store/groups.ts"
import type { Group } from "./store/groups.ts"
import type { Store } from "./store/Store.ts"

/** The time a report covers, in milliseconds since 1970: from `from` on, before `until`. */
export interface Period {
  readonly from: number
  readonly until: number
}

/** How both sides are compared. */
export interface Terms {
  /** What our records are complete for. */
  readonly kinds: ReadonlyArray<Kind>
  readonly period: Period | undefined
  /** About which payments Finpay is to be asked; about none where it is left open. */
  readonly about: Asking["about"]
}

const isWithin = (period: Period | undefined, at: number): boolean =>
  period === undefined || (at >= period.from && at < period.until)

const decide = (
  { kind, known, lines }: Group,
  { kinds, period }: Terms
): GroupDecision => {
  const candidates = known.map(({ entry, seq }): Candidate => ({
    seq,
    entry,
    expected: entry.optional !== true && isWithin(period, entry.at)
  }))
  return matchGroup(lines, candidates, kinds.includes(kind))
}

const addUp = (totals: Totals, { lines, missingThere }: GroupDecision): void => {
  for (const { candidate, line, verdict } of lines) {
    totals.add(verdict, line.kind, { report: line.amount, known: candidate?.entry.amount ?? 0 })
  }
  for (const { entry } of missingThere) {
    totals.add("missing_there", entry.kind, { report: 0, known: entry.amount })
  }
}

const putInQuestion = (store: Store, group: Group, { lines, missingThere }: GroupDecision, all: boolean): void => {
  const differs = missingThere.length > 0 || lines.some(({ verdict }) => verdict !== "matched")
  if (!differs && (!all || lines.length === 0)) return
  store.ask(group.reference)
}

/** How many references are compared before others get their turn. */
const atATime = 200

const tooMany = ({ reference }: TooManyOfOne): ReportRefused =>
  new ReportRefused({
    reason: "mapping",
    detail: `more than ${mostOfOneReference} lines and entries have the reference ${JSON.stringify(reference)}`,
    nextStep: "Choose the column that tells the payments apart."
  })

/** Compares all that was taken in, reference by reference. */
export const compareAll = (
  store: Store,
  totals: Totals,
  terms: Terms
): Effect.Effect<void, WorkspaceFailed | ReportRefused> => {
  const groups = store.groups()
  const some = (): boolean => {
    for (let compared = 0; compared < atATime; compared += 1) {
      const { done, value: group } = groups.next()
      if (done === true) return false
      const decision = decide(group, terms)
      store.decide(decision)
      addUp(totals, decision)
      if (terms.about !== undefined) putInQuestion(store, group, decision, terms.about === "all")
    }
    return true
  }
  const step = Effect.try({
    try: some,
    catch: (cause) => cause instanceof TooManyOfOne ? tooMany(cause) : workspaceFailed(cause)
  })
  return Effect.gen(function*() {
    while (yield* step) yield* Effect.yieldNow
  })
}
