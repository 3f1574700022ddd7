import { Journal } from "@openfinpay/finpay-journal"
import { Finpay } from "@openfinpay/finpay-transport"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import { Caller, mayTouch } from "../access/Caller.ts"
import { merchantHeaderName } from "../contract/merchant-header.ts"
import { OfMerchant } from "../contract/middleware.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { MerchantRefused, MerchantUnnamed } from "../contract/problems.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import { Merchants } from "../merchants/Merchants.ts"
import { noteRequest } from "../telemetry/RequestNotes.ts"
import { problemFacts } from "./occurrence.ts"

const unnamed = Effect.gen(function*() {
  const facts = yield* problemFacts(
    problemTypes.merchantUnnamed,
    "This API key is for several merchants, and the header Finpay-Merchant does not say for which one this is."
  )
  return yield* new MerchantUnnamed(facts)
})

// The same for a merchant that is not there and for one of somebody else: the difference is not the caller's to know.
const refused = Effect.gen(function*() {
  const facts = yield* problemFacts(
    problemTypes.merchantRefused,
    "This API key is not for the merchant of the header Finpay-Merchant."
  )
  return yield* new MerchantRefused(facts)
})

/** Finds the merchant a request is for, and lets it through only if the caller may touch it. */
export const ofMerchant = Layer.effect(
  OfMerchant,
  Effect.gen(function*() {
    const merchants = yield* Merchants

    const only = Effect.fnUntraced(function*(bound: ReadonlyArray<string> | undefined) {
      const ids = bound ?? (yield* merchants.list).map(({ id }) => id)
      return ids.length === 1 ? ids[0] : undefined
    })

    return OfMerchant.of((next) =>
      Effect.gen(function*() {
        const caller = yield* Caller
        const { headers } = yield* HttpServerRequest
        const id = headers[merchantHeaderName] ?? (yield* only(caller.merchants))
        if (id === undefined) return yield* unnamed
        const merchant = mayTouch(caller, id) ? yield* merchants.find(id) : undefined
        if (merchant === undefined) return yield* refused
        yield* noteRequest({ merchant: merchant.id })
        const services = Context.make(CurrentMerchant, merchant).pipe(
          Context.add(Finpay, merchant.finpay),
          Context.add(Journal, merchant.journal)
        )
        return yield* Effect.annotateLogs(Effect.provideContext(next, services), { merchant: merchant.id })
      })
    )
  })
)
