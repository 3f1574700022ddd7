import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { hmacSha512 } from "../crypto/WebCrypto.ts"
import { scanJson } from "./json-scanner.ts"
import { phpEncode, phpFloat, phpString } from "./php-json.ts"

/** How a callback is written. */
export interface SignCallbackOptions {
  /**
   * Writes a whole `result.payment.amount` as `22000.0`, as PHP does for a float with `JSON_PRESERVE_ZERO_FRACTION`.
   * A verifier that parses and re-encodes the body then refuses it.
   */
  readonly zeroFraction?: boolean
}

/**
 * A payload that PHP could not have written, or that cannot be signed. `path` says where: `result.payment.amount`; for
 * `duplicate-member` it is the member's own name, and it is empty when the payload as a whole is meant.
 */
export class CallbackUnsignable extends Schema.TaggedError<CallbackUnsignable>()("CallbackUnsignable", {
  reason: Schema.Literals(["no-key", "has-signature", "not-json", "not-an-object", "duplicate-member"]),
  path: Schema.String
}) {
  override get message(): string {
    switch (this.reason) {
      case "no-key":
        return "The Merchant Key is empty: set it before signing callbacks."
      case "has-signature":
        return "The payload already has a member \"signature\": leave it out, signing adds it."
      case "not-json":
        return `${
          this.path || "The payload"
        } is no JSON value: use null, booleans, finite numbers, well-formed strings, arrays and objects.`
      case "not-an-object":
        return "The payload is JSON but not an object: a callback has members."
      case "duplicate-member":
        return `The payload has a member ${JSON.stringify(this.path)} twice in one object: leave one of them out.`
    }
  }
}

/**
 * Writes a callback as Finpay's PHP would send it: `json_encode` with its default flags, and the signature as the last
 * member. The text returned is the body to post, byte for byte in UTF-8 (it is all ASCII). Fails with
 * {@link CallbackUnsignable}.
 *
 * Members are written in the order of the object; JavaScript itself moves keys that look like `0`, `1` to the front,
 * and rounds integers beyond 2^53. For a payload that is a text already, use {@link signCallbackText}.
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
    const keyText = yield* textOf(key)
    if (Object.hasOwn(payload, "signature")) return yield* unsignable("has-signature", "signature")
    const encoded = encode(payload, "", options.zeroFraction === true)
    if (typeof encoded !== "string") return yield* unsignable("not-json", encoded.bad)
    return yield* withSignature(encoded, keyText)
  }
)

/**
 * {@link signCallback} for a payload that is a JSON text: what PHP sends that reads this text and writes it again.
 *
 * Nothing passes through JavaScript's numbers and objects, so 64-bit integers keep every digit and members their order.
 * A text with the same member twice is refused ({@link CallbackUnsignable}): parsers disagree on which one counts.
 *
 * @example
 * ```ts
 * import { signCallbackText } from "@openfinpay/finpay-core"
 * import { Effect, Redacted } from "effect"
 *
 * const body = signCallbackText("{ \"10\": 9007199254740993, \"2\": 1.50 }", Redacted.make("SoSecret123"))
 * Effect.runPromise(body).then((text) => text.slice(0, 33)) // => '{"10":9007199254740993,"2":1.5,"s'
 * ```
 */
export const signCallbackText = Effect.fn("signCallbackText")(
  function*(
    text: string,
    key: Redacted.Redacted,
    options: SignCallbackOptions = {}
  ): Effect.fn.Return<string, CallbackUnsignable> {
    const keyText = yield* textOf(key)
    const scanned = scanJson(text)
    if (Result.isFailure(scanned)) {
      const problem = scanned.failure
      return yield* problem.reason === "duplicate-member"
        ? unsignable("duplicate-member", problem.key.slice(0, 100))
        : unsignable("not-json", "")
    }
    const root = scanned.success
    if (root.kind !== "object") return yield* unsignable("not-an-object", "")
    if (root.members.some((member) => member.key === "signature")) {
      return yield* unsignable("has-signature", "signature")
    }
    const encoded = phpEncode(root, { objects: "object", numbers: "decoded", unescaped: false })
    if (encoded === undefined) return yield* unsignable("not-json", "")
    return yield* withSignature(options.zeroFraction === true ? withZeroFraction(encoded) : encoded, keyText)
  }
)

const unsignable = (reason: CallbackUnsignable["reason"], path: string): CallbackUnsignable =>
  new CallbackUnsignable({ reason, path })

const textOf = (key: Redacted.Redacted) => {
  const text = Redacted.value(key)
  return text.length === 0 ? Effect.fail(unsignable("no-key", "")) : Effect.succeed(text)
}

const withSignature = (encoded: string, key: string): Effect.Effect<string> =>
  Effect.map(hmacSha512(key, encoded, "hex"), (signature) => {
    const joint = encoded === "{}" ? "" : ","
    return `${encoded.slice(0, -1)}${joint}"signature":"${signature}"}`
  })

/** A whole `result.payment.amount` of a text that PHP wrote, as PHP writes it when it is a float. */
const withZeroFraction = (encoded: string): string => {
  const scanned = scanJson(encoded)
  let node = Result.isSuccess(scanned) ? scanned.success : undefined
  let end = 0
  for (const name of ["result", "payment", "amount"]) {
    const member = node?.kind === "object" ? node.members.find(({ key }) => key === name) : undefined
    node = member?.value
    end = member?.end ?? 0
  }
  return node?.kind === "number" && isWhole(node.text) ? `${encoded.slice(0, end)}.0${encoded.slice(end)}` : encoded
}

const isWhole = (number: string): boolean => /^-?[0-9]+$/u.test(number)

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
  return zeroFraction && isWhole(text) ? `${text}.0` : text
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
