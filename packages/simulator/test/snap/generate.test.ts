import { assert, describe, it } from "@effect/vitest"
import { parseQris } from "@openfinpay/finpay-core"
import { Effect, Result } from "effect"
import type { MerchantOptions } from "../../src/index.ts"
import { localMerchant } from "../../src/index.ts"
import { merchantWith, served } from "../support/served.ts"
import { generateBody, generated, snap, timestamp, token } from "../support/snap.ts"

const codeOf = (url: string, accessToken: string, body: unknown) =>
  Effect.map(snap(url, "generate", accessToken, body), ({ json }) => json["responseCode"])

const withSnap = (change: object): MerchantOptions => ({
  ...localMerchant,
  ...(localMerchant.snap === undefined ? {} : { snap: { ...localMerchant.snap, ...change } })
})

describe("QRIS generate", () => {
  it.live("[G1] makes a dynamic QR of the amount that reads", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const { json } = yield* snap(url, "generate", yield* token(url), generateBody("INV-1", { terminalId: "A01" }))
      assert.strictEqual(json["responseCode"], "2004700")
      assert.match(String(json["referenceNo"]), /^\w{32}$/u)
      assert.strictEqual(json["partnerReferenceNo"], "INV-1")
      assert.strictEqual(json["terminalId"], "A01")
      assert.strictEqual(json["merchantName"], "TOKO SIMULATOR")
      const payload = Result.getOrThrow(parseQris(String(json["qrContent"])))
      assert.strictEqual(payload.pointOfInitiation, "dynamic")
      assert.strictEqual(payload.amount, "10000")
      assert.strictEqual(payload.billNumber, "INV-1")
      assert.strictEqual(payload.merchantPan?.slice(0, 8), "93600777")
    }))

  it.live("[G2] refuses amounts that are none", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      const wrong = [
        { value: "10000", currency: "IDR" },
        { value: "10000.0", currency: "IDR" },
        { value: "-1.00", currency: "IDR" },
        { value: "0.00", currency: "IDR" },
        { value: "10.000,00", currency: "IDR" },
        { value: "10000.50", currency: "IDR" },
        { value: 10000, currency: "IDR" },
        { value: "10000.00", currency: "USD" },
        { value: "99999999999999.00", currency: "IDR" },
        "10000.00"
      ]
      for (const amount of wrong) {
        assert.strictEqual(yield* codeOf(url, accessToken, generateBody("INV-1", { amount })), "4004701")
      }
      const amount = { value: "1", currency: "IDR" }
      for (const name of ["FeeAmount", "feeAmount"]) {
        const body = generateBody("INV-1", { FeeAmount: undefined, [name]: amount })
        const { json } = yield* snap(url, "generate", accessToken, body)
        assert.strictEqual(json["responseMessage"], `Invalid Field Format ${name}`)
      }
    }))

  it.live("[G3] names the mandatory field that is missing", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      for (const name of ["amount", "merchantId", "subMerchantId", "validityPeriod", "additionalInfo"]) {
        const { json } = yield* snap(url, "generate", accessToken, generateBody("INV-1", { [name]: undefined }))
        assert.strictEqual(json["responseCode"], "4004702")
        assert.strictEqual(json["responseMessage"], `Invalid Mandatory Field ${name}`)
      }
      const parts: ReadonlyArray<readonly [name: string, amount: object, missing: string]> = [
        ["amount", { currency: "IDR" }, "amount.value"],
        ["amount", { value: "10000.00" }, "amount.currency"],
        ["amount", { value: null, currency: "IDR" }, "amount.value"],
        ["FeeAmount", {}, "FeeAmount.value"]
      ]
      for (const [name, amount, missing] of parts) {
        const { json } = yield* snap(url, "generate", accessToken, generateBody("INV-1", { [name]: amount }))
        assert.strictEqual(json["responseCode"], "4004702")
        assert.strictEqual(json["responseMessage"], `Invalid Mandatory Field ${missing}`)
      }
      const without = generateBody("INV-1", { FeeAmount: undefined, partnerReferenceNo: undefined })
      assert.strictEqual(yield* codeOf(url, accessToken, without), "2004700")
      const standard = yield* served({ profile: "standard" })
      const least = { amount: { value: "10000.00", currency: "IDR" }, merchantId: "FM2007160001" }
      assert.strictEqual(yield* codeOf(standard.url, yield* token(standard.url), least), "2004700")
    }))

  it.live("[G4] refuses what is no JSON, or has a member twice", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      const body = JSON.stringify(generateBody("INV-1"))
      for (const text of ["", "{", body.slice(0, -1), body.replace("{", `{"merchantId":"FM1",`)]) {
        assert.strictEqual(yield* codeOf(url, accessToken, text), "4004700", text)
      }
    }))

  it.live("[G5] refuses a reference a second time", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const accessToken = yield* token(url)
      yield* generated(url, accessToken, "INV-1")
      assert.strictEqual(yield* codeOf(url, accessToken, generateBody("INV-1")), "4094701")
      const other = generateBody("INV-1", { amount: { value: "10001.00", currency: "IDR" } })
      assert.strictEqual(yield* codeOf(url, accessToken, other), "4044718")
      assert.strictEqual((yield* simulator.orders).length, 1)
    }))

  it.live("[G6] refuses unknown merchants and terminals, and merchants that may not", () =>
    Effect.gen(function*() {
      const first = yield* served({ merchants: [withSnap({ terminalIds: ["A01"], subMerchantIds: ["FM2007160001"] })] })
      const accessToken = yield* token(first.url)
      const codes = yield* Effect.forEach(
        [{ merchantId: "FM1" }, { subMerchantId: "FM1" }, { terminalId: "B02" }, { terminalId: "A01" }],
        (change) => codeOf(first.url, accessToken, generateBody("INV-1", change))
      )
      assert.deepStrictEqual(codes, ["4044708", "4044708", "4044717", "2004700"])
      const barred: ReadonlyArray<readonly [change: Partial<MerchantOptions>, code: string]> = [
        [{ standing: "blacklisted" }, "4034719"],
        [{ standing: "not-allowed" }, "4034701"],
        [{ channels: ["vabca"] }, "4034701"]
      ]
      for (const [change, code] of barred) {
        const { url } = yield* served({ merchants: [merchantWith(change)] })
        assert.strictEqual(yield* codeOf(url, yield* token(url), generateBody("INV-1")), code)
      }
    }))

  it.live("[G7] refuses an amount over the limit", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ merchants: [merchantWith({ maxAmountRupiah: 9999 })] })
      const accessToken = yield* token(url)
      assert.strictEqual(yield* codeOf(url, accessToken, generateBody("INV-1")), "4034702")
      const within = generateBody("INV-1", { amount: { value: "9999.00", currency: "IDR" } })
      assert.strictEqual(yield* codeOf(url, accessToken, within), "2004700")
    }))

  it.live("[G8] refuses a validity that is over or has no zone", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      for (const validityPeriod of [timestamp(-1), "2031-01-01T00:00:00", "soon", "900"]) {
        assert.strictEqual(yield* codeOf(url, accessToken, generateBody("INV-1", { validityPeriod })), "4004701")
      }
    }))

  it.live("[G8] reckons the validity from the real clock, and lets it pass on the simulator's", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* simulator.advanceClock("1 day")
      const accessToken = yield* token(url)
      yield* generated(url, accessToken, "INV-1", { validityPeriod: timestamp(600) })
      const over = generateBody("INV-2", { validityPeriod: timestamp(-1) })
      assert.strictEqual(yield* codeOf(url, accessToken, over), "4004701")
      yield* simulator.advanceClock("9 minutes")
      assert.strictEqual((yield* simulator.order("INV-1")).status, "REQUEST_INITIATED")
      yield* simulator.advanceClock("2 minutes")
      assert.strictEqual((yield* simulator.order("INV-1")).status, "EXPIRED")
    }))
})
