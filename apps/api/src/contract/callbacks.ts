import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { Amount } from "./amount.ts"
import { optionalText, perhaps } from "./answer.ts"
import { open, query } from "./document.ts"
import { merchantHeader } from "./merchant-header.ts"
import { instant, limit, text } from "./mutations.ts"
import { PaymentKind } from "./payment-kind.ts"
import {
  BodyTooLarge,
  CallbackMalformed,
  CallbackNotFoundProblem,
  CallbackRefusedProblem,
  InvalidRequestProblem,
  JournalUnavailableProblem,
  RouteNotFound
} from "./problems.ts"

/** What Finpay expects as the answer to a callback. */
export const CallbackTaken = Schema.Struct({
  responseCode: Schema.Literal("2000000"),
  responseMessage: Schema.Literal("Success"),
  processingTime: Schema.Finite.annotate({ description: "Seconds." })
}).annotate({ identifier: "CallbackTaken" })

/** What SNAP BI expects as the answer to a notification. The HTTP status is the first three digits of the code. */
export const SnapAnswer = Schema.Struct({
  responseCode: Schema.String.annotate({ examples: ["2005200"] }),
  responseMessage: Schema.String
}).annotate({ identifier: "SnapAnswer" })

/** An access token for Finpay, as SNAP BI has it (service 73). */
export const SnapTokenAnswer = Schema.Struct({
  responseCode: Schema.Literal("2007300"),
  responseMessage: Schema.Literal("Successful"),
  accessToken: Schema.String,
  tokenType: Schema.Literal("Bearer"),
  expiresIn: Schema.String.annotate({ description: "Seconds, as text.", examples: ["900"] })
}).annotate({ identifier: "SnapTokenAnswer" })

/** What became of a callback. */
export const CallbackState = Schema.Literals([
  "received",
  "refused",
  "unreadable",
  "verified",
  "agreed",
  "disagreed",
  "unanswered"
]).annotate({
  identifier: "CallbackState",
  description: "received: stored, not looked at yet. refused: not from Finpay, or too old (`reason`); it changed " +
    "nothing. unreadable: Finpay signed it, and it is not as we know it. verified: Finpay signed it, and is being asked. " +
    "agreed: Finpay says the same when it is asked. disagreed: it says something else (`reason`: status, amount or " +
    "not-found), and that counts. unanswered: Finpay could not be asked for two days."
})

/** What became of a callback. */
export type CallbackState = typeof CallbackState.Type

const time = (description: string) => Schema.String.annotate({ format: "date-time", description })
const optionalTime = (description: string) => Schema.optionalKey(time(description))

/** Something that was posted to an address for Finpay. It is news and not proof: what counts is Finpay's answer. */
export const ReceivedCallback = Schema.Struct({
  id: Schema.String.annotate({ examples: ["cb_0mi7wq3k2f8t5c1h0dpa4"] }),
  receivedAt: time("When it came."),
  kind: PaymentKind,
  state: CallbackState,
  reason: optionalText("Why, for what was refused, cannot be read, disagrees or could not be asked about."),
  reference: optionalText("The order id or, for QRIS, Finpay's number of the payment, as it says."),
  partnerReference: optionalText("For QRIS: your own number of it, as it says."),
  status: optionalText("The status it says: Finpay's word or, for QRIS, two digits."),
  isPaid: perhaps("Does the status it says mean that money arrived?"),
  orderAmount: Schema.optionalKey(Amount.annotate({ description: "What was ordered, as it says." })),
  paidAmount: Schema.optionalKey(Amount.annotate({ description: "What was paid, as it says." })),
  askedAt: optionalTime("When Finpay was asked what it is compared with."),
  finpayStatus: optionalText("The status Finpay answered then."),
  duplicates: Schema.Int.annotate({ description: "How often the same came again." }),
  lastReceivedAt: time("When it last came."),
  digest: Schema.String.annotate({ description: "SHA-256 of its body, in hexadecimal." })
}).annotate({ identifier: "ReceivedCallback" })

/** Something that was posted to an address for Finpay. */
export type ReceivedCallback = typeof ReceivedCallback.Type

/** A callback with all that was kept of it. */
export const WholeCallback = Schema.Struct({
  ...ReceivedCallback.fields,
  path: Schema.String.annotate({ description: "Where it was posted, as on the request line." }),
  headers: Schema.Record(Schema.String, Schema.String).annotate({
    description: "The headers that say where it is from. None that opens anything, such as a token."
  }),
  rawText: optionalText("Its body as it arrived; not there where it is not UTF-8 or was too large to be read."),
  rawBase64: Schema.String.annotate({ description: "The bytes of its body, in base64." })
}).annotate({ identifier: "WholeCallback" })

/** A callback with all that was kept of it. */
export type WholeCallback = typeof WholeCallback.Type

/** Callbacks, newest first. */
export const CallbackPage = Schema.Struct({
  callbacks: Schema.Array(ReceivedCallback),
  next: optionalText("Pass it as `after` for the next page; not there on the last one.")
}).annotate({ identifier: "CallbackPage" })

const CallbackId = Schema.String.check(
  Schema.isPattern(/^[\w-]{1,64}$/u, { message: "an id is 1 to 64 letters, digits, dashes or underscores" })
)

const filters = {
  state: Schema.optionalKey(
    Schema.Array(CallbackState).annotate({
      description: "Only those in this state; give it several times for several."
    })
  ),
  kind: Schema.optionalKey(PaymentKind),
  reference: Schema.optionalKey(
    text("a reference", 64).annotate({ description: "Only those about this order or payment, by either number." })
  ),
  since: Schema.optionalKey(instant.annotate({ description: "Received at or after." })),
  until: Schema.optionalKey(instant.annotate({ description: "Received before." })),
  after: Schema.optionalKey(CallbackId.annotate({ description: "The `next` of the page before." })),
  limit
} as const

const merchant = { merchant: Schema.String.annotate({ description: "The merchant's id at Finpay." }) } as const

const body = Schema.Record(Schema.String, Schema.Unknown)

const ofFinpay = {
  payload: body,
  success: CallbackTaken,
  error: [CallbackMalformed, CallbackRefusedProblem, BodyTooLarge, RouteNotFound, JournalUnavailableProblem]
} as const

const snapErrors = [
  SnapAnswer.pipe(HttpApiSchema.status(400)),
  SnapAnswer.pipe(HttpApiSchema.status(401)),
  SnapAnswer.pipe(HttpApiSchema.status(404)),
  SnapAnswer.pipe(HttpApiSchema.status(413)),
  SnapAnswer.pipe(HttpApiSchema.status(500))
] as const

const ofSnap = { payload: body, success: SnapAnswer, error: snapErrors } as const
const ofToken = { payload: body, success: SnapTokenAnswer, error: snapErrors } as const

const ofServer = "For the merchant whose credentials are in the server's environment."

const finpayWords =
  "Give this address as `url.callbackUrl`. At most 65,536 bytes; verified over the raw bytes with the " +
  "Merchant Key. It is stored, and Finpay is asked for the order's status: only what it answers counts."

const snapWords =
  "SNAP service 52. Headers X-TIMESTAMP and X-SIGNATURE, answered in SNAP's own form. It is stored, and " +
  "Finpay is asked for the payment: only what it answers counts."

const tokenWords =
  "SNAP service 73, where notifications are signed with a token (`FINPAY_SNAP_NOTIFICATION_SIGNATURE` " +
  "is `symmetric`). Headers X-CLIENT-KEY, X-TIMESTAMP and X-SIGNATURE (Finpay's RSA key). A token is good for 900 seconds."

/** Where Finpay posts its news. No API key: the signature says who it is. */
export class CallbacksGroup extends HttpApiGroup.make("callbacks").add(
  HttpApiEndpoint.post("finpay", "/callbacks/finpay/:merchant", { params: merchant, ...ofFinpay }).annotateMerge(
    open("Payment callback from Finpay", finpayWords)
  ),
  HttpApiEndpoint.post("finpayOfServer", "/callbacks/finpay", ofFinpay).annotateMerge(
    open("Payment callback from Finpay, for the server's merchant", `${ofServer} ${finpayWords}`)
  ),
  HttpApiEndpoint.post("snapQris", "/callbacks/snap/:merchant/v1.0/qr/qr-mpm-notify", { params: merchant, ...ofSnap })
    .annotateMerge(open("QRIS notification from Finpay", snapWords)),
  HttpApiEndpoint.post("snapQrisOfServer", "/callbacks/snap/v1.0/qr/qr-mpm-notify", ofSnap).annotateMerge(
    open("QRIS notification from Finpay, for the server's merchant", `${ofServer} ${snapWords}`)
  ),
  HttpApiEndpoint.post("snapToken", "/callbacks/snap/:merchant/v1.0/access-token/b2b", { params: merchant, ...ofToken })
    .annotateMerge(open("Access token for QRIS notifications", tokenWords)),
  HttpApiEndpoint.post("snapTokenOfServer", "/callbacks/snap/v1.0/access-token/b2b", ofToken).annotateMerge(
    open("Access token for QRIS notifications, for the server's merchant", `${ofServer} ${tokenWords}`)
  )
).annotateMerge(annotations({ title: "Callbacks", description: "What Finpay posts to the merchant." })) {}

/** What arrived. */
export class ReceivedCallbacksGroup extends HttpApiGroup.make("receivedCallbacks").add(
  HttpApiEndpoint.get("list", "/callbacks", {
    headers: merchantHeader,
    query: filters,
    success: CallbackPage,
    error: [InvalidRequestProblem, JournalUnavailableProblem]
  }).annotateMerge(query(
    "List callbacks",
    "All that was posted for this merchant, newest first; of the refused ones, the last 200."
  )),
  HttpApiEndpoint.get("get", "/callbacks/:callbackId", {
    params: { callbackId: CallbackId },
    headers: merchantHeader,
    success: WholeCallback,
    error: [CallbackNotFoundProblem, InvalidRequestProblem, JournalUnavailableProblem]
  }).annotateMerge(query("Read a callback", "With its body as it arrived, byte for byte."))
).annotateMerge(annotations({ title: "Received callbacks", description: "The callbacks that arrived." })) {}
