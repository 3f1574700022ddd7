import { isFinal, isPaid, isQrisFinal, isQrisPaid } from "@openfinpay/finpay-core"
import type { PaymentKind } from "../contract/payment-kind.ts"

/** Did the money arrive, by the words of this kind of payment? `undefined` means *don't know*. */
export const isPaidOf = (kind: PaymentKind, status: string): boolean | undefined =>
  kind === "pg" ? isPaid(status) : isQrisPaid(status)

/** Can nothing follow, by the words of this kind of payment? `undefined` means *don't know*. */
export const isFinalOf = (kind: PaymentKind, status: string): boolean | undefined =>
  kind === "pg" ? isFinal(status) : isQrisFinal(status)
