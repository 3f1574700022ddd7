import { catalog } from "@openfinpay/finpay-core"
import type { FaultKind } from "./kinds.ts"
import { factsOf } from "./kinds.ts"

/** An operation a fault may strike. */
export interface FaultOperation {
  readonly family: "pg" | "snap" | "snap-token" | "callback"
  /** A name of the catalog, `qrisCancel`, `callback` or `notification`. */
  readonly operation: string
}

/** Every operation there is. */
const operations: ReadonlyArray<FaultOperation> = [
  ...catalog.map(({ family, name }) => ({ family, operation: name })),
  { family: "snap", operation: "qrisCancel" },
  { family: "callback", operation: "callback" },
  { family: "callback", operation: "notification" }
]

const refunds = ["refund", "qrisRefund"]

/** Whether a kind of fault can strike an operation at all. */
export const canStrike = (kind: FaultKind, { family, operation }: FaultOperation): boolean => {
  const { only, phase } = factsOf(kind)
  if ((phase === "callback") !== (family === "callback")) return false
  if (only === "snap" && family !== "snap") return false
  return only !== "refunds" || refunds.includes(operation)
}

/** Why a fault could never strike the operation it names, if so. */
export const operationProblem = (kind: FaultKind, operation: string): string | undefined => {
  const named = operations.filter((one) => one.operation === operation)
  if (named.some((one) => canStrike(kind, one))) return undefined
  const possible = operations.filter((one) => canStrike(kind, one)).map((one) => one.operation)
  const problem = named.length === 0 ? "is no operation" : `is never struck by ${kind}`
  return `${problem}: one of ${[...new Set(possible)].join(", ")}`
}
