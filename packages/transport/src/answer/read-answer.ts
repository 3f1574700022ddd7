import { scanJson } from "@openfinpay/finpay-core"
import type { AnswerFacts, JsonProblem } from "@openfinpay/finpay-core"
import * as Result from "effect/Result"

/** An answer as JSON, and what of it decides. */
export interface ReadAnswer {
  readonly json: Readonly<Record<string, unknown>>
  readonly facts: AnswerFacts
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

// PHP programs put a byte order mark before their output by mistake: it is dropped.
const decoder = new TextDecoder("utf-8", { fatal: true })

const problemWords = ({ reason }: JsonProblem, text: string): string => {
  switch (reason) {
    case "duplicate-member":
      // One reader takes the first, another the last: what it says is anybody's guess.
      return "has the same member twice"
    case "too-deep":
      return "is nested too deeply"
    case "syntax":
      return text.trimStart().startsWith("<") ? "is HTML" : "is not JSON"
  }
}

const parse = (bytes: Uint8Array): Readonly<Record<string, unknown>> | string => {
  if (bytes.length === 0) return "is empty"
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    return "is not valid UTF-8"
  }
  if (text.trim() === "") return "is empty"
  const scanned = scanJson(text)
  if (Result.isFailure(scanned)) return problemWords(scanned.failure, text)
  const json: unknown = JSON.parse(text)
  return isRecord(json) ? json : "is JSON but not an object"
}

/** Finpay's own limit on a message; a longer one is cut, so that no answer can flood a log. */
const longestMessage = 500

const textOf = (value: unknown, scrub: (text: string) => string): string | undefined =>
  typeof value === "string" ? scrub(value).slice(0, longestMessage) : undefined

const codeOf = (value: unknown): string | undefined => {
  if (typeof value === "number") return String(value)
  return typeof value === "string" ? value.slice(0, 20) : undefined
}

/**
 * Reads the bytes of an answer: UTF-8, a JSON object, and the code, message and trace id in it. What cannot be read is
 * told in words that follow "the answer".
 *
 * `scrub` takes secrets out of what an answer says: some gateways send back what was signed.
 */
export const readAnswer = (
  bytes: Uint8Array,
  http: Pick<AnswerFacts, "httpStatus" | "retryAfterSeconds">,
  scrub: (text: string) => string
): ReadAnswer | string => {
  const json = parse(bytes)
  if (typeof json === "string") return json
  return {
    json,
    facts: {
      ...http,
      responseCode: codeOf(json["responseCode"]),
      responseMessage: textOf(json["responseMessage"], scrub),
      traceId: textOf(json["traceId"], scrub)
    }
  }
}
