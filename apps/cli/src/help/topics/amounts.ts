import { say } from "../../language.ts"
import { rows, section, text } from "../page.ts"
import type { Topic } from "../topic.ts"

/** How money is written. */
export const amounts: Topic = {
  name: "amounts",
  otherWords: ["amount", "rupiah", "jumlah"],
  about: say("How amounts are typed and shown", "Cara mengetik dan menampilkan jumlah uang"),
  page: () => ({
    title: say("Amounts", "Jumlah uang"),
    sections: [
      ...section(
        undefined,
        text(say(
          "All amounts are whole rupiah. You type digits only; finpay shows them as Rp 22.000. Dots and commas are " +
            "refused, because 22.000 is twenty-two thousand to some and twenty-two to others.",
          "Semua jumlah dalam rupiah bulat. Anda mengetik angka saja; finpay menampilkannya sebagai Rp 22.000. Titik dan " +
            "koma ditolak, karena 22.000 bagi sebagian orang berarti dua puluh dua ribu dan bagi yang lain dua puluh dua."
        ))
      ),
      ...section(
        say("What you type", "Yang Anda ketik"),
        rows([
          ["22000", say("Rp 22.000", "Rp 22.000")],
          ["22.000", say("refused: write 22000", "ditolak: tulis 22000")],
          ["Rp 22000", say("refused: digits only", "ditolak: hanya angka")],
          ["22000,50", say("refused: rupiah have no sen here", "ditolak: di sini rupiah tanpa sen")]
        ])
      ),
      ...section(
        undefined,
        text(say(
          "With --json amounts are numbers: 22000. With `refund` and `qris refund` the amount must be given: money is " +
            "never moved without saying how much.",
          "Dengan --json, jumlah berupa angka: 22000. Pada `refund` dan `qris refund` jumlah wajib diisi: uang tidak " +
            "pernah dipindahkan tanpa menyebut berapa."
        ))
      )
    ]
  })
}
