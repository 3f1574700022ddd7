import { assert, describe, it } from "@effect/vitest"
import { parseQris } from "@openfinpay/finpay-core"
import { Effect, Result } from "effect"
import { control, initiateBody, order, post, statusOf } from "../support/pg.ts"
import { merchantWith, served } from "../support/served.ts"

const refuses = Effect.fnUntraced(function*(url: string, body: unknown, code: string, message: string) {
  const answer = yield* post(url, "initiate", body)
  assert.strictEqual(answer.json["responseMessage"], message)
  assert.strictEqual(answer.json["responseCode"], code)
  assert.strictEqual(answer.status, Number(code.slice(0, 3)))
})

/** Minutes from now until a time that is written in WIB without a zone. */
const minutesUntil = (naive: unknown): number =>
  (Date.parse(`${String(naive).replace(" ", "T")}+07:00`) - Date.now()) / 60_000

describe("initiate", () => {
  it.live("[I1] gives virtual accounts, shops and pay codes a number to pay to", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      for (const channel of ["vabca", "vamandiri", "alfamart", "finpaycode"]) {
        const { json } = yield* order(url, `INV-${channel}`, channel)
        assert.match(String(json["paymentCode"]), /^\d{16}$/u)
        assert.strictEqual(json["redirecturl"], `${url}/pay/INV-${channel}`)
        assert.match(String(json["expiryLink"]), /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/u)
        assert.notProperty(json, "stringQr")
      }
    }))

  it.live("[I2] gives cards and hosted orders a page", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      for (const channel of ["cc", undefined]) {
        const { json } = yield* order(url, `INV-${channel}`, channel)
        assert.strictEqual(json["redirecturl"], `${url}/pay/INV-${channel}`)
        assert.isString(json["expiryLink"])
        assert.notProperty(json, "paymentCode")
      }
    }))

  it.live("[I3] gives a QRIS a payload of its amount that reads, and a picture of it", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const { json } = yield* order(url, "INV-1", "qris")
      const payload = Result.getOrThrow(parseQris(String(json["stringQr"])))
      assert.strictEqual(payload.pointOfInitiation, "dynamic")
      assert.strictEqual(payload.amount, "22000")
      assert.strictEqual(payload.billNumber, "INV-1")
      assert.strictEqual(payload.merchantName, "TOKO SIMULATOR")
      assert.strictEqual(json["imageurl"], `${url}/pay/INV-1/qr.svg`)
      yield* refuses(
        url,
        initiateBody("INV-2", "qris", { order: { amount: "99999999999999" } }),
        "4000001",
        "Invalid Field Format. The order.amount must not be greater than 13 digits"
      )
    }))

  it.live("[I4] gives a wallet a link into its app", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const { json } = yield* order(url, "INV-1", "shopeepay")
      assert.isString(json["appurl"])
      assert.isString(json["redirecturl"])
    }))

  it.live("[I5] counts order.timeout in minutes, a day unless given, and writes the end in WIB", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const day = yield* order(url, "INV-1", "vabca")
      assert.approximately(minutesUntil(day.json["expiryLink"]), 1440, 1)
      const hour = yield* order(url, "INV-2", "vabca", { order: { timeout: "60" } })
      assert.approximately(minutesUntil(hour.json["expiryLink"]), 60, 1)
      const number = yield* order(url, "INV-3", "vabca", { order: { timeout: 5 } })
      assert.approximately(minutesUntil(number.json["expiryLink"]), 5, 1)
    }))

  it.live("[I6] wants a mobile phone number", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const body = initiateBody("INV-1", "vabca", { customer: { mobilePhone: undefined } })
      yield* refuses(url, body, "4000002", "Invalid Mandatory Field customer.mobile phone")
    }))

  it.live("[I7] wants the mobile phone number in international form", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      for (const mobilePhone of ["081234567890", "6281234567890", "+0812345", "+62 812", 62812]) {
        const body = initiateBody("INV-1", "vabca", { customer: { mobilePhone } })
        yield* refuses(url, body, "4000001", "Invalid Field Format. The customer.mobile phone format is invalid")
      }
    }))

  it.live("[I8] wants items for DANA and LinkAja, and a category for each of DANA's", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      for (const channel of ["dana", "linkaja"]) {
        yield* refuses(url, initiateBody("INV-1", channel), "4000002", "Invalid Mandatory Field order.item")
      }
      const item = [{ name: "Coffee", category: "FOOD" }, { name: "Tea" }]
      const body = initiateBody("INV-1", "dana", { order: { item: [item[1]] } })
      yield* refuses(url, body, "4000002", "Invalid Mandatory Field order.item.0.category")
      const second = initiateBody("INV-1", "dana", { order: { item } })
      yield* refuses(url, second, "4000002", "Invalid Mandatory Field order.item.1.category")
      yield* order(url, "INV-1", "linkaja", { order: { item: [item[1]] } })
      yield* order(url, "INV-2", "dana", { order: { item: [item[0]] } })
    }))

  it.live("[I9] wants the payer's local number for OVO", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* refuses(url, initiateBody("INV-1", "ovo"), "4000002", "Invalid Mandatory Field source of funds.account id")
      const wrong = { rest: { sourceOfFunds: { type: "ovo", accountId: "+6282232565453" } } }
      yield* refuses(
        url,
        initiateBody("INV-1", "ovo", wrong),
        "4000001",
        "Invalid Field Format. The source of funds.account id format is invalid"
      )
      yield* order(url, "INV-1", "ovo", { rest: { sourceOfFunds: { type: "ovo", accountId: "082232565453" } } })
    }))

  it.live("[I10] refuses a channel that is off or unknown", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ merchants: [merchantWith({ channels: ["vabca"] })] })
      yield* refuses(url, initiateBody("INV-1", "idm"), "4030001", "Feature Not Allowed")
      yield* refuses(url, initiateBody("INV-1", "gopay"), "4030001", "Feature Not Allowed")
      yield* order(url, "INV-1", "vabca")
      yield* order(url, "INV-2", undefined)
    }))

  it.live("[I11] refuses an order id a second time and leaves the first order alone", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* order(url, "INV-1", "vabca")
      yield* control(url, "POST", "/orders/INV-1/pay")
      yield* refuses(url, initiateBody("INV-1", "qris"), "4090001", "Duplicate order.id")
      assert.strictEqual(yield* statusOf(url, "INV-1"), "PAID")
    }))

  it.live("[I12] names what is missing or malformed", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const wrong: ReadonlyArray<readonly [body: unknown, code: string, message: string]> = [
        [{ customer: {}, url: {} }, "4000002", "Invalid Mandatory Field order"],
        [initiateBody("", "vabca"), "4000002", "Invalid Mandatory Field order.id"],
        [
          initiateBody("INV-1", "vabca", { order: { amount: undefined } }),
          "4000002",
          "Invalid Mandatory Field order.amount"
        ],
        [
          initiateBody("INV-1", "vabca", { rest: { customer: undefined } }),
          "4000002",
          "Invalid Mandatory Field customer"
        ],
        [initiateBody("INV-1", "vabca", { rest: { url: undefined } }), "4000002", "Invalid Mandatory Field url"],
        [
          initiateBody("INV-1", "vabca", { customer: { lastName: "" } }),
          "4000002",
          "Invalid Mandatory Field customer.last name"
        ],
        [initiateBody("INV-1", "", {}), "4000002", "Invalid Mandatory Field source of funds.type"],
        [
          initiateBody("INV 1", "vabca"),
          "4000001",
          "Invalid Field Format. The order.id must only contain letters, numbers, dashes and underscores"
        ],
        [
          initiateBody("X".repeat(31), "vabca"),
          "4000001",
          "Invalid Field Format. The order.id must not be greater than 30 characters"
        ],
        ...["1.5", "-1", "1e3", " 1", true].map((amount) =>
          [
            initiateBody("INV-1", "vabca", { order: { amount } }),
            "4000001",
            "Invalid Field Format. The order.amount must be a number"
          ] as const
        ),
        ...["123456789012345", 123456789012345].map((amount) =>
          [
            initiateBody("INV-1", "vabca", { order: { amount } }),
            "4000001",
            "Invalid Field Format. The order.amount must not be greater than 14 digits"
          ] as const
        ),
        ...["meta", "card", "billing", "shipping", "device", "recurring"].flatMap((name) =>
          ["text", 5, true, []].map((value) =>
            [
              initiateBody("INV-1", "vabca", { rest: { [name]: value } }),
              "4000001",
              `Invalid Field Format. The ${name} must be an object`
            ] as const
          )
        ),
        [
          initiateBody("INV-1", "vabca", { order: { amount: "0" } }),
          "4000001",
          "Invalid Field Format. The order.amount must be at least 1"
        ],
        [
          initiateBody("INV-1", "vabca", { order: { currency: "USD" } }),
          "4000001",
          "Invalid Field Format. The order.currency is invalid"
        ],
        [
          initiateBody("INV-1", "vabca", { order: { description: "x".repeat(128) } }),
          "4000001",
          "Invalid Field Format. The order.description must not be greater than 127 characters"
        ],
        [
          initiateBody("INV-1", "vabca", { order: { timeout: "0" } }),
          "4000001",
          "Invalid Field Format. The order.timeout must be a number"
        ],
        [
          initiateBody("INV-1", "vabca", { url: { callbackUrl: "ftp://example.co.id" } }),
          "4000001",
          "Invalid Field Format. The url.callback url format is invalid"
        ],
        [
          initiateBody("INV-1", "vabca", { order: { item: [] } }),
          "4000001",
          "Invalid Field Format. The order.item must be an array of 1 to 100 objects"
        ]
      ]
      for (const [body, code, message] of wrong) yield* refuses(url, body, code, message)
      yield* order(url, "x".repeat(30), "qris", { rest: { url: undefined } })
      yield* order(url, "A-b_9", "vabca", { order: { amount: 22000 } })
    }))

  it.live("[I13] takes a bare string as sourceOfFunds and makes a hosted order", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const { json } = yield* order(url, "INV-1", undefined, { rest: { sourceOfFunds: "vabca" } })
      assert.notProperty(json, "paymentCode")
      assert.strictEqual((yield* simulator.order("INV-1")).channel, "")
    }))

  it.live("[I14] tells one thing at a time, in its order", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ merchants: [merchantWith({ channels: ["vabca"] })] })
      yield* order(url, "INV-1", "vabca")
      const messages: Array<unknown> = []
      for (
        const more of [
          { customer: { mobilePhone: undefined }, order: { description: "x".repeat(128) } },
          { order: { description: "x".repeat(128) } },
          {}
        ]
      ) {
        messages.push((yield* post(url, "initiate", initiateBody("INV-1", "dana", more))).json["responseMessage"])
      }
      assert.deepStrictEqual(messages, [
        "Invalid Mandatory Field customer.mobile phone",
        "Invalid Field Format. The order.description must not be greater than 127 characters",
        "Feature Not Allowed"
      ])
    }))
})
