/** Why a callback is not valid, in plain sentences. */
import type { CallbackExplanation, CallbackMistake } from "@openfinpay/finpay-core"
import { say } from "../language.ts"
import type { Field } from "../output/text.ts"

type Sentence = (mistake: CallbackMistake) => string

const at = ({ where = "" }: CallbackMistake): string => where
const by = ({ as = "" }: CallbackMistake): string => as
const change = ({ found, signed = "", where = "" }: CallbackMistake): string =>
  say(
    `${where} was ${signed} when it was signed${found === undefined ? "" : `, and is ${found} now`}`,
    `${where} bernilai ${signed} saat ditandatangani${found === undefined ? "" : `, dan sekarang ${found}`}`
  )

/** What was read and written again on its way: for all of these the same is to be done. */
const rewritten: ReadonlySet<CallbackMistake["mistake"]> = new Set([
  "members-reordered",
  "looks-sorted",
  "number-respelled",
  "null-for-empty-text",
  "empty-text-for-null",
  "list-for-object"
])

const keepBytes = (): string =>
  say(
    "Verify the bytes as they arrived, before anything reads and writes them again.",
    "Verifikasi byte persis seperti diterima, sebelum ada yang mengurai dan menulisnya kembali."
  )

const sentences: Readonly<Record<CallbackMistake["mistake"], Sentence>> = {
  "byte-order-mark": () =>
    say(
      "A byte order mark stands in front of the text. An editor or a shell put it there; save the file without it.",
      "Ada tanda urutan byte (BOM) di depan teks. Penyunting atau shell menambahkannya; simpan berkas tanpa tanda itu."
    ),
  "utf-16": () =>
    say(
      "The file is UTF-16, as Windows PowerShell saves what is piped into it. Save it as UTF-8, or use --output of curl.",
      "Berkas ini UTF-16, seperti yang disimpan Windows PowerShell lewat pipa. Simpan sebagai UTF-8, atau pakai --output pada curl."
    ),
  "windows-1252": () =>
    say(
      "The text was saved in a Western encoding. Save it as UTF-8.",
      "Teks disimpan dalam pengodean Barat (Windows-1252). Simpan sebagai UTF-8."
    ),
  compressed: () =>
    say(
      "These are the bytes of a gzip file. Decompress them first.",
      "Ini byte berkas gzip. Dekompresi dahulu."
    ),
  "json-in-a-string": () =>
    say(
      "The body was written as JSON a second time, so that it is one string now. Take what is inside the string.",
      "Isi callback ditulis sebagai JSON dua kali sehingga menjadi satu string. Ambil isi di dalam string itu."
    ),
  "text-around": () =>
    say(
      "Something stands before or behind the JSON, such as the headers of the request. Keep the body alone.",
      "Ada teks lain sebelum atau sesudah JSON, misalnya header permintaan. Simpan isinya saja."
    ),
  "cut-off": () =>
    say(
      "The text ends inside the JSON: it was cut off when it was received, copied or saved.",
      "Teks berakhir di tengah JSON: terpotong saat diterima, disalin, atau disimpan."
    ),
  "duplicate-member": (mistake) =>
    say(
      `The member ${at(mistake)} is there twice. Finpay never sends that.`,
      `Anggota ${at(mistake)} muncul dua kali. Finpay tidak pernah mengirim seperti itu.`
    ),
  "empty-signature": () => say("The signature is empty.", "Tanda tangannya kosong."),
  "blanks-around-signature": () =>
    say(
      "Blanks or a line end stand around the signature.",
      "Ada spasi atau akhir baris di sekitar tanda tangan."
    ),
  "upper-case-signature": () =>
    say(
      "The signature is written in upper case. Finpay writes it in lower case.",
      "Tanda tangan ditulis dengan huruf besar. Finpay menulisnya dengan huruf kecil."
    ),
  "base64-signature": () =>
    say(
      "The signature is written in base64. Finpay writes it in hexadecimal.",
      "Tanda tangan ditulis dalam base64. Finpay menulisnya dalam heksadesimal."
    ),
  "signature-elsewhere": (mistake) =>
    say(
      `The signature stands at ${at(mistake)}. Finpay sends it as the member "signature" at the top level.`,
      `Tanda tangan ada di ${at(mistake)}. Finpay mengirimnya sebagai anggota "signature" di tingkat teratas.`
    ),
  "blanks-around-key": () =>
    say(
      "The key in your settings has blanks or a line end around it. Without them the signature is right.",
      "Kunci di pengaturan Anda diapit spasi atau akhir baris. Tanpa itu tanda tangannya benar."
    ),
  "quotes-around-key": () =>
    say(
      "The key in your settings has quotes around it. Without them the signature is right.",
      "Kunci di pengaturan Anda diapit tanda kutip. Tanpa itu tanda tangannya benar."
    ),
  "line-end-in-key": () =>
    say(
      "It was signed with the key and a line end behind it. Whoever signs must cut the line end off.",
      "Ditandatangani dengan kunci yang diikuti akhir baris. Penanda tangan harus membuang akhir baris itu."
    ),
  "other-key": (mistake) =>
    say(
      `It was signed with another key: ${by(mistake)}.`,
      `Ditandatangani dengan kunci lain: ${by(mistake)}.`
    ),
  "other-algorithm": (mistake) =>
    by(mistake) === ""
      ? say(
        "The signature has the length of another algorithm. Finpay signs with HMAC-SHA512: 128 digits.",
        "Panjang tanda tangan ini milik algoritma lain. Finpay memakai HMAC-SHA512: 128 angka."
      )
      : say(
        `The signature is ${by(mistake)}. Finpay signs with HMAC-SHA512 and the Merchant Key.`,
        `Tanda tangan ini memakai ${by(mistake)}. Finpay memakai HMAC-SHA512 dan Merchant Key.`
      ),
  "written-otherwise": (mistake) =>
    say(
      `What was signed is the same members as ${by(mistake)} writes them. Finpay signs what PHP's json_encode writes.`,
      `Yang ditandatangani adalah anggota yang sama seperti ditulis ${
        by(mistake)
      }. Finpay menandatangani tulisan json_encode PHP.`
    ),
  "signature-not-left-out": (mistake) =>
    say(
      `The signer left the member "signature" in, as ${by(mistake)}. It has to be taken out before signing.`,
      `Penanda tangan membiarkan anggota "signature" bernilai ${
        by(mistake)
      }. Anggota itu harus dibuang sebelum ditandatangani.`
    ),
  "line-end-signed": () =>
    say(
      "A line end was signed with the text, as echo adds one. Sign the text alone: printf '%s'.",
      "Akhir baris ikut ditandatangani, seperti yang ditambahkan echo. Tandatangani teksnya saja: printf '%s'."
    ),
  "members-sorted": () =>
    say(
      "The signer sorted the members by name. Finpay signs them in the order in which it sends them.",
      "Penanda tangan mengurutkan anggota menurut nama. Finpay menandatangani sesuai urutan pengiriman."
    ),
  "members-reordered": () =>
    say(
      `The members were put into another order since it was signed, as jsonb columns and some libraries do.`,
      `Urutan anggota diubah setelah ditandatangani, seperti yang dilakukan kolom jsonb dan beberapa pustaka.`
    ),
  "looks-sorted": () =>
    say(
      `The members are sorted, and Finpay's never are: something read the body and wrote it again.`,
      `Anggotanya terurut, padahal milik Finpay tidak pernah: ada yang mengurai isi dan menulisnya kembali.`
    ),
  "number-respelled": (mistake) =>
    say(
      `A number was written in another way: ${change(mistake)}.`,
      `Sebuah angka ditulis dengan cara lain: ${change(mistake)}.`
    ),
  "null-for-empty-text": (mistake) =>
    say(
      `${at(mistake)} was an empty text when it was signed, and is null now, as some frameworks make it.`,
      `${
        at(mistake)
      } adalah teks kosong saat ditandatangani, dan sekarang null, seperti yang dilakukan beberapa kerangka.`
    ),
  "empty-text-for-null": (mistake) =>
    say(
      `${at(mistake)} was null when it was signed, and is an empty text now.`,
      `${at(mistake)} bernilai null saat ditandatangani, dan sekarang teks kosong.`
    ),
  "list-for-object": (mistake) =>
    say(
      `${at(mistake)} was an empty object when it was signed, and is an empty list now, as PHP makes it.`,
      `${at(mistake)} adalah objek kosong saat ditandatangani, dan sekarang daftar kosong, seperti yang dilakukan PHP.`
    ),
  "amount-changed": (mistake) =>
    say(
      `Somebody changed the amount: ${change(mistake)}. Treat it as an attack.`,
      `Ada yang mengubah jumlahnya: ${change(mistake)}. Anggap ini serangan.`
    ),
  "status-changed": (mistake) =>
    say(
      `Somebody changed the status: ${change(mistake)}. Treat it as an attack.`,
      `Ada yang mengubah statusnya: ${change(mistake)}. Anggap ini serangan.`
    ),
  "signature-of-another": (mistake) =>
    say(
      `It has the signature of another callback: ${by(mistake)}. Treat it as an attack.`,
      `Tanda tangannya milik callback lain: ${by(mistake)}. Anggap ini serangan.`
    )
}

const sentenceOf = (mistake: CallbackMistake): string => sentences[mistake.mistake](mistake)

/** Each mistake as a sentence, and what to do about them. */
export const mistakeTexts = ({ mistakes }: CallbackExplanation): ReadonlyArray<string> => [
  ...mistakes.map(sentenceOf),
  ...(mistakes.some(({ mistake }) => rewritten.has(mistake)) ? [keepBytes()] : [])
]

const isAboutSigning = ({ refused }: CallbackExplanation): boolean =>
  refused === "mismatch" || refused === "bad-signature-format"

/** How sure the explanation is. */
const certainty = (explanation: CallbackExplanation): string | undefined => {
  if (explanation.isProven) {
    return say(
      "certain: without this the signature is right",
      "pasti: tanpa hal ini tanda tangannya benar"
    )
  }
  if (!isAboutSigning(explanation)) return undefined
  return explanation.mistakes.length === 0
    ? say(
      "none of the usual mistakes: the key is another one, or the content is. With the right key, it is forged",
      "bukan kesalahan yang lazim: kuncinya lain, atau isinya lain. Dengan kunci yang benar, callback ini palsu"
    )
    : say(
      "that is not all: the key or the content differs as well",
      "itu belum semuanya: kunci atau isinya juga berbeda"
    )
}

/** The explanation as fields below a verdict. */
export const explanationFields = (explanation: CallbackExplanation): ReadonlyArray<Field> => [
  ...mistakeTexts(explanation).map((text): Field => [say("Why", "Sebab"), text]),
  [say("How sure", "Kepastian"), certainty(explanation)]
]

/** The explanation for a script. */
export const explanationJson = ({ isProven, mistakes }: CallbackExplanation) => ({
  isProven,
  mistakes: mistakes.map((mistake) => ({ ...mistake, message: sentenceOf(mistake) }))
})
