import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { isBatchId } from "../batch/batch-key.ts"
import { yes } from "../confirm.ts"
import { actor, wait } from "../input/change-flags.ts"
import { fileArgument } from "../input/file-argument.ts"
import { toggle } from "../input/toggle.ts"
import { say } from "../language.ts"

// No other command has to wait for the reader of tables and the journal to be read.
const loadBatch = Effect.promise(() => import("../batch/run.ts"))

const mostAtATime = 64
const mostASecond = 1000

const flags = {
  out: Flag.String("out").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription(
      say(
        "Where the results go, one line for each line of the input; JSON Lines when it ends in .jsonl, - is standard " +
          "output (default: FILE.results.csv, or - for standard input)",
        "Tempat hasil ditulis, satu baris untuk setiap baris masukan; JSON Lines bila berakhiran .jsonl, - berarti " +
          "keluaran standar (bawaan: BERKAS.results.csv, atau - untuk masukan standar)"
      )
    ),
    Flag.optional
  ),
  dryRun: toggle(
    "dry-run",
    say(
      "Check every line and say what would be given back; send nothing",
      "Periksa setiap baris dan tunjukkan yang akan dikembalikan; tidak mengirim apa pun"
    )
  ),
  batch: Flag.String("batch").pipe(
    Flag.withMetavar("NAME"),
    Flag.filter(
      isBatchId,
      () =>
        say(
          "Expected 1 to 64 letters, digits, dots, dashes or underscores",
          "Harus 1 sampai 64 huruf, angka, titik, tanda hubung, atau garis bawah"
        )
    ),
    Flag.withDescription(
      say(
        "The batch these lines belong to, to go on with it when its file was changed (default: named by the bytes of FILE)",
        "Batch tempat baris-baris ini berada, untuk melanjutkannya setelah berkasnya diubah (bawaan: menurut isi BERKAS)"
      )
    ),
    Flag.optional
  ),
  again: toggle(
    "again",
    say(
      "Give the same amount of the same order back once more where that was asked for before, or stands twice in the file",
      "Kembalikan jumlah yang sama dari pesanan yang sama sekali lagi walau sudah pernah diminta, atau tertulis dua kali"
    )
  ),
  concurrency: Flag.Int("concurrency").pipe(
    Flag.withDefault(4),
    Flag.filter(
      (lines) => lines >= 1 && lines <= mostAtATime,
      () => say(`Expected 1 to ${mostAtATime}`, `Harus 1 sampai ${mostAtATime}`)
    ),
    Flag.withDescription(say("How many are sent at a time (default: 4)", "Berapa yang dikirim bersamaan (bawaan: 4)"))
  ),
  rate: Flag.Finite("rate").pipe(
    Flag.withMetavar("LINES"),
    Flag.filter(
      (lines) => lines > 0 && lines <= mostASecond,
      () =>
        say(`Expected more than 0 and at most ${mostASecond}`, `Harus lebih dari 0 dan paling banyak ${mostASecond}`)
    ),
    Flag.withDescription(
      say(
        "At most so many lines a second, each of them two calls to Finpay (default: no limit)",
        "Paling banyak sekian baris per detik, masing-masing dua panggilan ke Finpay (bawaan: tanpa batas)"
      )
    ),
    Flag.optional
  ),
  wait,
  actor,
  yes
} as const

/** `finpay refund-batch`: gives back what a file says, line by line. Moves money. */
export const refundBatch = Command.make(
  "refund-batch",
  {
    file: fileArgument(
      say(
        "CSV or XLSX with the columns order and amount, perhaps key and others, or JSON Lines with these members",
        "CSV atau XLSX dengan kolom order dan amount, boleh key dan lainnya, atau JSON Lines dengan anggota itu"
      )
    ),
    ...flags
  },
  Effect.fnUntraced(function*(input) {
    const batch = yield* loadBatch
    yield* batch.refundBatch(input)
  })
).pipe(
  Command.withDescription(
    say(
      "Give back many payments. The whole file is checked before anything is sent, and nothing is sent when a line is " +
        "wrong. Each line is refunded once: after a stop, a crash or an unknown outcome run the same command again, it " +
        "goes on and repeats nothing. Lines that were refused stay so: put them into a file of their own, without the " +
        "column key, to try them anew",
      "Kembalikan dana banyak pembayaran. Seluruh berkas diperiksa sebelum ada yang dikirim, dan tidak ada yang " +
        "dikirim bila ada baris yang salah. Setiap baris dikembalikan satu kali: setelah berhenti, mati mendadak, atau " +
        "hasil yang belum diketahui, jalankan perintah yang sama lagi; perintah itu melanjutkan dan tidak mengulang. " +
        "Baris yang ditolak tetap ditolak: tulis di berkas tersendiri, tanpa kolom key, untuk mencobanya kembali"
    )
  ),
  Command.withShortDescription(
    say("Give back many payments, from a file", "Kembalikan dana banyak pembayaran, dari berkas")
  ),
  Command.withExamples([
    {
      command: "finpay refund-batch refunds.csv --dry-run",
      description: say("Is every line right, and how much is it?", "Apakah setiap baris benar, dan berapa jumlahnya?")
    },
    {
      command: "finpay refund-batch refunds.csv",
      description: say(
        "Give it all back; the results are in refunds.csv.results.csv. The same command goes on after a stop",
        "Kembalikan semuanya; hasilnya di refunds.csv.results.csv. Perintah yang sama melanjutkan setelah berhenti"
      )
    },
    {
      command: "finpay refund-batch refunds.csv --rate 5 --concurrency 2 --json",
      description: say("Slowly, for a script: one summary in JSON", "Perlahan, untuk skrip: satu ringkasan JSON")
    }
  ])
)
