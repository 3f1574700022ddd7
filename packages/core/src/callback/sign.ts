import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { hmacSha512, toHex, utf8 } from "../crypto/WebCrypto.ts"
import { phpFloat, phpString } from "./php-json.ts"

/** How a callback is written. */
export interface SignCallbackOptions {
  /**
   * Writes a whole `result.payment.amount` as `22000.0`, as PHP does for a float with `JSON_PRESERVE_ZERO_FRACTION`.
   * A verifier that parses and re-encodes the body then refuses it.
   */
  readonly zeroFraction?: boolean
}

/**
 * A payload that PHP could not have written, or that cannot be signed. `path` says where: `result.payment.amount`.
 */
export class CallbackUnsignable extends Schema.TaggedError<CallbackUnsignable>()("CallbackUnsignable", {
  reason: Schema.Literals(["no-key", "has-signature", "not-json"]),
  path: Schema.String
}) {
  override get message(): string {
    switch (this.reason) {
      case "no-key":
        return "The Merchant Key is empty: set it before signing callbacks."
      case "has-signature":
        return "The payload already has a member \"signature\": leave it out, signing adds it."
      case "not-json":
        return `${this.path} is no JSON value: use null, booleans, finite numbers, well-formed strings, arrays and objects.`
    }
  }
}

/**
 * Writes a callback as Finpay's PHP would send it: `json_encode` with its default flags, and the signature as the last
 * member. The text returned is the body to post, byte for byte in UTF-8 (it is all ASCII).
 *
 * Members are written in the order of the object; JavaScript itself moves keys that look like `0`, `1` to the front.
 * `{}` is written as `{}`: a PHP program that starts from arrays writes `[]`, so pass `[]` to be read by every verifier.
 *
 * Source: Finpay docs, notification callback.
 *
 * @example
 * ```ts
 * import { signCallback } from "@openfinpay/finpay-core"
 * import { Effect, Redacted } from "effect"
 *
 * const body = signCallback({ order: { id: "INV-1", reference: "a/b" } }, Redacted.make("SoSecret123"))
 * Effect.runPromise(body).then((text) => text.slice(0, 44)) // => '{"order":{"id":"INV-1","reference":"a\\/b"},"'
 * ```
 */
export const signCallback = Effect.fn("signCallback")(
  function*(
    payload: Schema.JsonObject,
    key: Redacted.Redacted,
    options: SignCallbackOptions = {}
  ): Effect.fn.Return<string, CallbackUnsignable> {
    const keyBytes = utf8(Redacted.value(key))
    if (keyBytes.length === 0) return yield* new CallbackUnsignable({ reason: "no-key", path: "" })
    if (Object.hasOwn(payload, "signature")) {
      return yield* new CallbackUnsignable({ reason: "has-signature", path: "signature" })
    }
    const encoded = encode(payload, "", options.zeroFraction === true)
    if (typeof encoded !== "string") return yield* new CallbackUnsignable({ reason: "not-json", path: encoded.bad })
    const signature = toHex(yield* hmacSha512(keyBytes, utf8(encoded)))
    const joint = encoded === "{}" ? "" : ","
    return `${encoded.slice(0, -1)}${joint}"signature":"${signature}"}`
  }
)

/** A value as PHP writes it, or where it is none. */
type Encoded = string | { readonly bad: string }

const encode = (value: unknown, path: string, zeroFraction: boolean): Encoded => {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? phpString(value, false) : { bad: path }
    case "boolean":
      return String(value)
    case "number":
      return encodeNumber(value, path, zeroFraction && path === "result.payment.amount")
    case "object":
      if (value === null) return "null"
      return Array.isArray(value) ? encodeList(value, path, zeroFraction) : encodeObject(value, path, zeroFraction)
    default:
      return { bad: path }
  }
}

const encodeNumber = (value: number, path: string, zeroFraction: boolean): Encoded => {
  // Up to 1e17 PHP writes an integer and a whole float alike, and no safe integer of JavaScript is larger.
  const text = phpFloat(value)
  if (text === undefined) return { bad: path }
  return zeroFraction && /^-?[0-9]+$/u.test(text) ? `${text}.0` : text
}

const encodeList = (items: ReadonlyArray<unknown>, path: string, zeroFraction: boolean): Encoded => {
  const parts: Array<string> = []
  for (const [index, item] of items.entries()) {
    const part = encode(item, `${path}.${index}`, zeroFraction)
    if (typeof part !== "string") return part
    parts.push(part)
  }
  return `[${parts.join(",")}]`
}

const encodeObject = (value: object, path: string, zeroFraction: boolean): Encoded => {
  const parts: Array<string> = []
  for (const [key, member] of Object.entries(value)) {
    const at = path === "" ? key : `${path}.${key}`
    const part = encode(member, at, zeroFraction)
    if (typeof part !== "string") return part
    if (!key.isWellFormed()) return { bad: path }
    parts.push(`${phpString(key, false)}:${part}`)
  }
  return `{${parts.join(",")}}`
}
