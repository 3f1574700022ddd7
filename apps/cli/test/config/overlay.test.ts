import { assert, describe, it } from "@effect/vitest"
import { clashes, hiddenBy, variablesOf } from "../../src/config/overlay.ts"
import type { Profile } from "../../src/config/Profile.ts"

const shop: Profile = {
  name: "shop",
  settings: { env: "production", merchant: "M-1", timeout: "2.5", "refund-limit": "5000" },
  secrets: { "merchant-key": "keyring" }
}

const clashesWith = (profile: Profile, environment: Readonly<Record<string, string>>, flag?: string) =>
  clashes(profile, (variable) => environment[variable], flag).map(({ setting }) => setting)

describe("a profile over the environment", () => {
  it("sets its variables; a timeout is typed in seconds", () => {
    assert.deepStrictEqual(variablesOf(shop), {
      FINPAY_ENV: "production",
      FINPAY_MERCHANT_ID: "M-1",
      FINPAY_TIMEOUT_MS: "2500",
      FINPAY_REFUND_LIMIT: "5000"
    })
  })

  it("keeps out what its own secrets stand for", () => {
    const hidden = (profile: Partial<Profile>) => [...hiddenBy({ ...shop, secrets: {}, ...profile })]
    assert.deepStrictEqual(hidden(shop), ["FINPAY_MERCHANT_KEY"])
    assert.deepStrictEqual(hidden({}), [])
    // The key can be given in two ways: whichever the profile has, the other one is not meant.
    assert.deepStrictEqual(hidden({ secrets: { "snap-private-key": "file" } }), [
      "FINPAY_SNAP_PRIVATE_KEY",
      "FINPAY_SNAP_PRIVATE_KEY_FILE"
    ])
    assert.deepStrictEqual(hidden({ settings: { env: "local", "snap-private-key-file": "/k.pem" } }), [
      "FINPAY_SNAP_PRIVATE_KEY"
    ])
  })

  it("does not go with another environment, whoever names it", () => {
    assert.deepStrictEqual(clashesWith(shop, {}), [])
    assert.deepStrictEqual(clashesWith(shop, { FINPAY_ENV: "production" }, "production"), [])
    assert.deepStrictEqual(clashesWith(shop, { FINPAY_ENV: "sandbox" }), ["FINPAY_ENV"])
    assert.deepStrictEqual(clashesWith(shop, { FINPAY_ENV: "production" }, "sandbox"), ["--env"])
  })

  it("does not take an address that nobody ties to its environment", () => {
    const address = { FINPAY_BASE_URL: "http://127.0.0.1:4710" }
    assert.deepStrictEqual(clashesWith(shop, address), ["FINPAY_BASE_URL"])
    assert.deepStrictEqual(clashesWith(shop, { ...address, FINPAY_ENV: "production" }), [])
    const own = { ...shop, settings: { ...shop.settings, "base-url": "https://proxy.example" } }
    assert.deepStrictEqual(clashesWith(own, address), [])
  })

  it("does not take a merchant that nobody ties to its environment, nor the key that goes with it", () => {
    const dev: Profile = { name: "dev", settings: { env: "sandbox", "base-url": "https://dev.example" }, secrets: {} }
    const someones = { FINPAY_MERCHANT_ID: "M-9", FINPAY_MERCHANT_KEY: "key" }
    assert.deepStrictEqual(clashesWith(dev, someones), ["FINPAY_MERCHANT_ID"])
    assert.deepStrictEqual(clashesWith(dev, { ...someones, FINPAY_SNAP_CLIENT_ID: "c" }), [
      "FINPAY_MERCHANT_ID",
      "FINPAY_SNAP_CLIENT_ID"
    ])
    assert.deepStrictEqual(clashesWith(dev, { ...someones, FINPAY_ENV: "sandbox" }), [])
  })

  it("does not take a key that belongs to another merchant", () => {
    const keyless = { ...shop, secrets: {} }
    const other = { FINPAY_MERCHANT_ID: "M-2", FINPAY_MERCHANT_KEY: "key" }
    assert.deepStrictEqual(clashesWith(keyless, other), ["FINPAY_MERCHANT_KEY"])
    assert.deepStrictEqual(clashesWith(keyless, { ...other, FINPAY_MERCHANT_ID: "M-1" }), [])
    assert.deepStrictEqual(clashesWith(keyless, { FINPAY_MERCHANT_KEY: "key" }), [])
    // Its own key is used, and the other one is nobody's business.
    assert.deepStrictEqual(clashesWith(shop, other), [])
    const qris = { ...shop, settings: { ...shop.settings, "snap-client-id": "C-1" } }
    assert.deepStrictEqual(
      clashesWith(qris, {
        FINPAY_SNAP_CLIENT_ID: "C-2",
        FINPAY_SNAP_CLIENT_SECRET: "secret",
        FINPAY_SNAP_PRIVATE_KEY_FILE: "/k.pem"
      }),
      ["FINPAY_SNAP_CLIENT_SECRET", "FINPAY_SNAP_PRIVATE_KEY_FILE"]
    )
  })
})
