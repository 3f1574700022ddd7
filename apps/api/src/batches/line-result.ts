import type { Mutation } from "@openfinpay/finpay-journal"
import { adviceOn } from "../handlers/ending.ts"
import { present } from "../handlers/finpay-answer.ts"
import type { LineResult } from "./Batch.ts"

const traceIdIn = (answer: unknown): string | undefined =>
  typeof answer === "object" && answer !== null && "traceId" in answer && typeof answer.traceId === "string"
    ? answer.traceId
    : undefined

const traceIdOf = ({ answer, error, evidence }: Mutation): string | undefined =>
  traceIdIn(answer) ?? error?.traceId ?? evidence?.last?.traceId

const stateOf = ({ closedAs, state }: Mutation): LineResult["state"] => {
  switch (state) {
    case "accepted":
    case "sending":
      return "open"
    case "closed":
      return closedAs === "applied" ? "succeeded" : "not_applied"
    default:
      return state
  }
}

const detailOf = (mutation: Mutation): string | undefined => {
  const state = stateOf(mutation)
  if (state === "succeeded" || state === "open") return undefined
  const { detail, nextStep } = adviceOn(mutation)
  return `${detail.replace(/[.\s]+$/u, "")}. ${nextStep}`
}

/** What is known of a line by the mutation it became. */
export const resultOf = (mutation: Mutation): LineResult => ({
  state: stateOf(mutation),
  mutationId: mutation.id,
  ...present({ detail: detailOf(mutation), traceId: traceIdOf(mutation) })
})
