import type { MutationState } from "../Mutation.ts"
import type { AuditEventName } from "./AuditEvent.ts"

type Transition = `${MutationState | ""}>${MutationState}`

/** What each event can have made of a mutation: from which state to which. */
const transitions: Readonly<Record<AuditEventName, ReadonlyArray<Transition>>> = {
  accepted: [">accepted"],
  asked_again: ["rejected>accepted"],
  withdrawn: ["accepted>rejected"],
  sending: ["accepted>sending"],
  answered: ["accepted>rejected", "sending>succeeded", "sending>rejected", "sending>unknown"],
  lost: ["sending>unknown"],
  checked: ["unknown>unknown"],
  check_failed: ["unknown>unknown"],
  repeated: ["unknown>unknown"],
  decided: ["unknown>succeeded", "unknown>not_applied"],
  review: ["unknown>needs_review"],
  closed: ["needs_review>closed", "closed>closed"],
  doubted: ["succeeded>needs_review", "succeeded>succeeded"],
  news: ["unknown>unknown"],
  late_answer: [
    "unknown>unknown",
    "needs_review>needs_review",
    "not_applied>not_applied",
    "not_applied>needs_review",
    "unknown>succeeded",
    "unknown>rejected",
    "needs_review>succeeded",
    "needs_review>rejected",
    "not_applied>succeeded",
    "not_applied>rejected",
    "succeeded>succeeded",
    "succeeded>rejected",
    "closed>closed"
  ],
  erased: ["succeeded>succeeded", "rejected>rejected", "not_applied>not_applied", "closed>closed"]
}

const allowed = new Set(
  Object.entries(transitions).flatMap(([event, steps]) => steps.map((step) => `${event} ${step}`))
)

/** Whether an event of this name can lead from one state to another. */
export const isAllowed = (event: string, from: string | null, to: string): boolean =>
  allowed.has(`${event} ${from ?? ""}>${to}`)
