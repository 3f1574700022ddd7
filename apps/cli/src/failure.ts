import {
  type CallbackRefused,
  type CallbackUnsignable,
  errorToJson,
  type FinpayError,
  isFinpayError,
  type QrisRefused
} from "@openfinpay/finpay-core"
import type {
  JournalUnavailable,
  KeyReused,
  MutationNotFound,
  NotInState,
  SimilarUnderWay
} from "@openfinpay/finpay-journal"
import type { ReportRefused, WorkspaceFailed } from "@openfinpay/finpay-reconcile"
import type { ServeError, SimulatorOptionsError } from "@openfinpay/finpay-simulator"
import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import type * as CliError from "effect/cli/CliError"
import type { EndWith, NotApplied, NotYetSent, OverRefundLimit, StillOpen, UsageError } from "./errors.ts"
import { exitCodes } from "./exit-codes.ts"
import type { CannotListen } from "./listen/CannotListen.ts"
import type { ReceiverFailed } from "./listen/ReceiverFailed.ts"
import type { PipeClosed } from "./output/write.ts"
import type { SimulatorRefused, SimulatorUnavailable } from "./simulator-control.ts"

/** Everything that can end a command. The list is closed: the compiler names the one without an exit code. */
export type Failure =
  | FinpayError
  | QrisRefused
  | CallbackRefused
  | CallbackUnsignable
  | UsageError
  | OverRefundLimit
  | ConfigurationProblem
  | ServeError
  | CannotListen
  | ReceiverFailed
  | SimulatorOptionsError
  | SimulatorRefused
  | SimulatorUnavailable
  | JournalUnavailable
  | KeyReused
  | SimilarUnderWay
  | MutationNotFound
  | NotInState
  | NotApplied
  | NotYetSent
  | StillOpen
  | ReportRefused
  | WorkspaceFailed
  | EndWith
  | PipeClosed
  | CliError.CliError

/** The exit code that tells a script what happened. */
export const exitCodeOf = (failure: Failure): number => {
  switch (failure._tag) {
    case "EndWith":
      return failure.exitCode
    // Whoever reads our output has seen enough.
    case "PipeClosed":
      return exitCodes.done
    case "NotAuthenticated":
    case "ConfigurationProblem":
    case "ServeError":
    case "CannotListen":
    case "WorkspaceFailed":
      return exitCodes.configuration
    case "CallbackUnsignable":
      return failure.reason === "no-key" ? exitCodes.configuration : exitCodes.usage
    // A callback that is merely not valid never comes here: that verdict is an answer.
    case "CallbackRefused":
      return exitCodes.configuration
    case "InvalidRequest":
      return failure.httpStatus === undefined ? exitCodes.usage : exitCodes.refused
    case "NotPermitted":
    case "NotFound":
    case "WrongState":
    case "Declined":
    case "RateLimited":
    case "NotApplied":
    case "MutationNotFound":
    case "NotInState":
      return exitCodes.refused
    // One that is settled certainly keeps this one from being sent; of any other it is not known yet what it did.
    case "SimilarUnderWay":
      return failure.state === "succeeded" || failure.state === "closed" ? exitCodes.refused : exitCodes.unknown
    // Somebody else was writing all the time. Everything else does not mend itself.
    case "JournalUnavailable":
      return failure.reason === "locked" ? exitCodes.unreachable : exitCodes.configuration
    case "SimulatorRefused":
      return failure.httpStatus === 400 ? exitCodes.usage : exitCodes.refused
    case "OutcomeUnknown":
    case "NotYetSent":
    case "StillOpen":
      return exitCodes.unknown
    // Whether it got the callback is known only where there was no connection.
    case "ReceiverFailed":
      return failure.isCertain ? exitCodes.unreachable : exitCodes.unknown
    case "Unavailable":
      return failure.reason === "in-progress" ? exitCodes.unknown : exitCodes.unreachable
    // A question got something that is no answer of Finpay: a proxy's page, a wrong address.
    case "ResponseNotUnderstood":
    case "SimulatorUnavailable":
      return exitCodes.unreachable
    default:
      return exitCodes.usage
  }
}

/** The failure as one JSON value: `_tag`, `message` and its fields. It holds no secret. */
export const failureJson = (failure: Failure): { readonly _tag: string; readonly message: string } =>
  isFinpayError(failure)
    ? errorToJson(failure)
    : { ...Object.fromEntries(Object.entries(failure)), _tag: failure._tag, message: failure.message }
