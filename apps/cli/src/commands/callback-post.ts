import * as Effect from "effect/Effect"
import { say } from "../language.ts"
import type { ApplicationAnswer } from "../listen/forward.ts"
import { ReceiverFailed } from "../listen/ReceiverFailed.ts"
import { status } from "../output/terminal-status.ts"
import type { Field } from "../output/text.ts"

// Loaded when it is needed: signing alone sends nothing.
const loadForward = Effect.promise(() => import("../listen/forward.ts"))

/** What a receiver said to a callback. */
export interface Posted {
  readonly httpStatus: number
  readonly millis: number
  /** The text it answered, as far as it is shown. */
  readonly answer: string
  /** Whether Finpay would take this for a success: any 2xx whose code does not say otherwise. */
  readonly isAccepted: boolean
}

const longestShown = 1000

const postedOf = ({ body, httpStatus, millis }: ApplicationAnswer): Posted => {
  const text = new TextDecoder().decode(body)
  const code = /"responseCode"\s*:\s*"(\d{7})"/u.exec(text)?.[1]
  return {
    httpStatus,
    millis,
    answer: text.length > longestShown ? `${text.slice(0, longestShown)}…` : text,
    isAccepted: httpStatus >= 200 && httpStatus < 300 && (code === undefined || code.startsWith("200"))
  }
}

/** Posts a body as Finpay would, once. */
export const postCallback = Effect.fnUntraced(function*(url: URL, body: string) {
  const { forward, isNotReached } = yield* loadForward
  const rawHeaders = ["Content-Type", "application/json"]
  const forwarded = yield* forward({ path: url.pathname, rawHeaders, body: new TextEncoder().encode(body) }, url)
  if ("httpStatus" in forwarded) return postedOf(forwarded)
  const { problem } = forwarded
  return yield* new ReceiverFailed({ url: url.href, problem, isCertain: isNotReached(problem) })
})

/** What a receiver said, as fields. */
export const postedFields = ({ answer, httpStatus, isAccepted, millis }: Posted): ReadonlyArray<Field> => [
  [say("Answered", "Dijawab"), say(`${httpStatus} in ${millis} ms`, `${httpStatus} dalam ${millis} ms`)],
  [say("Said", "Isinya"), answer],
  [
    say("To Finpay", "Bagi Finpay"),
    isAccepted
      ? status(say("accepted", "diterima"), "", "good")
      : status(
        say("NOT accepted", "TIDAK diterima"),
        say(": Finpay may send it again", ": Finpay mungkin mengirim lagi"),
        "bad"
      )
  ]
]
