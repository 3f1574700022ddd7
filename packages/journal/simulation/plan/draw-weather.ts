import { faultKinds, FaultRule } from "@openfinpay/finpay-simulator"
import type { FaultInput, FaultKind } from "@openfinpay/finpay-simulator"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Draws } from "../draws.ts"
import type { OrderPlan, Weather } from "./Plan.ts"

/** The operations that are called here once the faults have begun. */
const operations = [
  "refund",
  "void",
  "cancel",
  "qrisRefund",
  "checkStatus",
  "qrisQuery",
  "snapToken",
  "callback",
  "notification"
] as const

const kinds = Object.keys(faultKinds) as ReadonlyArray<FaultKind>

/** Every kind of fault with every operation it can strike. */
const pairs = kinds.flatMap((kind) =>
  operations
    .filter((operation) => Result.isSuccess(Schema.decodeResult(FaultRule)({ kind, operation })))
    .map((operation) => ({ kind, operation }))
)

/** What can make a refund be paid that nobody knows of comes oftener. */
const oftener: Readonly<Partial<Record<FaultKind, number>>> = {
  "carried-out-late": 5,
  "lost-answer": 3,
  "no-answer": 2,
  "in-progress": 2
}

const isQuestion = (operation: string): boolean => ["checkStatus", "qrisQuery", "snapToken"].includes(operation)

/**
 * How long a fault may delay anything, in milliseconds. What keeps a mutation on its way ends long before the journal
 * may believe that it was not carried out.
 */
const delays: Readonly<Partial<Record<FaultKind, readonly [least: number, longest: number]>>> = {
  "carried-out-late": [1_000, 50_000],
  "in-progress": [2_000, 50_000],
  "in-progress-fails": [2_000, 50_000],
  "slow-answer": [500, 15_000],
  "trickling-answer": [100, 2_000],
  "clock-skew": [400_000, 900_000],
  "callback-late": [500, 60_000],
  "callback-reordered": [500, 60_000]
}

const drawFault = (draws: Draws, orders: ReadonlyArray<OrderPlan>): FaultInput => {
  const isSnap = draws.chance(0.3) && orders.some(({ made }) => made.by === "qris")
  // First the operation, so that those with few kinds of faults are not forgotten.
  const likely = isSnap
    ? ["qrisRefund", "qrisRefund", "qrisRefund", "qrisQuery", "snapToken", "notification"]
    : ["refund", "refund", "refund", "refund", "void", "cancel", "checkStatus", "callback"]
  const operation = draws.pick(likely)
  // Ten megabytes each time: seldom is often enough.
  const withHuge = draws.chance(0.15)
  const fitting = pairs
    .filter((pair) => pair.operation === operation && (withHuge || pair.kind !== "huge-answer"))
    .flatMap(({ kind }) => Array.from({ length: oftener[kind] ?? 1 }, () => kind))
  const kind = draws.pick(fitting)
  const delay = delays[kind]
  return {
    kind,
    operation,
    times: isQuestion(operation) ? draws.pick([1, 2, 4]) : draws.pick([1, 1, 2, 3]),
    probability: draws.pick([1, 1, 0.5]),
    ...(delay === undefined ? {} : { delayMillis: draws.between(...delay) })
  }
}

/** What goes wrong at Finpay, from the moment the orders are made. */
export const drawWeather = (draws: Draws, orders: ReadonlyArray<OrderPlan>): ReadonlyArray<Weather> => {
  const faults = (count: number) => Array.from({ length: count }, () => drawFault(draws, orders))
  const first: Weather = { at: 100, faults: faults(draws.pick([0, 1, 1, 2, 3, 4])) }
  return draws.chance(0.2)
    ? [first, { at: draws.between(10_000, 60_000), faults: faults(draws.pick([1, 2, 3])) }]
    : [first]
}
