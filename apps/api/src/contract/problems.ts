/**
 * Every problem this API answers with, as `application/problem+json` (RFC 9457). What each means is said once, in
 * `problem-types.ts`.
 */
import * as HttpApiError from "effect/http-api/HttpApiError"
import * as Schema from "effect/Schema"
import { ApprovalId, ApprovalState } from "./approval-state.ts"
import { finpayProblemFields, FirstRequest, mutationFacts, problemFields, RequestError } from "./problem-fields.ts"
import { problemTypes } from "./problem-types.ts"
import { ReadinessChecks, ReadinessReason } from "./readiness.ts"
import { FileError } from "./upload.ts"

const { Problem } = HttpApiError
const reason = { reason: Schema.String.annotate({ description: "Why, as one word of a closed list." }) }

// Found before anything is sent to Finpay.

/** The body is no JSON text, or one that two readers could take differently. */
export class MalformedBody
  extends Problem<MalformedBody>()("MalformedBody", problemTypes.malformedBody, problemFields)
{}

/** A mutation without a usable `Idempotency-Key`. */
export class IdempotencyKeyMissing extends Problem<IdempotencyKeyMissing>()(
  "IdempotencyKeyMissing",
  problemTypes.idempotencyKeyMissing,
  problemFields
) {}

/** No API key, or a wrong one. */
export class ApiKeyRefused
  extends Problem<ApiKeyRefused>()("ApiKeyRefused", problemTypes.apiKeyRefused, problemFields)
{}

/** The role of the API key does not allow this. */
export class PermissionMissing
  extends Problem<PermissionMissing>()("PermissionMissing", problemTypes.permissionMissing, problemFields)
{}

/** The key is for several merchants, and the request names none. */
export class MerchantUnnamed
  extends Problem<MerchantUnnamed>()("MerchantUnnamed", problemTypes.merchantUnnamed, problemFields)
{}

/** The key is not for this merchant, or there is no such merchant. */
export class MerchantRefused
  extends Problem<MerchantRefused>()("MerchantRefused", problemTypes.merchantRefused, problemFields)
{}

/** More than the caller itself may do was to be given or changed. */
export class KeyBeyondCallerProblem
  extends Problem<KeyBeyondCallerProblem>()("KeyBeyondCaller", problemTypes.keyBeyondCaller, problemFields)
{}

/** There is no such API key, or the caller may not see it. */
export class ApiKeyNotFoundProblem
  extends Problem<ApiKeyNotFoundProblem>()("ApiKeyNotFound", problemTypes.apiKeyNotFound, problemFields)
{}

/** The API key is revoked or expired. */
export class ApiKeyNotActiveProblem
  extends Problem<ApiKeyNotActiveProblem>()("ApiKeyNotActive", problemTypes.apiKeyNotActive, problemFields)
{}

/** There is no such merchant, or the caller may not see it. */
export class MerchantNotFoundProblem
  extends Problem<MerchantNotFoundProblem>()("MerchantNotFound", problemTypes.merchantNotFound, problemFields)
{}

/** A merchant with this id is there already. */
export class MerchantExistsProblem
  extends Problem<MerchantExistsProblem>()("MerchantExists", problemTypes.merchantExists, problemFields)
{}

/** The merchant is set by the server's variables. */
export class MerchantOfEnvironmentProblem extends Problem<MerchantOfEnvironmentProblem>()(
  "MerchantOfEnvironment",
  problemTypes.merchantOfEnvironment,
  problemFields
) {}

/** The merchant has mutations that are not settled. */
export class MerchantInUseProblem
  extends Problem<MerchantInUseProblem>()("MerchantInUse", problemTypes.merchantInUse, problemFields)
{}

/** Too many requests to this server. `retryAfterSeconds` is also the header Retry-After. */
export class TooManyRequests extends Problem<TooManyRequests>()("TooManyRequests", problemTypes.tooManyRequests, {
  ...problemFields,
  retryAfterSeconds: Schema.Int
}) {}

/** A server without a key was called by another name than this machine's, or by a page of another one. */
export class NotThisMachine
  extends Problem<NotThisMachine>()("NotThisMachine", problemTypes.notThisMachine, problemFields)
{}

/** The server stops, or cannot do its work. */
export class NotReadyProblem extends Problem<NotReadyProblem>()("NotReady", problemTypes.notReady, {
  ...problemFields,
  reasons: Schema.Array(ReadinessReason),
  checks: ReadinessChecks
}) {}

/** This service has not seen the payment. */
export class PaymentNotSeenProblem
  extends Problem<PaymentNotSeenProblem>()("PaymentNotSeenProblem", problemTypes.paymentNotSeen, problemFields)
{}

/** No callback has this id. */
export class CallbackNotFoundProblem
  extends Problem<CallbackNotFoundProblem>()("CallbackNotFoundProblem", problemTypes.callbackNotFound, problemFields)
{}

/** No such address. */
export class RouteNotFound
  extends Problem<RouteNotFound>()("RouteNotFound", problemTypes.routeNotFound, problemFields)
{}

/** The address exists, but not with this method. */
export class MethodNotAllowed
  extends Problem<MethodNotAllowed>()("MethodNotAllowed", problemTypes.methodNotAllowed, problemFields)
{}

/** An earlier request with the same key has no outcome yet. */
export class IdempotencyKeyInFlight extends Problem<IdempotencyKeyInFlight>()(
  "IdempotencyKeyInFlight",
  problemTypes.idempotencyKeyInFlight,
  { ...problemFields, ...mutationFacts }
) {}

/** The body is larger than allowed. */
export class BodyTooLarge extends Problem<BodyTooLarge>()("BodyTooLarge", problemTypes.bodyTooLarge, problemFields) {}

/** The body is not declared as JSON. */
export class UnsupportedMediaType extends Problem<UnsupportedMediaType>()(
  "UnsupportedMediaType",
  problemTypes.unsupportedMediaType,
  problemFields
) {}

/** Something in the request is wrong; every such thing is listed. Finpay's facts are there when Finpay found it. */
export class InvalidRequestProblem
  extends Problem<InvalidRequestProblem>()("InvalidRequest", problemTypes.invalidRequest, {
    ...finpayProblemFields,
    errors: Schema.Array(RequestError)
  })
{}

/** The key was used before, for another request. */
export class IdempotencyKeyReused extends Problem<IdempotencyKeyReused>()(
  "IdempotencyKeyReused",
  problemTypes.idempotencyKeyReused,
  { ...problemFields, ...mutationFacts, firstRequest: FirstRequest }
) {}

/** A fault of this server. */
export class InternalFault
  extends Problem<InternalFault>()("InternalFault", problemTypes.internalFault, problemFields)
{}

// Said by a second person, or still to be said.

const approvalFacts = { approvalId: ApprovalId, approvalState: ApprovalState } as const

/** It is not sent until a second person has approved it. */
export class ApprovalNeededProblem extends Problem<ApprovalNeededProblem>()(
  "ApprovalNeeded",
  problemTypes.approvalNeeded,
  {
    ...problemFields,
    ...approvalFacts,
    operation: Schema.String,
    reference: Schema.String,
    expiresAt: Schema.String.annotate({ format: "date-time", description: "Until when it can be approved." })
  }
) {}

/** It was rejected, withdrawn, or not approved in time. */
export class ApprovalRefusedProblem extends Problem<ApprovalRefusedProblem>()(
  "ApprovalRefused",
  problemTypes.approvalRefused,
  { ...problemFields, ...approvalFacts, operation: Schema.String, reference: Schema.String }
) {}

/** Who asked does not decide. */
export class OwnRequestProblem
  extends Problem<OwnRequestProblem>()("OwnRequest", problemTypes.ownRequest, problemFields)
{}

/** Only who asked withdraws. */
export class OthersRequestProblem
  extends Problem<OthersRequestProblem>()("OthersRequest", problemTypes.othersRequest, problemFields)
{}

/** There is no such approval. */
export class ApprovalNotFoundProblem
  extends Problem<ApprovalNotFoundProblem>()("ApprovalNotFound", problemTypes.approvalNotFound, problemFields)
{}

/** It is decided already. */
export class ApprovalWrongStateProblem extends Problem<ApprovalWrongStateProblem>()(
  "ApprovalWrongState",
  problemTypes.approvalWrongState,
  { ...problemFields, ...approvalFacts }
) {}

// Found in a file, or in what became of one.

/** A file cannot be taken. */
export class FileRefusedProblem extends Problem<FileRefusedProblem>()("FileRefused", problemTypes.fileRefused, {
  ...problemFields,
  errors: Schema.Array(FileError),
  errorCount: Schema.Int.annotate({ description: "How many there are, of which the first hundred are named." }),
  guess: Schema.optionalKey(
    Schema.Json.annotate({
      description: "For a report: what of its mapping could be guessed, to be completed and sent."
    })
  )
}) {}

/** There is no such reconciliation. */
export class ReconciliationNotFoundProblem extends Problem<ReconciliationNotFoundProblem>()(
  "ReconciliationNotFound",
  problemTypes.reconciliationNotFound,
  problemFields
) {}

/** The results of a reconciliation are not there, or not yet. */
export class ReconciliationNotFinishedProblem extends Problem<ReconciliationNotFinishedProblem>()(
  "ReconciliationNotFinished",
  problemTypes.reconciliationNotFinished,
  problemFields
) {}

/** There is no such refund batch. */
export class BatchNotFoundProblem
  extends Problem<BatchNotFoundProblem>()("BatchNotFound", problemTypes.batchNotFound, problemFields)
{}

/** What was asked cannot be done to a refund batch in its state. */
export class BatchWrongStateProblem
  extends Problem<BatchWrongStateProblem>()("BatchWrongState", problemTypes.batchWrongState, {
    ...problemFields,
    batchState: Schema.String
  })
{}

/** Another person has to decide. */
export class SecondPersonMissing
  extends Problem<SecondPersonMissing>()("SecondPersonMissing", problemTypes.secondPersonMissing, problemFields)
{}

// Found in the journal.

/** Another mutation of the payment has this `partnerRefundNo`. */
export class RefundNumberUsedProblem extends Problem<RefundNumberUsedProblem>()(
  "RefundNumberUsed",
  problemTypes.refundNumberUsed,
  { ...problemFields, ...mutationFacts, firstRequest: FirstRequest }
) {}

/** It was found out, or a person decided, that Finpay did not do it. */
export class NotAppliedProblem extends Problem<NotAppliedProblem>()("NotApplied", problemTypes.notApplied, {
  ...finpayProblemFields,
  decidedBy: Schema.Literals(["evidence", "person"])
}) {}

/** There is no such mutation. */
export class MutationNotFoundProblem
  extends Problem<MutationNotFoundProblem>()("MutationNotFound", problemTypes.mutationNotFound, problemFields)
{}

/** What was asked cannot be done to a mutation in its state. */
export class MutationWrongStateProblem extends Problem<MutationWrongStateProblem>()(
  "MutationWrongState",
  problemTypes.mutationWrongState,
  { ...problemFields, ...mutationFacts }
) {}

/** The journal's database cannot be used. */
export class JournalUnavailableProblem extends Problem<JournalUnavailableProblem>()(
  "JournalUnavailable",
  problemTypes.journalUnavailable,
  { ...problemFields, ...mutationFacts, ...reason }
) {}

// What Finpay's answer means, or that none came.

/** The outcome is not known yet. */
export class OutcomeUnknownProblem
  extends Problem<OutcomeUnknownProblem>()("OutcomeUnknown", problemTypes.outcomeUnknown, finpayProblemFields)
{}

/** The merchant may not do this. */
export class NotPermittedProblem
  extends Problem<NotPermittedProblem>()("NotPermitted", problemTypes.notPermitted, finpayProblemFields)
{}

/** Finpay knows no such order, or no captured payment of it. */
export class NotFoundProblem
  extends Problem<NotFoundProblem>()("NotFound", problemTypes.notFound, finpayProblemFields)
{}

/** The payment is in a state that does not allow the operation. */
export class WrongStateProblem
  extends Problem<WrongStateProblem>()("WrongState", problemTypes.wrongState, finpayProblemFields)
{}

/** Declined, or over a limit. */
export class DeclinedProblem
  extends Problem<DeclinedProblem>()("Declined", problemTypes.declined, finpayProblemFields)
{}

/** Too many calls. `retryAfterSeconds` is also the header Retry-After. */
export class RateLimitedProblem extends Problem<RateLimitedProblem>()("RateLimited", problemTypes.rateLimited, {
  ...finpayProblemFields,
  retryAfterSeconds: Schema.Int
}) {}

/** Finpay does not accept this server's credentials. */
export class NotAuthenticatedProblem extends Problem<NotAuthenticatedProblem>()(
  "NotAuthenticated",
  problemTypes.notAuthenticated,
  finpayProblemFields
) {}

/** Finpay was asked, for the payment or before a change of it, and what came back is no answer of Finpay. */
export class ResponseNotUnderstoodProblem extends Problem<ResponseNotUnderstoodProblem>()(
  "ResponseNotUnderstood",
  problemTypes.responseNotUnderstood,
  finpayProblemFields
) {}

/** Finpay could not be reached, and the call was certainly not processed. */
export class UnavailableProblem
  extends Problem<UnavailableProblem>()("Unavailable", problemTypes.unavailable, finpayProblemFields)
{}

// Webhooks to the merchant.

/** The merchant has no such webhook endpoint. */
export class WebhookEndpointNotFoundProblem extends Problem<WebhookEndpointNotFoundProblem>()(
  "WebhookEndpointNotFound",
  problemTypes.webhookEndpointNotFound,
  problemFields
) {}

/** The merchant has no such webhook delivery. */
export class WebhookDeliveryNotFoundProblem extends Problem<WebhookDeliveryNotFoundProblem>()(
  "WebhookDeliveryNotFound",
  problemTypes.webhookDeliveryNotFound,
  problemFields
) {}

/** The merchant can have no more webhook endpoints. */
export class WebhookEndpointsFullProblem extends Problem<WebhookEndpointsFullProblem>()(
  "WebhookEndpointsFull",
  problemTypes.webhookEndpointsFull,
  problemFields
) {}

/** What was asked cannot be done to a webhook in its state. */
export class WebhookWrongStateProblem extends Problem<WebhookWrongStateProblem>()(
  "WebhookWrongState",
  problemTypes.webhookWrongState,
  problemFields
) {}

// What is posted to us as news.

/** The signature of a callback is missing or does not belong to it. */
export class CallbackRefusedProblem
  extends Problem<CallbackRefusedProblem>()("CallbackRefused", problemTypes.callbackRefused, {
    ...problemFields,
    ...reason
  })
{}

/** A callback that cannot be read. */
export class CallbackMalformed
  extends Problem<CallbackMalformed>()("CallbackMalformed", problemTypes.callbackMalformed, {
    ...problemFields,
    ...reason
  })
{}
