import type { UnavailableReason } from "@openfinpay/finpay-core"
import type * as HttpClientError from "effect/http/HttpClientError"
import { SentTwice } from "./SentTwice.ts"

/**
 * Why a request got no answer. `certainlyNotSent` only when the connection was never made, so that no byte of the
 * request can have left; in doubt it is `false`.
 */
export interface SendFailure {
  readonly certainlyNotSent: boolean
  readonly reason: typeof UnavailableReason.Type
  readonly detail: string
}

const notSent = (reason: typeof UnavailableReason.Type, detail: string): SendFailure => ({
  certainlyNotSent: true,
  reason,
  detail
})

const lost = (detail: string): SendFailure => ({ certainlyNotSent: false, reason: "connection-lost", detail })

const refused = notSent("refused", "no connection could be made to the server")
const nameNotFound = notSent("name-not-found", "the server's name could not be resolved")
const connectTimeout = notSent("connect-timeout", "the connection took too long to be made")
const blockedPort = notSent("refused", "this port is one of those that fetch never connects to")
const tls = notSent("tls", "no trusted TLS connection could be made")

/**
 * Put around every error of making a connection by a client that sees them apart (our undici layer). Its presence is
 * the proof that nothing was sent, whatever the error inside.
 */
export class NotConnected extends Error {
  override readonly name = "NotConnected"
  readonly code = "FINPAY_NOT_CONNECTED"
  readonly isTls: boolean
  constructor(cause: unknown, isTls: boolean) {
    super("the connection was not made", { cause })
    this.isTls = isTls
  }
}

/** Verdicts of the TLS library on the server's certificate: reached on this side, before the request is written. */
const certificateCodes = new Set([
  "CERT_CHAIN_TOO_LONG",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REJECTED",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "HOSTNAME_MISMATCH",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
])

/** Codes that only making a connection can give; those that a made one can give too need the system call beside them. */
const connectCodes: Readonly<Record<string, SendFailure>> = {
  ECONNREFUSED: refused,
  ENOTFOUND: nameNotFound,
  EAI_AGAIN: nameNotFound,
  UND_ERR_CONNECT_TIMEOUT: connectTimeout
}

const connectCallCodes: Readonly<Record<string, SendFailure>> = {
  ETIMEDOUT: connectTimeout,
  ECONNRESET: refused,
  EHOSTUNREACH: refused,
  ENETUNREACH: refused,
  EADDRNOTAVAIL: refused
}

const textOf = (error: object, key: "code" | "syscall"): string | undefined => {
  const value: unknown = Reflect.get(error, key)
  return typeof value === "string" ? value : undefined
}

/** The fetch standard has a list of ports of other protocols. Node refuses them with words only, before it connects. */
const isOfBlockedPort = (error: object): boolean =>
  error instanceof TypeError && error.cause instanceof Error && error.cause.message === "bad port" &&
  !("code" in error.cause)

/** What one error says, or `undefined` when it says nothing about whether a connection was made. */
const verdictOn = (error: object): SendFailure | undefined => {
  const code = textOf(error, "code")
  if (code === undefined) return isOfBlockedPort(error) ? blockedPort : undefined
  if (certificateCodes.has(code)) return tls
  const known = Object.hasOwn(connectCodes, code) ? connectCodes[code] : undefined
  if (known !== undefined) return known
  if (textOf(error, "syscall") === "connect" && Object.hasOwn(connectCallCodes, code)) return connectCallCodes[code]
  if (code.startsWith("HPE_")) return lost("the server answered with something that is no HTTP")
  // Any other code may be one of a connection in use. It is shown only in the form that codes have.
  return lost(/^[A-Z][A-Z0-9_]{2,60}$/u.test(code) ? `the connection was lost (${code})` : "the connection was lost")
}

const deepest = 8

/** The errors of a chain of causes; several attempts at once (IPv4 and IPv6) are one link with parts. */
const chainOf = (cause: unknown): ReadonlyArray<object> => {
  const chain: Array<object> = []
  let link = cause
  while (typeof link === "object" && link !== null && chain.length < deepest && !chain.includes(link)) {
    chain.push(link)
    link = Reflect.get(link, "cause")
  }
  return chain
}

const partsOf = (error: object): ReadonlyArray<object> => {
  const parts: unknown = Reflect.get(error, "errors")
  return Array.isArray(parts) ? parts.filter((part) => typeof part === "object" && part !== null) : []
}

/** Certain only when every part is. */
const verdictOnParts = (error: object): SendFailure | undefined => {
  const parts = partsOf(error)
  if (parts.length === 0) return verdictOn(error)
  const verdicts = parts.map((part) => verdictOn(part) ?? lost("the connection was lost"))
  return verdicts.find(({ certainlyNotSent }) => !certainlyNotSent) ?? verdicts.at(-1)
}

const ofConnection = (error: NotConnected): SendFailure => {
  const inner = chainOf(error.cause).map(verdictOnParts).find((verdict) => verdict?.certainlyNotSent === true)
  return inner ?? (error.isTls ? tls : refused)
}

const sentTwice = lost(
  "the HTTP client was about to send the request again, as fetch does on HTTP 421, and was stopped"
)

/** Why a request failed, from the error its HTTP client gave and what caused that. */
export const failureOf = (cause: unknown): SendFailure => {
  const chain = chainOf(cause)
  const connecting = chain.find((error) => error instanceof NotConnected)
  if (connecting !== undefined) return ofConnection(connecting)
  if (chain.some((error) => error instanceof SentTwice)) return sentTwice
  const verdicts = chain.map(verdictOnParts).filter((verdict) => verdict !== undefined)
  // One sign of a used connection outweighs any sign of a missing one: a retrying client may have met both.
  return verdicts.find(({ certainlyNotSent }) => !certainlyNotSent) ?? verdicts.at(-1) ??
    lost("the connection was lost")
}

/** {@link failureOf} for an error of Effect's HTTP client. The error itself holds the request: it is not kept. */
export const sendFailure = (error: HttpClientError.HttpClientError): SendFailure => {
  switch (error.reason._tag) {
    case "InvalidUrlError":
    case "EncodeError":
      return notSent("refused", "the request could not be built")
    default:
      return failureOf(error.reason.cause)
  }
}
