/**
 * Hashes, comparison and text forms of bytes, on the Web Crypto API alone, so that they run on Node, Deno, Bun,
 * browsers and edge runtimes.
 *
 * Effect's own crypto modules are not used here: they ask for services in the environment, their base64 forgives
 * line breaks and spare bits, and their errors keep the input.
 */
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Hex from "effect/encoding/Hex"
import * as Result from "effect/Result"

/** The runtime's `crypto.subtle`. Browsers leave it out on pages without TLS: that is a defect of the deployment. */
export const subtle: Effect.Effect<SubtleCrypto> = Effect.suspend(() => {
  const found: SubtleCrypto | undefined = globalThis.crypto?.subtle
  return found === undefined
    ? Effect.die(new Error("crypto.subtle is missing: this needs Node 22 or newer, or a page served over TLS"))
    : Effect.succeed(found)
})

const hasOwnMemory = (data: Uint8Array): data is Uint8Array<ArrayBuffer> => data.buffer instanceof ArrayBuffer

/** Web Crypto refuses shared memory, which could change while it is hashed; such bytes are copied. */
export const owned = (data: Uint8Array): Uint8Array<ArrayBuffer> => hasOwnMemory(data) ? data : new Uint8Array(data)

/** SHA-256 of the bytes: 32 bytes. */
export const sha256 = (data: Uint8Array): Effect.Effect<Uint8Array> =>
  Effect.flatMap(
    subtle,
    (subtle) => Effect.promise(async () => new Uint8Array(await subtle.digest("SHA-256", owned(data))))
  )

/**
 * HMAC-SHA512 of the bytes: 64 bytes.
 *
 * An empty key is a defect: anyone can compute that code. Callers refuse an empty secret before they come here.
 */
export const hmacSha512 = (key: Uint8Array, data: Uint8Array): Effect.Effect<Uint8Array> =>
  key.length === 0
    ? Effect.die(new Error("hmacSha512 was called with an empty key"))
    : Effect.flatMap(subtle, (subtle) =>
      Effect.promise(async () => {
        const imported = await subtle.importKey("raw", owned(key), { name: "HMAC", hash: "SHA-512" }, false, ["sign"])
        return new Uint8Array(await subtle.sign("HMAC", imported, owned(data)))
      }))

/** The hash functions of Web Crypto. */
export type HashName = "SHA-512" | "SHA-384" | "SHA-256" | "SHA-1"

/** The HMAC of several byte sequences under one key, which is imported once. An empty key is a defect. */
export const hmacEach = (
  hash: HashName,
  key: Uint8Array,
  all: ReadonlyArray<Uint8Array>
): Effect.Effect<ReadonlyArray<Uint8Array>> =>
  key.length === 0
    ? Effect.die(new Error("hmacEach was called with an empty key"))
    : Effect.flatMap(subtle, (subtle) =>
      Effect.promise(async () => {
        const imported = await subtle.importKey("raw", owned(key), { name: "HMAC", hash }, false, ["sign"])
        return Promise.all(all.map(async (data) => new Uint8Array(await subtle.sign("HMAC", imported, owned(data)))))
      }))

/** {@link hmacSha512} of several byte sequences under one key. */
export const hmacSha512Each = (
  key: Uint8Array,
  all: ReadonlyArray<Uint8Array>
): Effect.Effect<ReadonlyArray<Uint8Array>> => hmacEach("SHA-512", key, all)

/** The plain hash of several byte sequences. */
export const digestEach = (
  hash: HashName,
  all: ReadonlyArray<Uint8Array>
): Effect.Effect<ReadonlyArray<Uint8Array>> =>
  Effect.flatMap(
    subtle,
    (subtle) =>
      Effect.promise(() => Promise.all(all.map(async (data) => new Uint8Array(await subtle.digest(hash, owned(data))))))
  )

/**
 * Whether two byte sequences are equal, in a time that tells nothing about where they differ. The time grows with the
 * longer of the two, so a wrong length ends no sooner than a wrong byte.
 */
export const timingSafeEqual = (a: Uint8Array, b: Uint8Array): boolean => {
  const length = Math.max(a.length, b.length)
  let difference = a.length ^ b.length
  for (let i = 0; i < length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0)
  return difference === 0
}

const encoder = new TextEncoder()

/** The UTF-8 bytes of a text. */
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** Lower-case hexadecimal. */
export const toHex = (data: Uint8Array): string => Hex.encode(data)

/** Bytes of hexadecimal text of either case; `undefined` when the length is odd or a character is not a digit. */
export const fromHex = (text: string): Uint8Array | undefined => Result.getOrUndefined(Hex.decode(text))

/** Base64 in the standard alphabet with padding. */
export const toBase64 = (data: Uint8Array): string => Base64.encode(data)

/**
 * Bytes of base64 text; `undefined` unless the text is the one spelling `toBase64` gives: standard alphabet, padding,
 * no line breaks, no spare bits. One value with two spellings would let a signature be altered unnoticed.
 */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  const data = Result.getOrUndefined(Base64.decode(text))
  return data !== undefined && Base64.encode(data) === text ? data : undefined
}
