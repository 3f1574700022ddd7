/** What each rule of evidence says, in Indonesian: by the rule's name, never by its English sentence. */
import type { JournaledOperation, RuleNames } from "@openfinpay/finpay-journal"

const beforeNotUnderstood =
  "Status sebelumnya tidak dikenal, jadi status sesudahnya tidak dapat menunjukkan apa yang diubah pengembalian dana ini."
const inProgress = "Finpay masih mengerjakan pembayaran itu."

const sentences: { readonly [Of in keyof RuleNames]: Readonly<Record<RuleNames[Of], string>> } = {
  refund: {
    "refunded-in-full":
      "Sebelumnya belum ada yang dikembalikan, pengembalian dana ini adalah seluruh pembayaran, dan kini seluruhnya " +
      "sudah dikembalikan.",
    "refunded-in-part":
      "Sebelumnya belum ada yang dikembalikan, pengembalian dana ini adalah sebagian pembayaran, dan kini sebagian " +
      "sudah dikembalikan.",
    "rest-refunded": "Pengembalian dana ini adalah seluruh sisa pembayaran, dan kini seluruhnya sudah dikembalikan.",
    "nothing-given-back": "Sebelumnya belum ada yang dikembalikan, dan sekarang pun belum.",
    "never-paid": "Tidak ada uang dalam pembayaran itu, jadi tidak mungkin ada yang dikembalikan.",
    "withdrawn": "Tidak ada uang untuk dikembalikan, dan pembayarannya dibatalkan.",
    "paid-since": "Uang masuk setelah pengembalian dana dikirim, dan belum ada yang dikembalikan.",
    "a-further-part":
      "Sebelumnya sebagian sudah dikembalikan, dan kini pun sebagian: itu tidak menunjukkan apa yang ditambahkan " +
      "pengembalian dana ini.",
    "amount-not-known": "Ada uang yang dikembalikan, tetapi jumlahnya tidak menunjukkan apakah oleh permintaan ini.",
    "history-not-clear":
      "Yang dikembalikan sebelumnya, atau sisanya, tidak jelas, jadi status tidak dapat menunjukkan apa yang diubah " +
      "pengembalian dana ini.",
    "partly-captured-before":
      "Hanya sebagian jumlah yang ditagih (captured), dan tidak ada yang tahu bagaimana Finpay menampilkan " +
      "pengembaliannya.",
    "partly-captured-now":
      "Kini hanya sebagian jumlah yang tampak ditagih (captured), dan tidak ada yang tahu bagaimana Finpay " +
      "menampilkan pengembaliannya.",
    "paid-and-given-back-since":
      "Setelah pengembalian dana dikirim ada uang yang masuk dan dikembalikan, mungkin oleh pengembalian dana ini.",
    "was-given-back":
      "Semuanya sudah dikembalikan sebelum pengembalian dana dikirim; statusnya sama, dengan atau tanpa permintaan ini.",
    "before-not-known":
      "Keadaan pembayaran sebelumnya tidak diketahui, jadi statusnya tidak dapat menunjukkan apa yang diubah " +
      "pengembalian dana ini.",
    "before-not-understood": beforeNotUnderstood,
    "less-than-asked":
      "Yang diminta seluruhnya, dan hanya sebagian yang dikembalikan: pihak lain yang mengembalikannya.",
    "more-than-asked": "Yang diminta sebagian, dan seluruhnya dikembalikan: pihak lain mengembalikan lebih banyak.",
    "taken-again": "Sebelumnya ada uang yang dikembalikan, dan pembayaran tampak seolah tidak ada.",
    "less-than-before": "Sebelumnya semuanya sudah dikembalikan, dan pembayaran tampak seolah hanya sebagian.",
    "ended-otherwise": "Pembayaran berakhir, dan bukan karena pengembalian dana: pihak lain mengubahnya.",
    "an-older-view": "Uang sudah masuk, dan Finpay menampilkan keadaan pembayaran sebelum itu.",
    "in-progress": inProgress
  },
  void: {
    "voided": "Pembayaran itu dapat di-void, dan kini dibatalkan.",
    "not-voided": "Uangnya masih diambil atau ditahan.",
    "nothing-to-void":
      "Tidak ada uang yang diambil atau ditahan ketika void dikirim, dan pembayarannya tidak dibatalkan.",
    "never-paid": "Tidak ada uang yang diambil atau ditahan, dan pembayarannya tidak dibatalkan.",
    "cancelled-before": "Pembayaran sudah dibatalkan sebelum void dikirim: tidak ada yang dapat di-void.",
    "cancelled-while-unpaid":
      "Tidak ada uang yang diambil atau ditahan ketika void dikirim; pembatalan pesanan berakhir dengan status yang " +
      "sama.",
    "was-given-back":
      "Sebelum void dikirim sudah ada uang yang dikembalikan, dan tidak ada yang tahu bagaimana Finpay menampilkan " +
      "void sesudah itu.",
    "before-not-known":
      "Keadaan pembayaran sebelumnya tidak diketahui, jadi statusnya tidak dapat menunjukkan apa yang diubah void ini.",
    "given-back-instead": "Uangnya dikembalikan lewat pengembalian dana: pihak lain mengubah pembayarannya.",
    "ended-otherwise": "Pembayaran berakhir, dan bukan karena void.",
    "cancelled-no-more": "Pembayaran sudah dibatalkan sebelum void dikirim, dan tampak seolah tidak.",
    "an-older-view": "Uang sudah diambil atau ditahan, dan Finpay menampilkan keadaan pembayaran sebelum itu.",
    "in-progress": inProgress
  },
  cancel: {
    "cancelled": "Pesanan itu belum dibayar siapa pun, dan kini dibatalkan.",
    "not-cancelled": "Pesanan itu tidak dibatalkan; yang terjadi padanya bukan karena pembatalan ini.",
    "nothing-to-cancel":
      "Pesanan itu sudah dibayar atau sudah berakhir ketika pembatalan dikirim, dan tidak dibatalkan.",
    "cancelled-before":
      "Pesanan itu sudah dibatalkan sebelum pembatalan dikirim: tidak ada lagi yang dapat dibatalkan.",
    "before-not-known":
      "Keadaan pesanan sebelumnya tidak diketahui, jadi statusnya tidak dapat menunjukkan apa yang diubah pembatalan " +
      "ini.",
    "withdrawn-otherwise":
      "Pesanan itu sudah dibayar atau sudah berakhir, dan kini dibatalkan: pihak lain mengubahnya.",
    "cancelled-no-more": "Pesanan itu sudah dibatalkan sebelum pembatalan dikirim, dan tampak seolah tidak.",
    "an-older-view": "Pesanan itu sudah dibayar atau berakhir, dan Finpay menampilkan keadaan sebelum itu.",
    "in-progress": inProgress
  },
  qrisRefund: {
    "refunded-in-full":
      "Dengan pengembalian dana ini seluruh pembayaran dikembalikan, dan kini memang seluruhnya sudah dikembalikan.",
    "never-paid": "Tidak ada uang dalam pembayaran itu ketika pengembalian dana dikirim, dan sekarang pun tidak.",
    "not-paid-now": "Tidak ada uang dalam pembayaran itu, jadi tidak mungkin ada yang dikembalikan.",
    "shown-as-paid": "Pembayaran tampak sudah dibayar, dan begitu pula bila hanya sebagian yang dikembalikan.",
    "more-than-asked":
      "Seluruh pembayaran sudah dikembalikan; itu tidak menunjukkan apakah pengembalian dana ini bagian darinya.",
    "number-used-before":
      "Jawaban Finpay: nomor pengembalian dana itu sudah pernah dipakai; oleh permintaan ini atau yang lain, tidak " +
      "terlihat.",
    "before-not-known":
      "Keadaan pembayaran sebelumnya tidak diketahui, jadi bahwa ia dibatalkan tidak menunjukkan apa pun.",
    "before-not-understood": beforeNotUnderstood,
    "ended-otherwise": "Pembayaran berakhir, dan bukan karena pengembalian dana: pihak lain mengubahnya.",
    "taken-again": "Sebelumnya semuanya sudah dikembalikan, dan pembayaran tampak seolah belum.",
    "an-older-view": "Uang sudah masuk, dan Finpay menampilkan keadaan pembayaran sebelum itu.",
    "not-found": "Saat ini Finpay tidak menemukan pembayaran itu.",
    "repeat-done":
      "Jawaban Finpay: pengembalian dana dengan nomor ini sudah dikerjakan, oleh permintaan ini atau yang sebelumnya.",
    "repeat-duplicate": "Jawaban Finpay: pengembalian dana dengan nomor ini sudah pernah dikerjakan (409xx01).",
    "repeat-inconsistent": "Jawaban Finpay: nomor ini milik pengembalian dana lain dengan isi yang berbeda (404xx18).",
    "repeat-refused":
      "Finpay menolak pengulangan itu, mungkin karena permintaan pertama sudah dikerjakan; hasil yang pertama masih " +
      "terbuka.",
    "repeat-not-answered": "Pengulangan itu tidak membawa jawaban tentang hasil pengembalian dana."
  },
  every: {
    "unknown-status": "Finpay menampilkan status yang tidak dikenal, dan itu tidak membuktikan apa pun.",
    "still-working":
      "Jawaban Finpay: sedang dikerjakan; belum terlihatnya sesuatu tidak membuktikan bahwa pengerjaannya berhenti.",
    "disturbed":
      "Permintaan lain atas pesanan itu ternyata dikerjakan setelah permintaan ini dikirim: yang terlihat dapat " +
      "berasal dari keduanya."
  }
}

/** What a rule says of a mutation; nothing where no rule of this version has that name. */
export const ruleInIndonesian = (operation: JournaledOperation, rule: string): string | undefined => {
  const known: Readonly<Record<string, string>> = { ...sentences.every, ...sentences[operation] }
  return Object.hasOwn(known, rule) ? known[rule] : undefined
}
