import { createHash, createHmac, createPrivateKey, createPublicKey, sign, verify } from "node:crypto"
import type { KeyObject } from "node:crypto"
import type { Draws } from "../draws.ts"

/** The part of Web Crypto that is used: SHA-256, HMAC-SHA512 and RSASSA-PKCS1-v1_5 with SHA-256. */
export type SubtleInUse = Pick<SubtleCrypto, "importKey" | "sign" | "verify" | "digest">

interface HeldKey {
  readonly algorithm: { readonly name: string; readonly modulusLength?: number }
  readonly key: KeyObject | Buffer
}

const asKey = (key: unknown): HeldKey => key as HeldKey
const asCryptoKey = (held: HeldKey): CryptoKey => held as unknown as CryptoKey

const bytesOf = (data: BufferSource): Buffer =>
  data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength)

const ownBuffer = (bytes: Uint8Array): ArrayBuffer => {
  const copy = new ArrayBuffer(bytes.length)
  new Uint8Array(copy).set(bytes)
  return copy
}

const rsaKeys = new Map<string, HeldKey>()

/** Reading an RSA key takes longer than signing with it, and every world has the same few. */
const rsaKey = (format: string, der: Buffer): HeldKey => {
  const name = `${format}:${der.toString("base64")}`
  const known = rsaKeys.get(name)
  if (known !== undefined) return known
  const key = format === "pkcs8"
    ? createPrivateKey({ key: der, format: "der", type: "pkcs8" })
    : createPublicKey({ key: der, format: "der", type: "spki" })
  const modulusLength = key.asymmetricKeyDetails?.modulusLength ?? 0
  const held = { algorithm: { name: "RSASSA-PKCS1-v1_5", modulusLength }, key }
  rsaKeys.set(name, held)
  return held
}

const kept = async <A>(make: () => A): Promise<A> => make()

/**
 * Web Crypto without its threads: every promise is kept before it is given, so that nothing depends on which thread is
 * done first. The same keys give the same signatures.
 */
export const synchronousSubtle = {
  importKey: (format: string, data: BufferSource, algorithm: { readonly name: string }) =>
    kept(() =>
      asCryptoKey(
        algorithm.name === "HMAC"
          ? { algorithm: { name: "HMAC" }, key: Buffer.from(bytesOf(data)) }
          : rsaKey(format, bytesOf(data))
      )
    ),
  sign: (_algorithm: unknown, key: CryptoKey, data: BufferSource) =>
    kept(() => {
      const held = asKey(key)
      return ownBuffer(
        Buffer.isBuffer(held.key)
          ? createHmac("sha512", held.key).update(bytesOf(data)).digest()
          : sign("RSA-SHA256", bytesOf(data), held.key)
      )
    }),
  verify: (_algorithm: unknown, key: CryptoKey, signature: BufferSource, data: BufferSource) =>
    kept(() => {
      const held = asKey(key)
      if (Buffer.isBuffer(held.key)) throw new TypeError("only RSA signatures are verified here")
      return verify("RSA-SHA256", bytesOf(data), held.key, bytesOf(signature))
    }),
  digest: (algorithm: unknown, data: BufferSource) =>
    kept(() => {
      if (algorithm !== "SHA-256") throw new TypeError(`no digest ${String(algorithm)} here`)
      return ownBuffer(createHash("sha256").update(bytesOf(data)).digest())
    })
} as unknown as SubtleInUse

const uuid = (draws: Draws): string => {
  const hex = Array.from({ length: 32 }, () => draws.between(0, 15).toString(16)).join("")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

const filled = (draws: Draws) => <Values extends ArrayBufferView>(values: Values): Values => {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  for (let index = 0; index < bytes.length; index++) bytes[index] = draws.between(0, 255)
  return values
}

/**
 * Puts simulated cryptography in place of the runtime's, for as long as `use` runs: no threads, and numbers that are
 * drawn from the seed. Nothing of it is secret.
 */
export const withSimulatedCrypto = async <A>(draws: Draws, use: () => Promise<A>): Promise<A> => {
  const real = Object.getOwnPropertyDescriptor(globalThis, "crypto")
  if (real === undefined) throw new Error("there is no globalThis.crypto to stand in for")
  const simulated = {
    subtle: synchronousSubtle,
    getRandomValues: filled(draws),
    randomUUID: () => uuid(draws)
  }
  Object.defineProperty(globalThis, "crypto", { value: simulated, configurable: true, enumerable: true })
  try {
    return await use()
  } finally {
    Object.defineProperty(globalThis, "crypto", real)
  }
}
