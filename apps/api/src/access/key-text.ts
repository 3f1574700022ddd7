import * as Redacted from "effect/Redacted"
import { createHash, randomBytes } from "node:crypto"

const form = /^(fpk_[0-9A-Za-z]{12})_([0-9A-Za-z]{40})$/u

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/** A text of random letters and digits, all equally likely. */
const randomText = (length: number): string => {
  let text = ""
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 is the largest multiple of 62 in a byte: what is above it would make the first letters more likely.
      if (byte < 248 && text.length < length) text += letters[byte % letters.length]
    }
  }
  return text
}

/** A new secret for the key with this id: the whole of it. */
export const newSecretFor = (id: string): Redacted.Redacted =>
  Redacted.make(`${id}_${randomText(40)}`, { label: "API key" })

/** A new API key: its id, which is its beginning and may be shown, and the whole of it, which is shown once. */
export const newKeyText = (): { readonly id: string; readonly key: Redacted.Redacted } => {
  const id = `fpk_${randomText(12)}`
  return { id, key: newSecretFor(id) }
}

/**
 * What is stored of a key. It has 238 random bits, so that one round of a fast hash tells nothing of it, and no two
 * keys have the same.
 */
export const hashOf = (key: Redacted.Redacted): Buffer => createHash("sha256").update(Redacted.value(key)).digest()

/** The id of a key; `undefined` when the text is no key. */
export const idOfKey = (key: Redacted.Redacted): string | undefined => form.exec(Redacted.value(key))?.[1]
