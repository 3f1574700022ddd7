/** The flags that say which column of a report is what. */
import type * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { UsageError } from "../errors.ts"
import { upTo } from "../input/repeated.ts"
import { say } from "../language.ts"

/** A name in the header, or a number counted from 1. */
const columnOf = (text: string): string | number => /^\d{1,5}$/u.test(text) ? Number(text) : text

const column = (name: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar("COLUMN"),
    Flag.withDescription(description),
    Flag.map(columnOf),
    Flag.optional
  )

const mostWords = 100

const words = (name: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar("WORD"),
    Flag.withDescription(`${description}${say("; can be repeated", "; dapat diulang")}`),
    upTo(mostWords)
  )

/** What stands between two cells, by a name that can be typed. */
const delimiterNames = { ",": ",", ";": ";", tab: "\t" } as const

/** Which column of the report is what, and how its texts are meant. */
export const mappingFlags = {
  reference: column(
    "reference",
    say(
      "The column with your number of the order: its name in the header, or its number from 1",
      "Kolom berisi nomor pesanan Anda: namanya di baris judul, atau nomornya mulai dari 1"
    )
  ),
  amount: column("amount", say("The column with the amount", "Kolom berisi jumlah uang")),
  credit: column(
    "credit",
    say(
      "In place of --amount: the column of what came in (payments)",
      "Pengganti --amount: kolom uang masuk (pembayaran)"
    )
  ),
  debit: column(
    "debit",
    say(
      "In place of --amount: the column of what went out (refunds)",
      "Pengganti --amount: kolom uang keluar (pengembalian dana)"
    )
  ),
  spelling: Flag.Literals("spelling", ["indonesian", "plain"]).pipe(
    Flag.withDescription(
      say(
        "How amounts are written: indonesian is 22.000,00, plain is 22,000.00",
        "Cara penulisan jumlah: indonesian berarti 22.000,00, plain berarti 22,000.00"
      )
    ),
    Flag.optional
  ),
  kind: Flag.Literals("kind", ["payment", "refund", "sign"]).pipe(
    Flag.withDescription(
      say(
        "What the lines are: all payments, all refunds, or refunds where the amount has a minus (sign)",
        "Isi baris laporan: semuanya pembayaran, semuanya pengembalian dana, atau pengembalian bila jumlahnya " +
          "bertanda minus (sign)"
      )
    ),
    Flag.optional
  ),
  kindColumn: column(
    "kind-column",
    say(
      "In place of --kind: the column that says what a line is, by the words below",
      "Pengganti --kind: kolom yang menyebut isi baris, menurut kata-kata di bawah ini"
    )
  ),
  paymentWord: words("payment-word", say("What that column says for a payment", "Kata di kolom itu untuk pembayaran")),
  refundWord: words("refund-word", say("What it says for a refund", "Kata untuk pengembalian dana")),
  statusColumn: column(
    "status-column",
    say(
      "The column that says whether money moved; without it, every line says that it did",
      "Kolom yang menyebut apakah uang berpindah; tanpa kolom itu, setiap baris berarti ya"
    )
  ),
  doneWord: words("done-word", say("What that column says where money moved", "Kata di kolom itu bila uang berpindah")),
  notDoneWord: words("not-done-word", say("What it says where none moved", "Kata bila uang tidak berpindah")),
  openWord: words("open-word", say("What it says where that is not decided", "Kata bila hal itu belum pasti")),
  date: column("date", say("The column with the date", "Kolom berisi tanggal")),
  dateOrder: Flag.Literals("date-order", ["dmy", "mdy"]).pipe(
    Flag.withDescription(
      say(
        "How 03/04/2026 is meant: day first (dmy) or month first (mdy)",
        "Arti 03/04/2026: hari lebih dulu (dmy) atau bulan lebih dulu (mdy)"
      )
    ),
    Flag.optional
  ),
  id: column(
    "id",
    say(
      "The column with the report's own number of a movement, which tells two equal lines apart",
      "Kolom berisi nomor mutasi milik laporan, pembeda dua baris yang sama"
    )
  ),
  ignore: words(
    "ignore",
    say(
      "Leave out lines that begin with this, such as Total",
      "Lewati baris yang diawali kata ini, misalnya Total"
    )
  ),
  delimiter: Flag.Literals("delimiter", [",", ";", "tab"]).pipe(
    Flag.withDescription(say("What stands between two cells of a CSV (default: ,)", "Pemisah kolom CSV (bawaan: ,)")),
    Flag.map((name) => delimiterNames[name]),
    Flag.optional
  ),
  encoding: Flag.Literals("encoding", ["utf-8", "windows-1252"]).pipe(
    Flag.withDescription(say("The encoding of a CSV (default: utf-8)", "Pengodean berkas CSV (bawaan: utf-8)")),
    Flag.optional
  ),
  sheet: Flag.String("sheet").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription(
      say(
        "Which sheet of a workbook; needed where it shows several",
        "Lembar mana dari berkas XLSX; perlu bila ada beberapa"
      )
    ),
    Flag.optional
  ),
  headerLine: Flag.Int("header-line").pipe(
    Flag.withMetavar("LINE"),
    Flag.withDescription(
      say(
        "The line with the names of the columns; 0 where there is none (default: 1)",
        "Baris berisi nama kolom; 0 bila tidak ada (bawaan: 1)"
      )
    ),
    Flag.optional
  )
} as const

/** What the flags say. */
export type MappingInput = Command.Command.Config.Infer<typeof mappingFlags>

/** A mapping that is not checked yet. */
export type RawMapping = Readonly<Record<string, unknown>>

const isRaw = (value: unknown): value is RawMapping =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The members that were given: options with a value, lists that are not empty. */
const given = (members: Readonly<Record<string, Option.Option<unknown> | ReadonlyArray<string>>>): RawMapping =>
  Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => {
      if (Option.isOption(value)) return Option.isSome(value) ? [[name, value.value]] : []
      return value.length === 0 ? [] : [[name, value]]
    })
  )

const isAny = (members: RawMapping): boolean => Object.keys(members).length > 0

/** A member that is an object itself: what was given goes over what was saved, `empty` is what it has at least. */
const over = (saved: unknown, members: RawMapping, empty: RawMapping = {}): RawMapping => ({
  ...empty,
  ...(isRaw(saved) ? saved : {}),
  ...members
})

const both = (one: string, other: string) =>
  new UsageError({
    message: say(
      `${one} and ${other} say the same thing in two ways; keep one`,
      `${one} dan ${other} menyatakan hal yang sama; pakai salah satu`
    )
  })

/**
 * The mapping of the flags, laid over one that was saved. A flag replaces the saved member; credit and debit replace the
 * saved amount and kind.
 */
export const layFlagsOver = (
  saved: RawMapping,
  input: MappingInput
): Effect.Effect<RawMapping, UsageError> => {
  const sides = given({ credit: input.credit, debit: input.debit })
  const kind = given({ column: input.kindColumn, payment: input.paymentWord, refund: input.refundWord })
  const status = given({
    column: input.statusColumn,
    done: input.doneWord,
    notDone: input.notDoneWord,
    unknown: input.openWord
  })
  const date = given({ column: input.date, order: input.dateOrder })
  if (isAny(sides) && Option.isSome(input.amount)) return both("--amount", "--credit, --debit")
  if (isAny(kind) && Option.isSome(input.kind)) return both("--kind", "--kind-column, --payment-word, --refund-word")
  const { amount, id, ignore, reference, spelling } = input
  const { delimiter, encoding, headerLine, sheet } = input
  const { kind: savedKind, ...rest } = saved
  return Effect.succeed({
    ...rest,
    ...(isAny(sides) || savedKind === undefined ? {} : { kind: savedKind }),
    ...given({ reference, amount, spelling, id, ignore, delimiter, encoding, headerLine, sheet }),
    ...given({ kind: input.kind }),
    ...(isAny(sides) ? { amount: over(saved["amount"], sides) } : {}),
    ...(isAny(kind) ? { kind: over(savedKind, kind, { payment: [], refund: [] }) } : {}),
    ...(isAny(status) ? { status: over(saved["status"], status, { done: [], notDone: [] }) } : {}),
    ...(isAny(date) ? { date: over(saved["date"], date) } : {})
  })
}

const flagNames: Readonly<Record<string, string>> = {
  reference: "--reference",
  amount: "--amount",
  "amount.credit": "--credit",
  "amount.debit": "--debit",
  spelling: "--spelling",
  kind: "--kind",
  "kind.column": "--kind-column",
  "kind.payment": "--payment-word",
  "kind.refund": "--refund-word",
  status: "--done-word, --not-done-word, --open-word",
  "status.column": "--status-column",
  "status.done": "--done-word",
  "status.notDone": "--not-done-word",
  "status.unknown": "--open-word",
  date: "--date",
  "date.column": "--date",
  "date.order": "--date-order",
  id: "--id",
  ignore: "--ignore",
  delimiter: "--delimiter",
  encoding: "--encoding",
  sheet: "--sheet",
  headerLine: "--header-line"
}

/** The flag that says what a field of the mapping holds; `kind.payment.2` is said by that of `kind.payment`. */
export const flagOf = (field: string): string | undefined =>
  flagNames[field] ?? flagNames[field.split(".").slice(0, 2).join(".")] ?? flagNames[field.split(".")[0] ?? ""]

/** As a shell takes it for one word: of POSIX, and PowerShell. */
export const quoted = (text: string): string =>
  /^[\w.,:/-]+$/u.test(text) ? text : /^[^"$`\\!%]*$/u.test(text) ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`

/** The members of a mapping with their fields, those of its objects one by one: `kind.column`. */
const membersOf = (mapping: RawMapping): ReadonlyArray<readonly [field: string, value: unknown]> =>
  Object.entries(mapping).flatMap(([field, value]): ReadonlyArray<readonly [string, unknown]> => {
    if (isRaw(value)) return membersOf(value).map(([member, inner]) => [`${field}.${member}`, inner])
    return Array.isArray(value) ? value.map((each: unknown) => [field, each]) : [[field, value]]
  })

/** A mapping as the flags that say it, each with its value. */
export const toFlags = (mapping: RawMapping): ReadonlyArray<readonly [flag: string, value: string]> =>
  membersOf(mapping).map(([field, value]) => [flagNames[field] ?? field, value === "\t" ? "tab" : String(value)])

/** Flags as they are typed. */
export const typed = (flags: ReadonlyArray<readonly [flag: string, value: string]>): string =>
  flags.map(([flag, value]) => `${flag} ${quoted(value)}`).join(" ")
