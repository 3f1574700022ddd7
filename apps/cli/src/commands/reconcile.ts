import * as Argument from "effect/cli/Argument"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { resolve } from "node:path"
import { EndWith, UsageError } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { toggle } from "../input/toggle.ts"
import { wibDay } from "../input/wib-date.ts"
import { say } from "../language.ts"
import { loadReconcile } from "../reconcile/load.ts"
import { layFlagsOver, mappingFlags } from "../reconcile/mapping-flags.ts"

const fastest = 100

const isExport = (file: string): boolean => /\.(?:csv|xlsx|jsonl)$/iu.test(file)

const flags = {
  file: Argument.String("file").pipe(
    Argument.withDescription(
      say(
        "A settlement or bank report, CSV or XLSX; - is standard input",
        "Laporan settlement atau bank, CSV atau XLSX; - berarti masukan standar"
      )
    )
  ),
  inspect: toggle(
    "inspect",
    say(
      "Only look: show the columns, a guess at how they are read, and what is open; nothing is compared",
      "Hanya melihat: tampilkan kolom, dugaan cara membacanya, dan yang belum jelas; tidak ada yang dibandingkan"
    )
  ),
  mapping: Flag.String("mapping").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription(
      say(
        "How the report is read, as --save-mapping kept it; other flags go over it",
        "Cara membaca laporan, seperti disimpan oleh --save-mapping; flag lain mengesampingkannya"
      )
    ),
    Flag.optional
  ),
  saveMapping: Flag.String("save-mapping").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription(
      say("Keep how the report was read for the next time", "Simpan cara membaca laporan untuk lain kali")
    ),
    Flag.optional
  ),
  since: Flag.optional(wibDay(
    "since",
    say(
      "The first day the report covers, in WIB: earlier refunds may be in it and need not be",
      "Hari pertama laporan, dalam WIB: pengembalian sebelumnya boleh ada dan boleh tidak"
    )
  )),
  until: Flag.optional(
    wibDay("until", say("The last day the report covers, in WIB", "Hari terakhir laporan, dalam WIB"))
  ),
  ask: Flag.Literals("ask", ["none", "differences", "all"]).pipe(
    Flag.withDefault("none"),
    Flag.withDescription(
      say(
        "Ask Finpay for the status of no payment, of those that differ or the journal does not keep, or of all " +
          "(default: none)",
        "Tanyakan status ke Finpay: tidak sama sekali, yang berbeda atau tidak ada di jurnal, atau semua (bawaan: none)"
      )
    )
  ),
  rate: Flag.Int("rate").pipe(
    Flag.withMetavar("NUMBER"),
    Flag.withDefault(5),
    Flag.filter(
      (rate) => rate >= 1 && rate <= fastest,
      () => say(`Expected 1 to ${fastest}`, `Harus 1 sampai ${fastest}`)
    ),
    Flag.withDescription(
      say(
        "At most so many questions to Finpay a second (default: 5)",
        "Paling banyak pertanyaan ke Finpay per detik (bawaan: 5)"
      )
    )
  ),
  out: Flag.String("out").pipe(
    Flag.withMetavar("FILE"),
    Flag.mapEffect((file) =>
      isExport(file) ? Effect.succeed(file) : Effect.fail(
        new CliError.InvalidValue({
          option: "out",
          value: file,
          expected: say(
            "Expected a name that ends in .csv, .xlsx or .jsonl",
            "Harus berupa nama yang berakhiran .csv, .xlsx atau .jsonl"
          ),
          kind: "flag"
        })
      )
    ),
    Flag.withDescription(
      say(
        "Write every result, also what matches: .csv, .xlsx or .jsonl",
        "Tulis semua hasil, juga yang cocok: .csv, .xlsx atau .jsonl"
      )
    ),
    Flag.optional
  ),
  all: toggle(
    "all",
    say(
      "Show all differences on the screen, not only the first 50",
      "Tampilkan semua perbedaan di layar, tidak hanya 50 pertama"
    )
  ),
  ...mappingFlags
} as const

type Input = Command.Command.Config.Infer<typeof flags>

/** What cannot be meant: writing over a file that is read, reading one input twice, a period that ends before it begins. */
const problemIn = ({ file, mapping, out, saveMapping, since, until }: Input): string | undefined => {
  for (const [flag, target] of [["--out", out], ["--save-mapping", saveMapping]] as const) {
    if (Option.isSome(target) && resolve(target.value) === resolve(file)) {
      return say(
        `${flag} ${target.value}: that is the report itself`,
        `${flag} ${target.value}: itu laporannya sendiri`
      )
    }
  }
  if (file === "-" && Option.contains(mapping, "-")) {
    return say("--mapping -: the report is read from there", "--mapping -: laporan sudah dibaca dari sana")
  }
  return Option.isSome(since) && Option.isSome(until) && since.value.from > until.value.from
    ? say("--since: is later than --until", "--since: lebih akhir daripada --until")
    : undefined
}

/** `finpay reconcile`: does a report say the same as the journal and Finpay? Only reads. */
export const reconcile = Command.make(
  "reconcile",
  flags,
  Effect.fnUntraced(function*(input) {
    const problem = problemIn(input)
    if (problem !== undefined) return yield* new UsageError({ message: problem })
    const { checkMapping, inspect, run, savedMapping } = yield* loadReconcile
    const saved = yield* savedMapping(input.mapping)
    if (input.inspect) return yield* inspect({ ...input, saved, flags: input })
    const mapping = yield* checkMapping(yield* layFlagsOver(saved, input), input.file)
    const exitCode = yield* Effect.scoped(run({ ...input, mapping }))
    if (exitCode !== exitCodes.done) return yield* new EndWith({ exitCode })
  })
).pipe(
  Command.withDescription(
    say(
      "Compare a settlement or bank report with the journal, and with Finpay where it is asked: what matches, what is " +
        "missing here or there, where amounts or statuses differ. Exit 0: nothing differs; 3: something does; 6: Finpay " +
        "was asked and did not answer for all",
      "Bandingkan laporan settlement atau bank dengan jurnal, dan dengan Finpay bila diminta: yang cocok, yang tidak ada " +
        "di sini atau di sana, yang jumlah atau statusnya berbeda. Kode 0: tidak ada perbedaan; 3: ada; 6: Finpay ditanya " +
        "dan tidak menjawab semuanya"
    )
  ),
  Command.withShortDescription(
    say("Compare a settlement or bank report with the journal", "Bandingkan laporan settlement atau bank dengan jurnal")
  ),
  Command.withExamples([
    {
      command: "finpay reconcile report.csv --inspect",
      description: say(
        "What is in the report, and how is it likely read?",
        "Apa isi laporan, dan bagaimana kira-kira membacanya?"
      )
    },
    {
      command:
        "finpay reconcile report.csv --reference \"Order ID\" --amount Amount --kind refund --save-mapping refunds.json",
      description: say("Every line is a refund; keep the mapping", "Setiap baris pengembalian dana; simpan pemetaannya")
    },
    {
      command:
        "finpay reconcile november.xlsx --mapping refunds.json --since 2026-11-01 --until 2026-11-30 --out result.xlsx",
      description: say("The report of a month, every result in a file", "Laporan sebulan, semua hasil ke berkas")
    }
  ])
)
