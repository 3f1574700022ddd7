import { signCallback } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { CallbackRecord } from "../state/CallbackRecord.ts"
import type { World } from "../state/World.ts"
import { merchantOf } from "../state/World.ts"

/** What is posted to a merchant. */
export interface Posting {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Why nothing could be posted. */
export interface Unsendable {
  readonly problem: string
}

const stranger = Redacted.make("not-the-merchants-key")

/** A payment callback, signed byte for byte as Finpay's PHP would, or as a fault wants it. */
export const signedCallback = Effect.fnUntraced(
  function*(world: World, record: CallbackRecord): Effect.fn.Return<Posting, Unsendable> {
    const key = record.fault === "callback-forged" ? stranger : merchantOf(world, record.merchantId)?.key
    if (key === undefined) return yield* Effect.fail({ problem: "the merchant is not known any more" })
    const zeroFraction = world.settings.callbacks.floatAmounts || record.fault === "callback-float-amount"
    const signed = yield* Effect.mapError(
      signCallback(record.payload as Parameters<typeof signCallback>[0], key, { zeroFraction }),
      (error) => ({ problem: error.message })
    )
    const body = record.fault === "callback-unsigned"
      ? `${signed.slice(0, signed.lastIndexOf(`,"signature":`))}}`
      : signed
    return { url: record.url, headers: { "content-type": "application/json" }, body }
  }
)
