import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { amount } from "../input/amount.ts"
import { refundFlags } from "../input/change-flags.ts"
import { given } from "../input/given.ts"
import { say } from "../language.ts"
import { mutate } from "../mutate.ts"
import { partnerReference, qrisReference } from "./qris-query.ts"

/** `finpay qris refund`: gives back all or part of a QRIS payment. Moves money. */
export const qrisRefund = Command.make(
  "refund",
  {
    reference: qrisReference,
    amount: amount(say("How much to give back", "Jumlah yang dikembalikan")),
    refundNo: Flag.String("refund-no").pipe(
      Flag.withDescription(
        say(
          "Your number of this refund. Keep it: never take a new one while the old one's outcome is unknown",
          "Nomor Anda untuk pengembalian dana ini. Simpan: jangan memakai nomor baru selama hasil yang lama belum diketahui"
        )
      )
    ),
    reason: Flag.String("reason").pipe(Flag.withDescription(say("Why it is given back", "Mengapa dikembalikan"))),
    partnerReference,
    ...refundFlags
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
  Command.withDescription(
    say("Give back all or part of a QRIS payment", "Kembalikan seluruh atau sebagian pembayaran QRIS")
  ),
  Command.withExamples([
    {
      command: "finpay qris refund 2020102977770000000009 --amount 10000 --refund-no R-1 --reason 'out of stock'",
      description: say("Give back Rp 10.000", "Kembalikan Rp 10.000")
    }
  ])
)
