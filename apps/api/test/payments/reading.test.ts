import { assert, describe, it } from "@effect/vitest"
import { NotFound, Rupiah } from "@openfinpay/finpay-core"
import { Effect, Ref } from "effect"
import { TestClock } from "effect/testing"
import { aMomentLater, post, postNow, send, startApi, until } from "../support/api.ts"
import type { Answer, Json } from "../support/api.ts"
import { answered, envelope, fakeFinpay, ordered } from "../support/fake-finpay.ts"
import { newPayment, startSimulated } from "../support/simulated.ts"

const listed = ({ json }: Answer) => json["payments"] as ReadonlyArray<Json>

const notFound = new NotFound({
  operation: "checkStatus",
  detail: "d",
  nextStep: "n",
  safeToRetry: true,
  httpStatus: 404
})

/** A Finpay whose orders and QRIS payments stand as they are told to. */
const start = Effect.gen(function*() {
  const status = yield* Ref.make("PAID")
  const asked = yield* Ref.make(0)
  const say = Effect.tap(Ref.get(status), () => Ref.update(asked, (count) => count + 1))
  const api = yield* startApi(fakeFinpay({
    payments: { check: () => Effect.map(say, (word) => ordered(word)) },
    qris: {
      query: () =>
        Effect.map(
          say,
          (latestTransactionStatus) => answered({ ...envelope, latestTransactionStatus, amount: Rupiah.make(10_000) })
        )
    }
  }))
  return { ...api, is: (word: string) => Ref.set(status, word), asked: Ref.get(asked) }
})

describe("GET /v1/payments/{orderId}?from=known", () => {
  it.effect("gives what was seen last, with its age, and asks nobody", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(Date.parse("2026-11-21T10:00:00Z"))
      const api = yield* start
      const fresh = yield* send(`${api.url}/v1/payments/INV-1`)
      assert.deepInclude(fresh.json, { status: "PAID", askedAt: "2026-11-21T10:00:00.000Z", ageSeconds: 0 })
      yield* api.is("REFUNDED")
      yield* TestClock.adjust("3 seconds")
      const known = yield* send(`${api.url}/v1/payments/INV-1?from=known`)
      assert.deepStrictEqual(known.json, { ...fresh.json, ageSeconds: 3 })
      assert.strictEqual(yield* api.asked, 1)
      const again = yield* send(`${api.url}/v1/payments/INV-1?from=finpay`)
      assert.deepInclude(again.json, { status: "REFUNDED", askedAt: "2026-11-21T10:00:03.000Z" })
    }))

  it.effect("is a 404 for what was never seen, which says nothing of Finpay", () =>
    Effect.gen(function*() {
      const api = yield* start
      const answer = yield* send(`${api.url}/v1/payments/INV-1?from=known`)
      assert.deepInclude(answer.json, { status: 404, type: "/problems/payment-not-seen" })
      assert.strictEqual(yield* api.asked, 0)
    }))

  it.effect("refuses another word, by its name", () =>
    Effect.gen(function*() {
      const api = yield* start
      const answer = yield* send(`${api.url}/v1/payments/INV-1?from=memory`)
      assert.strictEqual(answer.status, 422)
      assert.include(answer.text, "from")
    }))

  it.effect("shows an answer that contradicts what was seen, beside what was seen", () =>
    Effect.gen(function*() {
      const api = yield* start
      yield* api.is("REFUNDED")
      yield* send(`${api.url}/v1/payments/INV-1`)
      yield* api.is("PAID")
      yield* TestClock.adjust("1 second")
      const contradiction = { known: "REFUNDED", answered: "PAID", askedAt: "1970-01-01T00:00:01.000Z", count: 1 }
      const fresh = yield* send(`${api.url}/v1/payments/INV-1`)
      assert.deepInclude(fresh.json, { status: "PAID", contradiction })
      const known = yield* send(`${api.url}/v1/payments/INV-1?from=known`)
      assert.deepInclude(known.json, { status: "REFUNDED", contradiction, askedAt: "1970-01-01T00:00:00.000Z" })
      assert.deepInclude(listed(yield* send(`${api.url}/v1/payments`))[0], { status: "REFUNDED", contradiction })
    }))

  it.effect("does not forget what was seen when Finpay says that it knows no such order", () =>
    Effect.gen(function*() {
      const isGone = yield* Ref.make(false)
      const check = () =>
        Effect.flatMap(Ref.get(isGone), (gone) => gone ? Effect.fail(notFound) : Effect.succeed(ordered("PAID")))
      const api = yield* startApi(fakeFinpay({ payments: { check } }))
      yield* send(`${api.url}/v1/payments/INV-1`)
      yield* Ref.set(isGone, true)
      assert.strictEqual((yield* send(`${api.url}/v1/payments/INV-1`)).status, 404)
      assert.deepInclude((yield* send(`${api.url}/v1/payments/INV-1?from=known`)).json, { status: "PAID" })
    }))

  it.effect("answers what Finpay says also when it cannot be filed", () =>
    Effect.gen(function*() {
      const api = yield* start
      yield* api.sql`ALTER TABLE finpay_api_payment RENAME TO elsewhere`
      assert.deepInclude((yield* send(`${api.url}/v1/payments/INV-1`)).json, { status: "PAID", ageSeconds: 0 })
      const known = yield* send(`${api.url}/v1/payments/INV-1?from=known`)
      assert.deepInclude(known.json, { status: 503, type: "/problems/journal-unavailable" })
    }))
})

describe("GET /v1/qris/payments/{referenceNo}?from=known", () => {
  it.effect("gives what was seen last, with its age", () =>
    Effect.gen(function*() {
      const api = yield* start
      yield* api.is("00")
      const fresh = yield* send(`${api.url}/v1/qris/payments/R-1?partnerReferenceNo=P-1`)
      assert.deepInclude(fresh.json, { latestTransactionStatus: "00", isPaid: true, amount: 10_000, ageSeconds: 0 })
      yield* TestClock.adjust("2 seconds")
      const known = yield* send(`${api.url}/v1/qris/payments/R-1?from=known`)
      assert.deepStrictEqual(known.json, { ...fresh.json, ageSeconds: 2 })
      assert.deepInclude(listed(yield* send(`${api.url}/v1/payments?reference=P-1`))[0], {
        kind: "qris",
        reference: "R-1",
        partnerReference: "P-1",
        payment: "/v1/qris/payments/R-1"
      })
    }))

  it.effect("does not take 'not found' for a status", () =>
    Effect.gen(function*() {
      const api = yield* start
      yield* api.is("07")
      assert.deepInclude((yield* send(`${api.url}/v1/qris/payments/R-1`)).json, { latestTransactionStatus: "07" })
      assert.strictEqual((yield* send(`${api.url}/v1/qris/payments/R-1?from=known`)).status, 404)
    }))
})

describe("GET /v1/payments", () => {
  it.live("lists what was created, read or told of, newest first, and pages through it", () =>
    Effect.gen(function*() {
      const { api, payments, simulator } = yield* startSimulated()
      for (const id of ["INV-1", "INV-2", "INV-3"]) {
        yield* post(payments, newPayment(id), `create-${id}`)
        yield* aMomentLater
      }
      const created = listed(yield* send(payments))
      assert.deepStrictEqual(created.map(({ reference }) => reference), ["INV-3", "INV-2", "INV-1"])
      assert.deepInclude(created[0], { kind: "pg", isPaid: null, orderAmount: 22_000, payment: "/v1/payments/INV-3" })
      assert.notProperty(created[0], "status")
      const known = yield* send(`${payments}/INV-3?from=known`)
      assert.deepInclude(known.json, { orderId: "INV-3", isPaid: null, orderAmount: 22_000 })

      yield* simulator.pay("INV-2")
      yield* send(`${payments}/INV-2`)
      assert.deepStrictEqual(
        listed(yield* send(`${payments}?status=PAID`)).map(({ reference }) => reference),
        ["INV-2"]
      )
      const first = yield* send(`${payments}?limit=2`)
      const second = yield* send(`${payments}?limit=2&after=${String(first.json["next"])}`)
      assert.deepStrictEqual(
        [...listed(first), ...listed(second)].map(({ reference }) => reference),
        ["INV-3", "INV-2", "INV-1"]
      )
      assert.notProperty(second.json, "next")
      const wrong = yield* send(`${payments}?limit=0&since=yesterday`)
      assert.strictEqual(wrong.status, 422)
      assert.strictEqual((wrong.json["errors"] as ReadonlyArray<Json>).length, 2)

      const qr = { partnerReferenceNo: "P-1", amount: 10_000, validityPeriod: "2099-12-31T23:59:59+07:00" }
      const made = yield* post(`${api}/v1/qris/payments`, qr, "qris-1")
      assert.deepInclude(listed(yield* send(`${payments}?kind=qris`))[0], {
        reference: made.json["referenceNo"],
        partnerReference: "P-1",
        orderAmount: 10_000
      })
    }))
})

describe("what becomes of a payment after a change of it", () => {
  it.live("is asked for once the change is settled", () =>
    Effect.gen(function*() {
      const { payments, simulator } = yield* startSimulated()
      yield* post(payments, newPayment("INV-1"), "create-1")
      yield* simulator.pay("INV-1")
      yield* postNow(`${payments}/INV-1/refunds`, { amount: 22_000 }, "refund-1")
      const known = yield* until(send(`${payments}/INV-1?from=known`), ({ status }) => status === "REFUNDED")
      assert.deepInclude(known.json, { isPaid: true, isFinal: true })
    }))
})
