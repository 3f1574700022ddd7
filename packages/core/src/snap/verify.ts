import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { KeyError } from "../crypto/KeyError.ts"
import { importRsaPublicKey, type RsaPublicKey, rsaVerify } from "../crypto/Rsa.ts"
import { fromBase64, fromHex, timingSafeEqual, utf8 } from "../crypto/WebCrypto.ts"
import { clientSecretMac, type SignatureEncoding, type SymmetricInput } from "./sign.ts"
import type { SnapInputError } from "./SnapInputError.ts"
import {
  asymmetricStringToSign,
  bodySha256,
  type SnapCall,
  symmetricStringToSign,
  tokenStringToSign
} from "./string-to-sign.ts"

/** A signature as it came in, and how it may be written: base64 unless said otherwise. */
export interface ReceivedSignature {
  /** The value of the `X-SIGNATURE` header. */
  readonly signature: string
  readonly encoding?: SignatureEncoding | "either" | undefined
}

/** The byte sequences the text may stand for: none, one or, for `either`, two. */
const signatureBytes = ({ encoding = "base64", signature }: ReceivedSignature): ReadonlyArray<Uint8Array> =>
  [
    encoding === "hex" ? undefined : fromBase64(signature),
    encoding === "base64" ? undefined : fromHex(signature)
  ].filter((bytes) => bytes !== undefined)

/**
 * Whether it is the HMAC of the text. Compared as it is written: of base64 one spelling alone is right, of hexadecimal
 * either case. An HMAC-SHA512 is 88 characters in base64 and 128 in hexadecimal, so that its length tells which it is.
 */
const isMacOf = (
  { clientSecret, encoding = "base64", signature }: ReceivedSignature & Pick<SymmetricInput, "clientSecret">,
  stringToSign: string
): Effect.Effect<boolean, KeyError> => {
  const written = encoding !== "either" ? encoding : signature.length === 128 ? "hex" : "base64"
  return Effect.map(
    clientSecretMac(clientSecret, stringToSign, written),
    (expected) => timingSafeEqual(written === "hex" ? signature.toLowerCase() : signature, expected)
  )
}

/**
 * Whether a SNAP transaction call was signed with the client secret and the token it came with.
 *
 * Everything is taken exactly as received: the method and path of the request line, the text of `X-TIMESTAMP`, the bytes
 * of the body before any parsing. The comparison takes the same time wherever the signatures differ. A signature that is
 * missing or not in the expected encoding is simply `false`. That the timestamp is fresh and the token known is for the
 * caller to check.
 *
 * Fails with {@link SnapInputError} for a body that is not UTF-8 (answer 400xx00) and with {@link KeyError} for an empty
 * client secret, which is a fault of the own configuration.
 *
 * Source: SNAP BI security page, type 1; base64 is what providers send, hexadecimal what the page's samples show.
 *
 * @example
 * ```ts
 * import { verifySymmetric } from "@openfinpay/finpay-core"
 * import { Effect, Redacted } from "effect"
 *
 * const valid = verifySymmetric({
 *   method: "POST",
 *   path: "/v1.0/qr/qr-mpm-notify",
 *   accessToken: Redacted.make("token"),
 *   body: "{}",
 *   timestamp: "2024-06-07T10:03:54+07:00",
 *   clientSecret: Redacted.make("secret"),
 *   signature: "forged"
 * })
 * Effect.runPromise(valid) // => false
 * ```
 */
export const verifySymmetric = Effect.fnUntraced(function*(
  input: SymmetricInput & ReceivedSignature
): Effect.fn.Return<boolean, SnapInputError | KeyError> {
  const hash = yield* bodySha256(input.body)
  const stringToSign = symmetricStringToSign(input, Redacted.value(input.accessToken), hash)
  return yield* isMacOf(input, stringToSign)
})

/**
 * Whether a notification was signed with the client secret and without a token.
 *
 * The standard has no such kind, so that nobody says over which text: it may be that of the asymmetric kind, or that of
 * the symmetric one with an empty token. Both are compared, always, in constant time; either proves the same secret. The
 * fields are taken and the errors are as by {@link verifySymmetric}.
 *
 * Source: the option of providers who let a merchant choose (SNAP BI notifications); the portal's own page prints the
 * client secret as the key of its second text.
 */
export const verifyHmac = Effect.fnUntraced(function*(
  input: Omit<SymmetricInput, "accessToken"> & ReceivedSignature
): Effect.fn.Return<boolean, SnapInputError | KeyError> {
  const hash = yield* bodySha256(input.body)
  const texts = [asymmetricStringToSign(input, hash), symmetricStringToSign(input, "", hash)]
  return (yield* Effect.forEach(texts, (text) => isMacOf(input, text))).includes(true)
})

const verifyText = Effect.fnUntraced(function*(
  publicKey: string | RsaPublicKey,
  received: ReceivedSignature,
  stringToSign: string
): Effect.fn.Return<boolean, KeyError> {
  const key = typeof publicKey === "string" ? yield* importRsaPublicKey(publicKey) : publicKey
  const verdicts = yield* Effect.forEach(
    signatureBytes(received),
    (bytes) => rsaVerify(key, bytes, utf8(stringToSign))
  )
  return verdicts.includes(true)
})

/**
 * Whether a request for an access token was signed by the owner of the public key.
 *
 * `publicKey` is PEM text or, for many requests, a key imported once with {@link importRsaPublicKey}. Fails with
 * {@link KeyError} for a key that cannot verify; a bad signature is `false`.
 *
 * Source: SNAP BI security page, access token B2B.
 *
 * @example
 * ```ts
 * import { verifyToken } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * const verdict = verifyToken({
 *   clientId: "962489e9-de5d-4eb7-92a4-b07d44d64bf4",
 *   timestamp: "2024-06-07T10:03:54+07:00",
 *   publicKey: "not a key",
 *   signature: "forged"
 * })
 * Effect.runPromise(Effect.flip(verdict)).then((error) => error._tag) // => "KeyError"
 * ```
 */
export const verifyToken = (
  input: ReceivedSignature & {
    readonly clientId: string
    readonly timestamp: string
    readonly publicKey: string | RsaPublicKey
  }
): Effect.Effect<boolean, KeyError> =>
  verifyText(input.publicKey, input, tokenStringToSign(input.clientId, input.timestamp))

/**
 * Whether a SNAP transaction call or notification was signed by the owner of the public key, without a token.
 *
 * The fields are taken as by {@link verifySymmetric}, the key as by {@link verifyToken}. Fails with
 * {@link SnapInputError} for a body that is not UTF-8 and with {@link KeyError} for a key that cannot verify.
 *
 * Source: SNAP BI security page, type 2; the notifications of Midtrans are its published known answers.
 *
 * @example
 * ```ts
 * import { verifyAsymmetric } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * const verdict = verifyAsymmetric({
 *   method: "POST",
 *   path: "/v1.0/qr/qr-mpm-notify",
 *   body: new Uint8Array([0xff]),
 *   timestamp: "2024-06-07T10:03:54+07:00",
 *   publicKey: "not a key",
 *   signature: "forged"
 * })
 * Effect.runPromise(Effect.flip(verdict)).then((error) => error.message) // => "body: is not valid UTF-8"
 * ```
 */
export const verifyAsymmetric = Effect.fnUntraced(function*(
  input: SnapCall & ReceivedSignature & { readonly publicKey: string | RsaPublicKey }
): Effect.fn.Return<boolean, SnapInputError | KeyError> {
  const hash = yield* bodySha256(input.body)
  return yield* verifyText(input.publicKey, input, asymmetricStringToSign(input, hash))
})
