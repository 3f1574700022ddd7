/** What a script is told about callbacks as they come: one JSON value a line. */
import { maskAccountNumbers } from "@openfinpay/finpay-core"
import { explanationJson } from "../commands/callback-explanation.ts"
import { jsonLine } from "../output/answer.ts"
import type { SocketEvent } from "./Events.ts"
import type { Forwarded } from "./forward.ts"
import type { Handled } from "./Handled.ts"
import type { Judgement } from "./judge.ts"
import type { Tally } from "./Tally.ts"

const line = (value: unknown): string => jsonLine(maskAccountNumbers(value))

/** The first line. */
export const readyLine = (url: string, forwardTo: string | undefined, reply: string): string =>
  line({ event: "listening", url, forwardTo: forwardTo ?? null, reply })

const newsJson = ({ isValid, news }: Judgement) => {
  const said = { reference: news?.reference ?? null, amount: news?.amount ?? null, status: news?.status ?? null }
  // A member that is there for valid ones alone cannot be taken for one by mistake.
  return isValid === true ? { news: said } : { claims: said }
}

const forwardedJson = (forwarded: Forwarded | undefined) => {
  if (forwarded === undefined) return null
  return "httpStatus" in forwarded
    ? { httpStatus: forwarded.httpStatus, millis: forwarded.millis }
    : { problem: forwarded.problem, millis: forwarded.millis }
}

/** A callback and what became of it. */
export const handledLine = ({ duplicateOf, forwarded, judgement, received, reply }: Handled): string => {
  const { explanation, isValid, kind, matched, message, reason } = judgement
  return line({
    event: "callback",
    number: received.number,
    at: new Date(received.at).toISOString(),
    kind,
    path: received.path,
    valid: isValid ?? null,
    ...(matched === undefined ? {} : { matched }),
    ...(reason === undefined ? {} : { reason, message }),
    ...(explanation === undefined ? {} : { explanation: explanationJson(explanation) }),
    ...newsJson(judgement),
    duplicateOf: duplicateOf ?? null,
    forwarded: forwardedJson(forwarded),
    answered: { httpStatus: reply.httpStatus, by: reply.by }
  })
}

/** Something about the socket. */
export const socketLine = (event: SocketEvent, at: number): string => line({ ...event, at: new Date(at).toISOString() })

/** The last line. */
export const summaryLine = ({ lastAt: _, ...tally }: Tally, expected: number | undefined): string =>
  line({ event: "ended", ...tally, ...(expected === undefined ? {} : { expected }) })
