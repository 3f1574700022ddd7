import { say } from "../../language.ts"
import { stateMeanings } from "../../output/mutation-states.ts"
import { examples, rows, section, text } from "../page.ts"
import type { Topic } from "../topic.ts"

const id = "mut_0mif2a1b8k3x7q9v2d4f6"

/** Keys, the journal, and outcomes that nobody knows. */
export const neverTwice: Topic = {
  name: "never-twice",
  otherWords: [...Object.keys(stateMeanings), "mutation", "mutasi", "perubahan", "journal", "jurnal", "key", "kunci"],
  about: say(
    "How money is never given back twice: keys, the journal, unknown outcomes",
    "Mengapa dana tidak pernah dikembalikan dua kali: kunci, jurnal, hasil yang belum diketahui"
  ),
  page: () => ({
    title: say("Never twice", "Tidak pernah dua kali"),
    sections: [
      ...section(
        undefined,
        text(say(
          "A refund is a message to Finpay and an answer that comes back. When the answer gets lost on its way, nobody " +
            "knows at that moment whether the money has moved. To send it again could pay a second time; to forget it " +
            "could leave a customer without their money. finpay is made for that moment.",
          "Pengembalian dana adalah pesan kepada Finpay dan jawaban yang kembali. Bila jawaban itu hilang di jalan, saat " +
            "itu tidak ada yang tahu apakah uangnya sudah berpindah. Mengirim ulang bisa membayar dua kali; melupakannya " +
            "bisa membuat pelanggan tidak menerima uangnya. finpay dibuat untuk saat seperti itu."
        ))
      ),
      ...section(
        say("The journal", "Jurnal"),
        text(say(
          "Before anything is sent, it is written into the journal: a file on this computer, or a database that you and " +
            "your colleagues share. From there it is sent once at most, also when the computer or the network fails. " +
            "finpay never gives back more than was paid, and never changes one order twice at the same time.",
          "Sebelum ada yang dikirim, semuanya dicatat dulu di jurnal: sebuah berkas di komputer ini, atau basis data yang " +
            "dipakai bersama rekan Anda. Dari sana dikirim paling banyak satu kali, juga bila komputer atau jaringan " +
            "gagal. finpay tidak pernah mengembalikan lebih dari yang dibayar, dan tidak pernah mengubah satu pesanan " +
            "dua kali pada saat bersamaan."
        )),
        text(say(
          "What is written down is called a mutation: a change of a payment. It has an id that begins with mut_.",
          "Yang dicatat disebut mutasi: sebuah perubahan pembayaran. Id-nya diawali mut_."
        )),
        examples([
          {
            command: "finpay mutations list",
            description: say("All of them, newest first", "Semuanya, yang terbaru lebih dulu")
          },
          {
            command: `finpay mutations show ${id}`,
            description: say(
              "Who asked for this one, when, and what came of it",
              "Siapa yang memintanya, kapan, dan hasilnya"
            )
          }
        ])
      ),
      ...section(
        say("The key", "Kunci"),
        text(say(
          "The key (idempotency key) is your own name for one intention: the number of a return, of a ticket, of a line " +
            "in your books. Ask ten times with the same key, and it is done once; you get the same answer each time. " +
            "Another refund, even of the same order and amount, needs another key.",
          "Kunci (kunci idempotensi) adalah nama Anda sendiri untuk satu maksud: nomor retur, nomor tiket, atau satu baris " +
            "di pembukuan Anda. Diminta sepuluh kali dengan kunci yang sama, dikerjakan satu kali; jawabannya selalu " +
            "sama. Pengembalian dana lain, walaupun untuk pesanan dan jumlah yang sama, memerlukan kunci lain."
        )),
        text(say(
          "Without --key finpay makes a fresh one and shows it, and refuses to do the same to the same order while the " +
            "earlier one is not settled.",
          "Tanpa --key, finpay membuat kunci baru dan menampilkannya, dan menolak melakukan hal yang sama pada pesanan yang " +
            "sama selama yang sebelumnya belum selesai."
        )),
        examples([{ command: "finpay refund INV-1 --amount 10000 --key return-77" }])
      ),
      ...section(
        say("When the outcome is unknown (exit code 4)", "Bila hasil belum diketahui (kode keluar 4)"),
        text(say(
          "It was perhaps done. Do not ask for it with a new key, and do not do it by hand at Finpay. Ask how it ended:",
          "Mungkin sudah dikerjakan. Jangan memintanya dengan kunci baru, dan jangan mengerjakannya sendiri di Finpay. " +
            "Tanyakan hasilnya:"
        )),
        examples([{ command: `finpay mutations resolve ${id}` }]),
        text(say(
          "finpay asks Finpay for the payment and compares it with what was seen before. It says that it was done, or " +
            "that it was not, only where that is sure. Where it cannot be, as with a second refund of a part, a person " +
            "has to find out, in Finpay's dashboard or from their support, and says so:",
          "finpay menanyakan pembayarannya kepada Finpay dan membandingkannya dengan keadaan sebelumnya. Hanya bila sudah " +
            "pasti, finpay menyatakan sudah atau tidak dikerjakan. Bila tidak bisa dipastikan, misalnya pengembalian " +
            "sebagian yang kedua, seseorang harus mencari tahu, di dasbor Finpay atau lewat dukungan pelanggan mereka, lalu " +
            "menyatakannya:"
        )),
        examples([
          {
            command: `finpay mutations close ${id} --as applied --reason '${
              say("Finpay support, case 881", "Dukungan Finpay, kasus 881")
            }'`
          }
        ])
      ),
      ...section(say("How a mutation can stand", "Keadaan sebuah mutasi"), rows(Object.entries(stateMeanings)))
    ]
  })
}
