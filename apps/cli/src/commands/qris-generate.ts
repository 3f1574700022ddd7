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
import { answer } from "../output/answer.ts"
import { envelopeFields, envelopeJson } from "../output/envelope.ts"
import { fields, rupiah, wib } from "../output/text.ts"

const optionalText = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.optional)

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
      ["Reference", generated.referenceNo],
      ["Your reference", change.reference],
      ["Amount", rupiah(change.amount)],
      ["Valid until", wib(parseFinpayTime(validUntil))],
      ["QR text", generated.qrContent],
      ["QR picture", generated.qrUrl],
      ...envelopeFields(generated),
      ["Next", generated.referenceNo === undefined ? undefined : `finpay qris query ${generated.referenceNo}`]
    ])
  })

/** `finpay qris generate`: makes a QR that can be paid. */
export const qrisGenerate = Command.make(
  "generate",
  {
    reference: Argument.String("reference").pipe(
      Argument.withDescription("Your reference of the payment, new for every QR")
    ),
    amount: amount("What shall be paid"),
    validMinutes: Flag.Int("valid-minutes").pipe(
      Flag.withDefault(60),
      Flag.filter((minutes) => minutes > 0, () => "Expected at least 1 minute"),
      Flag.withDescription("How long it can be paid (default: 60)")
    ),
    note: optionalText("note", "A note for the payer"),
    callbackUrl: optionalText("callback-url", "Where Finpay tells that it was paid"),
    terminal: optionalText("terminal", "The terminal it is shown on"),
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
  Command.withDescription("Make a QRIS code that can be paid"),
  Command.withExamples([
    { command: "finpay qris generate SALE-1 --amount 22000", description: "A QR over Rp 22.000, for an hour" }
  ])
)
