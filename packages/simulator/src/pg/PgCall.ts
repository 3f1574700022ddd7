import type * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import type { JsonObject } from "../json/read.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import type { World } from "../state/World.ts"

/** A refund that is to be answered with 202: it ends so many milliseconds later. */
export interface InProgress {
  readonly millis: number
  readonly as: "done" | "failed"
}

/** A call of the payment gateway whose merchant is known. */
export interface PgCall {
  readonly world: World
  readonly merchant: Merchant
  /** The simulator's clock. */
  readonly now: number
  /** The `{orderId}` of the path, decoded. */
  readonly orderId: string | undefined
  /** The body, where the operation has one; a GET's body is never looked at. */
  readonly body: () => Result.Result<JsonObject, Refusal>
  readonly inProgress: InProgress | undefined
}

/** What a call that was carried out answers beside the envelope. */
export interface PgDone {
  /** Accepted, and not done yet: 2020000. */
  readonly isPending?: boolean
  /** Members between the message and the processing time. */
  readonly members?: JsonObject
  readonly data?: JsonObject
}

/** Carries out one operation, in one step. */
export type PgHandler = (call: PgCall) => Result.Result<PgDone, Refusal>
