/** What a report looks like, and how it is likely read: for a person to see, nothing is compared. */
import { inspectReport } from "@openfinpay/finpay-reconcile"
import type { Inspection } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { bytesOf } from "../input/source.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { fields, table } from "../output/text.ts"
import { flagOf, layFlagsOver, type MappingInput, quoted, type RawMapping, toFlags, typed } from "./mapping-flags.ts"
import { saveMapping } from "./mapping.ts"
import { nameOf } from "./report-name.ts"

/** What `--inspect` was asked with. */
export interface InspectInput {
  readonly file: string
  /** What was saved of how it is read; may be empty. */
  readonly saved: RawMapping
  readonly flags: MappingInput
  readonly saveMapping: Option.Option<string>
}

const shownSamples = 3

const questions: Readonly<Record<string, string>> = {
  reference: "kolom mana yang berisi nomor pesanan?",
  amount: "kolom mana yang berisi jumlah uang?",
  spelling: "apakah jumlah ditulis cara indonesia (22.000,00) atau plain (22,000.00)?",
  kind: "apakah semua baris pembayaran, atau semuanya pengembalian dana?",
  "date.order": "apakah tanggal diawali hari (dmy) atau bulan (mdy)?"
}

const partsOf = (open: string): { readonly field: string; readonly question: string } => {
  const [, field = "", question = open] = /^([a-z.]+): (.*)$/isu.exec(open) ?? []
  return { field, question }
}

/** The word that is asked about; it stands there as JSON. */
const wordIn = (question: string): string | undefined => {
  const quotedWord = /^what does (".*") mean\?$/su.exec(question)?.[1]
  return quotedWord === undefined ? undefined : String(JSON.parse(quotedWord))
}

const wordFlags: Readonly<Record<string, string>> = {
  kind: "--payment-word, --refund-word",
  status: "--done-word, --not-done-word, --open-word"
}

/** What is open, with the flags that say it. */
const openText = (open: string): string => {
  const { field, question } = partsOf(open)
  const word = wordIn(question)
  const flags = word === undefined ? flagOf(field) : wordFlags[field]
  const asked = say(question, word === undefined ? questions[field] ?? question : `apa arti "${word}"?`)
  return flags === undefined ? asked : `${asked} (${flags})`
}

/** What is to be filled in; a shell must not take it for names of files. */
const blank = "???"

/** What is open as flags of a command, to be filled in; of a word, which flag it is. */
const blanksOf = (open: ReadonlyArray<string>): ReadonlyArray<readonly [flag: string, value: string]> =>
  open.flatMap((each): ReadonlyArray<readonly [string, string]> => {
    const { field, question } = partsOf(each)
    const word = wordIn(question)
    const flag = flagOf(field)
    if (word !== undefined) return [[`"--${blank}-word"`, word]]
    return flag === undefined ? [] : [[flag, blank]]
  })

const wordsOf = (member: unknown): ReadonlyArray<string> =>
  typeof member === "object" && member !== null
    ? Object.values(member).flatMap((list: unknown) => Array.isArray(list) ? list.map(String) : [])
    : []

const memberAt = (mapping: RawMapping, field: string): unknown =>
  field.split(".").reduce<unknown>(
    (member, name) =>
      typeof member === "object" && member !== null
        ? Object.entries(member).find(([key]) => key === name)?.[1]
        : undefined,
    mapping
  )

/** Flags and a saved mapping can say what the report does not. */
const isAnswered = (mapping: RawMapping, open: string): boolean => {
  const { field, question } = partsOf(open)
  const word = wordIn(question)
  const member = memberAt(mapping, field)
  return word === undefined ? member !== undefined : wordsOf(member).includes(word)
}

const text = (
  file: string,
  { columns, format }: Inspection,
  mapping: RawMapping,
  open: ReadonlyArray<string>
): string => {
  const flags = toFlags(mapping)
  const command = `finpay reconcile ${quoted(file)} ${typed([...flags, ...blanksOf(open)])}`
  const next = open.length === 0
    ? command
    : say(
      `put what is open in place of each ${blank}: ${command}`,
      `ganti setiap ${blank} dengan jawabannya: ${command}`
    )
  const heading = [say("NO", "NO"), say("COLUMN", "KOLOM"), say("FIRST VALUES", "NILAI PERTAMA")]
  const rows = columns.map(({ name, number, samples }) => [
    String(number),
    name,
    samples.slice(0, shownSamples).join(" | ")
  ])
  return [
    fields([[say("Report", "Laporan"), `${nameOf(file)} (${format.toUpperCase()})`]]),
    table(heading, rows),
    say(
      "This is how it is likely read. It is a guess, and is not used before you say so:\n",
      "Kira-kira begini cara membacanya. Ini hanya dugaan, dan tidak dipakai sebelum Anda menyetujuinya:\n"
    ) + fields(flags),
    fields([
      ...open.map((each, at) => [at === 0 ? say("Open", "Belum jelas") : "", openText(each)] as const),
      [say("Next", "Berikutnya"), next]
    ])
  ].join("\n")
}

/** Shows what a report looks like and how it is likely read. */
export const inspect = Effect.fnUntraced(function*({ file, flags, saveMapping: target, saved }: InspectInput) {
  const { sheet } = yield* layFlagsOver(saved, flags)
  const inspection = yield* inspectReport({
    report: bytesOf(Option.some(file)),
    ...(typeof sheet === "string" ? { sheet } : {})
  })
  const mapping = yield* layFlagsOver({ ...inspection.mapping, ...saved }, flags)
  const open = inspection.open.filter((each) => !isAnswered(mapping, each))
  if (Option.isSome(target)) yield* saveMapping(target.value, mapping)
  const savedTo = Option.getOrUndefined(target)
  yield* answer({
    json: { file, format: inspection.format, columns: inspection.columns, mapping, open, savedMapping: savedTo },
    text: text(file, inspection, mapping, open) +
      fields([[say("Saved", "Tersimpan"), savedTo]])
  })
})
