import type { KnownEntry } from "../Known.ts"
import type { Outcome, ReportLine } from "../report/ReportLine.ts"
import type { Verdict } from "../Result.ts"

/** An entry of our records as it takes part: with its number, and whether the report has to have it. */
export interface Candidate {
  readonly seq: number
  readonly entry: KnownEntry
  readonly expected: boolean
}

/** What a line came to. */
export interface LineDecision {
  readonly line: ReportLine
  readonly verdict: Exclude<Verdict, "missing_there" | "unreadable">
  readonly candidate?: Candidate
  /** For a duplicate: the earlier line. */
  readonly repeats?: number
}

/** What the lines and entries of one reference and kind came to. */
export interface GroupDecision {
  readonly lines: ReadonlyArray<LineDecision>
  readonly missingThere: ReadonlyArray<Candidate>
}

/** With whom a line would rather be: an entry that says the same, then one that does not know, then any. */
const closeness = (line: Outcome, entry: Outcome): number => line === entry ? 0 : entry === "unknown" ? 1 : 2

const byPreference = (left: Candidate, right: Candidate): number =>
  Number(right.expected) - Number(left.expected) || left.entry.at - right.entry.at || left.seq - right.seq

interface Pair {
  readonly line: ReportLine
  readonly candidate: Candidate
}

/** Pairs those of equal amount: in every round the pairs of one closeness, so that no poor pair takes a good one's half. */
const pairEqualAmounts = (lines: ReadonlyArray<ReportLine>, candidates: ReadonlyArray<Candidate>) => {
  const pairs: Array<Pair> = []
  const free = new Map<number, Array<Candidate>>()
  for (const candidate of candidates.toSorted(byPreference)) {
    const same = free.get(candidate.entry.amount)
    if (same === undefined) free.set(candidate.entry.amount, [candidate])
    else same.push(candidate)
  }
  let left = lines
  for (const round of [0, 1, 2]) {
    left = left.filter((line) => {
      const same = free.get(line.amount) ?? []
      const index = same.findIndex(({ entry }) => closeness(line.outcome, entry.outcome) === round)
      const [candidate] = index < 0 ? [] : same.splice(index, 1)
      if (candidate !== undefined) pairs.push({ line, candidate })
      return candidate === undefined
    })
  }
  return { pairs, lines: left, candidates: [...free.values()].flat().toSorted((one, two) => one.seq - two.seq) }
}

const sameMovement = ({ amount, at, date, id, outcome, status }: ReportLine): string =>
  JSON.stringify([amount, outcome, status, id, at, date])

/** Of each line, the first line of its group that says the same. */
const firstOfItsKind = (lines: ReadonlyArray<ReportLine>): ReadonlyMap<number, number> => {
  const first = new Map<string, number>()
  const twins = new Map<number, number>()
  for (const line of lines) {
    const key = sameMovement(line)
    const earlier = first.get(key)
    if (earlier === undefined) first.set(key, line.line)
    else twins.set(line.line, earlier)
  }
  return twins
}

/** Certainly did not happen: a report that does not have it says the same. */
const isAwaited = ({ entry, expected }: Candidate): boolean => expected && entry.outcome !== "not_done"

/**
 * Compares the lines and the entries of one reference and kind.
 *
 * Equal amounts belong together, one to one, whatever their order. Of what is left, a line that repeats an earlier one
 * is a duplicate. If then one line and one awaited entry are left they are the same movement with two amounts; of more
 * than that nobody can say which belongs to which, so each is missing on the other side.
 *
 * `complete`: our records know all of this kind, so a line they do not have is missing here.
 */
export const matchGroup = (
  lines: ReadonlyArray<ReportLine>,
  candidates: ReadonlyArray<Candidate>,
  complete: boolean
): GroupDecision => {
  const equal = pairEqualAmounts(lines, candidates)
  const twins = firstOfItsKind(lines)
  const single = equal.lines.filter(({ line }) => !twins.has(line))
  const awaited = equal.candidates.filter(isAwaited)
  const [line] = single
  const [candidate] = awaited
  const differs = single.length === 1 && awaited.length === 1 && line !== undefined && candidate !== undefined
  const alone = complete ? "missing_here" : "not_compared"
  return {
    lines: [
      ...equal.pairs.map(({ candidate: pair, line: paired }): LineDecision => ({
        line: paired,
        verdict: paired.outcome === pair.entry.outcome ? "matched" : "status_differs",
        candidate: pair
      })),
      ...equal.lines.flatMap((each): ReadonlyArray<LineDecision> => {
        const repeats = twins.get(each.line)
        return repeats === undefined ? [] : [{ line: each, verdict: "duplicate_line", repeats }]
      }),
      ...(differs
        ? [{ line, verdict: "amount_differs", candidate } as const]
        : single.map((each): LineDecision => ({ line: each, verdict: alone })))
    ],
    missingThere: differs ? [] : awaited
  }
}
