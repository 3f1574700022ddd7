import { say } from "../../language.ts"
import { examples, rows, section, text } from "../page.ts"
import type { Topic } from "../topic.ts"

/** For somebody who has never used a program of this kind. */
export const firstSteps: Topic = {
  name: "first-steps",
  otherWords: ["mulai"],
  about: say(
    "Never used a tool like this? Try all of it in ten minutes",
    "Baru pertama kali? Coba semuanya dalam sepuluh menit"
  ),
  page: () => ({
    title: say("First steps, with no real money", "Langkah pertama, tanpa uang sungguhan"),
    sections: [
      ...section(
        undefined,
        text(say(
          "You type a line, press Enter, and finpay answers below it. Nothing can go wrong here: until somebody sets it " +
            "up for the real Finpay, finpay only speaks to a simulated one on this computer.",
          "Anda mengetik satu baris, menekan Enter, lalu finpay menjawab di bawahnya. Tidak ada yang bisa salah di " +
            "sini: selama belum diatur untuk Finpay sungguhan, finpay hanya berbicara dengan simulator di komputer ini."
        ))
      ),
      ...section(
        say("1. Start the simulated Finpay", "1. Jalankan simulator Finpay"),
        text(say(
          "Leave this window open; it is Finpay as long as it runs. Ctrl-C (both keys at once) stops it.",
          "Biarkan jendela ini terbuka; inilah Finpay selama ia berjalan. Ctrl-C (kedua tombol bersamaan) menghentikannya."
        )),
        examples([{ command: "finpay simulate" }])
      ),
      ...section(
        say("2. In a second window, make an order and pay it", "2. Di jendela kedua, buat pesanan lalu bayar"),
        examples([
          {
            command: "finpay initiate INV-1 --amount 22000 --source vabca --phone +6281234567890",
            description: say("An order over Rp 22.000, named INV-1", "Pesanan sebesar Rp 22.000, bernama INV-1")
          },
          {
            command: "finpay simulator pay INV-1",
            description: say("You are the payer: pay it", "Anda pembayarnya: bayarlah")
          },
          {
            command: "finpay check INV-1",
            description: say("Was it paid? Status says PAID", "Sudah dibayar? Status menunjukkan PAID")
          }
        ])
      ),
      ...section(
        say("3. Give money back", "3. Kembalikan dana"),
        examples([
          {
            command: "finpay refund INV-1 --amount 10000 --key return-77",
            description: say(
              "Rp 10.000 of it. The key is your name for this one refund",
              "Rp 10.000 darinya. Kunci adalah nama Anda untuk pengembalian dana yang satu ini"
            )
          },
          {
            command: "finpay refund INV-1 --amount 10000 --key return-77",
            description: say(
              "Again, with the same key: nothing is sent, and you see the same answer",
              "Sekali lagi, dengan kunci yang sama: tidak ada yang dikirim, dan jawabannya sama"
            )
          },
          {
            command: "finpay mutations list",
            description: say("What was asked for, and how it ended", "Apa saja yang diminta, dan bagaimana akhirnya")
          }
        ])
      ),
      ...section(
        say("How to read a line", "Cara membaca sebuah baris"),
        rows([
          ["finpay refund", say("what shall be done: the command", "apa yang dikerjakan: perintahnya")],
          ["INV-1", say("what it is about: your own order number", "tentang apa: nomor pesanan Anda sendiri")],
          [
            "--amount 10000",
            say("a flag: its name, a blank, and its value", "sebuah flag: namanya, spasi, lalu nilainya")
          ],
          [
            "ORDER, RUPIAH",
            say(
              "in help, words in capitals stand for your own",
              "dalam bantuan, kata berhuruf besar diganti dengan milik Anda"
            )
          ],
          [
            "[FLAGS]",
            say("in help, what is in brackets can be left out", "dalam bantuan, yang di dalam kurung boleh tidak diisi")
          ]
        ])
      ),
      ...section(
        say("Then", "Selanjutnya"),
        text(say(
          "To do it once more, take a new order and a new key, INV-2 and return-78: the journal remembers the old ones.",
          "Untuk mengulanginya, pakai pesanan dan kunci baru, INV-2 dan return-78: jurnal mengingat yang lama."
        )),
        text(say(
          "Read `finpay help never-twice` before you give back real money, and `finpay help settings` to be set up for it.",
          "Baca `finpay help never-twice` sebelum mengembalikan uang sungguhan, dan `finpay help settings` untuk mengaturnya."
        ))
      )
    ]
  })
}
