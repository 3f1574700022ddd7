import type { FieldProblem } from "@openfinpay/finpay-core"
import * as Schema from "effect/Schema"

/** A whole number from `least` to `most`. */
const whole = (least: number, most: number) =>
  Schema.Int.check(
    Schema.isBetween({ minimum: least, maximum: most }, { message: `must be a whole number from ${least} to ${most}` })
  )

/** Longest wait that a setting can ask for, in seconds: a year. */
const longest = 31_536_000

const seconds = Schema.Array(whole(1, 86_400)).check(
  Schema.isMinLength(1, { message: "needs at least one wait" })
)

/** How the journal works. All has a default. */
export const JournalSettings = Schema.Struct({
  /** How long a worker may be silent before another one takes over what it was doing, in seconds. */
  leaseSeconds: whole(1, 300),
  /** How many mutations this process works on at a time; with 0 it only reads and writes down, and sends nothing. */
  workers: whole(0, 256),
  /** How often this process looks for work of others, in milliseconds. */
  pollMillis: whole(1, 3_600_000),
  /** The waits between two questions about an unknown outcome, in seconds; the last one repeats. */
  checkDelaysSeconds: seconds,
  /** *Not applied* needs this many agreeing answers in a row... */
  notAppliedChecks: whole(1, 1_000),
  /** ...over at least this long, in seconds. Longer than a request can be on its way. */
  notAppliedSeconds: whole(1, longest),
  /** After so many answers in a row that cannot decide... */
  undecidedChecks: whole(1, 1_000),
  /** ...over at least this long, in seconds, a person is asked. */
  undecidedSeconds: whole(0, longest),
  /** After so many questions, answered or not... */
  giveUpChecks: whole(1, 1_000_000),
  /** ...and this long after it was sent, in seconds, a person is asked. */
  giveUpSeconds: whole(0, longest),
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
  undecidedSeconds: 300,
  giveUpChecks: 140,
  giveUpSeconds: 86_400,
  repeatQrisRefunds: true
}

/** The shortest *not applied* may take outside the simulator, in seconds. */
const leastNotAppliedSeconds = 600

/**
 * What is wrong with settings that are each well, and not together: with real money, *not applied* must not be concluded
 * while the request can still be on its way; and it must be concluded before the question is given up.
 */
export const unsafeSettings = (
  account: string,
  { giveUpSeconds, leaseSeconds, notAppliedSeconds }: JournalSettings,
  longestCallMillis: number
): ReadonlyArray<FieldProblem> => {
  const onItsWay = Math.ceil(2 * longestCallMillis / 1000) + leaseSeconds
  const least = account.startsWith("local/") ? 1 : Math.max(leastNotAppliedSeconds, onItsWay)
  return [
    ...(notAppliedSeconds >= least ? [] : [{
      field: "notAppliedSeconds",
      problem: `must be at least ${least}: a request can be on its way for twice the longest call and a lease`
    }]),
    ...(giveUpSeconds >= notAppliedSeconds ? [] : [{
      field: "giveUpSeconds",
      problem: `must be at least notAppliedSeconds, ${notAppliedSeconds}`
    }])
  ]
}
