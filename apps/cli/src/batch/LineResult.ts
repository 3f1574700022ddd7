import type { Mutation } from "@openfinpay/finpay-journal"
import { say } from "../language.ts"

/**
 * What came of a line.
 *
 * - `succeeded`: given back
 * - `rejected`: certainly not given back for this line: Finpay or the journal refused it, or the same was asked for before
 * - `not_applied`: certainly not given back: its answer was lost, and that was found out
 * - `key_reused`: nothing was sent: its key belongs to another refund
 * - `unknown`: perhaps given back
 * - `needs_review`: perhaps given back, and a person has to find out
 * - `open`: written down and not sent yet
 * - `not_sent`: this run did not come to it, and no run before
 */
export const outcomes = [
  "succeeded",
  "rejected",
  "not_applied",
  "key_reused",
  "unknown",
  "needs_review",
  "open",
  "not_sent"
] as const

/** What came of a line. */
export type Outcome = typeof outcomes[number]

/** What came of a line. */
export interface LineResult {
  readonly outcome: Outcome
  /** Why, and what to do next; empty where there is nothing to say. */
  readonly message: string
  /** The mutation of the journal; where the key was used before, the one it belongs to. */
  readonly mutation?: string
  readonly traceId?: string
  /** Neither waiting nor another run changes it. */
  readonly isFinal: boolean
}

/** Perhaps given back, or not decided: nobody may repeat it with another key. */
export const isUndecided = (outcome: Outcome): boolean =>
  outcome === "unknown" || outcome === "needs_review" || outcome === "open"

/** Certainly not given back. */
export const isRefused = (outcome: Outcome): boolean =>
  outcome === "rejected" || outcome === "not_applied" || outcome === "key_reused"

/** No run has come to it. */
export const notSent: LineResult = {
  outcome: "not_sent",
  isFinal: false,
  message: say(
    "finpay stopped before it came to this line; run the same batch again",
    "finpay berhenti sebelum sampai ke baris ini; jalankan batch yang sama lagi"
  )
}

/** It is being written down and sent: how it ends is not known if nothing more comes. */
export const onItsWay: LineResult = {
  outcome: "unknown",
  isFinal: false,
  message: say(
    "finpay stopped while this line was on its way; run the same batch again",
    "finpay berhenti saat baris ini sedang dikirim; jalankan batch yang sama lagi"
  )
}

/** The journal could not say how it stands. */
export const notKnown = (why: string): LineResult => ({
  outcome: "unknown",
  isFinal: false,
  message: say(
    `the journal could not be asked (${why}); run the same batch again`,
    `jurnal tidak dapat ditanya (${why}); jalankan batch yang sama lagi`
  )
})

/** The key of a line belongs to another refund. */
export const keyReused = (key: string, mutation: string): LineResult => ({
  outcome: "key_reused",
  isFinal: true,
  mutation,
  message: say(
    `nothing was sent: its key ${key} belongs to another order or amount, ${mutation}`,
    `tidak ada yang dikirim: kuncinya ${key} milik pesanan atau jumlah lain, ${mutation}`
  )
})

/** The same refund was asked for in another way, and no key says that this line is meant as well. */
export const refundedBefore = (mutation: string, state: string): LineResult => ({
  outcome: "rejected",
  isFinal: true,
  mutation,
  message: say(
    `nothing was sent: ${mutation} (${state}) gives back the same amount of the same order; ` +
      "if this line is meant as well, put it into a file of its own with a column key",
    `tidak ada yang dikirim: ${mutation} (${state}) mengembalikan jumlah yang sama dari pesanan yang sama; ` +
      "jika baris ini juga dimaksud, tulis di berkas tersendiri dengan kolom key"
  )
})

/** It cannot be written down, whatever happens. */
export const refusedHere = (message: string): LineResult => ({ outcome: "rejected", isFinal: true, message })

const findOut = (id: string): string =>
  say(
    `no answer has come; finpay finds out: run the same batch again, or finpay mutations resolve ${id}`,
    `belum ada jawaban; finpay mencari tahu: jalankan batch yang sama lagi, atau finpay mutations resolve ${id}`
  )

const howToClose = (id: string): string =>
  say(
    `find out what happened, then: finpay mutations close ${id} --as applied (or not-applied) --reason TEXT`,
    `cari tahu apa yang terjadi, lalu: finpay mutations close ${id} --as applied (atau not-applied) --reason TEKS`
  )

const howToSend = (id: string): string =>
  say(
    "written down and not sent yet: run the same batch again; " +
      `to withdraw it: finpay mutations close ${id} --as not-applied --reason TEXT`,
    "sudah dicatat dan belum dikirim: jalankan batch yang sama lagi; " +
      `untuk menariknya: finpay mutations close ${id} --as not-applied --reason TEKS`
  )

/** What is known of a mutation beside its row. */
export interface Said {
  /** Why it is done or not, where Finpay's answer does not say it. */
  readonly why: string
  /** Another run sends it again: it was certainly not processed, for a reason that lies outside the request. */
  readonly mayBeAskedAgain: boolean
}

const traceIdIn = (answer: unknown): string | undefined =>
  typeof answer === "object" && answer !== null && "traceId" in answer && typeof answer.traceId === "string"
    ? answer.traceId
    : undefined

const traceIdOf = ({ answer, error, evidence }: Mutation): string | undefined =>
  traceIdIn(answer) ?? error?.traceId ?? evidence?.last?.traceId

type Told = Pick<LineResult, "outcome" | "isFinal" | "message">

const told = ({ closedAs, id, state }: Mutation, { mayBeAskedAgain, why }: Said): Told => {
  switch (state) {
    case "succeeded":
      return { outcome: "succeeded", isFinal: true, message: why }
    case "closed":
      return { outcome: closedAs === "applied" ? "succeeded" : "not_applied", isFinal: true, message: why }
    case "rejected":
      return { outcome: "rejected", isFinal: !mayBeAskedAgain, message: why }
    case "not_applied":
      return { outcome: "not_applied", isFinal: true, message: why }
    case "sending":
    case "unknown":
      return { outcome: "unknown", isFinal: false, message: findOut(id) }
    case "needs_review":
      return { outcome: "needs_review", isFinal: true, message: howToClose(id) }
    case "accepted":
      return { outcome: "open", isFinal: false, message: howToSend(id) }
  }
}

/** What came of the line that a mutation belongs to. */
export const resultOf = (mutation: Mutation, said: Said): LineResult => {
  const traceId = traceIdOf(mutation)
  return { ...told(mutation, said), mutation: mutation.id, ...(traceId === undefined ? {} : { traceId }) }
}
