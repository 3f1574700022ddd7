import type { AnswerDelivery, SimulatedAnswer } from "../answer/SimulatedAnswer.ts"
import { htmlAnswer, jsonAnswer, textAnswer } from "../answer/SimulatedAnswer.ts"
import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"
import type { JsonObject } from "../json/read.ts"
import type { FaultKind } from "./kinds.ts"

/** What a fault needs to know to spoil an answer. */
export interface Spoiling {
  readonly kind: FaultKind
  readonly delayMillis: number
  readonly request: SimulatedRequest
  /** The right answer; for a request that was not carried out, an empty one. */
  readonly right: SimulatedAnswer
  /** The members of the right answer. */
  readonly members: JsonObject
  /** An error's answer in the right envelope, such as `("500", "00", "General Error")`. */
  readonly envelope: (status: string, caseCode: string, message: string) => JsonObject
  /** The success code of the operation. */
  readonly okCode: string
}

const encoder = new TextEncoder()

const proxyPage =
  `<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>` +
  `</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`

const signInPage =
  `<!doctype html><html lang="en"><head><title>Finpay</title></head><body><p>Please sign in.</p></body>` +
  `</html>`

/** Ten megabytes, and a little more for the members around them. */
const huge = 10_000_000

const badUtf8 = (right: SimulatedAnswer): Uint8Array => {
  const end = right.body.length - 1
  return new Uint8Array([
    ...right.body.subarray(0, end),
    ...encoder.encode(`,"note":"`),
    0xc3,
    0x28,
    0xff,
    ...encoder.encode(`"}`)
  ])
}

type Spoiler = (spoiling: Spoiling) => SimulatedAnswer

const retryAfter = { "retry-after": "1" }

const delivered = (delivery: (spoiling: Spoiling) => AnswerDelivery): Spoiler => (spoiling) => ({
  ...spoiling.right,
  delivery: delivery(spoiling)
})

const error =
  (status: string, caseCode: string, message: string, headers: Readonly<Record<string, string>> = {}): Spoiler =>
  ({ envelope, right }) =>
    jsonAnswer(Number(status), envelope(status, caseCode, message), { ...right.headers, ...headers })

const otherBody = (body: (right: SimulatedAnswer) => Uint8Array): Spoiler => ({ right }) => ({
  ...right,
  body: body(right)
})

const otherMembers = (members: (spoiling: Spoiling) => JsonObject): Spoiler => (spoiling) =>
  jsonAnswer(spoiling.right.status, members(spoiling), spoiling.right.headers)

const half = (right: SimulatedAnswer): number => Math.floor(right.body.length / 2)

/** What each kind makes of the answer. Those that are worked into the decision leave it as it is. */
const spoilers: Readonly<Partial<Record<FaultKind, Spoiler>>> = {
  "connection-refused": delivered(() => ({ kind: "refused" })),
  "connection-reset": delivered(() => ({ kind: "cut-before-headers" })),
  "silence": delivered(() => ({ kind: "never" })),
  "internal-error": error("500", "00", "General Error"),
  "service-unavailable": () => textAnswer(503, "text/plain", "Service Unavailable\n", retryAfter),
  "too-many-requests": error("429", "00", "Too Many Requests", retryAfter),
  "bad-gateway": () => htmlAnswer(502, proxyPage),
  "lost-answer": delivered(() => ({ kind: "cut-before-headers" })),
  "cut-answer": delivered(({ right }) => ({ kind: "cut-after", bytes: half(right) })),
  "no-answer": delivered(() => ({ kind: "never" })),
  "error-after": error("500", "00", "General Error"),
  "external-error-after": error("500", "02", "External Server Error"),
  "timeout-after": error("504", "00", "Timeout"),
  "bad-gateway-after": () => htmlAnswer(502, proxyPage),
  "html-after": () => htmlAnswer(200, signInPage),
  "empty-answer": ({ right }) => ({ ...right, status: 200, body: new Uint8Array() }),
  "truncated-json": otherBody((right) => right.body.slice(0, half(right))),
  "invalid-utf8": otherBody(badUtf8),
  "huge-answer": otherMembers(({ members }) => ({ ...members, padding: "x".repeat(huge) })),
  "no-code": otherMembers(({ members: { responseCode: _, ...rest } }) => rest),
  "wrong-code": otherMembers(({ members }) => ({ ...members, responseCode: "OK" })),
  "ok-status-error-code": ({ envelope, right }) =>
    jsonAnswer(200, envelope("500", "00", "General Error"), right.headers),
  "error-status-ok-code": ({ members, okCode, right }) =>
    jsonAnswer(500, { ...members, responseCode: okCode, responseMessage: "Successful" }, right.headers),
  "redirect-after": ({ request, right }) => ({
    ...right,
    status: 307,
    headers: { location: request.path },
    body: new Uint8Array()
  }),
  "slow-answer": delivered(({ delayMillis }) => ({ kind: "slow", millis: delayMillis })),
  "trickling-answer": delivered(({ delayMillis }) => ({ kind: "trickle", millis: delayMillis, pieces: 8 }))
}

/** The answer as the fault leaves it. */
export const spoil = (spoiling: Spoiling): SimulatedAnswer => spoilers[spoiling.kind]?.(spoiling) ?? spoiling.right

/** Whether the client gets an answer at all. */
export const isAnswered = ({ delivery }: SimulatedAnswer): boolean =>
  delivery.kind !== "refused" && delivery.kind !== "cut-before-headers" && delivery.kind !== "never"
