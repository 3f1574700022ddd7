/** What `audit verify` finds, in Indonesian: by the problem's name, never by its English sentence. */
import type { Finding, ProblemName } from "@openfinpay/finpay-journal"

const sentences: Readonly<Record<ProblemName, string>> = {
  "misheld": "{0} disimpan sebagai {1}, bukan {2}",
  "not-a-time": "{0} bukan waktu",
  "not-whole": "{0} bukan bilangan bulat",
  "not-json": "{0} bukan JSON",
  "only-in-index": "ada di indeks tabelnya, tetapi tidak ada di tabelnya",
  "hash": "isinya tidak cocok dengan hash-nya",
  "detail-hash": "rinciannya tidak cocok dengan hash-nya",
  "detail-gone": "rinciannya hilang, dan tidak ada kejadian sesudahnya yang menyatakan bahwa rincian itu dihapus",
  "first-event": "tidak memulai rantai sebagaimana mestinya kejadian pertama",
  "chain": "tidak menyambung urutan {0}: yang itu diubah, atau yang ini disisipkan di tempatnya",
  "missing": "hilang",
  "head-missing": "hilang, padahal ada kejadian sampai {0}",
  "head-sequence": "menyebut urutan {0}, padahal hash-nya milik {1}",
  "head-hash": "hash-nya berbeda dari {0}",
  "head-alone": "menyatakan rantainya berakhir di urutan {0}, padahal tidak ada kejadian",
  "head-ahead": "hilang: {0} menyatakan rantainya berlanjut sampai urutan {1}",
  "head-behind": "menyatakan rantainya berakhir di urutan {0}, padahal berlanjut sampai {1}",
  "anchor": "bukan kejadian yang hash-nya disimpan di tempat lain: ditulis ulang atau dipotong",
  "anchor-lane": "disimpan di tempat lain sebagai kode pemeriksaan, padahal tidak ada lane itu",
  "lane": "berada di lane yang tidak ada",
  "sequence": "urutannya bukan angka",
  "mutation-missing": "hilang, padahal disebut {0}",
  "untold": "tidak ada kejadian yang menyebutnya",
  "state-left": "keadaannya {0}, padahal menurut {1} seharusnya {2}",
  "changed": "tidak seperti yang ditinggalkan kejadian terakhirnya, {0}",
  "state-told": "keadaannya {0}, padahal menurut kejadian terakhirnya {1}",
  "version": "versinya {0}, padahal ada {1} kejadian yang menyebutnya",
  "other-lane": "tempatnya di lane {0}, padahal ada kejadiannya di lane {1}",
  "beginning": "dimulai dari {0}, padahal kejadian sebelumnya berakhir dengan {1}",
  "transition": "{0} tidak mungkin mengubah {1} menjadi {2}",
  "reference": "referensinya bukan teks",
  "definition": "tidak ada, atau tidak seperti yang dibuat versi ini",
  "added": "terpasang pada {0}, padahal versi ini tidak membuat {1} seperti itu",
  "lost-accepted":
    "keadaannya accepted, tetapi tidak ada tugas untuk mengirimnya, dan tidak ada mutasi lain dari pesanan itu yang " +
    "dapat ditunggunya",
  "lost-sending":
    "sedang dikirim, tetapi tugas yang mengirimnya hilang, sehingga tidak ada yang tahu bila pengirimnya mati",
  "lost-unknown": "keadaannya unknown, tetapi tidak ada tugas untuk mencari tahu hasilnya",
  "work-unreadable": "tidak dapat dibaca, sehingga tidak akan dikerjakan",
  "work-id": "isinya berbeda dari id-nya",
  "work-state": "keadaannya tidak dikenal untuk sebuah tugas",
  "sqlite": "kata SQLite: {0}",
  "unreadable": "tidak dapat dibaca: {0}",
  "leads-back": "tidak dibaca lebih jauh, karena indeksnya berputar kembali",
  "given-up": "tidak dibaca lebih jauh, karena terlalu banyak yang tidak dapat dibaca",
  "more": "{0} temuan lain tidak ditampilkan"
}

const inIndonesian = (value: string | undefined): string => value === "nothing" ? "kosong" : value ?? ""

/** What is wrong with a row, in Indonesian. */
export const findingInIndonesian = ({ name, values }: Pick<Finding, "name" | "values">): string =>
  sentences[name].replaceAll(/\{(\d)\}/gu, (_, place: string) => inIndonesian(values[Number(place)]))
