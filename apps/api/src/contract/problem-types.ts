/** What one kind of problem is: the constant members of RFC 9457 and the text of its page. */
export interface ProblemType {
  /** The address of its page on this server, relative as RFC 9457 allows. */
  readonly type: `/problems/${string}`
  readonly status: number
  readonly title: string
  /** What it means, in plain sentences. */
  readonly meaning: string
  /** What to do next. */
  readonly nextStep: string
}

/** Every kind of problem this API answers with: the one list behind the error types, the documents and the pages. */
export const problemTypes = {
  malformedBody: {
    type: "/problems/malformed-body",
    status: 400,
    title: "The body cannot be read",
    meaning:
      "The body is not a JSON text in UTF-8, or it has a member twice, which two readers could take differently.",
    nextStep: "This request was not sent; send one JSON object in UTF-8, with the same key."
  },
  idempotencyKeyMissing: {
    type: "/problems/idempotency-key-missing",
    status: 400,
    title: "A mutation needs an Idempotency-Key",
    meaning:
      "Whatever moves money or changes an order must be named by the caller, so that a repetition is recognised " +
      "and not carried out a second time. The key is 1 to 255 visible ASCII characters without blanks.",
    nextStep:
      "This request was not sent; send the key you keep with the order. Make one (a UUID, say), and keep it first, " +
      "only for what was never sent before."
  },
  callbackMalformed: {
    type: "/problems/callback-malformed",
    status: 400,
    title: "The callback cannot be read",
    meaning: "What was posted is not one JSON object in UTF-8, so it is no callback of Finpay.",
    nextStep: "Nothing was changed; look at the sender."
  },
  apiKeyRefused: {
    type: "/problems/api-key-refused",
    status: 401,
    title: "The API key is missing or wrong",
    meaning:
      "The request has no header `Authorization: Bearer …`, or the key in it is not one of this server's, or is expired " +
      "or revoked.",
    nextStep: "Nothing was sent to Finpay; send a key that an administrator made for you."
  },
  permissionMissing: {
    type: "/problems/permission-missing",
    status: 403,
    title: "The role of the API key does not allow this",
    meaning: "A viewer reads; an operator also asks for changes; an approver decides about what others asked for; an " +
      "admin does all of it.",
    nextStep: "Nothing was sent to Finpay; use a key with the role that is named, or ask an administrator for one."
  },
  merchantUnnamed: {
    type: "/problems/merchant-unnamed",
    status: 400,
    title: "The request does not say for which merchant it is",
    meaning: "The API key is for several merchants. Orders of two merchants may have the same id.",
    nextStep: "Nothing was sent to Finpay; name the merchant in the header Finpay-Merchant."
  },
  merchantRefused: {
    type: "/problems/merchant-refused",
    status: 403,
    title: "The API key is not for this merchant",
    meaning: "The merchant of the header Finpay-Merchant is not one of those the key is bound to, or is not there.",
    nextStep: "Nothing was sent to Finpay; name a merchant of the key, or ask an administrator."
  },
  keyBeyondCaller: {
    type: "/problems/key-beyond-caller",
    status: 403,
    title: "An API key cannot give what it does not have",
    meaning: "A key that is bound to merchants makes keys for those merchants and for no others, and neither adds, " +
      "changes nor removes merchants. No key makes one of a higher role.",
    nextStep: "Nothing was changed; ask for less, or use an administrator's key that is bound to no merchant."
  },
  apiKeyNotFound: {
    type: "/problems/api-key-not-found",
    status: 404,
    title: "There is no such API key",
    meaning: "No API key has this id, or it is for merchants that yours is not for.",
    nextStep: "Check the id, which is the first 16 characters of the key; GET /v1/api-keys lists them."
  },
  apiKeyNotActive: {
    type: "/problems/api-key-not-active",
    status: 409,
    title: "The API key is revoked or expired",
    meaning: "A key that has ended gets no new secret: that would bring it back.",
    nextStep: "Make a new key."
  },
  merchantNotFound: {
    type: "/problems/merchant-not-found",
    status: 404,
    title: "There is no such merchant",
    meaning: "No merchant of this server has this id, or your API key is not for it.",
    nextStep: "Check the id; GET /v1/merchants lists those that your API key is for."
  },
  merchantExists: {
    type: "/problems/merchant-exists",
    status: 409,
    title: "This merchant is there already",
    meaning: "A merchant with this id was added before, or is the one of the server's variables.",
    nextStep: "Nothing was changed; change it with PATCH."
  },
  merchantOfEnvironment: {
    type: "/problems/merchant-of-environment",
    status: 409,
    title: "This merchant is set by the server's variables",
    meaning: "Its credentials are not in the database: they are read from FINPAY_MERCHANT_ID and the like at start.",
    nextStep: "Nothing was changed; whoever runs this server changes the variables."
  },
  merchantInUse: {
    type: "/problems/merchant-in-use",
    status: 409,
    title: "The merchant has mutations that are not settled",
    meaning: "Without its credentials nobody could find out how they ended.",
    nextStep: "Nothing was changed; see GET /v1/mutations for what is open, and remove it when that is settled."
  },
  webhookEndpointNotFound: {
    type: "/problems/webhook-endpoint-not-found",
    status: 404,
    title: "There is no such webhook endpoint",
    meaning: "No webhook endpoint of this merchant has this id, or it was deleted.",
    nextStep: "Check the id; GET /v1/webhook-endpoints lists them."
  },
  webhookDeliveryNotFound: {
    type: "/problems/webhook-delivery-not-found",
    status: 404,
    title: "There is no such webhook delivery",
    meaning: "No delivery of this merchant has this id, or it was cleaned up some time after it had ended.",
    nextStep: "Check the id; GET /v1/webhook-deliveries lists them."
  },
  webhookEndpointsFull: {
    type: "/problems/webhook-endpoints-full",
    status: 409,
    title: "The merchant has as many webhook endpoints as it can have",
    meaning: "Every event is sent to every endpoint that wants it, so their number is bounded.",
    nextStep: "Nothing was changed; delete one that is not used any more."
  },
  webhookWrongState: {
    type: "/problems/webhook-wrong-state",
    status: 409,
    title: "This cannot be done to the webhook as it stands",
    meaning: "Only what is delivered or dead can be replayed, and only an endpoint that is enabled is sent anything.",
    nextStep: "Nothing was changed; read it again, and enable the endpoint first where it is disabled."
  },
  callbackRefused: {
    type: "/problems/callback-refused",
    status: 401,
    title: "The callback is not signed by Finpay",
    meaning: "The signature is missing or does not belong to this body and this server's Merchant Key.",
    nextStep: "Nothing was changed; check that the key is that of the sending environment, otherwise it is forged."
  },
  notPermitted: {
    type: "/problems/not-permitted",
    status: 403,
    title: "Finpay does not permit this to the merchant",
    meaning: "A channel or feature is not enabled, or the merchant is not known. Finpay did nothing.",
    nextStep: "Ask Finpay to enable it for the merchant."
  },
  notThisMachine: {
    type: "/problems/not-this-machine",
    status: 403,
    title: "This server is open to its own machine only",
    meaning:
      "No API key was sent, and the server is open to its own machine without one. Then it answers only to `localhost`, `127.…` and `[::1]` in the " +
      "header `Host`, and to no web page (header `Origin`) from elsewhere: such a page could refund without being asked.",
    nextStep: "This request was not sent; call the server as http://127.0.0.1, or make an API key with finpay-api init."
  },
  routeNotFound: {
    type: "/problems/route-not-found",
    status: 404,
    title: "There is nothing at this address",
    meaning: "No resource of this API has this path.",
    nextStep: "Nothing was sent to Finpay; see /docs for every address."
  },
  notFound: {
    type: "/problems/not-found",
    status: 404,
    title: "Finpay knows no such payment",
    meaning: "Finpay knows no such order or, for a refund, no captured payment of it. Finpay did nothing.",
    nextStep: "Check the order id or reference."
  },
  ownRequest: {
    type: "/problems/own-request",
    status: 403,
    title: "Who asked for a change does not decide about it",
    meaning:
      "A change above the merchant's limit takes two people: the API key that asked for it neither approves nor " +
      "rejects it, and neither does a caller without an API key, who may be the same.",
    nextStep: "Nothing was changed; another person decides with an API key of their own. Who asked can withdraw it."
  },
  othersRequest: {
    type: "/problems/others-request",
    status: 403,
    title: "Only who asked for a change withdraws it",
    meaning: "The API key is not the one that asked for it.",
    nextStep: "Nothing was changed; reject it, with a key that may."
  },
  approvalNotFound: {
    type: "/problems/approval-not-found",
    status: 404,
    title: "There is no such approval",
    meaning: "No change of this merchant that needs a second person has this id.",
    nextStep: "Check the id; GET /v1/approvals lists them, with `?reference=` those of one order."
  },
  paymentNotSeen: {
    type: "/problems/payment-not-seen",
    status: 404,
    title: "This service has not seen the payment",
    meaning:
      "It was asked for what was seen last (`?from=known`), and this service neither created, read nor was told " +
      "of such a payment of this merchant. That says nothing of what Finpay knows.",
    nextStep: "Read it without `from=known`, which asks Finpay."
  },
  callbackNotFound: {
    type: "/problems/callback-not-found",
    status: 404,
    title: "There is no such callback",
    meaning: "No callback of this merchant has this id. Of those that were refused only the last 200 are kept.",
    nextStep: "Check the id; GET /v1/callbacks lists them."
  },
  mutationNotFound: {
    type: "/problems/mutation-not-found",
    status: 404,
    title: "There is no such mutation",
    meaning: "No refund, void or cancel of this merchant has this id.",
    nextStep: "Check the id; GET /v1/mutations lists them, with `?reference=` those of one order."
  },
  methodNotAllowed: {
    type: "/problems/method-not-allowed",
    status: 405,
    title: "This address has other methods",
    meaning: "The address exists; the header Allow says how it is called.",
    nextStep: "Nothing was sent to Finpay; use a method of the header Allow."
  },
  idempotencyKeyInFlight: {
    type: "/problems/idempotency-key-in-flight",
    status: 409,
    title: "The first request with this key has no outcome yet",
    meaning: "The same request with the same key is being carried out at this moment. This one was not sent.",
    nextStep:
      "Send the same request with the same key again in a moment; it then answers with the outcome of the first."
  },
  wrongState: {
    type: "/problems/wrong-state",
    status: 409,
    title: "The payment's state does not allow this",
    meaning: "The payment is unpaid, settled, cancelled, expired or refunded already. Finpay did nothing.",
    nextStep: "Read the payment and see what its state allows."
  },
  notApplied: {
    type: "/problems/not-applied",
    status: 409,
    title: "It did not happen, and its key is used up",
    meaning: "Its answer had been lost, and it was found out that Finpay did not do it (`decidedBy`: evidence); or a " +
      "person decided so, or withdrew it before it was sent (person). The same key will always answer so.",
    nextStep: "Read the payment; if it is still wanted, send it again under a new key."
  },
  approvalRefused: {
    type: "/problems/approval-refused",
    status: 409,
    title: "It was not approved, and its key is used up",
    meaning:
      "The change is above the merchant's limit and takes a second person, who rejected it, or did not decide in " +
      "time (expired); or who asked withdrew it. It was never sent, and the same key will always answer so.",
    nextStep: "If it is still wanted, ask for it again under a new key."
  },
  approvalWrongState: {
    type: "/problems/approval-wrong-state",
    status: 409,
    title: "The approval is decided already",
    meaning: "Somebody else was faster, or it expired. Each is decided once.",
    nextStep: "Read the approval to see how it was decided, and by whom; this request changed nothing."
  },
  refundNumberUsed: {
    type: "/problems/refund-number-used",
    status: 409,
    title: "This partnerRefundNo belongs to another refund",
    meaning:
      "At Finpay a QRIS refund is its `partnerRefundNo`. Another mutation of the merchant has it (`mutationId`); two " +
      "with one number would be one payout that is booked twice. This one was not accepted.",
    nextStep: "Read that mutation (header Location) to see how it ended; another refund needs a number of its own."
  },
  mutationWrongState: {
    type: "/problems/mutation-wrong-state",
    status: 409,
    title: "The mutation's state does not allow this",
    meaning: "Only an unknown outcome can be asked about. Closed can be what is unknown or needs review, and, as not " +
      "applied, what was not sent yet.",
    nextStep: "Read the mutation and see what its state allows."
  },
  bodyTooLarge: {
    type: "/problems/body-too-large",
    status: 413,
    title: "The body is too large",
    meaning: "A request may be 262,144 bytes, a callback 65,536, and a file as many as the server takes.",
    nextStep: "Nothing was sent to Finpay; send less."
  },
  unsupportedMediaType: {
    type: "/problems/unsupported-media-type",
    status: 415,
    title: "The body is not declared as what this operation takes",
    meaning:
      "A request with a body needs the header `Content-Type: application/json` (or, where a file is taken, its " +
      "own media type, such as `text/csv`), and no Content-Encoding.",
    nextStep: "This request was not sent; declare the body as what it is, and keep the key."
  },
  invalidRequest: {
    type: "/problems/invalid-request",
    status: 422,
    title: "The request is wrong",
    meaning:
      "The body can be read, but something in it (or in the path or query) is wrong. The member `errors` names " +
      "every such thing and where it stands. When Finpay found it, `responseCode` is there, `errors` may be empty, and " +
      "the key stays with the request that Finpay refused.",
    nextStep: "This request did nothing; mend what is named and send it again, a mutation with the same key."
  },
  idempotencyKeyReused: {
    type: "/problems/idempotency-key-reused",
    status: 422,
    title: "This key belongs to another request",
    meaning:
      "The key was used before, and that request was another one: another operation, order, amount or member. This one " +
      "was not sent. The member `firstRequest` says how the first one ended. If both mean the same refund, a new key " +
      "for this one could pay it twice.",
    nextStep:
      "Repeat the first request as it was, with this key, to get its outcome; read the payment before you use another key."
  },
  declined: {
    type: "/problems/declined",
    status: 422,
    title: "Declined, or over a limit",
    meaning: "More than was paid, more than is left to refund, no balance, suspected fraud. Finpay did nothing.",
    nextStep: "Check the amount against what was paid and what is left to refund."
  },
  rateLimited: {
    type: "/problems/rate-limited",
    status: 429,
    title: "Too many calls",
    meaning: "Finpay counts too many calls. This one was not processed.",
    nextStep: "Wait as long as the header Retry-After says, then send the same request with the same key."
  },
  tooManyRequests: {
    type: "/problems/too-many-requests",
    status: 429,
    title: "Too many requests to this server",
    meaning: "The API key (or, without a valid one, the address of the caller) made more requests than this server " +
      "takes in a minute. It is not about Finpay, which was not asked.",
    nextStep: "Wait as long as the header Retry-After says, then send the same request, a mutation with the same key."
  },
  malformedHttp: {
    type: "/problems/malformed-http",
    status: 400,
    title: "This is no HTTP request",
    meaning: "What came cannot be read as HTTP/1.1, so nobody can say what was asked for.",
    nextStep: "Nothing was sent to Finpay; look at the client or the proxy that sends it."
  },
  requestTooSlow: {
    type: "/problems/request-too-slow",
    status: 408,
    title: "The request did not come in time",
    meaning: "The headers have ten seconds and the whole request thirty. This one was not whole by then.",
    nextStep: "Nothing was sent to Finpay; send it again, a mutation with the same key."
  },
  headersTooLarge: {
    type: "/problems/headers-too-large",
    status: 431,
    title: "The headers are too large",
    meaning: "The address and the headers of a request may be 16 KiB together.",
    nextStep: "Nothing was sent to Finpay; send fewer or shorter headers."
  },
  fileRefused: {
    type: "/problems/file-refused",
    status: 422,
    title: "The file cannot be taken",
    meaning:
      "The file is no table, lacks a column, is too long, or something in its lines is wrong. `errors` names the " +
      "first hundred such things with line and column, and `errorCount` says how many there are. Nothing was taken of it.",
    nextStep: "Nothing was sent to Finpay; mend the file and send it again, with the same key where it needs one."
  },
  batchNotFound: {
    type: "/problems/batch-not-found",
    status: 404,
    title: "There is no such refund batch",
    meaning: "No refund batch of this merchant has this id.",
    nextStep: "Check the id; GET /v1/refund-batches lists them."
  },
  batchWrongState: {
    type: "/problems/batch-wrong-state",
    status: 409,
    title: "The refund batch's state does not allow this",
    meaning: "Decided can be only what needs approval, and cancelled only what has not ended (`batchState`).",
    nextStep: "Nothing was changed; read the batch."
  },
  reconciliationNotFound: {
    type: "/problems/reconciliation-not-found",
    status: 404,
    title: "There is no such reconciliation",
    meaning: "No reconciliation of this merchant has this id, or it was kept long enough and is deleted.",
    nextStep: "Check the id; GET /v1/reconciliations lists them."
  },
  reconciliationNotFinished: {
    type: "/problems/reconciliation-not-finished",
    status: 409,
    title: "The reconciliation is not finished",
    meaning: "Its results are there once it is finished; one that failed has none.",
    nextStep: "Read the reconciliation, which says how far it is or why it failed."
  },
  secondPersonMissing: {
    type: "/problems/second-person-missing",
    status: 403,
    title: "Another person has to decide this",
    meaning: "What is above the merchant's limit is decided with another API key than it was asked for with.",
    nextStep: "Nothing was changed; let a colleague decide with an API key of their own."
  },
  internalFault: {
    type: "/problems/internal-fault",
    status: 500,
    title: "A fault of this server",
    meaning: "Something in this server failed that should not. Its log has the fault under the `instance`.",
    nextStep: "Read the payment before anything else is done with it, and show the instance to who runs this server."
  },
  notAuthenticated: {
    type: "/problems/finpay-credentials-refused",
    status: 502,
    title: "Finpay does not accept this server's credentials",
    meaning:
      "The Merchant Id and Key, or the SNAP client, secret, private key or clock of this server are not those of " +
      "the environment it talks to. It is not about your API key. Finpay did nothing.",
    nextStep: "Whoever runs this server checks its credentials; then the same request may be sent with the same key."
  },
  responseNotUnderstood: {
    type: "/problems/response-not-understood",
    status: 502,
    title: "What came back is no answer of Finpay",
    meaning:
      "A call that only reads, for a payment or before a change of it, was answered with HTML, nothing, too much, " +
      "or a code that contradicts its status. Nothing was sent that changes anything.",
    nextStep: "Ask again; if it stays, whoever runs this server checks the address of Finpay."
  },
  unavailable: {
    type: "/problems/unavailable",
    status: 503,
    title: "Finpay could not be reached",
    meaning: "The connection failed before the request left, or the call only reads. It was certainly not processed.",
    nextStep: "Send the same request again, with the same key."
  },
  journalUnavailable: {
    type: "/problems/journal-unavailable",
    status: 503,
    title: "The journal cannot be used",
    meaning:
      "This server's database cannot be read or written (`reason`). Whatever moves money is written down before it " +
      "is sent, so nothing is sent that is not written down. `operationState` says whether this request certainly was " +
      "not (not-processed), or may have been in the last moment (unknown).",
    nextStep: "Send the same request again with the same key, which cannot do it twice; never under another one."
  },
  notReady: {
    type: "/problems/not-ready",
    status: 503,
    title: "This server should get no requests now",
    meaning: "It stops, or it cannot do its work (`reasons`). It is what `/readyz` answers, for a load balancer.",
    nextStep: "Send requests to another server of the same database, and look at what is named."
  },
  approvalNeeded: {
    type: "/problems/approval-needed",
    status: 202,
    title: "A second person has to approve this",
    meaning:
      "The request was taken and is not sent: with what was given back of the order before, it is above the merchant's " +
      "limit for one person. Another API key approves or rejects it; when it is approved it is carried out. The same key " +
      "never asks twice, and answers with how it stands.",
    nextStep: "Read what the header Location names until it is decided; never send this again under another key."
  },
  outcomeUnknown: {
    type: "/problems/outcome-unknown",
    status: 202,
    title: "It is not known yet whether this happened",
    meaning:
      "The request was taken and its outcome is not known yet. It left this server and no clear answer came back " +
      "(a time-out, a broken connection, a server error, an answer that cannot be read), or it is on its way, or waits " +
      "for an earlier change of the same order: `mutationState` says which. Perhaps the money moved and perhaps it did " +
      "not. This is neither a success nor a failure, and it is answered with 202 and not with a 5xx because HTTP clients " +
      "and proxies repeat a 5xx, and a repeated refund pays twice. The same key never sends it again.",
    nextStep: "Read what the header Location names until it is decided; never send this again under another key."
  }
} as const satisfies Record<string, ProblemType>
