/** A mutation of the journal, for scripts and for people. */
import type { AuditEvent, Evidence, Mutation, MutationState, Seen } from "@openfinpay/finpay-journal"
import { qrisStatusText } from "./qris-status.ts"
import { type Field, rupiah, table, wibOf } from "./text.ts"

const iso = (millis: number | undefined): string | undefined =>
  millis === undefined ? undefined : new Date(millis).toISOString()

const seenJson = <A extends Seen>(seen: A | undefined) => seen === undefined ? undefined : { ...seen, at: iso(seen.at) }

const evidenceJson = (evidence: Evidence | undefined) => {
  if (evidence === undefined) return undefined
  const { agreeing, checks, last, repeats, rule } = evidence
  return { checks, agreeing, repeats, rule, last: seenJson(last) }
}

/** What a script is told of a mutation, without what was asked for and answered; times in ISO 8601. */
export const mutationJson = (mutation: Mutation) => ({
  id: mutation.id,
  key: mutation.key,
  operation: mutation.operation,
  reference: mutation.reference,
  amount: mutation.amount,
  state: mutation.state,
  decidedBy: mutation.decidedBy,
  closedAs: mutation.closedAs,
  actor: mutation.actor,
  before: seenJson(mutation.before),
  evidence: evidenceJson(mutation.evidence),
  acceptedAt: iso(mutation.acceptedAt),
  sendingAt: iso(mutation.sendingAt),
  settledAt: iso(mutation.settledAt),
  updatedAt: iso(mutation.updatedAt)
})

const meanings = {
  accepted: "written down, not sent",
  sending: "on its way to Finpay",
  succeeded: "Finpay did it",
  rejected: "certainly not done",
  unknown: "perhaps Finpay did it; being found out",
  not_applied: "found out: Finpay did not do it",
  needs_review: "perhaps Finpay did it; a person has to decide",
  closed: "decided by a person"
} as const satisfies Record<MutationState, string>

/** Where a mutation stands, in a word and in plain ones. */
export const stateText = ({ closedAs, decidedBy, state }: Mutation): string => {
  if (state === "closed") return `${state}: a person says that it was ${closedAs === "applied" ? "" : "not "}applied`
  if (state === "succeeded" && decidedBy === "evidence") return `${state}: found out: Finpay did it`
  return `${state}: ${meanings[state]}`
}

const seenText = ({ operation }: Mutation, { at, paidAmount, status }: Seen): string => {
  const shown = operation === "qrisRefund" ? qrisStatusText(status) : status
  return `${shown}${paidAmount === undefined ? "" : `, ${rupiah(paidAmount)} paid`}, at ${wibOf(at)}`
}

const beforeText = (mutation: Mutation): string | undefined => {
  const { before } = mutation
  if (before === undefined) return undefined
  const given = before.refunded === 0 ? "" : `; given back before, or perhaps: ${rupiah(before.refunded)}`
  return `${seenText(mutation, before)}${given}`
}

/** What was seen of the payment before the mutation was sent, and what was seen last. */
export const evidenceFields = (mutation: Mutation): ReadonlyArray<Field> => {
  const last = mutation.evidence?.last
  return [
    ["Before", beforeText(mutation)],
    ["After", last === undefined ? undefined : seenText(mutation, last)]
  ]
}

/** What a mutation is known by: its id, its key, and where it stands. */
export const mutationFields = (mutation: Mutation): ReadonlyArray<Field> => [
  ["Mutation", mutation.id],
  ["Key", mutation.key],
  ["State", stateText(mutation)]
]

/** What a script is told of a mutation's history, oldest first. */
export const historyJson = (history: ReadonlyArray<AuditEvent>) =>
  history.map(({ actor, at, detail, event, from, hash, lane, reason, sequence, to, traceId }) => ({
    at: iso(at),
    actor,
    event,
    from,
    to,
    reason,
    detail,
    traceId,
    lane,
    sequence,
    hash
  }))

/** A mutation's history as a person follows it: when, who, what, why. */
export const historyTable = (history: ReadonlyArray<AuditEvent>): string =>
  table(
    ["WHEN", "WHO", "WHAT", "STATE", "WHY"],
    history.map(({ actor, at, event, reason, to, traceId }) => [
      wibOf(at),
      actor,
      event,
      to,
      traceId === undefined ? reason : `${reason} (Finpay's trace id: ${traceId})`
    ])
  )
