import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { Amount } from "./amount.ts"
import { optionalText, perhaps } from "./answer.ts"
import { open, query } from "./document.ts"
import { BodyTooLarge, CallbackMalformed, CallbackRefusedProblem, RouteNotFound } from "./problems.ts"

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

/** News whose signature was right. It is news and not proof: read the payment before acting on it. */
export const SeenCallback = Schema.Struct({
  receivedAt: Schema.String.annotate({ format: "date-time" }),
  kind: Schema.Literals(["payment", "qris"]),
  reference: optionalText("The order id or, for QRIS, Finpay's reference number."),
  status: optionalText("Finpay's word or, for QRIS, two digits; an unknown one as it came."),
  isPaid: perhaps("Does the status say that money arrived?"),
  amount: Schema.optionalKey(Amount)
}).annotate({ identifier: "SeenCallback" })

/** News whose signature was right. */
export type SeenCallback = typeof SeenCallback.Type

/** The last news, newest first, and how many callbacks were turned away. */
export const SeenCallbacks = Schema.Struct({
  callbacks: Schema.Array(SeenCallback),
  refused: Schema.Int.annotate({ description: "Callbacks turned away since this process started." })
}).annotate({ identifier: "SeenCallbacks" })

const merchant = { merchant: Schema.String.annotate({ description: "The merchant's id at Finpay." }) } as const

const body = Schema.Record(Schema.String, Schema.Unknown)

/** Where Finpay posts its news. No API key: the signature says who it is. */
export class CallbacksGroup extends HttpApiGroup.make("callbacks").add(
  HttpApiEndpoint.post("finpay", "/callbacks/finpay/:merchant", {
    params: merchant,
    payload: body,
    success: CallbackTaken,
    error: [CallbackMalformed, CallbackRefusedProblem, BodyTooLarge, RouteNotFound]
  }).annotateMerge(open(
    "Payment callback from Finpay",
    "Give this address as `url.callbackUrl`. At most 65,536 bytes; verified over the raw bytes with the Merchant Key."
  )),
  HttpApiEndpoint.post("snapQris", "/callbacks/snap/:merchant/v1.0/qr/qr-mpm-notify", {
    params: merchant,
    payload: body,
    success: SnapAnswer,
    error: [
      SnapAnswer.pipe(HttpApiSchema.status(400)),
      SnapAnswer.pipe(HttpApiSchema.status(401)),
      SnapAnswer.pipe(HttpApiSchema.status(404)),
      SnapAnswer.pipe(HttpApiSchema.status(413))
    ]
  }).annotateMerge(open(
    "QRIS notification from Finpay",
    "SNAP service 52. Headers X-TIMESTAMP and X-SIGNATURE, answered in SNAP's own form."
  ))
).annotateMerge(annotations({ title: "Callbacks", description: "What Finpay posts to the merchant." })) {}

/** What arrived. */
export class NewsGroup extends HttpApiGroup.make("news").add(
  HttpApiEndpoint.get("list", "/callbacks", { success: SeenCallbacks }).annotateMerge(query(
    "The last callbacks",
    "The last 100 whose signature was right, newest first. Held in the memory of this process only."
  ))
).annotateMerge(annotations({ title: "News", description: "The callbacks that arrived." })) {}
