import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { amount } from "../input/amount.ts"
import { changeFlags } from "../input/change-flags.ts"
import { given } from "../input/given.ts"
import { mutate } from "../mutate.ts"
import { partnerReference, qrisReference } from "./qris-query.ts"

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
    ...changeFlags
  },
  Effect.fnUntraced(function*({ amount, partnerReference, reason, reference, refundNo, ...flags }) {
    yield* mutate({
      about: { operation: "qrisRefund", reference, amount },
      change: {
        operation: "qrisRefund",
        request: {
          originalReferenceNo: reference,
          partnerRefundNo: refundNo,
          refundAmount: amount,
          reason,
          ...given("originalPartnerReferenceNo", partnerReference)
        }
      },
      flags
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
