/** Finpay: one simulator, served over HTTP by the test's own process, with orders that were paid and faults to come. */
import { serve } from "@openfinpay/finpay-simulator"
import type { FaultInput } from "@openfinpay/finpay-simulator"
import { Finpay, localConfig } from "@openfinpay/finpay-transport"
import { Context, Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import type { PaidOrder } from "./refunds.ts"

/** The longest a call of a worker to Finpay may take, in milliseconds. */
export const callMillis = 2_500

const often = (fault: Omit<FaultInput, "times">): FaultInput => ({ ...fault, times: 1_000_000 })

/**
 * All that happens between a merchant and Finpay, and much more often. The longest delay lets a call end before its
 * refund is carried out, and is over before anybody could believe that it will not be.
 */
export const troubles: ReadonlyArray<FaultInput> = [
  often({ kind: "lost-answer", operation: "refund", probability: 0.07 }),
  often({ kind: "cut-answer", operation: "refund", probability: 0.05 }),
  often({ kind: "error-after", operation: "refund", probability: 0.05 }),
  often({ kind: "no-answer", operation: "refund", probability: 0.02 }),
  often({ kind: "carried-out-late", operation: "refund", probability: 0.05, delayMillis: 500 }),
  often({ kind: "carried-out-late", operation: "refund", probability: 0.02, delayMillis: callMillis + 500 }),
  often({ kind: "connection-reset", operation: "refund", probability: 0.05 }),
  often({ kind: "internal-error", operation: "refund", probability: 0.03 }),
  often({ kind: "too-many-requests", operation: "refund", probability: 0.03 }),
  often({ kind: "slow-answer", operation: "refund", probability: 0.3, delayMillis: 300 }),
  often({ kind: "slow-answer", operation: "refund", probability: 0.1, delayMillis: 1_000 }),
  often({ kind: "slow-answer", operation: "checkStatus", probability: 0.1, delayMillis: 200 }),
  often({ kind: "connection-reset", operation: "checkStatus", probability: 0.05 }),
  often({ kind: "cut-answer", operation: "checkStatus", probability: 0.05 }),
  often({ kind: "service-unavailable", operation: "checkStatus", probability: 0.05 })
]

const customer = {
  email: "budi@example.co.id",
  firstName: "Budi",
  lastName: "Example",
  mobilePhone: "+6281234567890"
}

/** Serves Finpay until the scope closes. */
export const serveGateway = Effect.fnUntraced(
  function*(orders: ReadonlyArray<PaidOrder>, faults: ReadonlyArray<FaultInput>, seed = 1) {
    const { simulator, url } = yield* serve({
      port: 0,
      seed,
      callbacks: { enabled: false },
      requestLogLimit: 1_000_000
    })
    const { payments } = Context.get(
      yield* Layer.build(Finpay.layer(localConfig(url)).pipe(Layer.provide(FetchHttpClient.layer))),
      Finpay
    )
    yield* Effect.forEach(orders, ({ amount, id, source }) =>
      Effect.andThen(
        payments.initiate({
          customer,
          order: { id, amount, description: "A test" },
          url: { callbackUrl: "http://127.0.0.1:9/callback" },
          sourceOfFunds: { type: source }
        }),
        simulator.pay(id)
      ))
    yield* simulator.setFaults(faults)
    return { simulator, url }
  },
  Effect.orDie
)
