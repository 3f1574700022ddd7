import { isSettled } from "@openfinpay/finpay-journal"
import type { AuditEvent, JournaledOperation, Mutation } from "@openfinpay/finpay-journal"
import { toldStates } from "../contract/event-types.ts"
import type { EventType, toldOperations } from "../contract/event-types.ts"

const operationNames: Readonly<Record<JournaledOperation, typeof toldOperations[number]>> = {
  refund: "refund",
  void: "void",
  cancel: "cancel",
  qrisRefund: "qris_refund"
}

const isTold = ({ actor, event, from, to }: AuditEvent): boolean => {
  // Who closes an unknown outcome takes it up in the same moment: nobody else need look at it.
  if (event === "review" && actor !== "journal") return false
  // A decision of a person that is corrected leaves the state as it is and says the opposite.
  return from !== to || (to === "closed" && (event === "closed" || event === "late_answer"))
}

/** How a step left the mutation, where the merchant is told of it. */
export const toldStateOf = (step: AuditEvent): typeof toldStates[number] | undefined =>
  isTold(step) ? toldStates.find((state) => state === step.to) : undefined

/** What the event is called that tells of it. */
export const typeOf = (operation: JournaledOperation, state: typeof toldStates[number]): EventType =>
  `${operationNames[operation]}.${state}`

/**
 * The mutation as a step left it. What came after it is not told before its turn: an outcome that was found out since is
 * in an event of its own.
 */
export const asOf = ({ at, to }: AuditEvent, mutation: Mutation): Mutation => {
  if (mutation.state === to) return mutation
  const { answer: _answer, closedAs: _closedAs, decidedBy: _decidedBy, settledAt: _settledAt, ...kept } = mutation
  return { ...kept, state: to, updatedAt: at, ...(isSettled(to) ? { settledAt: at } : {}) }
}
