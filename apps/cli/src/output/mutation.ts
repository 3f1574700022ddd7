/** A mutation of the journal, for scripts and for people. */
import { isFinal, isPaid, isQrisFinal, isQrisPaid } from "@openfinpay/finpay-core"
import type { AuditEvent, Evidence, Mutation, Seen } from "@openfinpay/finpay-journal"
import { say } from "../language.ts"
import { stateCell } from "./change-text.ts"
import { reasonOf } from "./event-reason.ts"
import { stateMeanings } from "./mutation-states.ts"
import { qrisStatusText } from "./qris-status.ts"
import { status } from "./terminal-status.ts"
import { outputScreen, type Screen } from "./terminal.ts"
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

const closedText = (closedAs: Mutation["closedAs"]): string =>
  closedAs === "applied"
    ? say("a person says that it was applied", "seseorang menyatakan bahwa sudah dikerjakan")
    : say("a person says that it was not applied", "seseorang menyatakan bahwa tidak dikerjakan")

/** Where a mutation stands, in a word and in plain ones. */
export const stateText = ({ closedAs, decidedBy, state }: Mutation): string => {
  if (state === "closed") return `${state}: ${closedText(closedAs)}`
  if (state === "succeeded" && decidedBy === "evidence") {
    return `${state}: ${say("found out: Finpay did it", "sudah dipastikan: dikerjakan Finpay")}`
  }
  return `${state}: ${stateMeanings[state]}`
}

/** What the amount of a payment means: while nobody has paid it is to be paid; where that is over it is only an amount. */
const paidText = (operation: Mutation["operation"], { paidAmount, status }: Seen): string => {
  if (paidAmount === undefined) return ""
  const isQris = operation === "qrisRefund"
  const isPaidSoFar = status === "PARTIALLY_CAPTURED" || (isQris ? isQrisPaid(status) : isPaid(status)) === true
  if (isPaidSoFar) return say(`, ${rupiah(paidAmount)} paid`, `, dibayar ${rupiah(paidAmount)}`)
  return (isQris ? isQrisFinal(status) : isFinal(status)) === false
    ? say(`, ${rupiah(paidAmount)} to be paid`, `, harus dibayar ${rupiah(paidAmount)}`)
    : `, ${rupiah(paidAmount)}`
}

const seenText = ({ operation }: Mutation, seen: Seen): string => {
  const shown = operation === "qrisRefund" ? qrisStatusText(seen.status) : seen.status
  return `${shown}${paidText(operation, seen)}, ${say("at", "pada")} ${wibOf(seen.at)}`
}

const beforeText = (mutation: Mutation): string | undefined => {
  const { before } = mutation
  if (before === undefined) return undefined
  const refunded = rupiah(before.refunded)
  const given = before.refunded === 0
    ? ""
    : say(`; given back before, or perhaps: ${refunded}`, `; sudah, atau mungkin sudah, dikembalikan: ${refunded}`)
  return `${seenText(mutation, before)}${given}`
}

/** What was seen of the payment before the mutation was sent, and what was seen last. */
export const evidenceFields = (mutation: Mutation): ReadonlyArray<Field> => {
  const last = mutation.evidence?.last
  return [
    [say("Before", "Sebelum"), beforeText(mutation)],
    [say("After", "Sesudah"), last === undefined ? undefined : seenText(mutation, last)]
  ]
}

/** What a mutation is known by: its id, its key, and where it stands. */
export const mutationFields = (mutation: Mutation): ReadonlyArray<Field> => [
  [say("Mutation", "Mutasi"), mutation.id],
  [say("Key", "Kunci"), mutation.key],
  [say("State", "Keadaan"), status(mutation.state, stateText(mutation).slice(mutation.state.length))]
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

/** Finpay's number of each answer, which its support asks for. Beside the reasons nothing would fit a terminal. */
const traceTable = (history: ReadonlyArray<AuditEvent>, screen: Screen): string => {
  const rows = history.flatMap(({ at, event, traceId }) => traceId === undefined ? [] : [[wibOf(at), event, traceId]])
  const heading = [say("WHEN", "WAKTU"), say("WHAT", "APA"), say("FINPAY'S TRACE ID", "TRACE ID FINPAY")]
  return rows.length === 0 ? "" : `\n${table(heading, rows, screen)}`
}

/** A mutation's history as a person follows it: when, who, what, why; and below it Finpay's trace ids. */
export const historyTable = (
  operation: Mutation["operation"],
  history: ReadonlyArray<AuditEvent>,
  screen: Screen = outputScreen()
): string =>
  table(
    [say("WHEN", "WAKTU"), say("WHO", "SIAPA"), say("WHAT", "APA"), say("STATE", "KEADAAN"), say("WHY", "ALASAN")],
    history.map((one) => {
      const { actor, at, event, to } = one
      return [wibOf(at), actor, event, stateCell({ state: to }, screen), reasonOf(one, operation)]
    }),
    screen
  ) + traceTable(history, screen)
