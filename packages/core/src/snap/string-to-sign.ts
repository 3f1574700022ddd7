/** The texts that SNAP signatures are made over. */
import * as Effect from "effect/Effect"
import { digest } from "../crypto/WebCrypto.ts"
import { minifyJson } from "./minify.ts"
import { SnapInputError } from "./SnapInputError.ts"

/** What of a transaction call is signed. Each text is used exactly as it stands, as it is on the wire. */
export interface SnapCall {
  readonly method: string
  readonly path: string
  readonly body: string | Uint8Array
  readonly timestamp: string
}

// A byte order mark is kept: what was sent is what is signed.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** The text of a body; `undefined` when it is not UTF-8. */
const bodyText = (body: string | Uint8Array): string | undefined => {
  // Half a surrogate pair has no bytes: the encoder would put U+FFFD there and sign what was not sent.
  if (typeof body === "string") return body.isWellFormed() ? body : undefined
  try {
    return decoder.decode(body)
  } catch {
    return undefined
  }
}

/** Lower-case hex SHA-256 of the minified body. No body is the empty text. */
export const bodySha256 = (body: string | Uint8Array): Effect.Effect<string, SnapInputError> =>
  Effect.suspend(() => {
    const text = bodyText(body)
    if (text === undefined) return new SnapInputError({ field: "body", problem: "is not valid UTF-8" })
    const minified = minifyJson(text)
    return digest("SHA-256", minified === text ? body : minified, "hex")
  })

/** `METHOD:path:token:hash:timestamp`. Holds the access token. */
export const symmetricStringToSign = (call: SnapCall, accessToken: string, bodyHash: string): string =>
  `${call.method}:${call.path}:${accessToken}:${bodyHash}:${call.timestamp}`

/** `METHOD:path:hash:timestamp`. */
export const asymmetricStringToSign = (call: SnapCall, bodyHash: string): string =>
  `${call.method}:${call.path}:${bodyHash}:${call.timestamp}`

/** `clientId|timestamp`. */
export const tokenStringToSign = (clientId: string, timestamp: string): string => `${clientId}|${timestamp}`
