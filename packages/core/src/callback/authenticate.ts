import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import { hmacSha512, timingSafeEqual } from "../crypto/WebCrypto.ts"
import { CallbackRefused } from "./CallbackRefused.ts"
import { scanJson } from "./json-scanner.ts"
import type { JsonNode, JsonObjectNode, JsonProblem } from "./json-scanner.ts"
import { signedTexts, withoutMember } from "./signed-forms.ts"
import type { SignedForm } from "./signed-forms.ts"

/** What is needed to check a callback. */
export interface CallbackInput {
  /**
   * The bytes of the request's body, as they arrived (a Node `Buffer` is one). A string was already decoded and an
   * object already parsed, so the signed bytes are gone: both are refused.
   */
  readonly body: Uint8Array
  /** The Merchant Key of the environment that sends: sandbox and production have different ones. */
  readonly key: Redacted.Redacted
  /** The largest body that is looked at, in bytes; 65,536 unless given. */
  readonly maxBytes?: number
}

/** A callback whose signature is right. */
export interface AuthenticCallback {
  /**
   * The members that were signed, so without the signature. Act on these. An integer that a JavaScript number cannot
   * hold is given as its digits, in a string.
   */
  readonly payload: Schema.Json
  /** What the signature was found to be over. */
  readonly matched: SignedForm
  /** Exactly the text the signature is over; `payload` was read from it. */
  readonly signedText: string
  /** The whole body as received, for your records. Its spelling is not covered by the signature, its meaning is. */
  readonly rawText: string
}

/** The largest callback that is looked at unless the caller says otherwise; one of Finpay's is about 1 KB. */
export const defaultMaxCallbackBytes = 65_536

/**
 * Checks that a callback was signed with the Merchant Key, and returns what was signed.
 *
 * Works on any callback with Finpay's body signature, the disbursement one included. Use {@link verifyCallback} for
 * payments. A right signature does not say that the callback is new: the same one can arrive twice. Fails with
 * {@link CallbackRefused}, whose `reason` says why.
 *
 * The signature is accepted in lower case only, as documented: one signature has one spelling. It is compared in
 * constant time with each text it may be over, until one fits; which of them fits is no secret. Source: Finpay docs,
 * notification callback (HMAC-SHA512, hex).
 *
 * @example
 * ```ts
 * import { authenticateCallback } from "@openfinpay/finpay-core"
 * import { Effect, Redacted } from "effect"
 *
 * const body = new TextEncoder().encode("{\"order\":{\"id\":\"INV-1\"}}")
 * const refused = Effect.flip(authenticateCallback({ body, key: Redacted.make("SoSecret123") }))
 * Effect.runPromise(refused).then((error) => error.reason) // => "no-signature"
 * ```
 */
export const authenticateCallback = Effect.fnUntraced(
  function*(input: CallbackInput): Effect.fn.Return<AuthenticCallback, CallbackRefused> {
    const key = Redacted.value(input.key)
    if (key.length === 0) return yield* new CallbackRefused({ reason: "no-key" })
    const rawText = yield* textOf(input.body, input.maxBytes ?? defaultMaxCallbackBytes)
    const root = yield* objectOf(rawText)
    const { index, signature } = yield* signatureOf(root)
    for (const { form, text } of signedTexts(rawText, root, index)) {
      if (!timingSafeEqual(yield* hmacSha512(key, text, "hex"), signature)) continue
      // As it came it has been read already, and is that without the signature.
      const payload = form === "raw" ? jsonValue(withoutMember(root, index)) : yield* readSigned(text)
      return { payload, matched: form, signedText: text, rawText }
    }
    return yield* new CallbackRefused({ reason: "mismatch" })
  }
)

const isBytes = (body: unknown): body is Uint8Array =>
  // By its tag, not by `instanceof`: a test runner or worker may have a second Uint8Array.
  ArrayBuffer.isView(body) && Object.prototype.toString.call(body) === "[object Uint8Array]"

// A byte order mark is kept, and then refused as no JSON: neither PHP nor RFC 8259 allows it.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const textOf = (body: unknown, maxBytes: number): Effect.Effect<string, CallbackRefused> => {
  if (!isBytes(body)) return new CallbackRefused({ reason: "not-bytes" })
  // Written so that a limit that is no number refuses, too.
  if (!(body.length <= maxBytes)) return new CallbackRefused({ reason: "too-large" })
  try {
    return Effect.succeed(decoder.decode(body))
  } catch {
    return new CallbackRefused({ reason: "not-utf8" })
  }
}

const objectOf = (text: string): Effect.Effect<JsonObjectNode, CallbackRefused> => {
  const scanned = scanJson(text)
  if (Result.isFailure(scanned)) return refusalOf(scanned.failure)
  return scanned.success.kind === "object"
    ? Effect.succeed(scanned.success)
    : new CallbackRefused({ reason: "not-an-object" })
}

const refusalOf = (problem: JsonProblem): CallbackRefused => {
  const { offset } = problem
  switch (problem.reason) {
    case "syntax":
      return new CallbackRefused({ reason: "not-json", offset })
    case "too-deep":
      return new CallbackRefused({ reason: "too-deep", offset })
    case "duplicate-member": {
      const isSignature = problem.depth === 1 && problem.key === "signature"
      return new CallbackRefused({ reason: isSignature ? "two-signatures" : "duplicate-member", offset })
    }
  }
}

const signatureForm = /^[0-9a-f]{128}$/u

const signatureOf = (
  root: JsonObjectNode
): Effect.Effect<{ readonly index: number; readonly signature: string }, CallbackRefused> => {
  const index = root.members.findIndex((member) => member.key === "signature")
  const value = root.members[index]?.value
  if (value === undefined) return new CallbackRefused({ reason: "no-signature" })
  return value.kind === "string" && signatureForm.test(value.value)
    ? Effect.succeed({ index, signature: value.value })
    : new CallbackRefused({ reason: "bad-signature-format" })
}

/** Reads what was signed from the signed text itself, so that nothing unsigned can slip in. */
const readSigned = (text: string): Effect.Effect<Schema.Json, CallbackRefused> => {
  const scanned = scanJson(text)
  return Result.isFailure(scanned) ? refusalOf(scanned.failure) : Effect.succeed(jsonValue(scanned.success))
}

const jsonObject = ({ members }: JsonObjectNode): Schema.Json => {
  const object: Record<string, Schema.Json> = {}
  for (const { key, value: node } of members) {
    const value = jsonValue(node)
    // Not by assignment: it would change the object instead of becoming a member.
    if (key === "__proto__") {
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
    } else object[key] = value
  }
  return object
}

const integerForm = /^-?[0-9]+$/u

const jsonValue = (node: JsonNode): Schema.Json => {
  switch (node.kind) {
    case "object":
      return jsonObject(node)
    case "array":
      return node.items.map(jsonValue)
    case "number":
      return jsonNumber(node.text)
    default:
      return node.value
  }
}

const jsonNumber = (text: string): number | string => {
  const value = Number(text)
  const isHeld = integerForm.test(text) ? Number.isSafeInteger(value) : Number.isFinite(value)
  return isHeld ? value : text
}
