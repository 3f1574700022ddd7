import type * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import type { JsonObject } from "../json/read.ts"
import type { Merchant, SnapClient } from "../merchants/Merchant.ts"
import type { InProgress } from "../pg/PgCall.ts"
import type { World } from "../state/World.ts"
import type { SnapFields } from "./fields.ts"

/** A SNAP call whose sender is known. */
export interface SnapCall {
  readonly world: World
  readonly merchant: Merchant
  readonly client: SnapClient
  /** The simulator's clock. */
  readonly now: number
  readonly externalId: string
  readonly fields: SnapFields
  readonly inProgress: InProgress | undefined
}

/** What a call that was carried out answers beside code and message. */
export interface SnapDone {
  /** Accepted, and not done yet: 202xx00. */
  readonly isPending?: boolean
  readonly members: JsonObject
}

/** Carries out one operation, in one step. */
export type SnapHandler = (call: SnapCall) => Result.Result<SnapDone, Refusal>
