import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import type { MerchantOptions } from "../../src/index.ts"
import { localMerchant, Simulator } from "../../src/index.ts"

interface Vector {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly token: string
  readonly body: string
  readonly timestamp: string
  readonly secret: string
  readonly hmacBase64?: string
  readonly hmacHex?: string
  readonly signature?: string
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../core/test/vectors/snap-vectors.json", import.meta.url), "utf8")
) as { readonly symmetric: ReadonlyArray<Vector>; readonly symmetricNegative: ReadonlyArray<Vector> }

const merchantOf = (secret: string): MerchantOptions => ({
  ...localMerchant,
  ...(localMerchant.snap === undefined ? {} : { snap: { ...localMerchant.snap, clientSecret: Redacted.make(secret) } })
})

/** What a simulator answers to a call with this signature, at the time it was signed and knowing its token. */
const codeOf = Effect.fnUntraced(function*(vector: Vector, signature: string) {
  const now = Date.parse(vector.timestamp)
  yield* TestClock.setTime(now)
  const ask = Effect.gen(function*() {
    const simulator = yield* Simulator
    const sha256 = createHash("sha256").update(vector.token).digest("hex")
    const state = yield* simulator.saveState
    yield* simulator.restoreState({
      ...state,
      tokens: [{ sha256, clientId: "local-client", expiresAt: now + 900_000 }]
    })
    const { body } = yield* simulator.handle({
      method: vector.method,
      path: vector.path,
      headers: {
        "content-type": "application/json",
        "authorization": `Bearer ${vector.token}`,
        "x-timestamp": vector.timestamp,
        "x-signature": signature,
        "origin": "www.example.co.id",
        "x-partner-id": "FINPAY001",
        "x-external-id": "1",
        "channel-id": "95221"
      },
      body: new TextEncoder().encode(vector.body)
    })
    return String((JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>)["responseCode"])
  })
  return yield* ask.pipe(Effect.provide(Simulator.layer({ merchants: [merchantOf(vector.secret)] })))
})

/** The paths the simulator serves; the others of the file are for the library alone. */
const isServed = ({ path }: Vector): boolean => /\/qr-mpm-(?:generate|query|cancel|refund)$/u.test(path)

describe("published and computed known answers", () => {
  it.effect("[H5] [H7] are taken: past the signature, whatever the body then is", () =>
    Effect.gen(function*() {
      const positive = vectors.symmetric.filter(isServed)
      assert.isAtLeast(positive.length, 5)
      for (const vector of positive) {
        for (const signature of [vector.hmacBase64 ?? "", vector.hmacHex ?? ""]) {
          const code = yield* codeOf(vector, signature)
          assert.notStrictEqual(code.slice(0, 3), "401", vector.id)
        }
      }
    }))

  it.effect("[H5] that are wrong are refused as such", () =>
    Effect.gen(function*() {
      const negative = vectors.symmetricNegative.filter((vector) => isServed(vector) && vector.method === "POST")
      assert.isAtLeast(negative.length, 4)
      for (const vector of negative) {
        const code = yield* codeOf(vector, vector.signature ?? "")
        // An empty signature is a header that is missing.
        assert.strictEqual(code, vector.signature === "" ? "4004702" : "4014700", vector.id)
      }
    }))
})
