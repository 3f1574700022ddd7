import { formatSnapTimestamp } from "@openfinpay/finpay-core"
import * as DateTime from "effect/DateTime"
import { type Forwarded, messageHeaders } from "./forward.ts"
import type { Judgement } from "./judge.ts"

/** What is sent back to whoever posted the callback. */
export interface Reply {
  readonly httpStatus: number
  /** Names and values by turns. */
  readonly headers: ReadonlyArray<string>
  readonly body: Uint8Array
  /** Whose answer it is. */
  readonly by: "finpay" | "application"
}

/** Whose answer is sent: what Finpay expects, or what the application said. */
export type ReplyStyle = "finpay" | "application"

const encoder = new TextEncoder()

const jsonReply = (
  httpStatus: number,
  members: Readonly<Record<string, unknown>>,
  headers: ReadonlyArray<string> = []
): Reply => ({
  httpStatus,
  headers: ["Content-Type", "application/json", ...headers],
  body: encoder.encode(JSON.stringify(members)),
  by: "finpay"
})

const words: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  405: "Method Not Allowed",
  413: "Payload Too Large",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout"
}

/** A reply in Finpay's form for the payment callback: code, message and the seconds it took. */
export const paymentReply = (httpStatus: number, millis: number): Reply =>
  jsonReply(httpStatus, {
    responseCode: `${httpStatus}0000`,
    responseMessage: words[httpStatus] ?? "Success",
    processingTime: millis / 1000
  })

/** A reply in the form of SNAP, service 52. */
const snapReply = (responseCode: string, responseMessage: string, at: number): Reply =>
  jsonReply(Number(responseCode.slice(0, 3)), { responseCode, responseMessage }, [
    "X-TIMESTAMP",
    formatSnapTimestamp(DateTime.makeUnsafe(at))
  ])

const statusOf = ({ isValid, reason }: Judgement): number => {
  if (isValid === true) return 200
  return reason === "mismatch" ? 401 : 400
}

/** What Finpay expects to hear about a callback that was judged so. */
export const finpayReply = (judgement: Judgement, at: number, millis: number): Reply => {
  if (judgement.kind === "payment") return paymentReply(statusOf(judgement), millis)
  if (judgement.isValid === true) return snapReply("2005200", "Successful", at)
  return judgement.isValid === undefined
    ? snapReply("4015200", "Unauthorized. Signature", at)
    : snapReply(judgement.reason ?? "4005200", (judgement.message ?? "Bad Request").replace(/^\d{7} /u, ""), at)
}

/** What the application said, or that it said nothing: then whoever posted the callback may try again later. */
export const applicationReply = (judgement: Judgement, forwarded: Forwarded, at: number): Reply => {
  if ("httpStatus" in forwarded) {
    const { body, httpStatus, rawHeaders } = forwarded
    return { httpStatus, headers: messageHeaders(rawHeaders), body, by: "application" }
  }
  const httpStatus = forwarded.problem === "TIMED_OUT" ? 504 : 502
  return judgement.kind === "payment"
    ? paymentReply(httpStatus, forwarded.millis)
    : snapReply(`${httpStatus}5200`, words[httpStatus] ?? "", at)
}
