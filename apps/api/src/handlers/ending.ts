import type { Mutation } from "@openfinpay/finpay-journal"
import type { FirstRequest, OperationState } from "../contract/problem-fields.ts"
import { problemTypes } from "../contract/problem-types.ts"

/** What a caller is to be told of a mutation: it happened, it did not and will not, or that is not known yet. */
export type Ending = "done" | "refused" | "open"

// Finpay's own word came after a person had decided, and says the opposite.
const isContradicted = ({ answer, closedAs, error }: Mutation): boolean =>
  closedAs === "applied" ? error !== undefined && error._tag !== "OutcomeUnknown" : answer !== undefined

/** How a mutation ended. One that a person closed against what Finpay answered later is as open as it was. */
export const endingOf = (mutation: Mutation): Ending => {
  switch (mutation.state) {
    case "succeeded":
      return "done"
    case "rejected":
    case "not_applied":
      return "refused"
    case "closed":
      if (isContradicted(mutation)) return "open"
      return mutation.closedAs === "applied" ? "done" : "refused"
    case "accepted":
    case "sending":
    case "unknown":
    case "needs_review":
      return "open"
  }
}

/** Not sent yet, or without an answer yet. */
export const isInProgress = ({ state }: Mutation): boolean => state === "accepted" || state === "sending"

/** How the request ended that a key was first used for. */
export const firstRequestOf = (mutation: Mutation): FirstRequest => {
  switch (endingOf(mutation)) {
    case "done":
      return "succeeded"
    case "refused":
      return "refused"
    case "open":
      return isInProgress(mutation) ? "in-progress" : "unknown"
  }
}

/** What an answer to the request itself would say. */
export const operationStateOf = (mutation: Mutation): "succeeded" | typeof OperationState.Type => {
  const first = firstRequestOf(mutation)
  return first === "refused" ? "not-processed" : first
}

/** What a person is told: what is known, and what to do next. One plain sentence each. */
export interface Advice {
  readonly detail: string
  readonly nextStep: string
}

const nothingToDo = "Nothing is left to do."

const readAgain = "Read the mutation again until it is settled; never send this again under another key."

/** What is known of a mutation, and what to do next. */
export const adviceOn = (mutation: Mutation): Advice => {
  const { closedAs, decidedBy, error, reference, state } = mutation
  switch (state) {
    case "accepted":
      return {
        detail:
          "It is written down and not sent yet: it is about to be, or an earlier change of the order is not settled.",
        nextStep: `${readAgain} /v1/mutations?reference=${encodeURIComponent(reference)} shows what it may wait for.`
      }
    case "sending":
      return { detail: "It is on its way to Finpay, and no answer has come yet.", nextStep: readAgain }
    case "unknown":
      return {
        detail: error?.detail ?? "It was being sent when the process ended that sent it.",
        nextStep: `Perhaps it happened: this server asks Finpay until that is decided. ${readAgain}`
      }
    case "needs_review":
      return {
        detail: "Perhaps it happened: what Finpay shows of the payment does not decide it.",
        nextStep:
          "A person finds out (Finpay's dashboard or support) and then closes the mutation; the order's other " +
          "changes wait for that."
      }
    case "succeeded":
      return {
        detail: decidedBy === "evidence" ? "It was found out that Finpay did it." : "Finpay did it.",
        nextStep: nothingToDo
      }
    case "rejected":
      return error === undefined
        ? { detail: "A person withdrew it before it was sent.", nextStep: problemTypes.notApplied.nextStep }
        : { detail: error.detail, nextStep: error.nextStep }
    case "not_applied":
      return {
        detail: "Its answer was lost, and it was found out that Finpay did not do it.",
        nextStep: problemTypes.notApplied.nextStep
      }
    case "closed":
      if (isContradicted(mutation)) {
        return {
          detail: `A person closed it as ${closedAs ?? "decided"}, and afterwards Finpay answered the opposite.`,
          nextStep: "A person looks at the history of the mutation and at the payment; what Finpay answered counts."
        }
      }
      return closedAs === "applied"
        ? { detail: "A person decided that Finpay did it.", nextStep: nothingToDo }
        : { detail: "A person decided that Finpay did not do it.", nextStep: problemTypes.notApplied.nextStep }
  }
}
