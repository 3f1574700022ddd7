import * as Result from "effect/Result"
import { KeyError } from "./KeyError.ts"
import { fromBase64 } from "./WebCrypto.ts"

/** The one block of a PEM text: its label and its bytes. */
export interface PemBlock {
  readonly label: string
  readonly der: Uint8Array
}

const begin = /-----BEGIN ([A-Z0-9 ]{1,40})-----/gu

/**
 * Reads the one block of a PEM text. Text around the block is ignored, as OpenSSL writes some, and line breaks may be
 * missing or stand as the two characters `\n`, which is what environment files make of them.
 */
export const readPem = (key: "private key" | "public key", text: string): Result.Result<PemBlock, KeyError> => {
  if (text.trim() === "") return Result.fail(new KeyError({ key, reason: "empty" }))
  const lines = text.replaceAll("\\r", "").replaceAll("\\n", "\n")
  const [block, ...more] = lines.matchAll(begin)
  if (block === undefined) return Result.fail(new KeyError({ key, reason: "notPem" }))
  if (more.length > 0) return Result.fail(new KeyError({ key, reason: "severalBlocks" }))

  const label = block[1] ?? ""
  const start = block.index + block[0].length
  const end = lines.indexOf(`-----END ${label}-----`, start)
  if (end < 0) return Result.fail(new KeyError({ key, reason: "notPem" }))
  const body = lines.slice(start, end)
  if (label.startsWith("ENCRYPTED") || body.includes("ENCRYPTED")) {
    return Result.fail(new KeyError({ key, reason: "encrypted" }))
  }
  const der = fromBase64(body.replace(/\s+/gu, ""))
  return der === undefined || der.length === 0
    ? Result.fail(new KeyError({ key, reason: "notPem" }))
    : Result.succeed({ label, der })
}
