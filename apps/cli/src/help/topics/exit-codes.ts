import { exitCodes } from "../../exit-codes.ts"
import { say } from "../../language.ts"
import { type Row, rows, section, text } from "../page.ts"
import type { Topic } from "../topic.ts"

interface Meaning {
  readonly means: string
  readonly toDo: string
}

const meanings: Readonly<Record<keyof typeof exitCodes, Meaning>> = {
  done: {
    means: say("Done.", "Selesai."),
    toDo: say("Go on.", "Lanjutkan.")
  },
  bug: {
    means: say("A mistake in finpay itself.", "Kesalahan pada finpay sendiri."),
    toDo: say(
      "Report it, with what finpay printed. Of a change that was asked for: ask with `finpay mutations list`.",
      "Laporkan, beserta yang dicetak finpay. Tentang perubahan yang diminta: periksa dengan `finpay mutations list`."
    )
  },
  usage: {
    means: say(
      "Wrong use: a word or a value that cannot be used, a key that belongs to something else, or a refund over the " +
        "refund-limit. Nothing was sent.",
      "Salah pakai: kata atau nilai yang tidak dapat dipakai, kunci milik permintaan lain, atau pengembalian dana di " +
        "atas refund-limit. Tidak ada yang dikirim."
    ),
    toDo: say("Mend what is named, and ask again.", "Perbaiki yang disebut, lalu ulangi.")
  },
  refused: {
    means: say(
      "Refused, by Finpay or by the journal: not found, not in the right state, too much, not permitted. It was " +
        "certainly not done. Also: a signature that is not valid, a report that differs, a journal that was changed.",
      "Ditolak, oleh Finpay atau oleh jurnal: tidak ditemukan, statusnya tidak sesuai, terlalu besar, tidak diizinkan. " +
        "Pasti tidak dikerjakan. Juga: tanda tangan tidak sah, laporan yang berbeda, jurnal yang diubah."
    ),
    toDo: say("Do not repeat it unchanged; read why.", "Jangan diulang tanpa perubahan; baca alasannya.")
  },
  unknown: {
    means: say(
      "OUTCOME UNKNOWN: perhaps done, or not decided yet, or the same is under way. Also: the results of a batch could not " +
        "be written; the time of `check --watch` was over and the payment still open.",
      "HASIL BELUM DIKETAHUI: mungkin sudah dikerjakan, atau belum diputuskan, atau hal yang sama sedang berjalan. Juga: " +
        "berkas hasil sebuah batch tidak dapat ditulis; waktu `check --watch` habis dan pembayarannya masih terbuka."
    ),
    toDo: say(
      "Of a change: never ask for it with a new key. Ask how it ended: `finpay mutations resolve ID`. See " +
        "`finpay help never-twice`. Of a batch: the same command again; it repeats nothing. Of a payment that was watched: " +
        "ask again.",
      "Untuk perubahan: jangan pernah memintanya dengan kunci baru. Tanyakan hasilnya: `finpay mutations resolve ID`. " +
        "Lihat `finpay help never-twice`. Untuk batch: jalankan lagi perintah yang sama; tidak ada yang diulang. Untuk " +
        "pembayaran yang dipantau: tanyakan lagi."
    )
  },
  configuration: {
    means: say(
      "Settings or credentials are wrong or missing, or the journal cannot be used. Nothing was sent.",
      "Pengaturan atau kredensial salah atau belum ada, atau jurnal tidak dapat dipakai. Tidak ada yang dikirim."
    ),
    toDo: say(
      "Mend them: `finpay help settings`, `finpay doctor`.",
      "Perbaiki: `finpay help settings`, `finpay doctor`."
    )
  },
  unreachable: {
    means: say(
      "Finpay could not be reached, or others held the journal. Certainly nothing was done.",
      "Finpay tidak dapat dihubungi, atau jurnal sedang dipakai pihak lain. Pasti tidak ada yang dikerjakan."
    ),
    toDo: say("Try again later.", "Coba lagi nanti.")
  },
  stopped: {
    means: say(
      "Stopped with Ctrl-C, or its window was closed, while nothing was on its way.",
      "Dihentikan dengan Ctrl-C, atau jendelanya ditutup, saat tidak ada yang sedang dikirim."
    ),
    toDo: say("Ask again when you want it.", "Ulangi bila diperlukan.")
  }
}

const codeRows: ReadonlyArray<Row> = Object.entries(exitCodes)
  .map(([name, code]): Row => {
    const { means, toDo } = meanings[name as keyof typeof exitCodes]
    return [String(code), `${means}\n${say("What to do:", "Tindakan:")} ${toDo}`]
  })

/** What a script branches on. */
export const exitCodesTopic: Topic = {
  name: "exit-codes",
  otherWords: ["exit", "kode", "kode-keluar"],
  about: say("How a command ended, as a number, and what to do then", "Angka hasil sebuah perintah, dan tindakan Anda"),
  page: () => ({
    title: say("Exit codes", "Kode keluar"),
    sections: [
      ...section(
        undefined,
        text(say(
          "Every command ends with a number. Scripts branch on it; people read the sentence that comes with it. In most " +
            "shells `echo $?` shows the last one, in PowerShell `$LASTEXITCODE`.",
          "Setiap perintah berakhir dengan sebuah angka. Skrip bercabang menurut angka itu; orang membaca kalimat yang " +
            "menyertainya. Di sebagian besar shell `echo $?` menampilkan yang terakhir, di PowerShell `$LASTEXITCODE`."
        ))
      ),
      ...section(say("Codes", "Kode"), rows(codeRows, "spaced"))
    ]
  })
}
