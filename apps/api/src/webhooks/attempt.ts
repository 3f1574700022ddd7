import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { SecretBox } from "../access/SecretBox.ts"
import type { Attempt } from "./delivery-rows.ts"
import type { Endpoint } from "./endpoint-rows.ts"
import { sealedFor } from "./sealed-for.ts"
import { signedHeaders } from "./signature.ts"
import { WebhookTransport } from "./WebhookTransport.ts"
import type { CallFailed, WebhookAnswer } from "./WebhookTransport.ts"

/** How long a whole call may take, from the look-up of the name to the end of the answer. */
export const timeoutSeconds = 15

/** How much of an answer is kept, in characters. */
const keptAnswer = 500

type Ended = Pick<Attempt, "outcome" | "status" | "detail" | "answer">

const outcomeOf = (status: number): Attempt["outcome"] => {
  if (status >= 200 && status <= 299) return "delivered"
  if (status === 410) return "gone"
  return status >= 300 && status <= 399 ? "redirected" : "refused"
}

const details: Readonly<Partial<Record<Attempt["outcome"], string>>> = {
  delivered: "the endpoint took it",
  gone: "the endpoint is gone and wants no more",
  redirected: "the endpoint answered with a redirect, which is not followed"
}

const answered = ({ status, text }: WebhookAnswer): Ended => {
  const outcome = outcomeOf(status)
  const answer = text.slice(0, keptAnswer).toWellFormed()
  const detail = details[outcome] ?? "the endpoint did not take it"
  return { outcome, status, detail, ...(answer === "" ? {} : { answer }) }
}

const failed = ({ detail, reason }: CallFailed): Ended => ({
  outcome: reason === "address" ? "address_refused" : "unreachable",
  detail
})

const timedOut: Ended = { outcome: "timed_out", detail: `the call took longer than ${timeoutSeconds} seconds` }

/** The secrets an endpoint's webhooks are signed with: its own and, for some time after a change, the one before. */
const secretsOf = Effect.fnUntraced(function*({ former, id, secret }: Endpoint, now: number) {
  const box = yield* SecretBox
  const sealed = former !== undefined && former.until > now ? [secret, former.secret] : [secret]
  return yield* Effect.forEach(sealed, (one) => box.open(sealedFor(id), one))
})

/** An event as it is sent. */
export interface Message {
  readonly id: string
  readonly body: string
}

/** Tells an endpoint of an event, once, and gives what came of it. */
export const attempt = Effect.fnUntraced(function*(endpoint: Endpoint, { body, id }: Message) {
  const { post } = yield* WebhookTransport
  const at = yield* Clock.currentTimeMillis
  const signed = signedHeaders({ id, timestamp: Math.floor(at / 1000), body }, yield* secretsOf(endpoint, at))
  const headers = { "content-type": "application/json", "user-agent": "finpay-api", ...signed }
  const ended = yield* post({ url: endpoint.url, headers, body }).pipe(
    Effect.result,
    Effect.timeoutOption(Duration.seconds(timeoutSeconds))
  )
  const millis = (yield* Clock.currentTimeMillis) - at
  const outcome = Option.match(ended, {
    onNone: () => timedOut,
    onSome: Result.match({ onSuccess: answered, onFailure: failed })
  })
  return { at, millis: Math.max(0, millis), ...outcome } satisfies Attempt
})
