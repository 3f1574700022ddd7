import type { Observation } from "../payments/Observation.ts"
import type { Said } from "./Callback.ts"

/** Whether a callback says what Finpay says when it is asked, and if not, what is another. */
export type Comparison =
  | { readonly state: "agreed" }
  | { readonly state: "disagreed"; readonly reason: "not-found" | "status" | "amount" }

const differs = (said: number | undefined, answered: number | undefined): boolean =>
  said !== undefined && answered !== undefined && said !== answered

/** Compares what a callback says with what Finpay answered; without an answer it knows no such payment. */
export const compare = (said: Said, answered: Observation | undefined): Comparison => {
  if (answered === undefined) return { state: "disagreed", reason: "not-found" }
  if (said.status !== undefined && said.status !== answered.status) return { state: "disagreed", reason: "status" }
  return differs(said.orderAmount, answered.orderAmount) || differs(said.paidAmount, answered.paidAmount)
    ? { state: "disagreed", reason: "amount" }
    : { state: "agreed" }
}
