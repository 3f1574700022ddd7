import { assert, describe, it } from "@effect/vitest"
import {
  importRsaPrivateKey,
  localCredentials,
  localPublicKeys,
  signCallback,
  signSymmetric,
  signToken,
  verifySymmetric,
  verifyToken
} from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { withSimulatedCrypto } from "../../simulation/crypto/synchronous.ts"
import { drawsOf } from "../../simulation/draws.ts"

const { merchantKey, snap } = localCredentials

const timestamp = "2026-01-05T15:00:00+07:00"

/** Everything the journal's world signs and verifies. */
const signed = Effect.gen(function*() {
  const privateKey = yield* importRsaPrivateKey(Redacted.make(snap.privateKeyPem))
  const token = yield* signToken({ clientId: snap.clientId, timestamp, privateKey })
  const call = {
    method: "POST",
    path: "/pg/payment/card/v1.0/qr/qr-mpm-refund",
    body: `{"partnerRefundNo":"K1"}`,
    timestamp,
    accessToken: Redacted.make("a-token"),
    clientSecret: Redacted.make(snap.clientSecret)
  }
  const symmetric = yield* signSymmetric(call)
  const asked = { clientId: snap.clientId, timestamp, publicKey: localPublicKeys.snapPem }
  return {
    token: token.signature,
    symmetric: symmetric.signature,
    callback: yield* signCallback({ order: { id: "O1", amount: 22000 } }, Redacted.make(merchantKey)),
    isTokenRight: yield* verifyToken({ ...asked, signature: token.signature }),
    isOtherTokenRight: yield* verifyToken({ ...asked, clientId: "another", signature: token.signature }),
    isSymmetricRight: yield* verifySymmetric({ ...call, signature: symmetric.signature })
  }
})

const drawn = () => [crypto.randomUUID(), ...crypto.getRandomValues(new Uint32Array(3))]

describe("withSimulatedCrypto", () => {
  it("signs as the runtime does", async () => {
    const real = await Effect.runPromise(signed)
    const simulated = await withSimulatedCrypto(drawsOf(1), () => Effect.runPromise(signed))
    assert.deepStrictEqual(simulated, real)
    assert.deepStrictEqual([real.isTokenRight, real.isOtherTokenRight, real.isSymmetricRight], [true, false, true])
  })

  it("draws from the seed, and gives the runtime's own back, also after a failure", async () => {
    const real = globalThis.crypto
    const first = await withSimulatedCrypto(drawsOf(1), async () => drawn())
    assert.deepStrictEqual(await withSimulatedCrypto(drawsOf(1), async () => drawn()), first)
    assert.notDeepEqual(await withSimulatedCrypto(drawsOf(2), async () => drawn()), first)
    const failed = await withSimulatedCrypto(drawsOf(1), () => Promise.reject(new Error("no"))).catch((error) => error)
    assert.instanceOf(failed, Error)
    assert.strictEqual(globalThis.crypto, real)
  })
})
