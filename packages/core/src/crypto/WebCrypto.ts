/**
 * Hashes, comparison and text forms of bytes, on Node, Deno, Bun, browsers and edge runtimes: by the Web Crypto API, and
 * by Node's own module where it is there, which is much faster for texts as short as ours.
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

/** The hash functions both ways of hashing have. */
export type HashName = "SHA-512" | "SHA-384" | "SHA-256" | "SHA-1"

/** Bytes, or a text, which stands for its UTF-8 bytes. */
export type Data = Uint8Array | string

/** How the bytes of a hash are written: lower-case hexadecimal, or base64 in the standard alphabet with padding. */
export type Encoding = "hex" | "base64"

/** A way to hash. */
export interface Hashing {
  readonly digest: (hash: HashName, data: Data, encoding: Encoding) => Effect.Effect<string>
  /** The HMAC of several messages under one key, which is not empty. */
  readonly hmacEach: (
    hash: HashName,
    key: Data,
    all: ReadonlyArray<Data>,
    encoding: Encoding
  ) => Effect.Effect<ReadonlyArray<string>>
}

const encoder = new TextEncoder()

const bytesOf = (data: Data): Uint8Array<ArrayBuffer> => typeof data === "string" ? encoder.encode(data) : owned(data)

const written = (bytes: ArrayBuffer, encoding: Encoding): string =>
  (encoding === "hex" ? toHex : toBase64)(new Uint8Array(bytes))

/** Hashing by the Web Crypto API, which every runtime has. */
export const webHashing: Hashing = {
  digest: (hash, data, encoding) =>
    Effect.flatMap(
      subtle,
      (subtle) => Effect.promise(async () => written(await subtle.digest(hash, bytesOf(data)), encoding))
    ),
  hmacEach: (hash, key, all, encoding) =>
    Effect.flatMap(subtle, (subtle) =>
      Effect.promise(async () => {
        const imported = await subtle.importKey("raw", bytesOf(key), { name: "HMAC", hash }, false, ["sign"])
        return Promise.all(
          all.map(async (data) => written(await subtle.sign("HMAC", imported, bytesOf(data)), encoding))
        )
      }))
}

/** What is used of Node's own module, without asking for its types. */
interface Updatable {
  readonly update: (data: Data) => { readonly digest: (encoding: Encoding) => string }
}
interface NodeCrypto {
  readonly createHash: (name: string) => Updatable
  readonly createHmac: (name: string, key: Data) => Updatable
}

const isNodeCrypto = (found: unknown): found is NodeCrypto =>
  typeof found === "object" && found !== null && "createHash" in found && "createHmac" in found

const nodeNames = { "SHA-512": "sha512", "SHA-384": "sha384", "SHA-256": "sha256", "SHA-1": "sha1" } as const

/**
 * Hashing by Node's own module, where the runtime has it: Web Crypto hands each hash of a kilobyte to another thread and
 * back, which takes twenty times as long as the hash. Nothing is imported, so that bundles for other runtimes stay free
 * of it. `undefined` elsewhere.
 */
export const nodeHashing = (): Hashing | undefined => {
  const { process } = globalThis as { readonly process?: { readonly getBuiltinModule?: (name: string) => unknown } }
  const crypto = process?.getBuiltinModule?.("node:crypto")
  if (!isNodeCrypto(crypto)) return undefined
  return {
    digest: (hash, data, encoding) =>
      Effect.sync(() => crypto.createHash(nodeNames[hash]).update(data).digest(encoding)),
    hmacEach: (hash, key, all, encoding) =>
      Effect.sync(() => all.map((data) => crypto.createHmac(nodeNames[hash], key).update(data).digest(encoding)))
  }
}

const hashing = nodeHashing() ?? webHashing

/** The hash of some data. */
export const digest = (hash: HashName, data: Data, encoding: Encoding): Effect.Effect<string> =>
  hashing.digest(hash, data, encoding)

/** The HMAC of several messages under one key. An empty key is a defect: anyone can compute that code. */
export const hmacEach = (
  hash: HashName,
  key: Data,
  all: ReadonlyArray<Data>,
  encoding: Encoding
): Effect.Effect<ReadonlyArray<string>> =>
  key.length === 0
    ? Effect.die(new Error("an HMAC was asked for with an empty key"))
    : hashing.hmacEach(hash, key, all, encoding)

/** The HMAC-SHA512 of a message. Callers refuse an empty secret before they come here. */
export const hmacSha512 = (key: Data, data: Data, encoding: Encoding): Effect.Effect<string> =>
  Effect.map(hmacEach("SHA-512", key, [data], encoding), ([mac = ""]) => mac)

/**
 * Whether two texts are equal, in a time that tells nothing about where they differ. The time grows with the longer of
 * the two, so a wrong length ends no sooner than a wrong character.
 */
export const timingSafeEqual = (a: string, b: string): boolean => {
  const length = Math.max(a.length, b.length)
  let difference = a.length ^ b.length
  // Behind the end of the shorter one stands NaN, which counts as 0.
  for (let i = 0; i < length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}

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
  return data !== undefined && toBase64(data) === text ? data : undefined
}
