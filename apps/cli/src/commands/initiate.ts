import { type initiate as operation, type Rupiah } from "@openfinpay/finpay-core"
import type { Answered, ResponseOf } from "@openfinpay/finpay-core"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type About, yes } from "../confirm.ts"
import { create } from "../create.ts"
import { UsageError } from "../errors.ts"
import { amount } from "../input/amount.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { envelopeFields, envelopeJson } from "../output/envelope.ts"
import { fields, rupiah, wib } from "../output/text.ts"
import { orderFlags, requestOfFile, requestOfFlags } from "./initiate-request.ts"

type Initiated = Answered<ResponseOf<typeof operation>>

const tell = ({ amount, reference }: Required<About>, initiated: Initiated) =>
  answer({
    json: {
      operation: "initiate",
      orderId: reference,
      amount,
      paymentCode: initiated.paymentCode,
      redirectUrl: initiated.redirecturl,
      appUrl: initiated.appurl,
      imageUrl: initiated.imageurl,
      qrContent: initiated.stringQr,
      expiresAt: initiated.expiryLink?.instant === undefined
        ? undefined
        : DateTime.formatIso(initiated.expiryLink.instant),
      ...envelopeJson(initiated)
    },
    text: fields([
      [say("Order", "Pesanan"), reference],
      [say("Amount", "Jumlah"), rupiah(amount)],
      [say("Payment code", "Kode bayar"), initiated.paymentCode],
      [say("Pay page", "Halaman bayar"), initiated.redirecturl],
      [say("App", "Aplikasi"), initiated.appurl],
      [say("QR text", "Teks QR"), initiated.stringQr],
      [say("QR picture", "Gambar QR"), initiated.imageurl],
      [say("Pay until", "Bayar sebelum"), wib(initiated.expiryLink)],
      ...envelopeFields(initiated),
      [say("Next", "Berikutnya"), `finpay check ${reference}`]
    ])
  })

type Input = Parameters<typeof requestOfFlags>[2] & {
  readonly order: Option.Option<string>
  readonly amount: Option.Option<Rupiah>
  readonly from: Option.Option<string>
}

const isAnyGiven = ({ from: _, item, ...rest }: Input): boolean =>
  item.length > 0 || Object.values(rest).some((value: unknown) => Option.isOption(value) && Option.isSome(value))

const requestOf = Effect.fnUntraced(function*(input: Input) {
  const { amount, from, order } = input
  if (Option.isSome(from)) {
    if (!isAnyGiven(input)) return yield* requestOfFile(from.value)
    return yield* new UsageError({
      message: say(
        "--from holds the whole request: give no order and no flags beside it",
        "--from memuat seluruh permintaan: jangan isi pesanan dan flag lain bersamanya"
      )
    })
  }
  if (Option.isSome(order) && Option.isSome(amount)) return yield* requestOfFlags(order.value, amount.value, input)
  return yield* new UsageError({
    message: say(
      "give the order and --amount, or --from FILE with the whole request",
      "isi pesanan dan --amount, atau --from FILE dengan seluruh permintaan"
    )
  })
})

/** `finpay initiate`: creates an order that can be paid. */
export const initiate = Command.make(
  "initiate",
  {
    order: Argument.String("order").pipe(
      Argument.withDescription(
        say("Your number of the order, never used before", "Nomor pesanan Anda, belum pernah dipakai")
      ),
      Argument.optional
    ),
    amount: amount(say("What shall be paid", "Jumlah yang harus dibayar")).pipe(Flag.optional),
    ...orderFlags,
    from: Flag.String("from").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        say(
          "The whole request in Finpay's own JSON (- for standard input), in place of order and flags",
          "Seluruh permintaan dalam JSON Finpay (- untuk masukan standar), sebagai ganti pesanan dan flag"
        )
      ),
      Flag.optional
    ),
    yes
  },
  Effect.fnUntraced(function*(input) {
    const { amount, reference, request } = yield* requestOf(input)
    const change = { operation: "initiate", reference, amount }
    yield* create({
      change,
      isYes: input.yes,
      call: ({ payments }) => payments.initiate(request),
      tell: (initiated) => tell(change, initiated)
    })
  })
).pipe(
  Command.withDescription(say("Create an order that can be paid", "Buat pesanan yang dapat dibayar")),
  Command.withExamples([
    {
      command: "finpay initiate INV-1 --amount 22000 --source vabca --phone +6281234567890",
      description: say(
        "An order over Rp 22.000, to be paid to a BCA virtual account",
        "Pesanan sebesar Rp 22.000, dibayar ke virtual account BCA"
      )
    },
    {
      command: "finpay initiate --from order.json",
      description: say("The request as it is in Finpay's documents", "Permintaan seperti di dokumen Finpay")
    }
  ])
)
