import { isQrisFinal, isQrisPaid, type qrisQuery as operation } from "@openfinpay/finpay-core"
import type { Answered, ResponseOf } from "@openfinpay/finpay-core"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { callFinpay, finpayConfig } from "../finpay-client.ts"
import { given } from "../input/given.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { envelopeFields, envelopeJson } from "../output/envelope.ts"
import { qrisStatusText } from "../output/qris-status.ts"
import { fields, rupiah, wib } from "../output/text.ts"

type Queried = Answered<ResponseOf<typeof operation>>

/** REFERENCE: Finpay's number of a QRIS payment. */
export const qrisReference = Argument.String("reference").pipe(
  Argument.withDescription(say(
    "Finpay's reference of the payment, as qris generate printed it",
    "Referensi pembayaran dari Finpay, seperti yang dicetak qris generate"
  ))
)

/** `--partner-reference`: the merchant's own number of a QRIS payment. */
export const partnerReference = Flag.String("partner-reference").pipe(
  Flag.withDescription(
    say("Your reference of the payment, to be sent along", "Referensi Anda untuk pembayaran, ikut dikirim")
  ),
  Flag.optional
)

const json = (queried: Queried) => {
  const { additionalInfo, amount, latestTransactionStatus: status } = queried
  const paidAt = additionalInfo?.paidTime?.instant
  return {
    referenceNo: queried.originalReferenceNo,
    partnerReferenceNo: queried.originalPartnerReferenceNo,
    status,
    // null: don't know
    paid: isQrisPaid(status) ?? null,
    final: isQrisFinal(status) ?? null,
    amount: amount ?? undefined,
    at: paidAt === undefined ? undefined : DateTime.formatIso(paidAt),
    rrn: additionalInfo?.rrn ?? undefined,
    ...envelopeJson(queried)
  }
}

const text = (queried: Queried): string =>
  fields([
    [say("Reference", "Referensi"), queried.originalReferenceNo],
    [say("Your reference", "Referensi Anda"), queried.originalPartnerReferenceNo],
    ["Status", qrisStatusText(queried.latestTransactionStatus)],
    [say("Amount", "Jumlah"), rupiah(queried.amount)],
    [say("Paid at", "Dibayar pada"), wib(queried.additionalInfo?.paidTime)],
    [say("Paid through", "Dibayar melalui"), queried.additionalInfo?.issuer],
    ["RRN", queried.additionalInfo?.rrn],
    ...envelopeFields(queried)
  ])

/** `finpay qris query`: what Finpay knows of a QRIS payment. Only reads. */
export const qrisQuery = Command.make(
  "query",
  { reference: qrisReference, partnerReference },
  Effect.fnUntraced(function*({ partnerReference, reference }) {
    const config = yield* finpayConfig
    const queried = yield* callFinpay(config, ({ qris }) =>
      qris.query({
        originalReferenceNo: reference,
        ...given("originalPartnerReferenceNo", partnerReference)
      }))
    yield* answer({ json: json(queried), text: text(queried) })
  })
).pipe(
  Command.withDescription(say("Ask for the status of a QRIS payment", "Tanyakan status pembayaran QRIS")),
  Command.withExamples([{
    command: "finpay qris query 2020102977770000000009",
    description: say("Has it been paid?", "Apakah sudah dibayar?")
  }])
)
