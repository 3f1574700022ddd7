import { assert, describe, layer } from "@effect/vitest"
import { Effect } from "effect"
import { assertJsonFailure, assertTextFailure, doneJson as json, doneText as text } from "../support/finpay.ts"
import { paidOrder, requestsOf, setFaults, SimulatorProcess, withSimulator } from "../support/simulator-process.ts"

const phone = ["--phone", "+6281234567890"]

const initiate = (order: string, source: string) =>
  Effect.map(withSimulator(["initiate", order, "--amount", "22000", "--source", source, ...phone, "--json"]), json)

const pay = (order: string) => Effect.map(withSimulator(["simulator", "pay", order, "--json"]), json)

const check = (order: string) => Effect.map(withSimulator(["check", order, "--json"]), json)

describe("the life of a payment", () => {
  layer(SimulatorProcess.layer)((it) => {
    it.effect("initiate in JSON and in text", () =>
      Effect.gen(function*() {
        const made = yield* initiate("INIT-1", "vabca")
        assert.strictEqual(made["orderId"], "INIT-1")
        assert.strictEqual(made["amount"], 22000)
        assert.match(String(made["paymentCode"]), /^\d+$/u)
        assert.match(String(made["expiresAt"]), /^\d{4}-\d\d-\d\dT.*Z$/u)
        assert.strictEqual((made["answer"] as Record<string, unknown>)["responseCode"], "2000000")
        const shown = text(yield* withSimulator(["initiate", "INIT-2", "--amount", "5000", ...phone]))
        assert.match(shown, /^Order +INIT-2\nAmount +Rp 5\.000\n/u)
        assert.match(shown, /\nPay page +http.*\n/u)
        assert.match(shown, /\nNext +finpay check INIT-2\n$/u)
      }))

    it.effect("initiate with items, and from a file in Finpay's own JSON", () =>
      Effect.gen(function*() {
        const item = ["--item", "name=Kopi,unitPrice=11000,quantity=2,category=drink"]
        const flags = ["--source", "dana", "--email", "a@example.com", "--first-name", "A", ...item]
        json(yield* withSimulator(["initiate", "ITEM-1", "--amount", "22000", ...phone, ...flags, "--json"]))
        const request = {
          customer: { mobilePhone: "+6281234567890" },
          order: { id: "FROM-1", amount: "22000" },
          url: {},
          sourceOfFunds: { type: "vabca" }
        }
        const stdin = JSON.stringify(request)
        assert.strictEqual(
          json(yield* withSimulator(["initiate", "--from", "-", "--json"], { stdin }))["amount"],
          22000
        )
      }))

    it.effect("initiate refuses what it cannot use, before it is sent", () =>
      Effect.gen(function*() {
        const from = (stdin: string) => withSimulator(["initiate", "--from", "-", "--json"], { stdin })
        const wrong = JSON.stringify({ customer: { mobilePhone: "08" }, order: { id: "A B", amount: "2.5" }, url: {} })
        const error = assertJsonFailure(yield* from(wrong), 2, "InvalidRequest")
        assert.deepStrictEqual(
          (error["problems"] as ReadonlyArray<{ readonly field: string }>).map(({ field }) => field),
          ["customer.mobilePhone", "order.id", "order.amount"]
        )
        assertJsonFailure(yield* from("no json"), 2, "UsageError")
        const twice =
          `{"customer":{"mobilePhone":"+6281234567890"},"order":{"id":"X-1","amount":"1","amount":"2"},"url":{}}`
        assert.strictEqual(
          assertJsonFailure(yield* from(twice), 2, "UsageError")["message"],
          "-: amount: is there twice"
        )
        const dana = JSON.stringify({
          customer: { mobilePhone: "+6281234567890" },
          order: { id: "X-1", amount: "1", item: [{ category: "drink" }, { name: "Kopi" }] },
          url: {},
          sourceOfFunds: { type: "dana" }
        })
        assert.deepStrictEqual(assertJsonFailure(yield* from(dana), 2, "InvalidRequest")["problems"], [
          { field: "order.item.1.category", problem: "is required for dana" }
        ])
        assertTextFailure(yield* withSimulator(["initiate", "X-1", "--amount", "1"]), 2, /--phone \+628/u)
        assertJsonFailure(yield* withSimulator(["initiate", "X-1", "--json"]), 2, "UsageError")
        assertTextFailure(yield* withSimulator(["initiate", "X-1", "--amount", "22.000"]), 2, /write 22000\./u)
        assertJsonFailure(yield* withSimulator(["initiate", "X-1", "--from", "-", "--json"]), 2, "UsageError")
        const badItem = ["initiate", "X-1", "--amount", "1", "--item", "kopi"]
        assertTextFailure(yield* withSimulator(badItem), 2, /--item kopi: write name=value/u)
      }))

    it.effect("initiate that Finpay refuses: 3", () =>
      Effect.gen(function*() {
        const request = ["initiate", "X-2", "--amount", "22000", "--source", "vabca", ...phone]
        const ended = yield* withSimulator([...request, "--callback-url", "http://[", "--json"])
        const error = assertJsonFailure(ended, 3, "InvalidRequest")
        assert.deepStrictEqual(error["problems"], [{
          field: "url.callbackUrl",
          problem: "Invalid Field Format. The url.callback url format is invalid"
        }])
      }))

    it.effect("check before and after it was paid", () =>
      Effect.gen(function*() {
        yield* initiate("CHECK-1", "vabca")
        const before = yield* check("CHECK-1")
        assert.deepStrictEqual([before["status"], before["paid"], before["final"], before["amount"]], [
          "REQUEST_INITIATED",
          false,
          false,
          22000
        ])
        assert.strictEqual((yield* pay("CHECK-1"))["status"], "PAID")
        const after = yield* check("CHECK-1")
        assert.deepStrictEqual([after["status"], after["paid"], after["final"], after["paidAmount"]], [
          "PAID",
          true,
          false,
          22000
        ])
        const shown = text(yield* withSimulator(["check", "CHECK-1"]))
        assert.match(shown, /^Order +CHECK-1\nStatus +PAID: money moved.*\nAmount +Rp 22\.000\nPaid +Rp 22\.000\n/u)
        assert.match(shown, /\nAt +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d WIB\n/u)
      }))

    it.effect("check of an order nobody knows: 3", () =>
      Effect.gen(function*() {
        assertTextFailure(yield* withSimulator(["check", "NOBODY-1"]), 3, /Not found: checkStatus of NOBODY-1/u)
        assertJsonFailure(yield* withSimulator(["check", "NOBODY-1", "--json"]), 3, "NotFound")
      }))

    it.effect("refund in parts, and never more than was paid", () =>
      Effect.gen(function*() {
        yield* paidOrder("REFUND-1")
        const shown = text(yield* withSimulator(["refund", "REFUND-1", "--amount", "10000"]))
        assert.match(shown, /^Refunded Rp 10\.000 of REFUND-1\.\nFinpay +2000000/u)
        const error = assertJsonFailure(
          yield* withSimulator(["refund", "REFUND-1", "--amount", "12001", "--json"]),
          3,
          "Declined"
        )
        assert.strictEqual(error["safeToRetry"], true)
        assert.match(String(error["nextStep"]), /^Nothing was sent.*If the simulator has begun anew, use a new order/u)
        const rest = json(yield* withSimulator(["refund", "REFUND-1", "--amount", "12000", "--json"]))
        assert.strictEqual(rest["operation"], "refund")
        assert.strictEqual(rest["amount"], 12000)
        assert.strictEqual((yield* check("REFUND-1"))["status"], "REFUNDED")
      }))

    it.effect("void of a paid order; of an unpaid one: 3", () =>
      Effect.gen(function*() {
        yield* initiate("VOID-1", "vabca")
        assertJsonFailure(yield* withSimulator(["void", "VOID-1", "--amount", "22000", "--json"]), 3, "WrongState")
        yield* pay("VOID-1")
        const shown = text(yield* withSimulator(["void", "VOID-1", "--amount", "22000"]))
        assert.match(shown, /^Voided the payment of Rp 22\.000 for VOID-1\.\n/u)
      }))

    it.effect("cancel of an unpaid order; of a QRIS order: 3", () =>
      Effect.gen(function*() {
        yield* initiate("CANCEL-1", "vabca")
        assert.match(text(yield* withSimulator(["cancel", "CANCEL-1"])), /^Cancelled CANCEL-1/u)
        assert.strictEqual((yield* check("CANCEL-1"))["status"], "CANCELLED")
        yield* initiate("CANCEL-2", "qris")
        const error = assertJsonFailure(yield* withSimulator(["cancel", "CANCEL-2", "--json"]), 3, "WrongState")
        assert.strictEqual(error["responseCode"], "4040100")
      }))

    it.effect("a refund whose answer is lost is found out: sent once, and done", () =>
      Effect.gen(function*() {
        yield* paidOrder("LOST-1")
        const twice = `[{"kind":"lost-answer","operation":"refund","kind":"delay"}]`
        const refused = yield* withSimulator(["simulator", "faults", "--set", "-", "--json"], { stdin: twice })
        assert.strictEqual(assertJsonFailure(refused, 2, "UsageError")["message"], "-: kind: is there twice")
        yield* setFaults([{ kind: "lost-answer", operation: "refund", orderId: "LOST-1" }])
        const found = json(yield* withSimulator(["refund", "LOST-1", "--amount", "10000", "--json"]))
        assert.notProperty(found, "responseCode")
        assert.match(String(found["why"]), /^its answer was lost, and Finpay was asked: .*given back\.$/u)
        const mutation = found["mutation"] as Readonly<Record<string, unknown>>
        assert.deepStrictEqual([mutation["state"], mutation["decidedBy"]], ["succeeded", "evidence"])
        assert.strictEqual((mutation["before"] as Readonly<Record<string, unknown>>)["status"], "PAID")
        assert.strictEqual((yield* requestsOf("LOST-1", "refund")).length, 1)
        assert.strictEqual((yield* check("LOST-1"))["status"], "PARTIALLY_REFUNDED")
      }))

    it.effect("a lost answer that was found out says in text what was seen before and after", () =>
      Effect.gen(function*() {
        yield* paidOrder("LOST-2")
        yield* setFaults([{ kind: "lost-answer", operation: "refund", orderId: "LOST-2" }])
        const shown = text(yield* withSimulator(["refund", "LOST-2", "--amount", "22000"]))
        assert.match(shown, /^Refunded Rp 22\.000 of LOST-2\.\nBefore +PAID, Rp 22\.000 paid, at .* WIB\n/u)
        assert.match(shown, /\nAfter +REFUNDED, Rp 22\.000 paid, at .* WIB\nWhy +its answer was lost, .*\n/u)
        assert.match(shown, /\nState +succeeded: found out: Finpay did it\n$/u)
      }))

    it.effect("a wrong key: 5", () =>
      Effect.gen(function*() {
        const env = { FINPAY_ENV: "local", FINPAY_MERCHANT_KEY: "sesame" }
        const ended = yield* withSimulator(["check", "INV-1", "--json"], { env })
        assertJsonFailure(ended, 5, "NotAuthenticated")
        assert.notInclude(ended.stderr, "sesame")
      }))
  })
})

describe("the life of a QRIS", () => {
  layer(SimulatorProcess.layer)((it) => {
    const generate = (reference: string) =>
      Effect.map(withSimulator(["qris", "generate", reference, "--amount", "22000", "--json"]), json)

    it.effect("generate, parse, pay, query, refund", () =>
      Effect.gen(function*() {
        const made = yield* generate("SALE-1")
        const reference = String(made["referenceNo"])
        assert.strictEqual(made["partnerReferenceNo"], "SALE-1")
        assert.match(String(made["validUntil"]), /\+07:00$/u)
        const parsed = json(yield* withSimulator(["qris", "parse", "--json"], { stdin: String(made["qrContent"]) }))
        assert.deepStrictEqual([parsed["amountRupiah"], parsed["crcValid"]], [22000, true])

        const query = Effect.map(withSimulator(["qris", "query", reference, "--json"]), json)
        assert.strictEqual((yield* query)["paid"], false)
        yield* pay("SALE-1")
        const asked = yield* query
        assert.deepStrictEqual([asked["status"], asked["paid"], asked["amount"]], ["00", true, 22000])
        const answered = asked["answer"] as { readonly additionalInfo: Readonly<Record<string, string>> }
        assert.match(answered.additionalInfo["cpan"] ?? "", /^\d{6}…\d{4}$/u)
        assert.match(answered.additionalInfo["mpan"] ?? "", /^\d{15,19}$/u)
        const shown = text(yield* withSimulator(["qris", "query", reference, "--partner-reference", "SALE-1"]))
        assert.match(shown, /\nStatus +00: success\nAmount +Rp 22\.000\n/u)

        const refund = ["qris", "refund", reference, "--amount", "10000", "--refund-no", "R-1", "--reason", "broken"]
        assert.match(
          text(yield* withSimulator(refund)),
          new RegExp(`^Refunded Rp 10\\.000 of ${reference} as R-1\\.\n`, "u")
        )
        const rest = ["qris", "refund", reference, "--amount", "12001", "--refund-no", "R-2", "--reason", "broken"]
        assert.strictEqual((yield* withSimulator(rest)).exitCode, 3)

        const again = ["qris", "refund", reference, "--amount", "2000", "--refund-no", "R-3", "--reason", "broken"]
        const refunded = json(yield* withSimulator([...again, "--key", "again", "--json"]))
        assert.deepStrictEqual(
          [refunded["operation"], refunded["referenceNo"], refunded["partnerRefundNo"], refunded["amount"]],
          ["qrisRefund", reference, "R-3", 2000]
        )
        assert.isString(refunded["refundNo"])
        const used = yield* withSimulator([...again, "--key", "another", "--json"])
        assert.strictEqual(assertJsonFailure(used, 3, "SimilarUnderWay")["state"], "succeeded")
      }))

    it.effect("generate in text names what to do next", () =>
      Effect.gen(function*() {
        const shown = text(yield* withSimulator(["qris", "generate", "SALE-2", "--amount", "5000", "--note", "Kopi"]))
        assert.match(shown, /\nValid until +.* WIB\n/u)
        assert.match(shown, /\nNext +finpay qris query \S+\n$/u)
      }))

    it.effect("a refund needs its number and its reason", () =>
      Effect.gen(function*() {
        const ended = yield* withSimulator(["qris", "refund", "X", "--amount", "1", "--json"])
        assert.match(String(assertJsonFailure(ended, 2, "UsageError")["message"]), /--refund-no/u)
      }))

    it.effect("an unknown payment: 3; another client secret: 5", () =>
      Effect.gen(function*() {
        assertJsonFailure(yield* withSimulator(["qris", "query", "NOBODY", "--json"]), 3, "NotFound")
        const env = { FINPAY_ENV: "local", FINPAY_SNAP_CLIENT_SECRET: "sesame" }
        const ended = yield* withSimulator(["qris", "query", "NOBODY", "--json"], { env })
        assertJsonFailure(ended, 5, "NotAuthenticated")
        assert.notInclude(ended.stderr, "sesame")
      }))

    it.effect("snap sign and verify work with the credentials of the ready line", () =>
      Effect.gen(function*() {
        const { ready } = yield* SimulatorProcess
        const snap = ready["snap"] as Readonly<Record<string, string>>
        const timestamp = "2024-06-07T10:03:54+07:00"
        const token = { kind: "token", clientId: snap["clientId"], timestamp }
        const stdin = JSON.stringify({ ...token, privateKeyPem: snap["privateKeyPem"] })
        const { signature } = json(yield* withSimulator(["snap", "sign", "--json"], { stdin }))
        const signed = JSON.stringify({ ...token, signature, publicKeyPem: snap["publicKeyPem"] })
        assert.strictEqual(text(yield* withSimulator(["snap", "verify"], { stdin: signed })), "valid\n")
      }))
  })
})
