// money
export { formatRupiah, parseRupiah, Rupiah, RupiahFromPg, RupiahFromPgNumber, RupiahFromSnap } from "./money/Rupiah.ts"

// order
export { maskAccountNumbers } from "./order/account-number.ts"
export { OrderId } from "./order/OrderId.ts"
export { isFinal, isPaid, PaymentStatus, paymentStatuses } from "./order/PaymentStatus.ts"
export type { KnownPaymentStatus } from "./order/PaymentStatus.ts"
export { isQrisFinal, isQrisPaid, QrisStatus, qrisStatuses } from "./order/QrisStatus.ts"
export type { KnownQrisStatus } from "./order/QrisStatus.ts"
export { AnsweredReferenceNo, MerchantId, ReferenceNo, SubMerchantId } from "./order/ReferenceNo.ts"
export { SourceOfFunds, sourceOfFundsKind, sourcesOfFunds } from "./order/SourceOfFunds.ts"
export type { KnownSourceOfFunds, SourceOfFundsKind } from "./order/SourceOfFunds.ts"
export { FinpayTime, parseFinpayTime } from "./time/FinpayTime.ts"

// response
export { Envelope } from "./response/Envelope.ts"
export { adviceOn, parseResponseCode } from "./response/ResponseCode.ts"
export type { ResponseClass, ResponseCode, Subject } from "./response/ResponseCode.ts"

// errors
export {
  Declined,
  errorToJson,
  FieldProblem,
  FinpayError,
  InvalidRequest,
  isFinpayError,
  NotAuthenticated,
  NotFound,
  NotPermitted,
  OutcomeUnknown,
  RateLimited,
  ResponseNotUnderstood,
  Unavailable,
  UnavailableReason,
  UnknownReason,
  WrongState
} from "./errors/FinpayError.ts"
export { errorFromAnswer, notProcessed, notUnderstood, perhapsProcessed } from "./errors/from-answer.ts"
export type { AnswerFacts, CallFacts } from "./errors/from-answer.ts"
export { invalidRequest, problemsOf } from "./errors/invalid-request.ts"

// operations
export { catalog } from "./operation/catalog.ts"
export { decodeAnswer, prepare } from "./operation/Operation.ts"
export type { Answered, Operation, PreparedRequest, RequestInput, ResponseOf, Source } from "./operation/Operation.ts"
export { cancel } from "./operations/pg/cancel.ts"
export { CheckedPayment, checkStatus } from "./operations/pg/check-status.ts"
export { Customer, initiate, Item, Order, Url } from "./operations/pg/initiate.ts"
export { refund } from "./operations/pg/refund.ts"
export { voidByGet, voidPayment } from "./operations/pg/void.ts"
export { qrisGenerate } from "./operations/snap/qris-generate.ts"
export { QrisNotification, qrisNotificationPath } from "./operations/snap/qris-notification.ts"
export { qrisQuery } from "./operations/snap/qris-query.ts"
export { qrisRefund } from "./operations/snap/qris-refund.ts"
export { snapToken } from "./operations/snap/token.ts"

// environment
export { baseUrls, localPort } from "./environment/Environment.ts"
export type { Environment } from "./environment/Environment.ts"
export { localCredentials, localPublicKeys } from "./environment/local.ts"

// snap
export { KeyError } from "./crypto/KeyError.ts"
export { importRsaPrivateKey, importRsaPublicKey } from "./crypto/Rsa.ts"
export type { RsaPrivateKey, RsaPublicKey } from "./crypto/Rsa.ts"
export { ExternalId, makeExternalId, makeExternalIdOf, ReceivedExternalId } from "./snap/ExternalId.ts"
export { minifyJson } from "./snap/minify.ts"
export { signAsymmetric, signSymmetric, signToken } from "./snap/sign.ts"
export type { SignatureEncoding, Signed, SignedCall, SymmetricInput } from "./snap/sign.ts"
export { SnapInputError } from "./snap/SnapInputError.ts"
export type { SnapCall } from "./snap/string-to-sign.ts"
export { formatSnapTimestamp, isSnapTimestampFresh, parseSnapTimestamp, SnapTimestampError } from "./snap/Timestamp.ts"
export type { SnapTimestamp } from "./snap/Timestamp.ts"
export { verifyAsymmetric, verifySymmetric, verifyToken } from "./snap/verify.ts"
export type { ReceivedSignature } from "./snap/verify.ts"

// qris
export { generateDynamicQris, generateStaticQris, toDynamicQris } from "./qris/generate.ts"
export type { QrisMerchant, QrisSale } from "./qris/generate.ts"
export { parseQris } from "./qris/parse.ts"
export type { QrisPayload, QrisTip } from "./qris/Payload.ts"
export { QrisRefused } from "./qris/QrisRefused.ts"
export type { QrisTag } from "./qris/tags.ts"

// callback
export { authenticateCallback, defaultMaxCallbackBytes } from "./callback/authenticate.ts"
export type { AuthenticCallback, CallbackInput } from "./callback/authenticate.ts"
export { CallbackRefused, CallbackRefusedReason } from "./callback/CallbackRefused.ts"
export { callbackMistakes } from "./callback/explain/CallbackMistake.ts"
export type { CallbackMistake } from "./callback/explain/CallbackMistake.ts"
export { explainCallback } from "./callback/explain/explain.ts"
export type { CallbackExplanation, ExplainInput } from "./callback/explain/explain.ts"
export { scanJson } from "./callback/json-scanner.ts"
export type { JsonNode, JsonProblem } from "./callback/json-scanner.ts"
export { NotifiedAmount, PaymentNotification } from "./callback/PaymentNotification.ts"
export { CallbackUnsignable, signCallback, signCallbackText } from "./callback/sign.ts"
export type { SignCallbackOptions } from "./callback/sign.ts"
export { signedForms } from "./callback/signed-forms.ts"
export type { SignedForm } from "./callback/signed-forms.ts"
export { QrisNotificationRefused, verifyQrisNotification } from "./callback/verify-qris-notification.ts"
export type { NotificationSigner, ReceivedNotification } from "./callback/verify-qris-notification.ts"
export { verifyCallback } from "./callback/verify.ts"
export type { VerifiedCallback } from "./callback/verify.ts"
