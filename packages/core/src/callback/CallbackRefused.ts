import * as Schema from "effect/Schema"

const explanations = {
  "not-bytes":
    "The body is not a Uint8Array: hand over the bytes of the request as they arrived, before any framework parses or decodes them.",
  "too-large": "The body is larger than allowed: if Finpay really sends this much, raise maxBytes.",
  "not-utf8":
    "The body is not valid UTF-8: hand over the bytes exactly as they arrived, not decompressed twice and not re-encoded.",
  "not-json":
    "The body is not a JSON text: look at what the sender posted; Finpay sends one JSON object and nothing else.",
  "too-deep":
    "The body is nested deeper than PHP can read or write, so Finpay did not send it: answer 400 and look at the sender.",
  "not-an-object":
    "The body is JSON but not an object: Finpay sends one JSON object; answer 400 and look at the sender.",
  "duplicate-member":
    "The body has a member twice, and two readers could take different ones: answer 400 and look at the sender.",
  "no-signature": "The body has no member \"signature\" at its top level: it is no callback of Finpay; answer 400.",
  "two-signatures":
    "The body has more than one member \"signature\" at its top level: answer 400 and look at the sender.",
  "bad-signature-format":
    "The signature is not a string of 128 lower-case hexadecimal digits: it is no callback of Finpay; answer 400.",
  "no-key": "The Merchant Key is empty, and with an empty key anyone can sign: set the key before serving callbacks.",
  mismatch:
    "The signature does not belong to this body and key: check that the Merchant Key is that of the environment which sends (sandbox and production differ) and that the body is unchanged; otherwise it is forged.",
  "unexpected-shape":
    "The signature is right, but the body is not a payment notification as we know it: ask Finpay for the payment's status, and read the body with authenticateCallback."
} as const

/** Why a callback was refused. Source: ours; Finpay documents only how it signs. */
export const CallbackRefusedReason = Schema.Literals([
  "not-bytes",
  "too-large",
  "not-utf8",
  "not-json",
  "too-deep",
  "not-an-object",
  "duplicate-member",
  "no-signature",
  "two-signatures",
  "bad-signature-format",
  "no-key",
  "mismatch",
  "unexpected-shape"
])

/** Why a callback was refused. */
export type CallbackRefusedReason = typeof CallbackRefusedReason.Type

/**
 * A callback that must not be acted on.
 *
 * `reason` is one of a closed list; `message` says what to do about it. `offset` (UTF-16 offset) is where a text stops
 * being acceptable JSON; `fields` are the names of the members that do not fit, for `unexpected-shape`. It never holds
 * the key, the signature or anything out of the body, so it may be logged and shown.
 *
 * `no-key` and `not-bytes` are mistakes on our side, `unexpected-shape` is news from Finpay that we cannot read; the
 * rest came from the sender and deserves a 400.
 */
export class CallbackRefused extends Schema.TaggedError<CallbackRefused>()("CallbackRefused", {
  reason: CallbackRefusedReason,
  offset: Schema.optionalKey(Schema.Int),
  fields: Schema.optionalKey(Schema.Array(Schema.String))
}) {
  override get message(): string {
    const where = this.offset === undefined ? "" : ` (At character ${this.offset}.)`
    const which = this.fields === undefined ? "" : ` (Members: ${this.fields.join(", ")}.)`
    return `${explanations[this.reason]}${where}${which}`
  }
}
