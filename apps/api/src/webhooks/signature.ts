import * as Redacted from "effect/Redacted"
import { createHmac, randomBytes } from "node:crypto"

const prefix = "whsec_"

/** What the specification allows a secret to have, in bytes. */
const bytesOfSecret = { least: 24, most: 64, ours: 32 }

/** A new secret of an endpoint: `whsec_` and 32 random bytes in base64. */
export const newSecret = (): Redacted.Redacted =>
  Redacted.make(`${prefix}${randomBytes(bytesOfSecret.ours).toString("base64")}`, { label: "webhook secret" })

const keyOf = (secret: Redacted.Redacted): Buffer => {
  const text = Redacted.value(secret)
  const key = Buffer.from(text.slice(prefix.length), "base64")
  // Only what we sealed ourselves comes here, so anything else is a mistake of this program.
  if (!text.startsWith(prefix) || key.length < bytesOfSecret.least || key.length > bytesOfSecret.most) {
    throw new TypeError("a webhook secret is whsec_ and 24 to 64 bytes in base64")
  }
  return key
}

/** What is signed: the headers that say which message it is and when it was sent, and the body as it is sent. */
export interface Signed {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly body: string
}

/**
 * The headers of a webhook by the Standard Webhooks specification. With several secrets, which is so while one is being
 * changed for another, there are as many signatures, and one that fits is enough.
 */
export const signedHeaders = (
  { body, id, timestamp }: Signed,
  secrets: ReadonlyArray<Redacted.Redacted>
): Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>> => ({
  "webhook-id": id,
  "webhook-timestamp": String(timestamp),
  "webhook-signature": secrets
    .map((secret) => `v1,${createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64")}`)
    .join(" ")
})
