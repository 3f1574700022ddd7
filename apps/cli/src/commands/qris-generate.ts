import { formatSnapTimestamp, parseFinpayTime, type qrisGenerate as operation } from "@openfinpay/finpay-core"
import type { Answered, ResponseOf } from "@openfinpay/finpay-core"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { type About, yes } from "../confirm.ts"
import { create } from "../create.ts"
import { amount } from "../input/amount.ts"
import { given } from "../input/given.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { envelopeFields, envelopeJson } from "../output/envelope.ts"
import { fields, rupiah, wib } from "../output/text.ts"

const optionalText = (name: string, description: string, metavar = "TEXT") =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

const tell = (change: Required<About>, generated: Answered<ResponseOf<typeof operation>>, validUntil: string) =>
  answer({
    json: {
      partnerReferenceNo: change.reference,
      referenceNo: generated.referenceNo,
      amount: change.amount,
      qrContent: generated.qrContent,
      qrUrl: generated.qrUrl ?? undefined,
      validUntil,
      ...envelopeJson(generated)
    },
    text: fields([
      [say("Reference", "Referensi"), generated.referenceNo],
      [say("Your reference", "Referensi Anda"), change.reference],
      [say("Amount", "Jumlah"), rupiah(change.amount)],
      [say("Valid until", "Berlaku sampai"), wib(parseFinpayTime(validUntil))],
      [say("QR text", "Teks QR"), generated.qrContent],
      [say("QR picture", "Gambar QR"), generated.qrUrl],
      ...envelopeFields(generated),
      [
        say("Next", "Berikutnya"),
        generated.referenceNo === undefined ? undefined : `finpay qris query ${generated.referenceNo}`
      ]
    ])
  })

/** `finpay qris generate`: makes a QR that can be paid. */
export const qrisGenerate = Command.make(
  "generate",
  {
    reference: Argument.String("reference").pipe(
      Argument.withDescription(
        say("Your reference of the payment, new for every QR", "Referensi Anda untuk pembayaran, baru untuk setiap QR")
      )
    ),
    amount: amount(say("What shall be paid", "Jumlah yang harus dibayar")),
    validMinutes: Flag.Int("valid-minutes").pipe(
      Flag.withDefault(60),
      Flag.filter((minutes) => minutes > 0, () => say("Expected at least 1 minute", "Harus paling sedikit 1 menit")),
      Flag.withDescription(
        say("How long it can be paid, in minutes (default: 60)", "Berapa lama dapat dibayar, dalam menit (bawaan: 60)")
      )
    ),
    note: optionalText("note", say("A note for the payer", "Catatan untuk pembayar")),
    callbackUrl: optionalText(
      "callback-url",
      say("Where Finpay tells that it was paid", "Alamat tempat Finpay memberi tahu bahwa sudah dibayar")
    ),
    terminal: optionalText("terminal", say("The terminal it is shown on", "Terminal tempat QR ditampilkan")),
    yes
  },
  Effect.fnUntraced(function*(input) {
    const now = yield* DateTime.now
    const validityPeriod = formatSnapTimestamp(DateTime.add(now, { minutes: input.validMinutes }))
    const change = { operation: "qrisGenerate", reference: input.reference, amount: input.amount }
    yield* create({
      change,
      isYes: input.yes,
      call: ({ qris }) =>
        qris.generate({
          partnerReferenceNo: input.reference,
          amount: input.amount,
          validityPeriod,
          ...given("terminalId", input.terminal),
          additionalInfo: { ...given("note", input.note), ...given("callbackUrl", input.callbackUrl) }
        }),
      tell: (generated) => tell(change, generated, validityPeriod)
    })
  })
).pipe(
  Command.withDescription(say("Make a QRIS code that can be paid", "Buat kode QRIS yang dapat dibayar")),
  Command.withExamples([
    {
      command: "finpay qris generate SALE-1 --amount 22000",
      description: say("A QR over Rp 22.000, for an hour", "QR sebesar Rp 22.000, selama satu jam")
    }
  ])
)
