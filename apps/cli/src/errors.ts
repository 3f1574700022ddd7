import * as Schema from "effect/Schema"

/** What was typed or piped in cannot be used. Nothing was sent. */
export class UsageError extends Schema.TaggedError<UsageError>()("UsageError", {
  message: Schema.String
}) {}

/**
 * The command has said all there is to say and ends with this exit code: an answer such as "this signature is not
 * valid" is no error, but a script wants to branch on it.
 */
export class EndWith extends Schema.TaggedError<EndWith>()("EndWith", {
  exitCode: Schema.Int
}) {}

/** What an error says of a change that the journal keeps. */
const change = {
  operation: Schema.String,
  reference: Schema.String,
  /** What is known, in one plain sentence. */
  detail: Schema.String,
  /** What to do next, in one plain sentence. */
  nextStep: Schema.String
} as const

/** The change was certainly not made, and never will be: that was found out, or a person said so. */
export class NotApplied extends Schema.TaggedError<NotApplied>()("NotApplied", {
  ...change,
  safeToRetry: Schema.Literal(true)
}) {
  override get message(): string {
    return `Not applied: ${this.operation} of ${this.reference}: ${this.detail}. ${this.nextStep}`
  }
}

/** The change is written down and was not sent yet. It will be, by the next command that works on the journal. */
export class NotYetSent extends Schema.TaggedError<NotYetSent>()("NotYetSent", {
  ...change,
  safeToRetry: Schema.Literal(false)
}) {
  override get message(): string {
    return `Not sent yet: ${this.operation} of ${this.reference}: ${this.detail}. ${this.nextStep}`
  }
}
