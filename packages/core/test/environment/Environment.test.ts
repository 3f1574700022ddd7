import { assert, describe, it } from "@effect/vitest"
import { createPrivateKey, createPublicKey } from "node:crypto"
import { baseUrls, localPort } from "../../src/environment/Environment.ts"
import { localCredentials, localPublicKeys } from "../../src/environment/local.ts"
import { MerchantId, SubMerchantId } from "../../src/order/ReferenceNo.ts"
import { servers } from "../seeds/facts.ts"

describe("environments", () => {
  it("sandbox and production are Finpay's, local is this machine", () => {
    assert.deepStrictEqual(baseUrls, { local: `http://127.0.0.1:${localPort}`, ...servers })
    for (const url of Object.values(baseUrls)) assert.strictEqual(new URL(url).origin, url)
  })

  it("the simulator's credentials have the form of real ones, and their keys belong together", () => {
    const { snap } = localCredentials
    assert.strictEqual(
      createPublicKey(createPrivateKey(snap.privateKeyPem)).export({ type: "spki", format: "pem" }),
      localPublicKeys.snapPem
    )
    assert.isTrue(createPrivateKey(snap.privateKeyPem).asymmetricKeyDetails?.modulusLength === 2048)
    assert.match(snap.channelId, /^\d{5}$/u)
    assert.strictEqual(MerchantId.make(snap.merchantId), snap.merchantId)
    assert.strictEqual(SubMerchantId.make(snap.subMerchantId), snap.subMerchantId)
    assert.match(localCredentials.merchantId, /^[A-Z]{6}\d{3}$/u)
  })
})
