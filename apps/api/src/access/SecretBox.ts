import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto"

/** A sealed secret cannot be opened with any key this server has. */
export class SecretNotOpened extends Schema.TaggedError<SecretNotOpened>()("SecretNotOpened", {
  /** What was sealed, such as `merchant FINPAY002`. */
  what: Schema.String
}) {
  override get message(): string {
    return `the stored secrets of ${this.what} were sealed with another key than FINPAY_API_ENCRYPTION_KEY`
  }
}

const algorithm = "aes-256-gcm"
const bytesOfKey = 32

/** The bytes of an encryption key in base64; `undefined` when it is none. */
export const encryptionKeyBytes = (text: string): Buffer | undefined => {
  if (!/^[A-Za-z0-9+/_-]{43}=?$/u.test(text)) return undefined
  const bytes = Buffer.from(text, "base64")
  return bytes.length === bytesOfKey ? bytes : undefined
}

interface Key {
  readonly id: string
  readonly bytes: Buffer
}

const keyOf = (key: Redacted.Redacted): Key => {
  const bytes = encryptionKeyBytes(Redacted.value(key))
  if (bytes === undefined) throw new TypeError("an encryption key is 32 bytes in base64")
  // Which key sealed a secret, without telling anything of it.
  return { id: createHash("sha256").update("finpay-api").update(bytes).digest("hex").slice(0, 8), bytes }
}

/**
 * Seals secrets that are kept in the database: AES-256-GCM with a fresh nonce each, bound to what they are of, so that a
 * sealed secret that is copied to another row does not open there.
 *
 * A sealed text is `v1.<id of the key>.<nonce, tag and bytes in base64url>`.
 */
export class SecretBox extends Context.Service<SecretBox, {
  readonly seal: (what: string, secret: string) => string
  readonly open: (what: string, sealed: string) => Effect.Effect<Redacted.Redacted, SecretNotOpened>
  /** Whether it was sealed with the newest key. */
  readonly isCurrent: (sealed: string) => boolean
}>()("@openfinpay/finpay-api/access/SecretBox") {
  /** Seals with the first key, opens with any of them. */
  static readonly layer = (
    current: Redacted.Redacted,
    earlier: ReadonlyArray<Redacted.Redacted> = []
  ): Layer.Layer<SecretBox> =>
    Layer.sync(SecretBox, () => {
      const newest = keyOf(current)
      const keys = [newest, ...earlier.map(keyOf)]

      const seal = (what: string, secret: string): string => {
        const nonce = randomBytes(12)
        const cipher = createCipheriv(algorithm, newest.bytes, nonce).setAAD(Buffer.from(what))
        const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()])
        return `v1.${newest.id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`
      }

      const open = (what: string, text: string) =>
        Effect.try({
          try: () => {
            const [, keyId, body = ""] = text.split(".")
            const key = keys.find(({ id }) => id === keyId)
            if (key === undefined) throw new TypeError("no such key")
            const bytes = Buffer.from(body, "base64url")
            const decipher = createDecipheriv(algorithm, key.bytes, bytes.subarray(0, 12))
              .setAAD(Buffer.from(what))
              .setAuthTag(bytes.subarray(12, 28))
            const opened = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
            return Redacted.make(opened.toString("utf8"), { label: "sealed secret" })
          },
          catch: () => new SecretNotOpened({ what })
        })

      return SecretBox.of({ seal, open, isCurrent: (sealed) => sealed.startsWith(`v1.${newest.id}.`) })
    })
}
