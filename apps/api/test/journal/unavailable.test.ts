import { assert, describe, it } from "@effect/vitest"
import { Journal, JournalUnavailable, MutationNotFound } from "@openfinpay/finpay-journal"
import { Effect, Layer } from "effect"
import { post, send, serveWith, startApi } from "../support/api.ts"
import type { Answer } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"
import { mutationIn } from "../support/mutation.ts"
import { newPayment } from "../support/simulated.ts"

const unavailable = (reason: JournalUnavailable["reason"]) =>
  new JournalUnavailable({ reason, detail: "its database is gone", nextStep: "Bring it back." })

const gone = Effect.fail(unavailable("unreachable"))
const missing = Effect.fail(new MutationNotFound({ id: "with the key" }))

const accepted = mutationIn("accepted")

const allGone: Journal["Service"] = {
  submit: () => gone,
  get: () => gone,
  getByKey: () => gone,
  wait: () => gone,
  list: () => gone,
  history: () => gone,
  audit: () => gone,
  follow: () => gone,
  resolve: () => gone,
  close: () => gone,
  news: () => gone,
  verify: () => gone,
  erase: () => gone
}

/** A server whose journal works only as far as it is told; nothing may reach Finpay. */
const start = (journal: Partial<Journal["Service"]>) =>
  serveWith(Layer.succeed(Journal, Journal.of({ ...allGone, ...journal })), fakeFinpay({}))

const refund = (url: string) => post(`${url}/v1/payments/INV-1/refunds`, { amount: 1 }, "key")

const assertUnavailable = ({ headers, json, status, text }: Answer, operationState: string, reason = "unreachable") => {
  assert.strictEqual(status, 503, text)
  assert.strictEqual(headers.get("content-type"), "application/problem+json")
  assert.deepInclude(json, { type: "/problems/journal-unavailable", operationState, reason, safeToRetry: true })
  assert.match(String(json["nextStep"]), /with the same key/u)
  assert.notInclude(text, "its database is gone")
}

describe("a journal that cannot be used", () => {
  it.effect("before anything is written down: 503, and nothing was sent", () =>
    Effect.gen(function*() {
      const { url } = yield* start({})
      assertUnavailable(yield* refund(url), "not-processed")
      assertUnavailable(yield* post(`${url}/v1/payments`, newPayment("INV-1"), "key"), "not-processed")
    }))

  it.effect("while it is written down: nothing was sent where that is certain, unknown where it is not", () =>
    Effect.gen(function*() {
      const cases = [
        ["full", "not-processed"],
        ["read-only", "not-processed"],
        ["locked", "not-processed"],
        ["unreachable", "unknown"],
        ["failed", "unknown"]
      ] as const
      for (const [reason, operationState] of cases) {
        const { url } = yield* start({ getByKey: () => missing, submit: () => Effect.fail(unavailable(reason)) })
        assertUnavailable(yield* refund(url), operationState, reason)
      }
    }))

  it.effect("after it was written down: unknown, and which mutation it is", () =>
    Effect.gen(function*() {
      const submit = () => Effect.succeed({ mutation: accepted, replayed: false })
      const { url } = yield* start({ getByKey: () => missing, submit })
      const answer = yield* refund(url)
      assertUnavailable(answer, "unknown")
      assert.deepInclude(answer.json, { mutationId: "mut_1", mutationState: "accepted" })
    }))

  it.effect("when mutations are read or decided: 503", () =>
    Effect.gen(function*() {
      const { url } = yield* start({})
      const mutations = `${url}/v1/mutations`
      for (const path of ["", "/mut_1", "/mut_1/history"]) {
        assertUnavailable(yield* send(`${mutations}${path}`), "not-processed")
      }
      assertUnavailable(yield* send(`${mutations}/mut_1/resolve`, { method: "POST" }), "unknown")
      assertUnavailable(
        yield* post(`${mutations}/mut_1/close`, { as: "applied", reason: "seen" }),
        "unknown"
      )
    }))

  it.live("because its database cannot be written: read-only, nothing is sent, and then it goes on", () =>
    Effect.gen(function*() {
      let sent = 0
      const finpay = fakeFinpay({
        payments: {
          refund: () =>
            Effect.sync(() => {
              sent++
              return answered(envelope)
            })
        }
      })
      const { sql, url } = yield* startApi(finpay)
      yield* sql`PRAGMA query_only = ON`
      assertUnavailable(yield* refund(url), "not-processed", "read-only")
      yield* sql`PRAGMA query_only = OFF`
      assert.strictEqual(sent, 0)
      assert.strictEqual((yield* refund(url)).status, 200)
      assert.strictEqual(sent, 1)
    }))
})
