import * as Schema from "effect/Schema"

const Reason = Schema.Literals([
  "empty",
  "notPem",
  "severalBlocks",
  "encrypted",
  "wrongKind",
  "otherAlgorithm",
  "malformed",
  "tooShort"
])

const problems: Readonly<Record<typeof Reason.Type, string>> = {
  empty: "is empty",
  notPem: "is not PEM text (-----BEGIN ... KEY-----, base64, -----END ... KEY-----)",
  severalBlocks: "holds more than one PEM block; give exactly one key",
  encrypted: "is protected by a password; decrypt it first, for instance with: openssl pkcs8 -topk8 -nocrypt",
  wrongKind: "is of the wrong kind",
  otherAlgorithm: "is no RSA key; SNAP signs with RSA and SHA-256",
  malformed: "cannot be read: the PEM block does not hold a whole key",
  tooShort: "is too short; at least 2048 bits are needed"
}

/**
 * A key or secret that cannot be used for signing or verifying.
 *
 * `key` says which one, `reason` what is wrong with it, `found` the label of its PEM block or its length where that
 * helps. Nothing of the key itself is in the error. Trying again with the same key fails again.
 *
 * @example
 * ```ts
 * import { KeyError } from "@openfinpay/finpay-core"
 *
 * new KeyError({ key: "private key", reason: "tooShort", found: "1024 bits" }).message
 * // => "the private key is too short; at least 2048 bits are needed (found 1024 bits)"
 * ```
 */
export class KeyError extends Schema.TaggedError<KeyError>()("KeyError", {
  key: Schema.Literals(["private key", "public key", "client secret"]),
  reason: Reason,
  found: Schema.optionalKey(Schema.String)
}) {
  override get message(): string {
    const found = this.found === undefined ? "" : ` (found ${this.found})`
    return `the ${this.key} ${problems[this.reason]}${found}`
  }
}
