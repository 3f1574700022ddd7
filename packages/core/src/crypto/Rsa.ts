/** RSASSA-PKCS1-v1_5 with SHA-256 (which Java calls SHA256withRSA) over Web Crypto. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { KeyError } from "./KeyError.ts"
import { type PemBlock, readPem } from "./pem.ts"
import { owned, subtle, toHex } from "./WebCrypto.ts"

/**
 * An RSA private key, imported once and kept. The runtime holds the key and does not give it out again, so that
 * printing this value shows nothing of it. `bits` is the length of the modulus.
 */
export interface RsaPrivateKey {
  readonly _tag: "RsaPrivateKey"
  readonly bits: number
  readonly cryptoKey: CryptoKey
}

/** An RSA public key, imported once and kept. `bits` is the length of the modulus. */
export interface RsaPublicKey {
  readonly _tag: "RsaPublicKey"
  readonly bits: number
  readonly cryptoKey: CryptoKey
}

const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const

// The DER of the object identifier rsaEncryption, 1.2.840.113549.1.1.1.
const rsaEncryption = "06092a864886f70d010101"

const holdsRsa = (der: Uint8Array): boolean => toHex(der.subarray(0, 64)).includes(rsaEncryption)

const derLength = (length: number): ReadonlyArray<number> =>
  length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]

const derOf = (tag: number, content: ReadonlyArray<number>): ReadonlyArray<number> => [
  tag,
  ...derLength(content.length),
  ...content
]

// Web Crypto reads PKCS#8 only. A PKCS#1 key becomes one by saying before it that it is RSA: version 0, the algorithm
// with NULL parameters, and the key itself as an octet string.
const pkcs8OfPkcs1 = (pkcs1: Uint8Array): Uint8Array => {
  const version = [0x02, 0x01, 0x00]
  const rsa = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00]
  return Uint8Array.from(derOf(0x30, [...version, ...rsa, ...derOf(0x04, [...pkcs1])]))
}

const importKey = (
  key: "private key" | "public key",
  der: Uint8Array
): Effect.Effect<{ readonly bits: number; readonly cryptoKey: CryptoKey }, KeyError> => {
  const [format, usage] = key === "private key" ? ["pkcs8", "sign"] as const : ["spki", "verify"] as const
  return Effect.flatMap(subtle, (subtle) =>
    Effect.tryPromise({
      try: () => subtle.importKey(format, owned(der), algorithm, false, [usage]),
      // The runtime's own error is dropped: runtimes differ in what they put into it.
      catch: () => new KeyError({ key, reason: holdsRsa(der) ? "malformed" : "otherAlgorithm" })
    })).pipe(
      Effect.flatMap((cryptoKey) => {
        const bits = "modulusLength" in cryptoKey.algorithm ? Number(cryptoKey.algorithm.modulusLength) : 0
        return bits < 2048
          ? Effect.fail(new KeyError({ key, reason: "tooShort", found: `${bits} bits` }))
          : Effect.succeed({ bits, cryptoKey })
      })
    )
}

const privateDer = ({ der, label }: PemBlock): Effect.Effect<Uint8Array, KeyError> => {
  switch (label) {
    case "PRIVATE KEY":
      return Effect.succeed(der)
    case "RSA PRIVATE KEY":
      return Effect.succeed(pkcs8OfPkcs1(der))
    case "EC PRIVATE KEY":
    case "DSA PRIVATE KEY":
      return Effect.fail(new KeyError({ key: "private key", reason: "otherAlgorithm", found: label }))
    default:
      return Effect.fail(new KeyError({ key: "private key", reason: "wrongKind", found: label }))
  }
}

/**
 * Imports an RSA private key from PEM text, PKCS#8 (`BEGIN PRIVATE KEY`) or PKCS#1 (`BEGIN RSA PRIVATE KEY`), so that it
 * is read once and used for every signature.
 *
 * Fails with {@link KeyError} when the text is no such key, is encrypted, or is shorter than 2048 bits.
 *
 * Source: the key format is common to SNAP providers; the least length is ours (the standard prints "256 bits").
 *
 * @example
 * ```ts
 * import { importRsaPrivateKey } from "@openfinpay/finpay-core"
 * import { Effect, Redacted } from "effect"
 *
 * const refused = Effect.flip(importRsaPrivateKey(Redacted.make("not a key")))
 * Effect.runPromise(refused).then((error) => error.reason) // => "notPem"
 * ```
 */
export const importRsaPrivateKey = (pem: Redacted.Redacted): Effect.Effect<RsaPrivateKey, KeyError> =>
  Effect.suspend(() => Effect.fromResult(readPem("private key", Redacted.value(pem)))).pipe(
    Effect.flatMap(privateDer),
    Effect.flatMap((der) => importKey("private key", der)),
    Effect.map((imported) => ({ _tag: "RsaPrivateKey", ...imported }))
  )

/**
 * Imports an RSA public key from PEM text (`BEGIN PUBLIC KEY`, SubjectPublicKeyInfo), so that it is read once and used
 * for every verification.
 *
 * Fails with {@link KeyError} when the text is no such key or is shorter than 2048 bits.
 *
 * Source: the key format is common to SNAP providers; the least length is ours.
 *
 * @example
 * ```ts
 * import { importRsaPublicKey } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * const refused = Effect.flip(importRsaPublicKey("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----"))
 * Effect.runPromise(refused).then((error) => error.reason) // => "wrongKind"
 * ```
 */
export const importRsaPublicKey = (pem: string): Effect.Effect<RsaPublicKey, KeyError> =>
  Effect.suspend(() => Effect.fromResult(readPem("public key", pem))).pipe(
    Effect.flatMap(({ der, label }) =>
      label === "PUBLIC KEY"
        ? importKey("public key", der)
        : Effect.fail(new KeyError({ key: "public key", reason: "wrongKind", found: label }))
    ),
    Effect.map((imported) => ({ _tag: "RsaPublicKey", ...imported }))
  )

/** Signs the bytes. Some runtimes find out only here that the numbers of a key do not belong together. */
export const rsaSign = (key: RsaPrivateKey, data: Uint8Array): Effect.Effect<Uint8Array, KeyError> =>
  Effect.flatMap(subtle, (subtle) =>
    Effect.tryPromise({
      try: async () => new Uint8Array(await subtle.sign(algorithm.name, key.cryptoKey, owned(data))),
      catch: () => new KeyError({ key: "private key", reason: "malformed" })
    }))

/** Whether the signature over the bytes is of the owner of the key. A signature of another length is a wrong one. */
export const rsaVerify = (key: RsaPublicKey, signature: Uint8Array, data: Uint8Array): Effect.Effect<boolean> =>
  signature.length !== Math.ceil(key.bits / 8)
    ? Effect.succeed(false)
    : Effect.flatMap(
      subtle,
      (subtle) => Effect.promise(() => subtle.verify(algorithm.name, key.cryptoKey, owned(signature), owned(data)))
    )
