import type { OrderView } from "@openfinpay/finpay-simulator"
import type { Verification } from "../../src/audit/verify.ts"
import type { Departure } from "../gateway/Gateway.ts"
import type { Plan } from "../plan/Plan.ts"
import type { Story } from "../story/Story.ts"
import type { BookedMutation, BookedStep } from "./Books.ts"
import type { Reply } from "./Caller.ts"
import type { Machine, MachineCounts } from "./Machine.ts"
import type { Reviewed, Scene } from "./Scene.ts"

/** Everything that is known of a world when it has ended: what the checks look at, and what is counted. */
export interface Facts {
  readonly plan: Plan
  readonly story: Story
  /** `over`: nothing was left to do. */
  readonly end: "over" | "idle" | "limit"
  readonly virtualMillis: number
  readonly mutations: ReadonlyArray<BookedMutation>
  readonly steps: ReadonlyArray<BookedStep>
  readonly reviewed: ReadonlyArray<Reviewed>
  readonly verification: Verification | undefined
  readonly departures: ReadonlyArray<Departure>
  /** What was wrong at the moment it happened. */
  readonly alarms: ReadonlyArray<string>
  readonly orders: ReadonlyArray<OrderView>
  readonly replies: ReadonlyArray<Reply>
  readonly machine: MachineCounts
  /** How often a process logged a warning. */
  readonly warnings: number
  readonly news: { readonly taken: number; readonly refused: number }
  /** Forged or unsigned callbacks that were taken for news. */
  readonly forgedNews: number
  readonly faults: ReadonlyMap<string, number>
}

const isForged = (fault: string | undefined): boolean => fault === "callback-forged" || fault === "callback-unsigned"

/** What is known of a world that has ended. */
export const factsOf = (scene: Scene, machine: Machine, end: Facts["end"]): Facts => {
  const { alarms, books, gateway, news, plan, replies, reviewed, steps, story, time, verification, warnings } = scene
  const callbacks = scene.now(gateway.simulator.callbacks)
  const faults = new Map<string, number>()
  for (const { fault } of [...scene.now(gateway.simulator.requests()), ...callbacks]) {
    if (fault !== undefined) faults.set(fault, (faults.get(fault) ?? 0) + 1)
  }
  return {
    plan,
    story,
    end,
    steps,
    reviewed,
    verification,
    alarms,
    replies,
    warnings,
    news,
    faults,
    virtualMillis: time.now,
    mutations: books?.mutations() ?? [],
    departures: gateway.departures,
    orders: scene.now(gateway.orders),
    machine: machine.counts,
    forgedNews: callbacks.filter(({ fault, state }) => isForged(fault) && state === "delivered").length
  }
}
