import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { at } from "../support/http.ts"
import { control, get, order, statusOf } from "../support/pg.ts"
import { served } from "../support/served.ts"

describe("the life of an order", () => {
  it.live("[E1] ends unpaid when its time is over; a hold on a card stays", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* order(url, "INV-1", "vabca", { order: { timeout: "10" } })
      yield* order(url, "INV-2", "qris")
      yield* order(url, "HELD", "cc", { order: { timeout: "10" } })
      yield* control(url, "POST", "/orders/HELD/authorize")
      yield* control(url, "POST", "/clock/advance", { seconds: 540 })
      assert.strictEqual(yield* statusOf(url, "INV-1"), "REQUEST_INITIATED")
      yield* control(url, "POST", "/clock/advance", { seconds: 60 })
      assert.strictEqual(yield* statusOf(url, "INV-1"), "EXPIRED")
      assert.strictEqual(yield* statusOf(url, "INV-2"), "REQUEST_INITIATED")
      assert.strictEqual(yield* statusOf(url, "HELD"), "AUTHORIZED")
      const late = yield* control(url, "POST", "/orders/INV-1/pay")
      assert.strictEqual(late.status, 409)
      assert.strictEqual(at(late.json, "error.message"), "order INV-1 is EXPIRED: its status does not allow it")
      yield* control(url, "POST", "/clock/advance", { seconds: 1440 * 60 })
      assert.strictEqual(yield* statusOf(url, "INV-2"), "EXPIRED")
    }))

  it.live("[E2] takes a card through its steps, captures in parts, and declines", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* order(url, "INV-1", "cc")
      for (const step of ["INITIATED", "AUTHENTICATION_INITIATED", "AUTHENTICATED", "AUTHORIZED"] as const) {
        yield* simulator.authorize("INV-1", { step })
        assert.strictEqual(yield* statusOf(url, "INV-1"), step)
        assert.strictEqual(at((yield* get(url, "check/INV-1")).json, "data.result.payment.amount"), 0)
      }
      yield* simulator.capture("INV-1", { amount: 2000 })
      assert.strictEqual(yield* statusOf(url, "INV-1"), "PARTIALLY_CAPTURED")
      assert.strictEqual(at((yield* get(url, "check/INV-1")).json, "data.result.payment.amount"), 2000)
      yield* simulator.capture("INV-1")
      assert.strictEqual(yield* statusOf(url, "INV-1"), "CAPTURED")
      yield* order(url, "INV-2", "vabca")
      yield* simulator.pend("INV-2")
      assert.strictEqual(yield* statusOf(url, "INV-2"), "PENDING")
      yield* simulator.decline("INV-2")
      assert.strictEqual(yield* statusOf(url, "INV-2"), "FAILURE")
      const refused = yield* Effect.flip(simulator.authorize("INV-2"))
      assert.strictEqual(refused.reason, "wrong-state")
    }))
})
