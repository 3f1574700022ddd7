import * as Schema from "effect/Schema"

/** How a mutation can stand that its merchant is told of. */
export const toldStates = ["succeeded", "rejected", "unknown", "not_applied", "needs_review", "closed"] as const

/** What an operation is called in the name of an event. */
export const toldOperations = ["refund", "void", "cancel", "qris_refund"] as const

type MutationEventType = `${typeof toldOperations[number]}.${typeof toldStates[number]}`

const ofMutations: ReadonlyArray<MutationEventType> = toldOperations.flatMap((operation) =>
  toldStates.map((state) => `${operation}.${state}` as const)
)

/** The event that only says that an endpoint works. */
export const testEvent = "webhook.test"

/** A payment was seen at another status than before. */
export const paymentEvent = "payment.status_changed"

/** Every kind of event an endpoint can be told of. Whoever publishes a new kind adds it here. */
export const eventTypes = [...ofMutations, paymentEvent, testEvent] as const

/** A kind of event. */
export type EventType = typeof eventTypes[number]

/** A kind of event. */
export const EventType = Schema.Literals(eventTypes).annotate({
  identifier: "EventType",
  description: "What an event tells: the kind of change, a dot, and what became of it."
})
