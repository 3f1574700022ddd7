export { accountOf } from "./account.ts"
export { askPayment } from "./ask.ts"
export { auditEvents } from "./audit/AuditEvent.ts"
export type { AuditEvent, AuditEventName } from "./audit/AuditEvent.ts"
export type { ProblemName } from "./audit/problems.ts"
export type { Anchor, Finding, Verification } from "./audit/verify.ts"
export type { Refusal } from "./claim.ts"
export { notClosable } from "./close.ts"
export type { Closing, NotClosable } from "./close.ts"
export type { RuleNames } from "./evidence/rules.ts"
export { Journal } from "./Journal.ts"
export type {
  AuditFilter,
  AuditPage,
  Change,
  JournalOptions,
  MutationFilter,
  MutationPage,
  Submission,
  SubmitError,
  SubmitOptions,
  Submitted
} from "./Journal.ts"
export { JournalUnavailable, KeyReused, MutationNotFound, NotInState, SimilarUnderWay } from "./JournalError.ts"
export {
  countsAsRefunded,
  isOpen,
  isSettled,
  journaledOperations,
  mayBeAskedAgain,
  mutationStates,
  openStates,
  settledStates
} from "./Mutation.ts"
export type {
  Before,
  ClosedAs,
  DecidedBy,
  Evidence,
  JournaledOperation,
  Mutation,
  MutationState,
  Seen,
  Watched
} from "./Mutation.ts"
export { settingsFromEnv, settingsProblem } from "./settings-from-env.ts"
export { defaultSettings, JournalSettings } from "./settings.ts"
export { databaseUrlProblem, layerOf, layerPostgres, layerSqlite } from "./store/database.ts"
export { journalFile } from "./store/journal-file.ts"
export type { UserData } from "./store/journal-file.ts"
export { bringForward } from "./store/migrate.ts"
export type { Migrations } from "./store/migrate.ts"
export { toUnavailable } from "./store/unavailable.ts"
export { checkWritable } from "./store/writable.ts"
export { layerQueues } from "./work.ts"
