import * as Schema from "effect/Schema"

/** Why a report cannot be read. */
export const RefusedReason = Schema.Literals(["not-a-table", "encoding", "syntax", "mapping", "too-large"])

/** Why a report cannot be read. */
export type RefusedReason = typeof RefusedReason.Type

/**
 * The report cannot be read as a table, or not with this mapping. Nothing was compared.
 *
 * A single line that cannot be read does not end here: it is a result of its own, `unreadable`.
 */
export class ReportRefused extends Schema.TaggedError<ReportRefused>()("ReportRefused", {
  reason: RefusedReason,
  /** Where it was found: the line of a text file, the row of a sheet; counted from 1. */
  line: Schema.optionalKey(Schema.Int),
  /** What is wrong, in one plain sentence. */
  detail: Schema.String,
  /** What to do next, in one plain sentence. */
  nextStep: Schema.String
}) {
  override get message(): string {
    const where = this.line === undefined ? "" : ` at line ${this.line}`
    return `The report cannot be read${where}: ${this.detail}. ${this.nextStep}`
  }
}

/** The space for what is being compared cannot be used: the disk is full, or the folder may not be written. */
export class WorkspaceFailed extends Schema.TaggedError<WorkspaceFailed>()("WorkspaceFailed", {
  /** What happened, in one plain sentence. */
  detail: Schema.String,
  /** What to do next, in one plain sentence. */
  nextStep: Schema.String
}) {
  override get message(): string {
    return `The temporary folder cannot be used: ${this.detail}. ${this.nextStep}`
  }
}

/** The failure of a file or of the temporary database, as {@link WorkspaceFailed}. */
export const workspaceFailed = (cause: unknown): WorkspaceFailed =>
  new WorkspaceFailed({
    detail: cause instanceof Error ? cause.message : String(cause),
    nextStep: "Free some space there, or name another folder."
  })
