import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { KeyError } from "../crypto/KeyError.ts"
import { importRsaPrivateKey, type RsaPrivateKey, rsaSign } from "../crypto/Rsa.ts"
import { hmacSha512, toBase64, utf8 } from "../crypto/WebCrypto.ts"
import { SnapInputError } from "./SnapInputError.ts"
import {
  asymmetricStringToSign,
  bodySha256,
  type SnapCall,
  symmetricStringToSign,
  tokenStringToSign
} from "./string-to-sign.ts"
import { parseSnapTimestamp } from "./Timestamp.ts"

/** How the bytes of a signature are written: base64 (88 characters for HMAC-SHA512) or lower-case hexadecimal. */
export type SignatureEncoding = "base64" | "hex"

/** A signature and the text it is made over. */
export interface Signed {
  /** The value of the `X-SIGNATURE` header. */
  readonly signature: string
  /** The text that was signed. After {@link signSymmetric} it holds the access token: do not log it. */
  readonly stringToSign: string
}

/** A signature of a transaction call. `bodySha256` is the lower-case hex SHA-256 of the minified body. */
export interface SignedCall extends Signed {
  readonly bodySha256: string
}

/** What {@link signSymmetric} signs, and with what. */
export interface SymmetricInput extends SnapCall {
  /** The bare token, without `Bearer`. */
  readonly accessToken: Redacted.Redacted
  /** Used as text, never base64-decoded. */
  readonly clientSecret: Redacted.Redacted
}

const visibleAscii = /^[\x21-\x7e]+$/u

type Checks = ReadonlyArray<readonly [SnapInputError["field"], boolean, string]>

const timestampCheck = (timestamp: string): Checks[number] => [
  "timestamp",
  Result.isSuccess(parseSnapTimestamp(timestamp)),
  "is not of the form 2024-06-07T10:03:54+07:00"
]

// What a provider certainly refuses is refused here, where the error can say why.
const callChecks = ({ method, path, timestamp }: SnapCall): Checks => [
  ["method", /^[A-Z]+$/u.test(method), "must be in capital letters, such as POST"],
  [
    "path",
    path.startsWith("/") && visibleAscii.test(path) && !path.includes("#"),
    "must be the path and query as on the request line, such as /v1.0/qr/qr-mpm-query: no host, blank or fragment"
  ],
  timestampCheck(timestamp)
]

const check = (checks: Checks): Effect.Effect<void, SnapInputError> => {
  const failed = checks.find(([, holds]) => !holds)
  return failed === undefined
    ? Effect.void
    : Effect.fail(new SnapInputError({ field: failed[0], problem: failed[2] }))
}

/** The HMAC of the text under the client secret. With an empty secret anyone could sign, so it is refused. */
export const clientSecretMac = (
  clientSecret: Redacted.Redacted,
  stringToSign: string,
  encoding: SignatureEncoding
): Effect.Effect<string, KeyError> =>
  Effect.suspend(() => {
    const secret = Redacted.value(clientSecret)
    return secret.length === 0
      ? Effect.fail(new KeyError({ key: "client secret", reason: "empty" }))
      : hmacSha512(secret, stringToSign, encoding)
  })

/**
 * Signs a SNAP transaction call with the client secret: base64 of HMAC-SHA512 over
 * `METHOD:path:token:hash of the minified body:timestamp`.
 *
 * `path` is the path with its query exactly as on the request line, prefix included; `timestamp` is the text of the
 * `X-TIMESTAMP` header; `body` is what is sent, byte for byte, and the empty text without a body. `stringToSign` of the
 * answer **holds the access token**: it is there for a person who looks for a wrong signature, not for logs.
 *
 * Fails with {@link SnapInputError} for a field a provider would certainly refuse, and with {@link KeyError} for an
 * empty client secret.
 *
 * Source: SNAP BI security page, "Transaction Request (B2B)", type 1; base64 as all providers send it.
 *
 * @example
 * ```ts
 * import { signSymmetric } from "@openfinpay/finpay-core"
 * import { Effect, Redacted } from "effect"
 *
 * const signed = signSymmetric({
 *   method: "POST",
 *   path: "/v1.0/qr/qr-mpm-query",
 *   accessToken: Redacted.make("token"),
 *   body: '{"serviceCode":"47"}',
 *   timestamp: "2024-06-07T10:03:54+07:00",
 *   clientSecret: Redacted.make("secret")
 * })
 * Effect.runPromise(signed).then(({ signature }) => signature.length) // => 88
 * ```
 */
export const signSymmetric = Effect.fnUntraced(function*(
  input: SymmetricInput & { readonly encoding?: SignatureEncoding | undefined }
): Effect.fn.Return<SignedCall, SnapInputError | KeyError> {
  const accessToken = Redacted.value(input.accessToken)
  yield* check([
    ...callChecks(input),
    ["accessToken", visibleAscii.test(accessToken), "must be the bare token, without Bearer and without blanks"]
  ])
  const hash = yield* bodySha256(input.body)
  const stringToSign = symmetricStringToSign(input, accessToken, hash)
  const signature = yield* clientSecretMac(input.clientSecret, stringToSign, input.encoding ?? "base64")
  return { signature, stringToSign, bodySha256: hash }
})

const signText = Effect.fnUntraced(function*(
  privateKey: Redacted.Redacted | RsaPrivateKey,
  stringToSign: string
): Effect.fn.Return<Signed, KeyError> {
  const key = Redacted.isRedacted(privateKey) ? yield* importRsaPrivateKey(privateKey) : privateKey
  const signature = yield* rsaSign(key, utf8(stringToSign))
  return { signature: toBase64(signature), stringToSign }
})

/**
 * Signs the request for a SNAP access token: base64 of RSA with SHA-256 over `clientId|timestamp`.
 *
 * `privateKey` is PEM text or, for many signatures, a key imported once with {@link importRsaPrivateKey}.
 *
 * Fails with {@link KeyError} for a key that cannot sign and with {@link SnapInputError} for a client id or timestamp a
 * provider would certainly refuse.
 *
 * Source: SNAP BI security page, access token B2B.
 *
 * @example
 * ```ts
 * import { signToken } from "@openfinpay/finpay-core"
 * import { Effect, Redacted } from "effect"
 *
 * const signed = signToken({
 *   clientId: "962489e9-de5d-4eb7-92a4-b07d44d64bf4",
 *   timestamp: "2024-06-07T10:03:54+07:00",
 *   privateKey: Redacted.make("not a key")
 * })
 * Effect.runPromise(Effect.flip(signed)).then((error) => error._tag) // => "KeyError"
 * ```
 */
export const signToken = Effect.fnUntraced(function*(input: {
  readonly clientId: string
  readonly timestamp: string
  readonly privateKey: Redacted.Redacted | RsaPrivateKey
}): Effect.fn.Return<Signed, SnapInputError | KeyError> {
  const { clientId, timestamp } = input
  yield* check([
    ["clientId", visibleAscii.test(clientId) && !clientId.includes("|"), "must be letters, digits and signs without |"],
    timestampCheck(timestamp)
  ])
  return yield* signText(input.privateKey, tokenStringToSign(clientId, timestamp))
})

/**
 * Signs a SNAP transaction call with a private key, without a token: base64 of RSA with SHA-256 over
 * `METHOD:path:hash of the minified body:timestamp`. Providers sign their notifications so.
 *
 * The fields are those of {@link signSymmetric}, `privateKey` is as in {@link signToken}. Fails with `SnapInputError`
 * or `KeyError`.
 *
 * Source: SNAP BI security page, "Transaction Request (B2B)", type 2 (which prints the client secret as the key).
 *
 * @example
 * ```ts
 * import { signAsymmetric } from "@openfinpay/finpay-core"
 * import { Effect, Redacted } from "effect"
 *
 * const signed = signAsymmetric({
 *   method: "post",
 *   path: "/v1.0/qr/qr-mpm-notify",
 *   body: "{}",
 *   timestamp: "2024-06-07T10:03:54+07:00",
 *   privateKey: Redacted.make("not a key")
 * })
 * Effect.runPromise(Effect.flip(signed)).then((error) => error.message)
 * // => "method: must be in capital letters, such as POST"
 * ```
 */
export const signAsymmetric = Effect.fnUntraced(function*(
  input: SnapCall & { readonly privateKey: Redacted.Redacted | RsaPrivateKey }
): Effect.fn.Return<SignedCall, SnapInputError | KeyError> {
  yield* check(callChecks(input))
  const hash = yield* bodySha256(input.body)
  const signed = yield* signText(input.privateKey, asymmetricStringToSign(input, hash))
  return { ...signed, bodySha256: hash }
})
