import { isDifference } from "@openfinpay/finpay-reconcile"
import { say } from "../language.ts"
import { count } from "./count.ts"
import { countOf, dayOf, type Outcome } from "./Outcome.ts"

const onPayments = (outcome: Outcome): string | undefined => {
  const payments = countOf(outcome, (verdict) => verdict === "not_compared")
  if (payments === 0 || outcome.asked !== "none") return undefined
  return say(
    `Payments are not compared (${count(payments)}): the journal keeps what was given back, not what was paid. ` +
      "--ask differences asks Finpay about them.",
    `Pembayaran tidak dibandingkan (${count(payments)}): jurnal memuat dana yang dikembalikan, bukan yang dibayar. ` +
      "--ask differences menanyakannya ke Finpay."
  )
}

const isRead = ({ reconciliation: { report: { unreadable } } }: Outcome): boolean => unreadable === 0

const onPeriod = (outcome: Outcome): string | undefined => {
  const { period, reconciliation: { report: { firstAt, lastAt } } } = outcome
  // What a report lacks may stand in a line that could not be read: nothing is to be done about it before that is.
  const missing = isRead(outcome) ? countOf(outcome, (verdict) => verdict === "missing_there") : 0
  if (missing === 0 || period !== undefined || firstAt === undefined || lastAt === undefined) return undefined
  const flags = `--since ${dayOf(firstAt)} --until ${dayOf(lastAt)}`
  return say(
    `Without a period everything in the journal has to be in the report. If it covers only its dates, say so: ${flags}`,
    `Tanpa periode, semua isi jurnal harus ada di laporan. Bila laporan hanya memuat tanggalnya sendiri, tambahkan: ` +
      flags
  )
}

const onDifferences = (outcome: Outcome): string | undefined => {
  const differences = countOf(
    outcome,
    (verdict) => isDifference(verdict) && verdict !== "unreadable" && (verdict !== "missing_there" || isRead(outcome))
  )
  if (differences === 0) return undefined
  return say(
    "A difference is no reason to give money back again. Where a mutation (mut_...) stands beside it, its history has " +
      "what Finpay's support needs to look it up; where none stands, it was not done through this journal: look in " +
      "Finpay's dashboard. The history: finpay mutations show ID",
    "Perbedaan bukan alasan untuk mengembalikan dana lagi. Bila ada mutasi (mut_...) di sebelahnya, riwayatnya memuat " +
      "yang diperlukan dukungan Finpay untuk mencarinya; bila tidak ada, itu tidak dilakukan lewat jurnal ini: lihat " +
      "dasbor Finpay. Riwayatnya: finpay mutations show ID"
  )
}

const onSilence = ({ unanswered }: Outcome): string | undefined =>
  unanswered === 0
    ? undefined
    : say(
      `Finpay did not answer for some payments (${count(unanswered)}): try again later.`,
      `Finpay tidak menjawab untuk sebagian pembayaran (${count(unanswered)}): coba lagi nanti.`
    )

/** What a reader could take wrongly, each with what to do about it. */
export const adviceOn = (outcome: Outcome): ReadonlyArray<string> =>
  [onDifferences(outcome), onPayments(outcome), onPeriod(outcome), onSilence(outcome)].filter((advice) =>
    advice !== undefined
  )
