import { Unavailable } from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import type { Finpay } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import type { Break } from "./Break.ts"

type Service = Finpay["Service"]

const isUnknown = (error: FinpayError): boolean => error._tag === "OutcomeUnknown"

const withRefund = (
  right: Service,
  change: (refund: Service["payments"]["refund"]) => Service["payments"]["refund"]
): Service => ({ ...right, payments: { ...right.payments, refund: change(right.payments.refund) } })

const retryTimedOutRefund: Break = {
  name: "retry-timed-out-refund",
  says: "A refund whose answer did not come is sent again at once.",
  bugs: {
    finpay: (right) =>
      withRefund(right, (refund) => (...input) => Effect.catchIf(refund(...input), isUnknown, () => refund(...input)))
  }
}

const timeoutIsFailure: Break = {
  name: "timeout-is-failure",
  says: "A refund whose answer did not come is booked as failed.",
  bugs: {
    finpay: (right) =>
      withRefund(right, (refund) => (...input) =>
        Effect.mapError(refund(...input), (error) =>
          isUnknown(error)
            ? new Unavailable({
              operation: "refund",
              reason: "timeout",
              detail: "no answer came",
              nextStep: "Send it again.",
              safeToRetry: true
            })
            : error))
  }
}

const newKeyOnRetry: Break = {
  name: "new-key-on-retry",
  says: "A caller who got no outcome asks again with a new idempotency key.",
  bugs: {
    keyOf: ({ name }, time, last) => {
      const isOpen = last?.outcome.kind === "gone" || last?.outcome.kind === "refused" ||
        (last?.outcome.kind === "mutation" && last.outcome.mutation.state !== "rejected")
      return isOpen ? `${name}~${time}` : name
    }
  }
}

const newNumberOnRepeat: Break = {
  name: "new-number-on-repeat",
  says: "A QRIS refund that is repeated gets a new partnerRefundNo.",
  bugs: {
    finpay: (right) => {
      const sent = new Map<string, number>()
      const refund: Service["qris"]["refund"] = (request, options) => {
        const { partnerRefundNo } = request
        const before = sent.get(partnerRefundNo) ?? 0
        sent.set(partnerRefundNo, before + 1)
        const number = before === 0 ? partnerRefundNo : `${partnerRefundNo}~${before}`
        return right.qris.refund({ ...request, partnerRefundNo: number }, options)
      }
      return { ...right, qris: { ...right.qris, refund } }
    }
  }
}

/** Bugs on the way to Finpay. */
export const sendingBreaks: ReadonlyArray<Break> = [
  retryTimedOutRefund,
  timeoutIsFailure,
  newKeyOnRetry,
  newNumberOnRepeat
]
