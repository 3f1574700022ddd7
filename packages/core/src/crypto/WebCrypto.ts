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

/** The key of an HMAC: its bytes, or a text, which stands for its UTF-8 bytes. */
export type HmacKey = Uint8Array | string

/** A way to hash. */
export interface Hashing {
  readonly digest: (hash: HashName, data: Uint8Array) => Effect.Effect<Uint8Array>
  /** The HMAC of several byte sequences under one key, which is not empty. */
  readonly hmacEach: (
    hash: HashName,
    key: HmacKey,
    all: ReadonlyArray<Uint8Array>
  ) => Effect.Effect<ReadonlyArray<Uint8Array>>
}

const encoder = new TextEncoder()

const bytesOf = (key: HmacKey): Uint8Array => typeof key === "string" ? encoder.encode(key) : key

/** Hashing by the Web Crypto API, which every runtime has. */
export const webHashing: Hashing = {
  digest: (hash, data) =>
    Effect.flatMap(
      subtle,
      (subtle) => Effect.promise(async () => new Uint8Array(await subtle.digest(hash, owned(data))))
    ),
  hmacEach: (hash, key, all) =>
    Effect.flatMap(subtle, (subtle) =>
      Effect.promise(async () => {
        const imported = await subtle.importKey("raw", owned(bytesOf(key)), { name: "HMAC", hash }, false, ["sign"])
        return Promise.all(all.map(async (data) => new Uint8Array(await subtle.sign("HMAC", imported, owned(data)))))
      }))
}

/** What is used of Node's own module, without asking for its types. */
interface Updatable {
  readonly update: (data: Uint8Array) => { readonly digest: () => Uint8Array<ArrayBuffer> }
}
interface NodeCrypto {
  readonly createHash: (name: string) => Updatable
  readonly createHmac: (name: string, key: HmacKey) => Updatable
}

const isNodeCrypto = (found: unknown): found is NodeCrypto =>
  typeof found === "object" && found !== null && "createHash" in found && "createHmac" in found

const builtIn = (name: string): unknown => {
  const { process } = globalThis as { readonly process?: { readonly getBuiltinModule?: (name: string) => unknown } }
  return process?.getBuiltinModule?.(name)
}

/**
 * Hashing by Node's own module, where the runtime has it: Web Crypto hands each hash of a kilobyte to another thread and
 * back, which takes twenty times as long as the hash. Nothing is imported, so that bundles for other runtimes stay free
 * of it. `undefined` elsewhere.
 */
export const nodeHashing = (): Hashing | undefined => {
  const crypto = builtIn("node:crypto")
  if (!isNodeCrypto(crypto)) return undefined
  const nameOf = (hash: HashName): string => hash.replace("-", "").toLowerCase()
  return {
    digest: (hash, data) => Effect.sync(() => plain(crypto.createHash(nameOf(hash)).update(data).digest())),
    hmacEach: (hash, key, all) =>
      Effect.sync(() => all.map((data) => plain(crypto.createHmac(nameOf(hash), key).update(data).digest())))
  }
}

/** The same bytes without Node's own methods. */
const plain = ({ buffer, byteLength, byteOffset }: Uint8Array<ArrayBuffer>): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** What is used of Node's buffers, without asking for their types. */
interface NodeBuffers {
  readonly from: (
    data: ArrayBufferLike,
    byteOffset: number,
    length: number
  ) => { readonly toString: (encoding: "hex" | "base64") => string }
}

const isNodeBuffers = (found: unknown): found is { readonly Buffer: NodeBuffers } =>
  typeof found === "object" && found !== null && "Buffer" in found && typeof found.Buffer === "function"

const foundBuffers = builtIn("node:buffer")
const buffers = isNodeBuffers(foundBuffers) ? foundBuffers.Buffer : undefined

const asText = (data: Uint8Array, encoding: "hex" | "base64"): string | undefined =>
  buffers?.from(data.buffer, data.byteOffset, data.byteLength).toString(encoding)

const hashing = nodeHashing() ?? webHashing

/** SHA-256 of the bytes: 32 bytes. */
export const sha256 = (data: Uint8Array): Effect.Effect<Uint8Array> => hashing.digest("SHA-256", data)

/** The HMAC of several byte sequences under one key. An empty key is a defect: anyone can compute that code. */
export const hmacEach = (
  hash: HashName,
  key: HmacKey,
  all: ReadonlyArray<Uint8Array>
): Effect.Effect<ReadonlyArray<Uint8Array>> =>
  key.length === 0
    ? Effect.die(new Error("an HMAC was asked for with an empty key"))
    : hashing.hmacEach(hash, key, all)

/** HMAC-SHA512 of several byte sequences under one key: 64 bytes each. */
export const hmacSha512Each = (
  key: HmacKey,
  all: ReadonlyArray<Uint8Array>
): Effect.Effect<ReadonlyArray<Uint8Array>> => hmacEach("SHA-512", key, all)

const noMac = new Uint8Array()

/** HMAC-SHA512 of the bytes: 64 bytes. Callers refuse an empty secret before they come here. */
export const hmacSha512 = (key: HmacKey, data: Uint8Array): Effect.Effect<Uint8Array> =>
  Effect.map(hmacSha512Each(key, [data]), ([mac = noMac]) => mac)

/** The plain hash of several byte sequences. */
export const digestEach = (
  hash: HashName,
  all: ReadonlyArray<Uint8Array>
): Effect.Effect<ReadonlyArray<Uint8Array>> => Effect.forEach(all, (data) => hashing.digest(hash, data))

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

/** The UTF-8 bytes of a text. */
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** Lower-case hexadecimal. */
export const toHex = (data: Uint8Array): string => asText(data, "hex") ?? Hex.encode(data)

/** Bytes of hexadecimal text of either case; `undefined` when the length is odd or a character is not a digit. */
export const fromHex = (text: string): Uint8Array | undefined => Result.getOrUndefined(Hex.decode(text))

/** Base64 in the standard alphabet with padding. */
export const toBase64 = (data: Uint8Array): string => asText(data, "base64") ?? Base64.encode(data)

/**
 * Bytes of base64 text; `undefined` unless the text is the one spelling `toBase64` gives: standard alphabet, padding,
 * no line breaks, no spare bits. One value with two spellings would let a signature be altered unnoticed.
 */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  const data = Result.getOrUndefined(Base64.decode(text))
  return data !== undefined && toBase64(data) === text ? data : undefined
}
