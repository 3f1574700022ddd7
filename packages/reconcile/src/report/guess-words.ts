/** What a header's word may stand for. */
export type Guessed = "reference" | "amount" | "credit" | "debit" | "kind" | "status" | "date" | "id"

/**
 * Names of columns in reports of Indonesian banks and gateways, in Indonesian and English, the better guess first.
 *
 * Assumed: no report of Finpay is documented. A guess is only ever shown.
 */
export const columnNames: Readonly<Record<Guessed, ReadonlyArray<string>>> = {
  reference: [
    "order id",
    "orderid",
    "id order",
    "merchant order id",
    "id pesanan",
    "no pesanan",
    "nomor pesanan",
    "no order",
    "order no",
    "order number",
    "merchant order no",
    "order",
    "pesanan",
    "invoice",
    "no invoice",
    "nomor invoice",
    "invoice no",
    "invoice number",
    "merchant reference",
    "merchant ref",
    "reference",
    "reference no",
    "reference number",
    "ref no",
    "referensi",
    "no referensi",
    "nomor referensi",
    "no ref",
    "keterangan",
    "description"
  ],
  amount: [
    "amount",
    "gross amount",
    "transaction amount",
    "order amount",
    "nominal",
    "nominal transaksi",
    "jumlah",
    "jumlah transaksi",
    "nilai",
    "nilai transaksi",
    "jumlah kotor",
    "gross",
    "total",
    "amount idr",
    "jumlah rp",
    "nominal rp",
    "mutasi"
  ],
  credit: ["credit", "kredit", "cr", "credit amount", "jumlah kredit", "masuk", "uang masuk"],
  debit: ["debit", "debet", "db", "debit amount", "jumlah debit", "jumlah debet", "keluar", "uang keluar"],
  kind: [
    "type",
    "transaction type",
    "jenis",
    "jenis transaksi",
    "tipe",
    "tipe transaksi",
    "db cr",
    "cr db",
    "d k",
    "dk"
  ],
  status: ["status", "transaction status", "payment status", "status transaksi", "status pembayaran"],
  date: [
    "transaction date",
    "tanggal transaksi",
    "tgl transaksi",
    "transaction time",
    "waktu transaksi",
    "date",
    "tanggal",
    "tgl",
    "waktu",
    "time",
    "created at",
    "paid at",
    "settlement date",
    "tanggal settlement",
    "tgl settlement"
  ],
  id: [
    "transaction id",
    "trx id",
    "id transaksi",
    "no transaksi",
    "nomor transaksi",
    "trace id",
    "trace no",
    "rrn",
    "reff no"
  ]
}

/** How a line begins that adds up the others. */
export const totalWords = ["grand total", "sub total", "subtotal", "total", "jumlah"] as const

/** Words in a column that says what a line is. */
export const kindWords = {
  payment: ["payment", "pembayaran", "pay", "bayar", "sale", "purchase", "settlement", "credit", "kredit", "cr", "k"],
  refund: [
    "refund",
    "pengembalian",
    "pengembalian dana",
    "partial refund",
    "reversal",
    "void",
    "retur",
    "debit",
    "debet",
    "db",
    "d"
  ]
} as const

/** Words in a column that says whether money moved. */
export const statusWords = {
  done: [
    "success",
    "successful",
    "succeeded",
    "sukses",
    "berhasil",
    "paid",
    "captured",
    "settled",
    "settlement",
    "completed",
    "done",
    "lunas",
    "selesai",
    "refunded",
    "ok"
  ],
  notDone: [
    "failed",
    "failure",
    "gagal",
    "expired",
    "kedaluwarsa",
    "cancelled",
    "canceled",
    "batal",
    "dibatalkan",
    "declined",
    "ditolak",
    "rejected"
  ],
  unknown: ["pending", "processing", "diproses", "in progress", "menunggu", "waiting"]
} as const
