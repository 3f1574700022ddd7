import type { AuditRow } from "../store/rows.ts"
import { isJson } from "./columns.ts"
import type { Findings } from "./Findings.ts"
import { hashDetail, hashEvent } from "./hash.ts"
import { eventName, laneName, mutationName, placeName } from "./names.ts"
import { problem } from "./problems.ts"
import type { Problem } from "./problems.ts"
import type { Anchor } from "./verify.ts"

/** Of a journal in which everything is wrong, no more than this is remembered. */
const mostRemembered = 10_000

/** An event as it was read. */
export interface Read {
  /** Lane and sequence by the table's key, whatever the row itself says. */
  readonly lane: number
  readonly place: number
  readonly row: AuditRow
  /** What of it could not be read as what it should be. */
  readonly unreadable: Problem | undefined
}

/** Where the walk along a chain is. */
export interface Link {
  readonly sequence: number
  /** What the next event may name as the one before it. */
  readonly hashes: ReadonlyArray<string>
}

/** What is known of the lanes once they were walked. */
export interface Walked {
  events: number
  readonly heads: Array<Anchor>
  /** The events that are wrong in themselves, as `lane/sequence`. */
  readonly wrong: Set<string>
  /** Mutations that events tell of and that are not there, with the event that says so. */
  readonly missing: Map<string, string>
}

/** What a lane's chain is held against. */
export interface Ends {
  /** The lane's own row. */
  readonly head: Anchor | undefined
  /** The last event there was when that row was read. */
  readonly last: number
  /** What of that row is held as something else than it was written as. */
  readonly misheld: Problem | undefined
}

/** What is wrong with an event, whatever stands before and after it. */
export const ownProblem = ({ row, unreadable }: Read, erasures: ReadonlyMap<string, number>): Problem | undefined => {
  if (unreadable !== undefined) return unreadable
  if (hashEvent(row) !== row.hash) return problem("hash")
  if (row.detail !== null) {
    if (hashDetail(row.detail) !== row.detail_hash) return problem("detail-hash")
    return isJson(row.detail) ? undefined : problem("not-json", "detail")
  }
  if (row.detail_hash === hashDetail(null) || (erasures.get(row.mutation_id) ?? 0) > row.sequence) return undefined
  return problem("detail-gone")
}

const gapName = (lane: number, from: number, to: number): string =>
  from === to ? placeName(lane, from) : `${placeName(lane, from)} to ${to}`

const nameOf = ({ lane, place, row }: Read): string => eventName({ ...row, lane, sequence: place })

const keyOf = ({ lane, place }: Read): string => `${lane}/${place}`

const rememberWrong = ({ wrong }: Walked, read: Read): void => {
  if (wrong.size < mostRemembered) wrong.add(keyOf(read))
}

/**
 * Follows the chain to an event that is wrong in itself. It is told once: what comes after it may still name it by the
 * hash it has, or should have.
 */
export const followWrong = (findings: Findings, walked: Walked, previous: Link, read: Read, found: Problem): Link => {
  const { place, row } = read
  findings.addWrong(nameOf(read), found)
  rememberWrong(walked, read)
  // Out of its turn it is nobody's place in the chain.
  return place === previous.sequence + 1 ? { sequence: place, hashes: [row.hash, hashEvent(row)] } : previous
}

const discontinuity = (previous: Link, { previous_hash, sequence }: AuditRow): Problem | undefined => {
  if (previous.hashes.includes(previous_hash)) return undefined
  if (sequence === 1) return problem("first-event")
  return problem("chain", previous.sequence)
}

/** Follows the chain to an event that fits itself. */
export const followEvent = (findings: Findings, walked: Walked, previous: Link, read: Read): Link => {
  const { place, row } = read
  const expected = previous.sequence + 1
  if (place > expected) findings.add(gapName(read.lane, expected, place - 1), problem("missing"))
  const broken = place === expected ? discontinuity(previous, row) : undefined
  if (broken !== undefined) {
    findings.addWrong(nameOf(read), broken)
    rememberWrong(walked, read)
  }
  return { sequence: place, hashes: [row.hash] }
}

/** Remembers which mutations a page tells of that are not there. */
export const noteMissing = (walked: Walked, known: ReadonlySet<string>, page: ReadonlyArray<Read>): void => {
  for (const read of page) {
    const { mutation_id } = read.row
    if (known.has(mutation_id) || walked.missing.has(mutation_id) || walked.wrong.has(keyOf(read))) continue
    if (walked.missing.size < mostRemembered) walked.missing.set(mutation_id, nameOf(read))
  }
}

/** Holds the end of a chain against the row that says where it ends. */
export const checkHead = (findings: Findings, lane: number, { head }: Ends, end: Link): void => {
  const last = placeName(lane, end.sequence)
  if (head === undefined) {
    if (end.sequence > 0) findings.add(laneName(lane), problem("head-missing", last))
  } else if (end.hashes.includes(head.hash)) {
    if (head.sequence !== end.sequence) {
      findings.addWrong(laneName(lane), problem("head-sequence", head.sequence, last))
    }
  } else if (head.sequence === end.sequence) {
    findings.addWrong(laneName(lane), problem("head-hash", last))
  } else if (end.sequence === 0) {
    findings.add(laneName(lane), problem("head-alone", head.sequence))
  } else if (head.sequence > end.sequence) {
    const name = gapName(lane, end.sequence + 1, head.sequence)
    findings.add(name, problem("head-ahead", laneName(lane), head.sequence))
  } else {
    findings.add(laneName(lane), problem("head-behind", head.sequence, last))
  }
}

/** Mutations that events tell of and that are gone. */
export const tellMissing = (findings: Findings, { missing }: Walked): void => {
  for (const [id, event] of missing) findings.add(mutationName(id), problem("mutation-missing", event))
}
