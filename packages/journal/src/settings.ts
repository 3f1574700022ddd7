import * as Schema from "effect/Schema"

const positive = Schema.Int.check(Schema.isGreaterThan(0, { message: "must be a whole number above 0" }))

const notNegative = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0, { message: "must be a whole number from 0" }))

const seconds = Schema.Array(positive).check(
  Schema.isMinLength(1, { message: "needs at least one wait" })
)

/** How the journal works. All has a default. */
export const JournalSettings = Schema.Struct({
  /** How long a worker may be silent before another one takes over what it was doing, in seconds. */
  leaseSeconds: positive,
  /** How many mutations this process works on at a time; with 0 it only reads and writes down, and sends nothing. */
  workers: notNegative,
  /** How often this process looks for work of others, in milliseconds. */
  pollMillis: positive,
  /** The waits between two questions about an unknown outcome, in seconds; the last one repeats. */
  checkDelaysSeconds: seconds,
  /** *Not applied* needs this many agreeing answers in a row... */
  notAppliedChecks: positive,
  /** ...over at least this long, in seconds. Longer than a request can be on its way. */
  notAppliedSeconds: positive,
  /** After so many answers in a row that cannot decide, a person is asked. */
  undecidedChecks: positive,
  /** After so many questions, answered or not, a person is asked. */
  giveUpChecks: positive,
  /** A QRIS refund may be sent again with the same `partnerRefundNo`, as SNAP provides, when the query does not decide. */
  repeatQrisRefunds: Schema.Boolean
})

/** How the journal works. */
export type JournalSettings = typeof JournalSettings.Type

/** The settings where none are given. With these an unknown outcome is given up after about a day. */
export const defaultSettings: JournalSettings = {
  leaseSeconds: 6,
  workers: 8,
  pollMillis: 500,
  checkDelaysSeconds: [1, 2, 4, 8, 15, 30, 60, 120, 300, 600],
  notAppliedChecks: 4,
  notAppliedSeconds: 3600,
  undecidedChecks: 4,
  giveUpChecks: 150,
  repeatQrisRefunds: true
}
