import { FinpayError, formatRupiah, OutcomeUnknown, type Rupiah } from "@openfinpay/finpay-core"
import type { AuditEvent, Mutation } from "@openfinpay/finpay-journal"
import * as Schema from "effect/Schema"
import { NotApplied, NotYetSent } from "../errors.ts"

/** Why a change is not done, or not known to be. */
export type NotDone = FinpayError | NotApplied | NotYetSent

/** How a change ended, or how far it is. */
export type Outcome =
  | { readonly kind: "done"; readonly sentence: string; readonly why?: string }
  | { readonly kind: "failed"; readonly failure: NotDone }

const refundNo = ({ request }: Mutation): string | undefined =>
  typeof request === "object" && request !== null && "partnerRefundNo" in request
    ? String(request.partnerRefundNo)
    : undefined

const deedOf = (mutation: Mutation): string => {
  const { amount = 0, operation, reference } = mutation
  const rupiah = formatRupiah(amount as Rupiah)
  switch (operation) {
    case "refund":
      return `Refunded ${rupiah} of ${reference}.`
    case "void":
      return `Voided the payment of ${rupiah} for ${reference}.`
    case "cancel":
      return `Cancelled ${reference}: it can no longer be paid.`
    case "qrisRefund": {
      const number = refundNo(mutation)
      return `Refunded ${rupiah} of ${reference}${number === undefined ? "" : ` as ${number}`}.`
    }
  }
}

const deciding: ReadonlyArray<AuditEvent["event"]> = ["decided", "closed", "withdrawn", "review"]

/** Who decided last, and why, in the words of the audit log. */
const lastWord = (
  history: ReadonlyArray<AuditEvent>
): { readonly actor: string; readonly reason: string } | undefined =>
  history.findLast(({ event }) => deciding.includes(event))

const done = (mutation: Mutation, history: ReadonlyArray<AuditEvent>): Outcome => {
  const sentence = deedOf(mutation)
  const word = lastWord(history)
  if (mutation.decidedBy === "answer" || word === undefined) return { kind: "done", sentence }
  const why = mutation.decidedBy === "person"
    ? `${word.actor} says so: ${word.reason}`
    : `its answer was lost, and Finpay was asked: ${word.reason}`
  return { kind: "done", sentence, why }
}

const failed = (failure: NotDone): Outcome => ({ kind: "failed", failure })

const notApplied = ({ decidedBy, operation, reference, state }: Mutation, history: ReadonlyArray<AuditEvent>) => {
  const { actor = "somebody", reason = "" } = lastWord(history) ?? {}
  const told = reason.replace(/[.\s]+$/u, "")
  const person = state === "rejected" ? `${actor} withdrew it before it was sent` : `${actor} says so`
  return new NotApplied({
    operation,
    reference,
    detail: decidedBy === "person" ? `${person}: ${told}` : `its answer was lost, and Finpay was asked: ${told}`,
    nextStep: "It did not happen and will not; a new key may be used to do it.",
    safeToRetry: true
  })
}

const howToAsk = ({ id, key }: Mutation): string =>
  `Find out first: finpay mutations resolve ${id}, or the same command with --key ${key}`

const howToClose = (id: string): string =>
  `Find out what happened, then close it: finpay mutations close ${id} --as applied (or not-applied) --reason TEXT`

const unknown = (mutation: Mutation): FinpayError => {
  const { error, id, operation, reference, state } = mutation
  const nextStep = state === "needs_review" ? howToClose(id) : howToAsk(mutation)
  if (error?._tag === "OutcomeUnknown") return Schema.decodeSync(OutcomeUnknown)({ ...error, nextStep })
  const isSending = state === "sending"
  return new OutcomeUnknown({
    operation,
    reference,
    reason: isSending ? "timeout" : "interrupted",
    detail: isSending ? "no answer has come yet" : "who was sending it is gone, and the answer with it",
    nextStep,
    safeToRetry: false
  })
}

const notYetSent = ({ id, operation, reference }: Mutation): NotYetSent =>
  new NotYetSent({
    operation,
    reference,
    detail: "it is written down and waits, for another change of the order or for its turn",
    nextStep: `Send it and wait: finpay mutations resolve ${id}. ` +
      `Withdraw it: finpay mutations close ${id} --as not-applied --reason TEXT`,
    safeToRetry: false
  })

/** What is to be said of a mutation, by its state and its history. */
export const outcomeOf = (mutation: Mutation, history: ReadonlyArray<AuditEvent>): Outcome => {
  switch (mutation.state) {
    case "succeeded":
      return done(mutation, history)
    case "closed":
      return mutation.closedAs === "applied" ? done(mutation, history) : failed(notApplied(mutation, history))
    case "not_applied":
      return failed(notApplied(mutation, history))
    case "rejected":
      return failed(
        mutation.error === undefined
          ? notApplied(mutation, history)
          : Schema.decodeSync(FinpayError)(mutation.error)
      )
    case "accepted":
      return failed(notYetSent(mutation))
    case "sending":
    case "unknown":
    case "needs_review":
      return failed(unknown(mutation))
  }
}
