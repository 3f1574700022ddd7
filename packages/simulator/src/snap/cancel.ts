import * as Result from "effect/Result"
import { refusals } from "../answer/refusals.ts"
import type { Order } from "../orders/Order.ts"
import { applyEvent } from "../state/apply.ts"
import { wibIso } from "../time/wib.ts"
import { checkMerchant } from "./check-merchant.ts"
import { findPayment, originals, readReferences } from "./find-payment.ts"
import type { SnapDone, SnapHandler } from "./SnapCall.ts"

const cancelled = (order: Order): SnapDone => ({
  members: { ...originals(order), cancelTime: wibIso(order.cancelledAt ?? order.createdAt) }
})

/** QRIS cancel: withdraws a QR nobody has paid. Repeated, it answers the same. Source: SNAP BI, QR MPM (77). */
export const cancel: SnapHandler = (call) =>
  Result.gen(function*() {
    const references = yield* readReferences(call, { reference: "optional", partnerReference: "optional" })
    yield* checkMerchant(call, "optional")
    yield* call.fields.mandatoryText("reason", 256)
    const order = yield* findPayment(call, references)
    if (order.status === "CANCELLED") return cancelled(order)
    if (order.status === "EXPIRED") return yield* Result.fail(refusals.expired)
    return cancelled(
      yield* Result.mapError(applyEvent(call.world, order, { type: "cancel" }, call.now), () => refusals.invalidStatus)
    )
  })
