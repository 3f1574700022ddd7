import { Effect, Redacted, Schema } from "effect"
import { hmacSha512, utf8 } from "../../src/crypto/WebCrypto.ts"

export const merchantKey = Redacted.make("SoSecret123")

/** A small payment callback with everything in it that makes encodings differ. */
export const samplePayload = {
  merchant: { id: "FINPAY770" },
  customer: { id: "budi@example.co.id" },
  order: { id: "INV-2026-0001", reference: "a/b-é", amount: 150000, currency: "IDR" },
  transaction: null,
  sourceOfFunds: { type: "vabca", paymentCode: "8804483313131312" },
  meta: { data: [] },
  result: { payment: { status: "PAID", statusDesc: "lunas 😀", datetime: "2026-09-21 13:33:09", amount: 150000 } }
} satisfies Schema.JsonObject

export const signatureOf = (text: string, key = merchantKey): Effect.Effect<string> =>
  hmacSha512(Redacted.value(key), text, "hex")

/** A body with the signature over `signed` and `members` (JSON members without braces) on the wire. */
export const bodyWith = (members: string, signed: string): Effect.Effect<Uint8Array> =>
  Effect.map(signatureOf(signed), (signature) => utf8(`{${members},"signature":"${signature}"}`))

// JavaScript moves such keys to the front, so an object cannot hold them in any order.
const isIndexKey = (key: string): boolean => /^(?:0|[1-9][0-9]*)$/u.test(key)

const isPlain = (value: Schema.Json): boolean => {
  if (typeof value === "string") return value.isWellFormed()
  // JSON.stringify, with which tests rewrite bodies, loses the sign.
  if (Object.is(value, -0)) return false
  // JSON writes 1e17 with all its digits, which PHP reads as an integer, while a JavaScript number of that size is a float.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return false
  if (typeof value !== "object" || value === null) return true
  if (Array.isArray(value)) return value.every(isPlain)
  return Object.entries(value).every(([key, member]) =>
    // JSON.parse, with which tests read, can mistake other names for one with a backslash: see hasBackslashName.
    key.isWellFormed() && !isIndexKey(key) && !key.includes("\\") && isPlain(member)
  )
}

/** Any object that can be sent as a callback. */
export const AnyPayload = Schema.Record(Schema.String, Schema.Json).check(
  Schema.makeFilter((payload) => isPlain(payload) && !Object.hasOwn(payload, "signature"))
)
