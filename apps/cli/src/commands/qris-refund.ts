import { formatRupiah, type qrisRefund as operation } from "@openfinpay/finpay-core"
import type { Answered, ResponseOf } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { yes } from "../confirm.ts"
import { amount } from "../input/amount.ts"
import { given } from "../input/given.ts"
import { mutate } from "../mutate.ts"
import { answer } from "../output/answer.ts"
import { envelopeFields, envelopeJson } from "../output/envelope.ts"
import { fields, printable, wib } from "../output/text.ts"
import { partnerReference, qrisReference } from "./qris-query.ts"

interface Asked {
  readonly reference: string
  readonly refundNo: string
  readonly amount: Parameters<typeof formatRupiah>[0]
}

const tell = ({ amount, reference, refundNo }: Asked, refunded: Answered<ResponseOf<typeof operation>>) => {
  const finpayRefundNo = refunded.refundNo ?? refunded.referenceNo
  return answer({
    json: {
      operation: "qrisRefund",
      referenceNo: reference,
      partnerRefundNo: refundNo,
      refundNo: finpayRefundNo,
      amount,
      ...envelopeJson(refunded)
    },
    text: `${printable(`Refunded ${formatRupiah(amount)} of ${reference} as ${refundNo}.`)}\n${
      fields([["Finpay's refund", finpayRefundNo], ["At", wib(refunded.refundTime)], ...envelopeFields(refunded)])
    }`
  })
}

/** `finpay qris refund`: gives back all or part of a QRIS payment. Moves money. */
export const qrisRefund = Command.make(
  "refund",
  {
    reference: qrisReference,
    amount: amount("How much to give back"),
    refundNo: Flag.String("refund-no").pipe(
      Flag.withDescription(
        "Your number of this refund. Keep it: never take a new one while the old one's outcome is unknown"
      )
    ),
    reason: Flag.String("reason").pipe(Flag.withDescription("Why it is given back")),
    partnerReference,
    yes
  },
  Effect.fnUntraced(function*(input) {
    const { amount, reason, reference, refundNo } = input
    const change = { operation: "qrisRefund", reference, amount }
    yield* mutate({
      change,
      isYes: input.yes,
      call: ({ qris }) =>
        qris.refund({
          originalReferenceNo: reference,
          partnerRefundNo: refundNo,
          refundAmount: amount,
          reason,
          ...given("originalPartnerReferenceNo", input.partnerReference)
        }),
      tell: (refunded) => tell({ reference, refundNo, amount }, refunded)
    })
  })
).pipe(
  Command.withDescription("Give back all or part of a QRIS payment"),
  Command.withExamples([
    {
      command: "finpay qris refund 2020102977770000000009 --amount 10000 --refund-no R-1 --reason 'out of stock'",
      description: "Give back Rp 10.000"
    }
  ])
)
