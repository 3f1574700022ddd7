import { assert, describe, it } from "@effect/vitest"
import type { FinpayError } from "@openfinpay/finpay-core"
import { Effect, Result } from "effect"
import type { Finpay } from "../src/index.ts"
import { openFinpay } from "./support/clients.ts"
import { fakeHttp } from "./support/fake-http.ts"
import { tokenAnswer } from "./support/replies.ts"

type Verb = (finpay: Finpay["Service"]) => Effect.Effect<unknown, FinpayError>

const check: Verb = ({ payments }) => payments.check({ orderId: "INV-1" })
const query: Verb = ({ qris }) => qris.query({ originalReferenceNo: "R-1" })
const refund: Verb = ({ qris }) =>
  qris.refund({ originalReferenceNo: "R-1", partnerRefundNo: "RF-1", refundAmount: 10000, reason: "returned" })
const generate: Verb = ({ qris }) =>
  qris.generate({
    partnerReferenceNo: "QR-1",
    amount: 10000,
    validityPeriod: "2026-11-22T10:00:00+07:00",
    additionalInfo: {}
  })

const told = (error: FinpayError): string => "reason" in error ? `${error._tag} ${error.reason}` : error._tag

/** How a call ends whose answer says that it succeeded; calls that need an access token get one. */
const outcomeOf = (verb: Verb, body: object) =>
  Effect.gen(function*() {
    const answer = { status: 200, body }
    const http = verb === check ? fakeHttp(answer) : fakeHttp({ status: 200, body: tokenAnswer("token-1") }, answer)
    const outcome = yield* Effect.result(verb(yield* openFinpay("http://127.0.0.1:1", http.layer)))
    return Result.isSuccess(outcome) ? "done" : told(outcome.failure)
  })

const unknown = "OutcomeUnknown contradiction"
const idr = (value: string) => ({ value, currency: "IDR" })
const paid = { responseCode: "2005100", latestTransactionStatus: "00" }
const order = (id: unknown) => ({ responseCode: "2000000", data: { order: { id, amount: 22000 } } })
const drawn = { responseCode: "2004700", qrContent: "000201" }

describe("an answer that says it succeeded", () => {
  const cases: ReadonlyArray<readonly [string, Verb, object, string]> = [
    ["a refund: of this refund", refund, { responseCode: "2007800", partnerRefundNo: "RF-1 " }, "done"],
    ["a refund: of this amount", refund, { responseCode: "2007800", refundAmount: idr("10000.00") }, "done"],
    ["a refund: of nothing by name", refund, { responseCode: "2007800", refundAmount: null }, "done"],
    // Finpay's sample has the two the wrong way round.
    ["a refund: other references", refund, { responseCode: "2007800", originalReferenceNo: "INV-1" }, "done"],
    ["a refund: of another refund", refund, { responseCode: "2007800", partnerRefundNo: "RF-2" }, unknown],
    ["a refund: of another amount", refund, { responseCode: "2007800", refundAmount: idr("1.00") }, unknown],
    ["a refund: of no amount", refund, { responseCode: "2007800", "refundAmount ": idr("0.00") }, unknown],
    ["a refund: under a service nobody knows", refund, { responseCode: "2005300" }, "done"],
    ["a refund: a query's answer", refund, paid, unknown],
    ["a refund: a token's answer", refund, tokenAnswer("token-2"), unknown],
    ["a refund: a notification's answer", refund, { responseCode: "2005200" }, unknown],
    ["a refund: a cancel's answer", refund, { responseCode: "2007700" }, unknown],
    ["a QR: of this order", generate, { ...drawn, partnerReferenceNo: "QR-1" }, "done"],
    ["a QR: of no order by name", generate, { ...drawn, partnerReferenceNo: "" }, "done"],
    ["a QR: of another order", generate, { ...drawn, partnerReferenceNo: "QR-2" }, unknown],
    ["a QR: a refund's answer", generate, { ...drawn, responseCode: "2007800" }, unknown],
    ["a query: its own", query, paid, "done"],
    ["a query: a refund's answer", query, { ...paid, responseCode: "2007800" }, "ResponseNotUnderstood"],
    ["a check: of this order", check, order("INV-1"), "done"],
    ["a check: of no order by name", check, order(""), "done"],
    ["a check: of another order", check, order("INV-2"), "ResponseNotUnderstood"]
  ]
  for (const [name, verb, body, outcome] of cases) {
    it.effect(`to ${name}: ${outcome}`, () =>
      Effect.gen(function*() {
        assert.strictEqual(yield* outcomeOf(verb, body), outcome)
      }))
  }
})
