import { say } from "../../language.ts"
import { faultGroups } from "../fault-kinds.ts"
import { examples, rows, section, text } from "../page.ts"
import type { Topic } from "../topic.ts"

/** What a file for `finpay simulator faults --set` holds. */
export const faults: Topic = {
  name: "faults",
  otherWords: ["fault", "gangguan"],
  about: say("What the simulator can do wrong, and how to ask for it", "Gangguan yang dapat dibuat simulator"),
  page: () => ({
    title: say("Faults of the simulator", "Gangguan pada simulator"),
    sections: [
      ...section(
        undefined,
        text(say(
          "Real networks lose answers. The simulator does so when you ask for it, so that you see what finpay does then. " +
            "A faults file is a JSON list. This one lets the answer of the next refund of INV-1 get lost:",
          "Di jaringan sungguhan jawaban bisa hilang. Simulator melakukannya bila diminta, agar Anda melihat tindakan " +
            "finpay. Berkas gangguan adalah daftar JSON. Yang ini menghilangkan jawaban pengembalian dana INV-1 berikutnya:"
        )),
        examples([
          {
            command:
              "echo '[{\"kind\": \"lost-answer\", \"operation\": \"refund\", \"orderId\": \"INV-1\"}]' > faults.json"
          },
          { command: "finpay simulator faults --set faults.json" },
          { command: "finpay simulator faults" }
        ])
      ),
      ...section(
        say("What each fault says", "Isi setiap gangguan"),
        rows([
          [
            "kind",
            say("one of those below; nothing else must be given", "salah satu di bawah ini; hanya ini yang wajib")
          ],
          [
            "operation",
            say("which calls; all when left out:", "panggilan yang mana; semua bila tidak diisi:") +
            " checkStatus, initiate, refund, void, cancel, qrisGenerate, qrisQuery, qrisRefund, qrisCancel, snapToken, " +
            "callback, notification"
          ],
          [
            "orderId",
            say(
              "only this order; for QRIS, one of its references",
              "hanya pesanan ini; untuk QRIS, salah satu referensinya"
            )
          ],
          ["times", say("how often (1)", "berapa kali (1)")],
          ["probability", say("how likely, from 0 to 1 (1)", "peluangnya, dari 0 sampai 1 (1)")],
          ["delayMillis", say("for what is late: how late, in milliseconds", "untuk yang terlambat: berapa milidetik")]
        ])
      ),
      ...faultGroups.flatMap(({ heading, kinds }) => section(heading, rows(Object.entries(kinds))))
    ]
  })
}
