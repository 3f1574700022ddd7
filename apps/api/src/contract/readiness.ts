import * as Schema from "effect/Schema"

/** Why a server should get no requests. */
export const ReadinessReason = Schema.Literals(["draining", "database", "queue", "clock"]).annotate({
  identifier: "ReadinessReason",
  description:
    "draining: it stops. database: it cannot be written. queue: work has been due for too long. clock: this " +
    "machine's clock is not the database's."
})

/** Why a server should get no requests. */
export type ReadinessReason = typeof ReadinessReason.Type

const seconds = (description: string) => Schema.NullOr(Schema.Finite).annotate({ description })

/** What was looked at. */
export const ReadinessChecks = Schema.Struct({
  database: Schema.Struct({
    isUsable: Schema.Boolean,
    reason: Schema.optionalKey(Schema.String.annotate({ description: "Why not, as one word." }))
  }),
  queue: Schema.Struct({
    oldestDueSeconds: seconds("For how long the oldest work has been due that nobody has taken; null where none is.")
  }),
  clock: Schema.Struct({
    databaseSkewSeconds: seconds(
      "How far this machine's clock is ahead of the database's; null for SQLite, which has no other clock."
    ),
    finpaySkewSeconds: seconds(
      "How far it is ahead of Finpay's, by its last answer; null before the first one. Never a reason, as it would be " +
        "the same for every server."
    )
  })
}).annotate({ identifier: "ReadinessChecks" })

/** What was looked at. */
export type ReadinessChecks = typeof ReadinessChecks.Type
