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

const onPeriod = (outcome: Outcome): string | undefined => {
  const { period, reconciliation: { report: { firstAt, lastAt } } } = outcome
  const missing = countOf(outcome, (verdict) => verdict === "missing_there")
  if (missing === 0 || period !== undefined || firstAt === undefined || lastAt === undefined) return undefined
  const flags = `--since ${dayOf(firstAt)} --until ${dayOf(lastAt)}`
  return say(
    `Without a period everything in the journal has to be in the report. If it covers only its dates, say so: ${flags}`,
    `Tanpa periode, semua isi jurnal harus ada di laporan. Bila laporan hanya memuat tanggalnya sendiri, tambahkan: ` +
      flags
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
  [onPayments(outcome), onPeriod(outcome), onSilence(outcome)].filter((advice) => advice !== undefined)
