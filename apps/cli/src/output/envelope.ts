import type { Answered, Envelope } from "@openfinpay/finpay-core"
import type { Field } from "./text.ts"

/** What every answer of Finpay ends with in JSON: its code, its message, its name for the call, and all of it. */
export const envelopeJson = ({ raw, responseCode, responseMessage, traceId }: Answered<Envelope>) => ({
  responseCode,
  responseMessage,
  traceId,
  answer: raw
})

/** What every answer of Finpay ends with in text. */
export const envelopeFields = (
  { responseCode, responseMessage, traceId }: Answered<Envelope>
): ReadonlyArray<Field> => [
  ["Finpay", [responseCode, responseMessage].filter((part) => part !== undefined).join(" ")],
  ["Trace id", traceId]
]
