import type { FaultInput } from "@openfinpay/finpay-simulator"
import type { JournalSettings } from "../../src/settings.ts"
import type { Slowness } from "../process/Gate.ts"

/** What the payer and the bank do with an order; times in milliseconds since the world began. */
export interface LifeEvent {
  readonly at: number
  readonly event: "pay" | "authorize" | "capture" | "settle" | "decline" | "expire"
  /** Of a capture, in rupiah: all of it unless given. */
  readonly amount?: number
}

/** An order of the shop. */
export interface OrderPlan {
  /** Its name in the story, and its order id. */
  readonly name: string
  /** How it is made: by initiate with this source of funds, or as a QRIS by SNAP. */
  readonly made: { readonly by: "initiate"; readonly channel: string } | { readonly by: "qris" }
  readonly amount: number
  readonly life: ReadonlyArray<LifeEvent>
}

/** One time that a caller asks. */
export interface Ask {
  readonly at: number
  /** Which process it asks, from 0. */
  readonly process: number
  readonly waitMillis: number
}

/** Something a caller wants once, however often it asks. */
export interface Intent {
  /** Its name in the story, and its idempotency key. */
  readonly name: string
  readonly order: string
  readonly operation: "refund" | "void" | "cancel" | "qrisRefund"
  /** In rupiah; for a cancel of no meaning. */
  readonly amount: number
  readonly caller: string
  /** The first is the call itself; the others are double clicks and impatient retries with the same key. */
  readonly asks: ReadonlyArray<Ask>
  /** How long it waits before it asks again when it got no outcome, or none that is final. */
  readonly againMillis: number
  /** Whether it asks again after it was told that the mutation certainly was not processed. */
  readonly insists: boolean
}

/** When something befalls a process. */
export type Trigger =
  /** At a step on its way to the outside, counted from its start. */
  | { readonly step: number; readonly edge: "before" | "after" }
  /** So many steps after its so-manyth mutation left for Finpay; 0 is that step itself. */
  | { readonly mutation: number; readonly stepsLater: number; readonly edge: "before" | "after" }
  /** At a time. */
  | { readonly at: number }

/** Something that befalls a process. */
export interface Incident {
  readonly process: number
  /** In which of its lives, from 1. */
  readonly life: number
  readonly when: Trigger
  readonly what:
    | { readonly kind: "kill"; readonly downMillis: number }
    | { readonly kind: "stop"; readonly downMillis: number }
    | { readonly kind: "freeze"; readonly millis: number }
}

/** The wall clock of the shop's machine is set. */
export interface ClockJump {
  readonly at: number
  /** Forward, or, below zero, back. */
  readonly byMillis: number
}

/** Faults of Finpay from a time on, in place of those before. */
export interface Weather {
  readonly at: number
  readonly faults: ReadonlyArray<FaultInput>
}

/** Everything about a world that is decided before it begins. */
export interface Plan {
  readonly seed: number
  readonly processes: number
  /** Whether the first process makes the tables too; else they are there already. */
  readonly freshDatabase: boolean
  readonly slowness: Slowness
  readonly settings: JournalSettings
  /** How a void is sent: both ways are known. */
  readonly voidStyle: "post" | "get"
  /** Whether somebody asks the journal to find out about unknown outcomes, beside what it does itself. */
  readonly hasClerk: boolean
  /** Whether requests and answers are erased in the end, which must not harm the audit log. */
  readonly erases: boolean
  /** How long a call to Finpay may take. */
  readonly callTimeoutMillis: number
  readonly orders: ReadonlyArray<OrderPlan>
  readonly intents: ReadonlyArray<Intent>
  readonly incidents: ReadonlyArray<Incident>
  readonly jumps: ReadonlyArray<ClockJump>
  readonly weather: ReadonlyArray<Weather>
}
