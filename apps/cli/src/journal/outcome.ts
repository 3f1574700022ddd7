import { FinpayError, formatRupiah, OutcomeUnknown, type Rupiah } from "@openfinpay/finpay-core"
import type { AuditEvent, Mutation } from "@openfinpay/finpay-journal"
import * as Schema from "effect/Schema"
import { NotApplied, NotYetSent } from "../errors.ts"
import { say } from "../language.ts"
import { changeText } from "../output/change-text.ts"
import { reasonOf, undecidable } from "../output/event-reason.ts"
import { refusalInIndonesian } from "../output/refusal-indonesian.ts"

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

/** Who decided last, and why. */
const lastWord = (
  { operation }: Mutation,
  history: ReadonlyArray<AuditEvent>
): Pick<AuditEvent, "actor" | "event" | "reason"> | undefined => {
  const last = history.findLast(({ event }) => deciding.includes(event))
  return last === undefined ? undefined : { ...last, reason: reasonOf(last, operation) }
}

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
  const word = lastWord(mutation, history)
  if (mutation.decidedBy === "answer" || word === undefined) return { kind: "done", sentence }
  const why = mutation.decidedBy === "person" ? personOrLate(word, word.reason) : foundOut(word.reason)
  return { kind: "done", sentence, why }
}

const failed = (failure: NotDone): Outcome => ({ kind: "failed", failure })

const notApplied = (mutation: Mutation, history: ReadonlyArray<AuditEvent>) => {
  const { decidedBy, operation, reference, state } = mutation
  const { actor = say("somebody", "seseorang"), event = "closed", reason = "" } = lastWord(mutation, history) ?? {}
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
    "What Finpay answers cannot decide it. Look at the payment in Finpay's dashboard or ask Finpay's support, then " +
      `close it: finpay mutations close ${id} --as applied (or not-applied) --reason TEXT`,
    "Jawaban Finpay tidak dapat memutuskannya. Lihat pembayaran itu di dasbor Finpay atau tanyakan kepada dukungan " +
      `Finpay, lalu tutup: finpay mutations close ${id} --as applied (atau not-applied) --reason TEKS`
  )

const senderGone = (): string =>
  say("who was sending it is gone, and the answer with it", "pengirimnya sudah tidak ada, begitu juga jawabannya")

const seenSince = (reason: string): string =>
  say(`. Finpay was asked since: ${reason}`, `. Sejak itu Finpay sudah ditanya: ${reason}`)

const unknown = (mutation: Mutation, history: ReadonlyArray<AuditEvent>): FinpayError => {
  const { error, id, operation, reference, state } = mutation
  const cannotTell = undecidable(history)
  const isForPerson = state === "needs_review" || cannotTell !== undefined
  const nextStep = isForPerson ? howToClose(id) : howToAsk(mutation)
  const found = cannotTell === undefined ? "" : seenSince(reasonOf(cannotTell, operation))
  if (error?._tag === "OutcomeUnknown") {
    return Schema.decodeSync(OutcomeUnknown)({ ...error, nextStep, detail: `${error.detail}${found}` })
  }
  const isSending = state === "sending"
  return new OutcomeUnknown({
    operation,
    reference,
    reason: isSending ? "timeout" : "interrupted",
    detail: isSending ? say("no answer has come yet", "jawabannya belum datang") : `${senderGone()}${found}`,
    nextStep,
    safeToRetry: false
  })
}

const isSame = (one: Mutation, other: Mutation): boolean =>
  one.operation === other.operation && one.amount === other.amount

const itWaits = (inFront: ReadonlyArray<Mutation>): string => {
  if (inFront.length === 0) {
    return say("it is written down and waits for its turn", "sudah dicatat dan menunggu giliran")
  }
  const those = inFront.map((one) => `${changeText(one)}, ${one.state} (${one.id})`).join("; ")
  return say(`it is written down and waits for ${those}`, `sudah dicatat dan menunggu ${those}`)
}

const notYetSent = (mutation: Mutation, inFront: ReadonlyArray<Mutation>): NotYetSent => {
  const { id, operation, reference } = mutation
  const sent = inFront.length === 0
    ? say("The next refund, void or cancel sends it", "Refund, void, atau cancel berikutnya akan mengirimnya")
    : say(
      "Once that is settled it is sent by itself, by a later finpay command",
      "Setelah itu selesai, perubahan ini terkirim dengan sendirinya oleh perintah finpay berikutnya"
    )
  const withdraw = inFront.some((one) => isSame(mutation, one))
    ? say("If this is the same change as that one, withdraw this one", "Bila perubahannya sama, tarik kembali yang ini")
    : say("If it is not to be done any more, withdraw it", "Bila tidak jadi, tarik kembali")
  return new NotYetSent({
    operation,
    reference,
    detail: itWaits(inFront),
    nextStep: say(
      `${sent}. ${withdraw}: finpay mutations close ${id} --as not-applied --reason TEXT`,
      `${sent}. ${withdraw}: finpay mutations close ${id} --as not-applied --reason TEKS`
    ),
    safeToRetry: false
  })
}

/** Finpay's own error, or the journal's, which says why in the reader's language. */
const refused = (error: typeof FinpayError.Encoded, history: ReadonlyArray<AuditEvent>): FinpayError => {
  const last = history.findLast(({ to }) => to === "rejected")
  const told = last === undefined ? undefined : refusalInIndonesian(last)
  return Schema.decodeSync(FinpayError)({ ...error, detail: say(error.detail, told ?? error.detail) })
}

/** What is to be said of a mutation, by its state, its history, and what it waits for where it was not sent. */
export const outcomeOf = (
  mutation: Mutation,
  history: ReadonlyArray<AuditEvent>,
  inFront: ReadonlyArray<Mutation> = []
): Outcome => {
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
          : refused(mutation.error, history)
      )
    case "accepted":
      return failed(notYetSent(mutation, inFront))
    case "sending":
    case "unknown":
    case "needs_review":
      return failed(unknown(mutation, history))
  }
}
