import { formatRupiah, parseQris } from "@openfinpay/finpay-core"
import type { QrisPayload } from "@openfinpay/finpay-core"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { readText } from "../input/source.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { fields } from "../output/text.ts"

// A file or a here-document ends in a line end that is no part of the payload.
const withoutLineEnd = (text: string): string => text.replace(/[\r\n]+$/u, "")

const amountText = ({ amount, amountRupiah }: QrisPayload): string => {
  if (amountRupiah !== undefined) return formatRupiah(amountRupiah)
  return amount ?? say("the payer types it", "diketik oleh pembayar")
}

const tipText = (tip: QrisPayload["tip"]): string | undefined => {
  switch (tip?.kind) {
    case "ask":
      return say("the payer is asked for one", "pembayar ditanya")
    case "fixed":
      return tip.amount
    case "percent":
      return `${tip.percent} %`
    default:
      return undefined
  }
}

const text = (payload: QrisPayload): string =>
  fields([
    ["Merchant", payload.merchantName],
    [say("City", "Kota"), payload.merchantCity],
    [say("Postal code", "Kode pos"), payload.postalCode],
    [say("Amount", "Jumlah"), amountText(payload)],
    [say("Tip", "Tip"), tipText(payload.tip)],
    [say("Kind", "Jenis"), payload.pointOfInitiation],
    ["NMID", payload.nmid],
    [say("Merchant PAN", "PAN merchant"), payload.merchantPan],
    [say("Criteria", "Kriteria"), payload.criteria],
    [say("Category", "Kategori"), payload.mcc],
    [say("Bill", "Tagihan"), payload.billNumber],
    [say("Reference", "Referensi"), payload.reference],
    ["Terminal", payload.terminal],
    ["CRC", say(`${payload.crc}, right`, `${payload.crc}, benar`)]
  ])

/** `finpay qris parse`: what a QRIS code says. */
export const qrisParse = Command.make(
  "parse",
  {
    payload: Argument.String("payload").pipe(
      Argument.withDescription(say(
        "The text of the QR, beginning with 000201; standard input when left out",
        "Teks QR, diawali 000201; masukan standar bila kosong"
      )),
      Argument.optional
    )
  },
  Effect.fnUntraced(function*({ payload }) {
    const given = Option.isSome(payload) ? payload.value : yield* readText(Option.none())
    const parsed = yield* Effect.fromResult(parseQris(withoutLineEnd(given)))
    yield* answer({ json: parsed, text: text(parsed) })
  })
).pipe(
  Command.withDescription(
    say("Read the text of a QRIS code and check its CRC", "Baca teks kode QRIS dan periksa CRC-nya")
  ),
  Command.withExamples([
    {
      command: "finpay qris parse --json < qr.txt",
      description: say("Read a payload from a file", "Baca teks dari sebuah berkas")
    },
    {
      command: "zbarimg --raw qr.png | finpay qris parse",
      description: say("Read a picture, with zbar", "Baca gambar, dengan zbar")
    }
  ])
)
