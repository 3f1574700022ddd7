import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Effect, Redacted, Schema } from "effect"
import { InvalidRequest } from "../../src/errors/FinpayError.ts"
import { Rupiah } from "../../src/money/Rupiah.ts"
import { catalog } from "../../src/operation/catalog.ts"
import { decodeAnswer, prepare } from "../../src/operation/Operation.ts"
import type { Operation, RequestInput } from "../../src/operation/Operation.ts"
import { checkStatus } from "../../src/operations/pg/check-status.ts"
import { initiate } from "../../src/operations/pg/initiate.ts"
import { refund } from "../../src/operations/pg/refund.ts"
import { voidByGet, voidPayment } from "../../src/operations/pg/void.ts"
import { qrisGenerate } from "../../src/operations/snap/qris-generate.ts"
import { qrisQuery } from "../../src/operations/snap/qris-query.ts"
import { qrisRefund } from "../../src/operations/snap/qris-refund.ts"
import { snapToken } from "../../src/operations/snap/token.ts"
import { OrderId } from "../../src/order/OrderId.ts"

const operations: ReadonlyArray<Operation> = catalog

const refusal = (operation: Operation, input: unknown): Effect.Effect<InvalidRequest, unknown> =>
  Effect.flip(prepare(operation, input))

const problems = (operation: Operation, input: unknown) =>
  Effect.map(
    refusal(operation, input),
    (error) => Object.fromEntries(error.problems.map(({ field, problem }) => [field, problem]))
  )

/** Plain strings and numbers, as a caller writes them: that this compiles is part of the promise. */
const plainRefund: RequestInput<typeof refund> = { order: { id: "INV-1", amount: 22000 } }

const order = {
  customer: { id: "c-1", email: "payer@example.co.id", mobilePhone: "+6281234567890" },
  order: {
    id: "INV-1",
    amount: 22000,
    description: "coffee",
    timeout: "60",
    item: [{ name: "coffee", quantity: "1", unitPrice: "22000", category: "drinks" }]
  },
  url: { callbackUrl: "https://shop.example.co.id/finpay" },
  sourceOfFunds: { type: "vabca" },
  meta: { data: { note: [1, null, true] } }
} as const satisfies RequestInput<typeof initiate>

const qr = {
  partnerReferenceNo: "INV-1",
  amount: 10000,
  merchantId: "FM2007160001",
  subMerchantId: "FM2007160001",
  validityPeriod: "2026-01-01T12:00:00+07:00",
  additionalInfo: { qrType: "12", callbackUrl: "https://shop.example.co.id/qris" }
} as const satisfies RequestInput<typeof qrisGenerate>

describe("prepare", () => {
  it.effect("gives what goes over the wire", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* prepare(refund, plainRefund), {
        request: { order: { id: OrderId.make("INV-1"), amount: Rupiah.make(22000) } },
        reference: "INV-1",
        method: "POST",
        path: "/pg/payment/card/refund",
        body: "{\"order\":{\"id\":\"INV-1\",\"amount\":\"22000\"}}"
      })
      assert.deepInclude(yield* prepare(voidByGet, { orderId: "INV-1" }), {
        method: "GET",
        path: "/pg/payment/card/void/INV-1",
        body: undefined
      })
      assert.strictEqual((yield* prepare(snapToken, {})).body, "{\"grantType\":\"client_credentials\"}")
      assert.isUndefined((yield* prepare(snapToken, {})).reference)
    }))

  it.effect("writes the members in the schema's order, whatever order they came in", () =>
    Effect.gen(function*() {
      const { order: { amount, id } } = plainRefund
      const { body } = yield* prepare(refund, { order: { amount, id } })
      assert.strictEqual(body, "{\"order\":{\"id\":\"INV-1\",\"amount\":\"22000\"}}")
    }))

  it.effect("initiate: amounts as text, times and lists as given", () =>
    Effect.gen(function*() {
      const { body, reference } = yield* prepare(initiate, order)
      assert.strictEqual(reference, "INV-1")
      assert.deepStrictEqual(JSON.parse(body ?? ""), { ...order, order: { ...order.order, amount: "22000" } })
    }))

  it.effect("QRIS generate: amount with two decimals", () =>
    Effect.gen(function*() {
      const { body } = yield* prepare(qrisGenerate, { ...qr, FeeAmount: 100 })
      assert.deepStrictEqual(JSON.parse(body ?? ""), {
        ...qr,
        amount: { value: "10000.00", currency: "IDR" },
        FeeAmount: { value: "100.00", currency: "IDR" }
      })
    }))

  it.effect("names each wrong field of an initiate", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(
        yield* problems(initiate, {
          customer: {
            id: "",
            email: "x".repeat(321),
            firstName: "x".repeat(51),
            lastName: "x".repeat(51),
            mobilePhone: "081234567890",
            phone: "0".repeat(16),
            taxRegistrationId: "0".repeat(31),
            account: "a",
            nickname: "x"
          },
          order: {
            id: "INV 1",
            amount: 0,
            currency: "USD",
            description: "x".repeat(128),
            timeout: "0",
            itemAmount: -1,
            localTaxRegistrationId: "x".repeat(26),
            merchantCategoryCode: "123",
            surchargeAmount: "1".repeat(15),
            item: [],
            transactionFiltering: []
          },
          url: { callbackUrl: "shop.example.co.id", failureUrl: "https://shop.example.co.id" },
          sourceOfFunds: "vabca",
          card: { storedOnFile: 1 },
          recurring: "monthly",
          meta: {}
        }),
        {
          "customer.id": "must be 1 to 320 characters",
          "customer.email": "must be 1 to 320 characters",
          "customer.firstName": "must be 1 to 50 characters",
          "customer.lastName": "must be 1 to 50 characters",
          "customer.mobilePhone": "a mobile phone number is in the form +6281234567890",
          "customer.phone": "must be 1 to 15 characters",
          "customer.taxRegistrationId": "must be 1 to 30 characters",
          "customer.account": "must be an object",
          "customer.nickname": "no such field",
          "order.id": "an order id is 1 to 30 letters, digits, dashes or underscores",
          "order.amount": "an amount in a request is at least 1 rupiah",
          "order.currency": "must be \"IDR\"",
          "order.description": "must be 1 to 127 characters",
          "order.timeout": "a time-out is 1 to 8 digits, in minutes",
          "order.itemAmount": "an amount cannot be negative",
          "order.localTaxRegistrationId": "must be 1 to 25 characters",
          "order.merchantCategoryCode": "must be exactly 4 characters",
          "order.surchargeAmount": "must be 1 to 14 characters",
          "order.item": "must be a list of 1 to 100 items",
          "order.transactionFiltering": "must be an object",
          "url.callbackUrl": "an address begins with http:// or https://",
          "url.failureUrl": "no such field",
          sourceOfFunds: "must be an object",
          "card.storedOnFile": "must be a text",
          recurring: "must be an object",
          "meta.data": "is required"
        }
      )
      const items = yield* problems(initiate, {
        ...order,
        order: { ...order.order, item: [{ name: 1 }, { colour: "red" }] },
        sourceOfFunds: { type: " " }
      })
      assert.deepStrictEqual(items, {
        "order.item.0.name": "must be a text",
        "order.item.1.colour": "no such field",
        "sourceOfFunds.type": "must name a source of funds, such as \"vabca\""
      })
      assert.deepStrictEqual(yield* problems(initiate, {}), {
        customer: "is required",
        order: "is required",
        url: "is required"
      })
    }))

  it.effect("initiate: what Finpay insists on, always or for one channel, is asked for before anything is sent", () =>
    Effect.gen(function*() {
      const { item: _, ...withoutItem } = order.order
      const by = (type: string, more: object = {}) => ({ ...order, sourceOfFunds: { type, ...more } })
      const withItems = (type: string, item: ReadonlyArray<object>) => ({
        ...by(type),
        order: { ...order.order, item }
      })
      assert.deepStrictEqual(yield* problems(initiate, { ...order, customer: {} }), {
        "customer.mobilePhone": "is required"
      })
      assert.deepStrictEqual(yield* problems(initiate, by("ovo")), {
        "sourceOfFunds.accountId": "is required for ovo"
      })
      for (const accountId of ["+6281234567890", "81234567890", "0812345", "0812345678901234", "0812 345 678"]) {
        assert.deepStrictEqual(yield* problems(initiate, by("ovo", { accountId })), {
          "sourceOfFunds.accountId": "for ovo, a phone number is in the form 081234567890"
        })
      }
      for (const type of ["dana", "linkaja"]) {
        assert.deepStrictEqual(yield* problems(initiate, { ...by(type), order: withoutItem }), {
          "order.item": `is required for ${type}`
        })
      }
      const items = [{ name: "coffee" }, { category: "drinks" }, { category: " " }]
      assert.deepStrictEqual(yield* problems(initiate, withItems("dana", items)), {
        "order.item.0.category": "is required for dana",
        "order.item.2.category": "is required for dana"
      })
      const right: ReadonlyArray<unknown> = [
        by("ovo", { accountId: "08123456" }),
        by("ovo", { accountId: "081234567890123" }),
        by("dana"),
        withItems("linkaja", items),
        { ...by("vabca"), order: withoutItem },
        { customer: { mobilePhone: "+6281234567890" }, order: withoutItem, url: {} }
      ]
      for (const request of right) assert.isString((yield* prepare(initiate as Operation, request)).body)
    }))

  it.effect("initiate: an e-mail address has one @ with something on both sides, and no blanks", () =>
    Effect.gen(function*() {
      const withEmail = (email: string) => ({ ...order, customer: { ...order.customer, email } })
      for (const email of ["budi", "@", "budi@", "@example.co.id", "a@b@c", "a b@c", "a@b c", "a@b\n", " a@b"]) {
        assert.deepStrictEqual(yield* problems(initiate, withEmail(email)), {
          "customer.email": "an e-mail address is in the form budi@example.co.id"
        }, email)
      }
      for (const email of ["a@b", "budi.s+toko@example.co.id", "büdi@exämple.id", `${"x".repeat(318)}@y`]) {
        assert.isString((yield* prepare(initiate, withEmail(email))).body)
      }
    }))

  it.effect("names each wrong field of a QRIS generate", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(
        yield* problems(qrisGenerate, {
          partnerReferanceNo: "INV-1",
          partnerReferenceNo: "x".repeat(65),
          amount: 0,
          FeeAmount: -1,
          merchantId: " FM",
          subMerchantId: "x".repeat(33),
          terminalId: "x".repeat(17),
          validityPeriod: "x".repeat(26),
          additionalInfo: {
            qrType: "1",
            callbackUrl: "x".repeat(101),
            note: "x".repeat(51),
            tipsIndikator: "001",
            tipsFixamount: "",
            tipsPercentage: 5,
            other: 1
          }
        }),
        {
          partnerReferanceNo: "no such field",
          partnerReferenceNo: "a reference number is 1 to 64 characters",
          amount: "an amount in a request is at least 1 rupiah",
          FeeAmount: "an amount cannot be negative",
          merchantId: "a merchant id cannot begin or end with a blank",
          subMerchantId: "a sub-merchant id is 1 to 32 characters",
          terminalId: "must be 1 to 16 characters",
          validityPeriod: "must be 1 to 25 characters",
          "additionalInfo.qrType": "must be exactly 2 characters",
          "additionalInfo.callbackUrl": "must be 1 to 100 characters",
          "additionalInfo.note": "must be 1 to 50 characters",
          "additionalInfo.tipsIndikator": "must be exactly 2 characters",
          "additionalInfo.tipsFixamount": "must be 1 to 19 characters",
          "additionalInfo.tipsPercentage": "must be a text",
          "additionalInfo.other": "no such field"
        }
      )
      assert.deepStrictEqual(yield* problems(snapToken, { grantType: "password", scope: "x" }), {
        grantType: "must be \"client_credentials\"",
        scope: "no such field"
      })
    }))

  it.effect("takes the right spelling alone from a caller", () =>
    Effect.gen(function*() {
      const query = { originalReferenceNo: "ref-1", merchantId: "FM1" }
      for (const misspelt of ["submerchantId", "originalPartnerReferanceNo", "subMerchantId ", "__proto__"]) {
        const found = yield* problems(qrisQuery, { ...query, [misspelt]: "x" })
        assert.deepStrictEqual(found, { [misspelt]: "no such field" })
      }
    }))

  it.effect("says of a clear amount problem one clear sentence", () =>
    Effect.gen(function*() {
      const sentence = (amount: unknown) =>
        Effect.map(refusal(refund, { order: { id: "INV-1", amount } }), ({ message }) => message)
      assert.strictEqual(
        yield* sentence(0),
        "Invalid request: refund of INV-1: order.amount: an amount in a request is at least 1 rupiah. " +
          "Nothing was sent; mend the named field."
      )
      const unreadable = ["22000", 1.5, NaN, Infinity, 1e21, 5n, null, undefined, true, {}, [22000], Symbol("x")]
      for (const amount of unreadable) {
        assert.include(
          yield* sentence(amount),
          "order.amount: an amount is a whole number of rupiah, at most 14 digits."
        )
      }
      assert.include(yield* sentence(-1), "order.amount: an amount cannot be negative.")
      assert.include(yield* sentence(1e14), "order.amount: an amount has at most 14 digits.")
    }))
})

const cyclic: Record<string, unknown> = { order: { id: "INV-1", amount: 1 } }
cyclic["self"] = cyclic
const inside: Record<string, unknown> = {}
inside["self"] = inside
const revoked = Proxy.revocable({}, {})
revoked.revoke()
let deep: Record<string, unknown> = {}
for (let level = 0; level < 50_000; level++) deep = { deep }
const throwing = (message: string): never => {
  throw new Error(message)
}

const hostile: ReadonlyArray<readonly [string, unknown]> = [
  ["undefined", undefined],
  ["null", null],
  ["NaN", NaN],
  ["a huge number", 1e308],
  ["a text", "{\"order\":{\"id\":\"INV-1\",\"amount\":1}}"],
  ["a list", [{ id: "INV-1", amount: 1 }]],
  ["an empty list", []],
  ["a function", () => ({ order: { id: "INV-1", amount: 1 } })],
  ["a symbol", Symbol("order")],
  ["a big integer", 1n],
  ["prototype keys", JSON.parse("{\"__proto__\":{\"orderId\":\"INV-1\"},\"constructor\":1,\"toString\":1}")],
  ["an object that contains itself", cyclic],
  ["a getter that throws", {
    get order() {
      return throwing("secret of the getter")
    },
    get orderId() {
      return throwing("secret of the getter")
    },
    get merchantId() {
      return throwing("secret of the getter")
    },
    get grantType() {
      return throwing("secret of the getter")
    }
  }],
  ["a revoked proxy", revoked.proxy],
  ["a proxy that throws", new Proxy({}, { ownKeys: () => throwing("trap"), get: () => throwing("trap") })]
]

describe("prepare, whatever it is given", () => {
  for (const [name, input] of hostile) {
    it.effect(`refuses ${name} as an invalid request`, () =>
      Effect.gen(function*() {
        for (const operation of operations) {
          const error = yield* refusal(operation, input)
          assert.instanceOf(error, InvalidRequest)
          assert.isAbove(error.problems.length, 0)
          assert.notInclude(error.message, "secret of the getter")
        }
      }))
  }

  it.effect("refuses an object of another kind, where anything is required at all", () =>
    Effect.gen(function*() {
      for (const input of [new Date(0), new Map([["order", 1]]), Promise.resolve(plainRefund), /x/u, new Error("x")]) {
        for (const operation of operations) {
          if (operation.name === "snapToken") continue
          assert.instanceOf(yield* refusal(operation, input), InvalidRequest)
        }
      }
    }))

  it.effect("refuses what is no JSON in the open members of an initiate", () =>
    Effect.gen(function*() {
      const values: ReadonlyArray<unknown> = [inside, 5n, () => 1, new Date(0), NaN, { toJSON: () => 1 }, new Map()]
      for (const value of values) {
        for (const member of ["recurring", "billing", "shipping", "device"]) {
          const error = yield* refusal(initiate, { ...order, [member]: { value } })
          assert.deepStrictEqual(error.problems.map(({ field }) => field.split(".")[0]), [member])
        }
        const error = yield* refusal(initiate, { ...order, meta: { data: value } })
        assert.deepStrictEqual(error.problems.map(({ field }) => field.split(".").slice(0, 2).join(".")), ["meta.data"])
      }
      assert.instanceOf(yield* refusal(initiate, { ...order, recurring: deep }), InvalidRequest)
    }))

  it.effect("sends the value it checked: a getter is read once", () =>
    Effect.gen(function*() {
      let reads = 0
      const input = {
        order: {
          id: "INV-1",
          get amount() {
            reads++
            return reads === 1 ? 1 : 1_000_000
          }
        }
      }
      const { body } = yield* prepare(refund, input)
      assert.strictEqual(body, "{\"order\":{\"id\":\"INV-1\",\"amount\":\"1\"}}")
    }))

  it.effect.prop(
    "either prepares or names a field, for any JSON at all",
    [Schema.Json],
    ([json]) =>
      Effect.gen(function*() {
        for (const operation of operations) {
          const result = yield* Effect.result(prepare(operation, json))
          if (result._tag === "Failure") assert.isAbove(result.failure.problems.length, 0)
        }
      })
  )

  it.effect("prepares every request a schema can make, and a server reads back the same", () =>
    Effect.gen(function*() {
      for (const operation of [refund, voidPayment, qrisQuery, qrisRefund]) {
        for (
          const request of yield* Arbitrary.sampleEffect(Arbitrary.schema(operation.request.pipe(Schema.toType)), {
            count: 50
          })
        ) {
          const { body } = yield* prepare<Operation>(operation, request)
          const read: unknown = yield* Schema.decodeUnknownEffect(operation.request)(JSON.parse(body ?? ""))
          assert.deepStrictEqual(read, request)
        }
      }
    }))
})

describe("decodeAnswer", () => {
  it.effect("loses nothing: the answer as it came is beside what was read", () =>
    Effect.gen(function*() {
      const answer = {
        responseCode: "2000000",
        unknownMember: { deep: [1] },
        data: { order: { id: "INV-1", amount: 22000, novelty: true }, result: { payment: { status: "ODD_STATUS" } } }
      }
      const decoded = yield* decodeAnswer(checkStatus, answer)
      assert.strictEqual(decoded.raw, answer)
      assert.strictEqual(decoded.data?.order?.amount, 22000)
      assert.strictEqual(decoded.data?.result?.payment?.status, "ODD_STATUS")
    }))

  it.effect("an access token stays redacted, in the answer's raw JSON too", () =>
    Effect.gen(function*() {
      const decoded = yield* decodeAnswer(snapToken, {
        responseCode: "2007300",
        accessToken: "very-secret-token",
        tokenType: "Bearer",
        expiresIn: "900",
        novelty: 1
      })
      assert.strictEqual(Redacted.value(decoded.accessToken), "very-secret-token")
      assert.strictEqual(decoded.expiresIn, 900)
      assert.notInclude(JSON.stringify(decoded), "very-secret-token")
      assert.deepInclude(decoded.raw, { novelty: 1, expiresIn: "900" })
    }))

  it.effect("reads how long a token lasts, and refuses a time that is none", () =>
    Effect.gen(function*() {
      const answer = { responseCode: "2007300", accessToken: "t" }
      for (const expiresIn of [900, "900", 0.5]) {
        assert.strictEqual((yield* decodeAnswer(snapToken, { ...answer, expiresIn })).expiresIn, Number(expiresIn))
      }
      for (const expiresIn of [0, -1, "", " ", "-5", "soon", null, undefined, Infinity]) {
        const error = yield* Effect.flip(decodeAnswer(snapToken, { ...answer, expiresIn }))
        assert.include(error.message, "expiresIn")
      }
      assert.include(
        (yield* Effect.flip(decodeAnswer(snapToken, { ...answer, accessToken: "", expiresIn: 1 }))).message,
        "accessToken"
      )
    }))

  it.effect("an order nobody has paid, as it was seen live", () =>
    Effect.gen(function*() {
      const { data } = yield* decodeAnswer(checkStatus, {
        responseCode: "2000000",
        data: {
          merchant: { id: "FINPAY770" },
          order: { id: "INV-1", reference: "", amount: 35000, currency: "IDR" },
          result: { payment: { amount: 0, status: "REQUEST_INITIATED", statusDesc: null, userDesc: "in progress" } }
        },
        traceId: "93a76615-a2c2-44fd-9dd3-1c0a22a6fe23"
      })
      assert.strictEqual(data?.merchant?.id, "FINPAY770")
      assert.strictEqual(data?.order?.amount, 35000)
      assert.strictEqual(data?.result?.payment?.amount, 0)
      assert.strictEqual(data?.result?.payment?.status, "REQUEST_INITIATED")
    }))

  it.effect("a paid order, with what PHP writes for empty objects and with numbers where texts are documented", () =>
    Effect.gen(function*() {
      const { data } = yield* decodeAnswer(checkStatus, {
        responseCode: 2000000,
        data: {
          customer: [],
          order: {
            id: 1662448187759,
            reference: "16624481877591000000000",
            amount: "22000.00",
            items: [{ quantity: 1 }]
          },
          card: { mask: "512345xxxxxx0008", info: [] },
          meta: [],
          result: {
            payment: { amount: 22000.0, status: "paid", datetime: "2023-05-16 20:22:23", channel: 14, reference: null }
          },
          sourceOfFunds: { type: "vamandiri", channel: "008", paymentCode: 218299999 }
        }
      })
      assert.strictEqual(data?.order?.id, "1662448187759")
      assert.strictEqual(data?.order?.item?.[0]?.quantity, "1")
      assert.deepStrictEqual(data?.customer, {})
      assert.deepStrictEqual(data?.card, { mask: "512345xxxxxx0008", info: {} })
      assert.strictEqual(data?.result?.payment?.status, "PAID")
      assert.strictEqual(data?.result?.payment?.channel, "14")
      assert.strictEqual(data?.result?.payment?.datetime?.instant?.epochMilliseconds, Date.UTC(2023, 4, 16, 13, 22, 23))
      assert.strictEqual(data?.sourceOfFunds?.paymentCode, "218299999")
    }))

  it.effect("a strange detail does not hide what happened to the money", () =>
    Effect.gen(function*() {
      const checked = yield* decodeAnswer(checkStatus, {
        responseCode: "2000000",
        responseMessage: null,
        processingTime: "soon",
        traceId: 5,
        data: {
          merchant: [],
          customer: "x",
          order: { id: "INV-1", amount: 22000, item: "x" },
          card: 5,
          meta: "x",
          result: { payment: { amount: 22000, status: "PAID", datetime: 5, userDesc: {} } },
          sourceOfFunds: { type: 5 },
          signature: false
        }
      })
      assert.deepStrictEqual(Object.keys(checked), ["responseCode", "data", "raw"])
      assert.strictEqual(checked.data?.result?.payment?.status, "PAID")
      const queried = yield* decodeAnswer(qrisQuery, {
        responseCode: "2005100",
        latestTransactionStatus: "00",
        amount: { value: "12345.00", currency: "IDR" },
        // 0.7 % of 12345: a fee may well have a fraction.
        FeeAmount: { value: "86.42", currency: "IDR" },
        additionalInfo: []
      })
      assert.strictEqual(queried.amount, 12345)
      assert.isUndefined(queried.FeeAmount)
      const refunded = yield* decodeAnswer(qrisRefund, {
        responseCode: "2007800",
        refundTime: null,
        refundAmount: null
      })
      assert.isNull(refunded.refundAmount)
    }))

  it.effect("what decides about money is refused by name when it cannot be read", () =>
    Effect.gen(function*() {
      const refusals: ReadonlyArray<readonly [Operation, unknown, string]> = [
        [refund, {}, "responseCode"],
        [refund, { responseCode: null }, "responseCode"],
        [checkStatus, { responseCode: "2000000", data: { order: { amount: "1.50" } } }, "[\"order\"][\"amount\"]"],
        [
          checkStatus,
          { responseCode: "2000000", data: { result: { payment: { amount: -1 } } } },
          "[\"payment\"][\"amount\"]"
        ],
        [checkStatus, { responseCode: "2000000", data: { result: { payment: { status: 5 } } } }, "[\"status\"]"],
        [qrisQuery, { responseCode: "2005100" }, "latestTransactionStatus"],
        [qrisQuery, {
          responseCode: "2005100",
          latestTransactionStatus: "00",
          amount: { value: "1.00", currency: "USD" }
        }, "\"USD\" is not IDR"],
        [qrisRefund, { responseCode: "2007800", refundAmount: { value: "1.50", currency: "IDR" } }, "refundAmount"]
      ]
      for (const [operation, answer, expected] of refusals) {
        const error = yield* Effect.flip(decodeAnswer(operation, answer))
        assert.include(error.message, expected)
      }
    }))

  it.effect("what is no answer at all is refused", () =>
    Effect.gen(function*() {
      for (const operation of operations) {
        for (const json of [undefined, null, "", "<html>", 5, true, [], [{ responseCode: "2000000" }]]) {
          yield* Effect.flip(decodeAnswer(operation, json))
        }
      }
    }))
})

describe("contradicts", () => {
  const about = { originalReferenceNo: "R-1", merchantId: "FM2007160001", reason: "returned" }

  it.effect("an answer to a QRIS refund that names another refund or amount", () =>
    Effect.gen(function*() {
      const { request } = yield* prepare(qrisRefund, { ...about, partnerRefundNo: "RF-1", refundAmount: 10000 })
      const problemOf = (members: object) =>
        Effect.map(
          decodeAnswer(qrisRefund, { responseCode: "2007800", ...members }),
          (answer) => qrisRefund.contradicts(request, answer)
        )
      assert.isUndefined(yield* problemOf({}))
      assert.isUndefined(
        yield* problemOf({ partnerRefundNo: " RF-1", refundAmount: { value: "10000", currency: "IDR" } })
      )
      assert.strictEqual(yield* problemOf({ partnerRefundNo: "RF-2" }), "names another refund (partnerRefundNo)")
      assert.strictEqual(
        yield* problemOf({ refundAmount: { value: "9999.00", currency: "IDR" } }),
        "names another amount (refundAmount)"
      )
    }))

  it.effect("an answer to a QRIS query or refund that is about another payment, swapped or not", () =>
    Effect.gen(function*() {
      const refundAsked = { partnerRefundNo: "RF-1", refundAmount: 10000, reason: "returned" }
      const problemsOf = Effect.fnUntraced(function*(asked: object, told: object) {
        const request = { merchantId: "FM2007160001", originalReferenceNo: "R-1", ...asked }
        const query = yield* prepare(qrisQuery, request)
        const refund = yield* prepare(qrisRefund, { ...request, ...refundAsked })
        const answer = { responseCode: "2005300", latestTransactionStatus: "04", ...told }
        return [
          qrisQuery.contradicts(query.request, yield* decodeAnswer(qrisQuery, answer)),
          qrisRefund.contradicts(refund.request, yield* decodeAnswer(qrisRefund, answer))
        ]
      })
      const both = { originalPartnerReferenceNo: "P-1" }
      const nothing = [undefined, undefined]
      const sentence = "is about another payment (originalReferenceNo)" as const
      const other = [sentence, sentence]
      const answered = (originalReferenceNo: string, originalPartnerReferenceNo: string) => ({
        originalReferenceNo,
        originalPartnerReferenceNo
      })
      assert.deepStrictEqual(yield* problemsOf(both, {}), nothing)
      assert.deepStrictEqual(yield* problemsOf(both, answered("R-1 ", "P-1")), nothing)
      // As Finpay's sample prints it.
      assert.deepStrictEqual(yield* problemsOf(both, answered("P-1", "R-1")), nothing)
      assert.deepStrictEqual(yield* problemsOf({}, answered("P-1", "R-1")), nothing)
      assert.deepStrictEqual(yield* problemsOf(both, { originalReferenceNo: "P-1" }), nothing)
      // One number of each kind: they may well be of one payment.
      assert.deepStrictEqual(yield* problemsOf({}, { originalReferenceNo: "P-1" }), nothing)
      assert.deepStrictEqual(yield* problemsOf(both, answered("R-2", "P-2")), other)
      assert.deepStrictEqual(yield* problemsOf(both, { originalReferenceNo: "R-2" }), other)
      assert.deepStrictEqual(yield* problemsOf({}, answered("R-2", "P-2")), other)
    }))

  it.effect("an answer about another QR or order", () =>
    Effect.gen(function*() {
      const generated = yield* prepare(qrisGenerate, qr)
      const drawn = { responseCode: "2004700", qrContent: "000201" }
      const other = yield* decodeAnswer(qrisGenerate, { ...drawn, partnerReferanceNo: "INV-2" })
      assert.isDefined(qrisGenerate.contradicts(generated.request, other))
      assert.isUndefined(qrisGenerate.contradicts(generated.request, yield* decodeAnswer(qrisGenerate, drawn)))
      const checked = yield* prepare(checkStatus, { orderId: "123" })
      const answerOn = (id: unknown) => decodeAnswer(checkStatus, { responseCode: "2000000", data: { order: { id } } })
      assert.isUndefined(checkStatus.contradicts(checked.request, yield* answerOn(123)))
      assert.isDefined(checkStatus.contradicts(checked.request, yield* answerOn("124")))
    }))
})
