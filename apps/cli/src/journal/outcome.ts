import { FinpayError, formatRupiah, OutcomeUnknown, type Rupiah } from "@openfinpay/finpay-core"
import type { AuditEvent, Mutation } from "@openfinpay/finpay-journal"
import * as Schema from "effect/Schema"
import { NotApplied, NotYetSent } from "../errors.ts"
import { say } from "../language.ts"

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
      return say(`Refunded ${rupiah} of ${reference}.`, `${rupiah} dari ${reference} sudah dikembalikan.`)
    case "void":
      return say(
        `Voided the payment of ${rupiah} for ${reference}.`,
        `Pembayaran ${rupiah} untuk ${reference} sudah di-void.`
      )
    case "cancel":
      return say(
        `Cancelled ${reference}: it can no longer be paid.`,
        `${reference} sudah dibatalkan: tidak dapat dibayar lagi.`
      )
    case "qrisRefund": {
      const number = refundNo(mutation)
      const [as, sebagai] = number === undefined ? ["", ""] : [` as ${number}`, ` sebagai ${number}`]
      return say(
        `Refunded ${rupiah} of ${reference}${as}.`,
        `${rupiah} dari ${reference} sudah dikembalikan${sebagai}.`
      )
    }
  }
}

const deciding: ReadonlyArray<AuditEvent["event"]> = ["decided", "closed", "withdrawn", "review", "late_answer"]

/** Who decided last, and why, in the words of the audit log. */
const lastWord = (
  history: ReadonlyArray<AuditEvent>
): Pick<AuditEvent, "actor" | "event" | "reason"> | undefined =>
  history.findLast(({ event }) => deciding.includes(event))

/** What a person said, or Finpay after that. */
const personOrLate = ({ actor, event }: Pick<AuditEvent, "actor" | "event">, told: string): string =>
  event === "late_answer" ? answeredLate() : saidBy(actor, told)

const answeredLate = (): string =>
  say(
    "Finpay answered so, after a person had closed it",
    "begitu jawaban Finpay, setelah seseorang menutupnya"
  )

const saidBy = (actor: string, reason: string): string =>
  say(`${actor} says so: ${reason}`, `menurut ${actor}: ${reason}`)

const foundOut = (reason: string): string =>
  say(
    `its answer was lost, and Finpay was asked: ${reason}`,
    `jawabannya hilang, dan Finpay sudah ditanya: ${reason}`
  )

const done = (mutation: Mutation, history: ReadonlyArray<AuditEvent>): Outcome => {
  const sentence = deedOf(mutation)
  const word = lastWord(history)
  if (mutation.decidedBy === "answer" || word === undefined) return { kind: "done", sentence }
  const why = mutation.decidedBy === "person" ? personOrLate(word, word.reason) : foundOut(word.reason)
  return { kind: "done", sentence, why }
}

const failed = (failure: NotDone): Outcome => ({ kind: "failed", failure })

const notApplied = ({ decidedBy, operation, reference, state }: Mutation, history: ReadonlyArray<AuditEvent>) => {
  const { actor = say("somebody", "seseorang"), event = "closed", reason = "" } = lastWord(history) ?? {}
  const told = reason.replace(/[.\s]+$/u, "")
  const person = state === "rejected"
    ? say(`${actor} withdrew it before it was sent: ${told}`, `${actor} menariknya sebelum dikirim: ${told}`)
    : personOrLate({ actor, event }, told)
  return new NotApplied({
    operation,
    reference,
    detail: decidedBy === "person" ? person : foundOut(told),
    nextStep: say(
      "It did not happen and will not; a new key may be used to do it.",
      "Tidak terjadi dan tidak akan terjadi; untuk melakukannya, boleh memakai kunci baru."
    ),
    safeToRetry: true
  })
}

const howToAsk = ({ id, key }: Mutation): string =>
  say(
    `Find out first: finpay mutations resolve ${id}, or the same command with --key ${key}`,
    `Cari tahu dulu: finpay mutations resolve ${id}, atau perintah yang sama dengan --key ${key}`
  )

const howToClose = (id: string): string =>
  say(
    `Find out what happened, then close it: finpay mutations close ${id} --as applied (or not-applied) --reason TEXT`,
    `Cari tahu yang terjadi, lalu tutup: finpay mutations close ${id} --as applied (atau not-applied) --reason TEKS`
  )

const unknown = (mutation: Mutation): FinpayError => {
  const { error, id, operation, reference, state } = mutation
  const nextStep = state === "needs_review" ? howToClose(id) : howToAsk(mutation)
  if (error?._tag === "OutcomeUnknown") return Schema.decodeSync(OutcomeUnknown)({ ...error, nextStep })
  const isSending = state === "sending"
  return new OutcomeUnknown({
    operation,
    reference,
    reason: isSending ? "timeout" : "interrupted",
    detail: isSending
      ? say("no answer has come yet", "jawabannya belum datang")
      : say(
        "who was sending it is gone, and the answer with it",
        "pengirimnya sudah tidak ada, begitu juga jawabannya"
      ),
    nextStep,
    safeToRetry: false
  })
}

const notYetSent = ({ id, operation, reference }: Mutation): NotYetSent =>
  new NotYetSent({
    operation,
    reference,
    detail: say(
      "it is written down and waits, for another change of the order or for its turn",
      "sudah dicatat dan menunggu, perubahan lain pada pesanan itu atau gilirannya"
    ),
    nextStep: say(
      `Send it and wait: finpay mutations resolve ${id}. ` +
        `Withdraw it: finpay mutations close ${id} --as not-applied --reason TEXT`,
      `Kirim dan tunggu: finpay mutations resolve ${id}. ` +
        `Tarik kembali: finpay mutations close ${id} --as not-applied --reason TEKS`
    ),
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
