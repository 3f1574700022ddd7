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
