/** At least one failure of every kind that a command can end with. */
import * as Core from "@openfinpay/finpay-core"
import * as Journal from "@openfinpay/finpay-journal"
import { ReportRefused, WorkspaceFailed } from "@openfinpay/finpay-reconcile"
import { ServeError, SimulatorOptionsError } from "@openfinpay/finpay-simulator"
import { ConfigurationProblem } from "@openfinpay/finpay-transport"
import type { CliError } from "effect/cli"
import { NotApplied, NotYetSent, OverRefundLimit, StillOpen, UsageError } from "../../src/errors.ts"
import type { Failure } from "../../src/failure.ts"
import { CannotListen } from "../../src/listen/CannotListen.ts"
import { ReceiverFailed } from "../../src/listen/ReceiverFailed.ts"
import { SimulatorRefused, SimulatorUnavailable } from "../../src/simulator-control.ts"

/** The failures that are told as such: wrong use is told with the command it is about, and two are told by nobody. */
type Told = Exclude<Failure, CliError.CliError | { readonly _tag: "EndWith" | "PipeClosed" }>

/** The compiler names the kind that is missing. */
export type EveryFailure = { readonly [Tag in Told["_tag"]]: ReadonlyArray<Extract<Told, { readonly _tag: Tag }>> }

const call = { operation: "refund", reference: "INV-1" } as const
const question = { operation: "checkStatus", reference: "INV-1" } as const
const safe = { safeToRetry: true } as const
const change = {
  ...call,
  detail: "what is known",
  nextStep: "What to do."
} as const

/** A refusal of Finpay with a code. */
const answered = (responseCode: string, responseMessage: string) =>
  ({
    ...call,
    ...safe,
    detail: responseMessage,
    nextStep: "What to do.",
    responseCode,
    responseMessage,
    traceId: "b5b867d4-a167-47c8-8955-1e03225f5a1b",
    httpStatus: Number(responseCode.slice(0, 3))
  }) as const

/** A refusal before anything was sent. */
const unanswered = { ...call, ...safe, detail: "what is known", nextStep: "What to do." } as const

const everyReason = <const Reason extends string, A>(
  { literals }: { readonly literals: ReadonlyArray<Reason> },
  make: (reason: Reason) => A
): ReadonlyArray<A> => literals.map(make)

export const everyFailure: EveryFailure = {
  InvalidRequest: [
    Core.invalidRequest("refund", [{ field: "order.amount", problem: "is required" }], "INV-1"),
    new Core.InvalidRequest({
      ...answered("4000001", "Invalid field format. The customer.email format is invalid."),
      problems: [{ field: "customer.email", problem: "The customer.email format is invalid." }]
    })
  ],
  NotAuthenticated: [
    new Core.NotAuthenticated(answered("4010000", "Unauthorized")),
    new Core.NotAuthenticated(answered("4014701", "Invalid Token (B2B)"))
  ],
  NotPermitted: [
    new Core.NotPermitted(answered("4030001", "Feature Not Allowed")),
    new Core.NotPermitted(answered("4040002", "Invalid Routing"))
  ],
  NotFound: [new Core.NotFound(answered("4040001", "Transaction Not Found"))],
  WrongState: [
    new Core.WrongState(answered("4030015", "Transaction Not Permitted")),
    new Core.WrongState({ ...unanswered, detail: "the payment was voided, or may have been" })
  ],
  Declined: [
    new Core.Declined(answered("4040013", "Invalid Amount")),
    new Core.Declined(answered("4030005", "Do Not Honor")),
    new Core.Declined({ ...unanswered, detail: "Rp 99.000 is more than the Rp 12.000 that is left of Rp 22.000" })
  ],
  RateLimited: [new Core.RateLimited({ ...answered("4290000", "Too Many Requests"), retryAfterSeconds: 7 })],
  Unavailable: everyReason(
    Core.Unavailable.fields.reason,
    (reason) => new Core.Unavailable({ ...question, ...safe, reason, detail: "what is known", nextStep: "What to do." })
  ),
  OutcomeUnknown: [
    ...everyReason(
      Core.OutcomeUnknown.fields.reason,
      (reason) => new Core.OutcomeUnknown({ ...change, reason, safeToRetry: false })
    ),
    new Core.OutcomeUnknown({ ...change, operation: "initiate", reason: "timeout", safeToRetry: false }),
    new Core.OutcomeUnknown({ ...change, operation: "qrisGenerate", reason: "timeout", safeToRetry: false })
  ],
  ResponseNotUnderstood: [
    new Core.ResponseNotUnderstood({ ...question, ...safe, detail: "the answer is HTML", nextStep: "What to do." })
  ],
  QrisRefused: everyReason(
    Core.QrisRefused.fields.reason,
    (reason) =>
      new Core.QrisRefused({
        reason,
        problem: "is not as it should be",
        tag: "59",
        ...(reason === "wrongCrc" ? { expected: "304A", found: "571B" } : {})
      })
  ),
  CallbackRefused: everyReason(Core.CallbackRefused.fields.reason, (reason) => new Core.CallbackRefused({ reason })),
  CallbackUnsignable: everyReason(
    Core.CallbackUnsignable.fields.reason,
    (reason) => new Core.CallbackUnsignable({ reason, path: "result.payment" })
  ),
  UsageError: [new UsageError({ message: "what was typed cannot be used" })],
  OverRefundLimit: [new OverRefundLimit({ amount: 10_000_000, limit: 5_000_000, setting: "FINPAY_REFUND_LIMIT" })],
  ConfigurationProblem: [
    new ConfigurationProblem({
      problems: [
        { setting: "FINPAY_MERCHANT_KEY", problem: "is missing" },
        { setting: "FINPAY_TIMEOUT_MS", problem: "must be a whole number from 1 to 2147483647" },
        { setting: "FINPAY_OTHER", problem: "is wrong in a way that is rare" }
      ]
    })
  ],
  ServeError: [
    new ServeError({ reason: "not-loopback", host: "0.0.0.0", port: 4710 }),
    new ServeError({ reason: "cannot-listen", host: "127.0.0.1", port: 4710, code: "EADDRINUSE" }),
    new ServeError({ reason: "cannot-listen", host: "127.0.0.1", port: 80, code: "EACCES" })
  ],
  CannotListen: [
    new CannotListen({ port: 4712, code: "EADDRINUSE" }),
    new CannotListen({ port: 80, code: "EACCES" })
  ],
  ReceiverFailed: [true, false].map((isCertain) =>
    new ReceiverFailed({ url: "http://127.0.0.1:3000/callback", problem: "ECONNREFUSED", isCertain })
  ),
  SimulatorOptionsError: [new SimulatorOptionsError({ field: "faults.0.kind", problem: "is not one of the kinds" })],
  SimulatorRefused: [new SimulatorRefused({ message: "there is no order \"INV-9\"", httpStatus: 404 })],
  SimulatorUnavailable: [new SimulatorUnavailable({ url: "http://127.0.0.1:4710", problem: "nobody is there" })],
  JournalUnavailable: everyReason(
    Journal.JournalUnavailable.fields.reason,
    (reason) => new Journal.JournalUnavailable({ reason, detail: "what is known", nextStep: "What to do." })
  ),
  KeyReused: [new Journal.KeyReused({ key: "return-77", mutationId: "mut_1" })],
  SimilarUnderWay: everyReason(
    Journal.SimilarUnderWay.fields.reason,
    (reason) =>
      new Journal.SimilarUnderWay({ mutationId: "mut_1", reason, state: reason === "done" ? "succeeded" : "unknown" })
  ),
  MutationNotFound: [
    new Journal.MutationNotFound({ id: "mut_1" }),
    new Journal.MutationNotFound({ id: "with the key return-77" })
  ],
  NotInState: [
    new Journal.NotInState({ id: "mut_1", state: "succeeded", detail: "it is settled already" }),
    new Journal.NotInState({ id: "mut_1", state: "closed", detail: "it is closed as not_applied" })
  ],
  NotApplied: [new NotApplied({ ...change, ...safe })],
  NotYetSent: [new NotYetSent({ ...change, safeToRetry: false })],
  StillOpen: [
    new StillOpen({ orderId: "INV-1", status: "PENDING", seconds: 60 }),
    new StillOpen({ orderId: "INV-1", status: null, seconds: 60 })
  ],
  ReportRefused: everyReason(
    ReportRefused.fields.reason,
    (reason) => new ReportRefused({ reason, line: 7, detail: "what is wrong", nextStep: "What to do." })
  ),
  WorkspaceFailed: [new WorkspaceFailed({ detail: "the disk is full", nextStep: "Free some space." })]
}
