import type { CallbackRefused } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import { problemTypes } from "../contract/problem-types.ts"
import { CallbackMalformed, CallbackRefusedProblem } from "../contract/problems.ts"
import { maxCallbackBytes } from "../http/body.ts"
import { problemFacts } from "../http/occurrence.ts"

// Told to whoever posted it, so it says nothing of what would have been accepted but what is public.
const details: Readonly<Record<CallbackRefused["reason"], string>> = {
  "not-bytes": "The body is not a sequence of bytes.",
  "too-large": `The body is larger than ${maxCallbackBytes} bytes.`,
  "not-utf8": "The body is not valid UTF-8.",
  "not-json": "The body is not JSON.",
  "too-deep": "The body is nested too deep.",
  "not-an-object": "The body is JSON but not an object.",
  "duplicate-member": "The body has a member twice.",
  "no-signature": "The body has no member \"signature\".",
  "two-signatures": "The body has more than one member \"signature\".",
  "bad-signature-format": "The signature is not 128 lower-case hexadecimal digits.",
  "no-key": "This server has no Merchant Key.",
  mismatch: "The signature does not belong to this body and this server's Merchant Key.",
  "unexpected-shape": "The body is no payment notification."
}

/** Fails with the problem that a refused payment callback is for whoever posted it. */
export const failCallback = Effect.fnUntraced(function*(refusal: CallbackRefused) {
  const { reason } = refusal
  switch (reason) {
    case "no-signature":
    case "two-signatures":
    case "bad-signature-format":
    case "mismatch":
      return yield* new CallbackRefusedProblem({
        ...(yield* problemFacts(problemTypes.callbackRefused, details[reason])),
        reason
      })
    case "no-key":
    case "not-bytes":
      return yield* Effect.die(refusal)
    default:
      return yield* new CallbackMalformed({
        ...(yield* problemFacts(problemTypes.callbackMalformed, details[reason])),
        reason
      })
  }
})
