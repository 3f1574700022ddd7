/** The summary of a comparison: what was compared, and the totals. */
import type { Period, Total } from "@openfinpay/finpay-reconcile"
import { say } from "../language.ts"
import { wrap } from "../output/terminal-wrap.ts"
import { outputScreen } from "../output/terminal.ts"
import { type Field, fields, rupiah, table, type TableRow } from "../output/text.ts"
import { count } from "./count.ts"
import { countOf, dayOf, differencesIn, our, type Outcome, verdictText } from "./Outcome.ts"
import { isOpenEnd } from "./period.ts"
import { nameOf } from "./report-name.ts"

const iso = (millis: number | undefined): string | undefined =>
  millis === undefined ? undefined : new Date(millis).toISOString()

const periodJson = ({ from, until }: Period) => ({
  from: isOpenEnd(from) ? null : iso(from),
  until: isOpenEnd(until) ? null : iso(until)
})

// Sums as digits: they can be more than a number holds exactly.
const totalJson = ({ count: number, kind, knownRupiah, reportRupiah, verdict }: Total) => ({
  verdict,
  kind,
  count: number,
  reportRupiah: String(reportRupiah),
  recordsRupiah: String(knownRupiah)
})

/** What a script is told. */
export const summaryJson = (outcome: Outcome) => {
  const { asked, file, out, period, reconciliation, savedMapping, unanswered } = outcome
  const { differs, knownEntries, questions, report, totals } = reconciliation
  const { firstAt, ignored, lastAt, lines, unreadable } = report
  return {
    differs,
    differences: differencesIn(outcome),
    report: { file, lines, unreadable, ignored, firstAt: iso(firstAt), lastAt: iso(lastAt) },
    period: period === undefined ? undefined : periodJson(period),
    records: knownEntries,
    finpay: asked === "none" ? undefined : { asked: questions, unanswered },
    totals: totals.map(totalJson),
    out,
    savedMapping
  }
}

const reportText = ({ file, reconciliation: { report: { ignored, lines, unreadable } } }: Outcome): string => {
  const parts = [
    say(`lines read: ${count(lines)}`, `baris terbaca: ${count(lines)}`),
    ...(unreadable === 0 ? [] : [say(`unreadable: ${count(unreadable)}`, `tidak terbaca: ${count(unreadable)}`)]),
    ...(ignored === 0 ? [] : [say(`left out: ${count(ignored)}`, `dilewati: ${count(ignored)}`)])
  ]
  return `${nameOf(file)}; ${parts.join(", ")}`
}

const datesText = ({ reconciliation: { report: { firstAt, lastAt } } }: Outcome): string | undefined => {
  if (firstAt === undefined || lastAt === undefined) return undefined
  const [first, last] = [dayOf(firstAt), dayOf(lastAt)]
  return first === last ? first : say(`${first} to ${last}`, `${first} sampai ${last}`)
}

const periodText = ({ period }: Outcome): string | undefined => {
  if (period === undefined) return undefined
  const { from, until } = period
  // An open end is no day that could be written.
  const since = isOpenEnd(from) ? [] : [say(`since ${dayOf(from)}`, `sejak ${dayOf(from)}`)]
  const last = isOpenEnd(until) ? [] : [say(`until ${dayOf(until - 1)}`, `sampai ${dayOf(until - 1)}`)]
  return [...since, ...last].join(" ")
}

const journalText = ({ reconciliation: { knownEntries } }: Outcome): string =>
  say(
    `refunds and voids asked for: ${count(knownEntries)}`,
    `pengembalian dana dan void yang diminta: ${count(knownEntries)}`
  )

const finpayText = ({ asked, reconciliation: { questions }, unanswered }: Outcome): string | undefined => {
  if (asked === "none") return undefined
  const about = say(`payments asked about: ${count(questions)}`, `pembayaran yang ditanyakan: ${count(questions)}`)
  return unanswered === 0
    ? about
    : say(`${about}, without an answer: ${count(unanswered)}`, `${about}, tanpa jawaban: ${count(unanswered)}`)
}

const compared = (outcome: Outcome): ReadonlyArray<Field> => [
  [say("Report", "Laporan"), reportText(outcome)],
  [say("Its dates", "Tanggalnya"), datesText(outcome)],
  [say("Period", "Periode"), periodText(outcome)],
  [say("Journal", "Jurnal"), journalText(outcome)],
  ["Finpay", finpayText(outcome)]
]

// An unreadable line has no kind, and no amount that could be added up.
const totalRow = ({ count: number, kind, knownRupiah, reportRupiah, verdict }: Total): TableRow => [
  verdictText(verdict),
  kind === undefined ? "" : our.kinds[kind],
  count(number),
  kind === undefined ? "" : rupiah(reportRupiah) ?? "",
  kind === undefined ? "" : rupiah(knownRupiah) ?? ""
]

const totalsHeading = [
  say("RESULT", "HASIL"),
  say("KIND", "JENIS"),
  say("COUNT", "BANYAKNYA"),
  say("IN REPORT", "DI LAPORAN"),
  say("IN RECORDS", "DI CATATAN")
]

const verdictLine = (outcome: Outcome): string => {
  const differences = differencesIn(outcome)
  if (differences === 1) return say("1 difference.", "1 perbedaan.")
  if (differences > 1) return say(`${count(differences)} differences.`, `${count(differences)} perbedaan.`)
  return countOf(outcome, (verdict) => verdict === "matched") === 0
    ? say("Nothing was compared.", "Tidak ada yang dibandingkan.")
    : say("Nothing differs.", "Tidak ada perbedaan.")
}

/** Above everything else: without those lines the comparison is not whole. */
const unreadText = ({ reconciliation: { report: { unreadable } } }: Outcome): string => {
  if (unreadable === 0) return ""
  const text = say(
    `NOT ALL OF IT COULD BE READ: ${count(unreadable)} ${unreadable === 1 ? "line" : "lines"}. What the report seems ` +
      "to lack may stand there, so do nothing about that yet: mend what is named below, or say how it is read, and " +
      "compare again.",
    `TIDAK SEMUANYA TERBACA: ${count(unreadable)} baris. Yang tampak tidak ada di laporan mungkin ada di sana, jadi ` +
      "jangan dulu bertindak atas hal itu: perbaiki yang disebut di bawah, atau sebutkan cara membacanya, lalu " +
      "bandingkan lagi."
  )
  return `${wrap(text, outputScreen().columns).join("\n")}\n\n`
}

/** What a person is told. */
export const summaryText = (outcome: Outcome): string => {
  const { totals } = outcome.reconciliation
  const added = totals.length === 0 ? "" : `\n${table(totalsHeading, totals.map(totalRow))}`
  return `${unreadText(outcome)}${fields(compared(outcome))}${added}\n${verdictLine(outcome)}\n`
}
