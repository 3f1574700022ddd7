import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Random from "effect/Random"
import * as References from "effect/References"
import { Scheduler } from "effect/Scheduler"
import type { Verification } from "../../src/audit/verify.ts"
import { drawsOf } from "../draws.ts"
import type { Draws } from "../draws.ts"
import type { Departure, Gateway } from "../gateway/Gateway.ts"
import type { Plan } from "../plan/Plan.ts"
import type { Bugs } from "../process/JournalProcess.ts"
import { Story } from "../story/Story.ts"
import { makeClock } from "../time/clock.ts"
import { VirtualTime } from "../time/VirtualTime.ts"
import { Books } from "./Books.ts"
import type { BookedMutation, BookedStep } from "./Books.ts"
import type { CallerOptions, Reply } from "./Caller.ts"

/** Where known bugs can be put into a world. */
export interface WorldBugs extends Bugs {
  readonly keyOf?: CallerOptions["keyOf"]
  /** What `verify` finds because of what the bug itself takes away: it must be found by what comes of it. */
  readonly excused?: RegExp
}

/** Something that needed a person. */
export interface Reviewed extends BookedMutation {
  readonly at: number
}

/** When the world begins, in milliseconds since 1970: a Monday afternoon in Jakarta. */
const beginning = Date.UTC(2026, 0, 5, 8)

/** What everybody in a world shares: its time, its story, and what is noted of it. */
export class Scene {
  readonly time = new VirtualTime()
  readonly story = new Story(() => this.time.now)
  readonly plan: Plan
  readonly file: string
  readonly bugs: WorldBugs
  readonly draws: Draws
  readonly replies: Array<Reply> = []
  readonly alarms: Array<string> = []
  readonly steps: Array<BookedStep> = []
  readonly reviewed: Array<Reviewed> = []
  readonly news = { taken: 0, refused: 0 }
  warnings = 0
  /** The reference of each order by its name, once they are made. */
  references: ReadonlyMap<string, string> = new Map()
  verification: Verification | undefined
  isClosed = false
  #gateway: Gateway | undefined
  #books: Books | undefined
  #wallOffset = 0
  #busy = 0
  #broken: unknown

  constructor(plan: Plan, file: string, bugs: WorldBugs) {
    this.plan = plan
    this.file = file
    this.bugs = bugs
    this.draws = drawsOf(plan.seed)
  }

  /** Finpay's clock is right. The shop's machine is another one, and its clock can be set. */
  readonly finpayClock: Clock.Clock = makeClock({
    wall: () => beginning + this.time.now,
    steady: () => this.time.now,
    after: (millis, then) => this.time.after(millis, then)
  })

  /** The wall clock of the shop's machine. */
  readonly wall = (): number => beginning + this.time.now + this.#wallOffset

  setClock(byMillis: number): void {
    this.#wallOffset += byMillis
    const way = byMillis < 0 ? "back" : "forward"
    this.story.tell("world", `the machine's clock is set ${way} by ${Math.abs(byMillis)} ms`)
  }

  get gateway(): Gateway {
    if (this.#gateway === undefined) throw new Error("Finpay is not open yet")
    return this.#gateway
  }

  set gateway(gateway: Gateway) {
    this.#gateway = gateway
  }

  /** Opens the books; there must be tables. */
  openBooks(): void {
    this.#books ??= new Books(this.file)
  }

  get books(): Books | undefined {
    return this.#books
  }

  /** The order a reference belongs to, by its name. */
  orderName(reference: string): string {
    for (const [name, known] of this.references) if (known === reference) return name
    return reference
  }

  alarm(found: ReadonlyArray<string>): void {
    for (const text of found) {
      this.alarms.push(text)
      this.story.tell("WRONG", text)
    }
  }

  /** Reads what the journal has written down since the last look. */
  readNewSteps(): void {
    for (const step of this.#books?.newSteps() ?? []) {
      this.steps.push(step)
      const { actor, event, from, key, reason, to } = step
      const by = actor === "journal" ? "" : ` (${actor})`
      const change = from === null || from === to ? to : `${from} -> ${to}`
      this.story.tell("journal", `${key}: ${change}, ${event}${by}: ${reason}`)
    }
  }

  tellFate({ amount, fate, intent, operation, reference, refundNo }: Departure): void {
    if (fate === "on its way") return
    const done = fate.processed ? `carries out${refundNo === undefined ? "" : ` as ${refundNo}`}` : "does not carry out"
    const what = `${operation}${amount === undefined ? "" : ` ${amount}`} of ${this.orderName(reference)}`
    const fault = fate.fault === undefined ? "" : `; fault: ${fate.fault}`
    this.story.tell("Finpay", `${done} ${what} for ${intent ?? "?"} (${fate.decidedCode ?? "not looked at"}${fault})`)
  }

  /** Lets something go on beside the rest. */
  fork(effect: Effect.Effect<void>): void {
    Effect.runForkWith(this.context)(effect).addObserver((exit) => {
      if (Exit.isFailure(exit)) this.break(exit.cause)
    })
  }

  /** As `fork`; the world is not over before it is. */
  meanwhile(effect: Effect.Effect<void>): void {
    this.#busy++
    this.fork(Effect.ensuring(effect, Effect.sync(() => this.#busy--)))
  }

  /** Something that is sure to happen at a time. */
  later(at: number, then: () => void): void {
    this.#busy++
    this.time.after(at - this.time.now, () => {
      this.#busy--
      then()
    })
  }

  get isBusy(): boolean {
    return this.#busy > 0
  }

  /** Something ended in a way that nothing here may end in. */
  break(cause: unknown): void {
    this.#broken ??= cause
  }

  get broken(): unknown {
    return this.#broken
  }

  /** Runs what needs no time. */
  now<A, E>(effect: Effect.Effect<A, E>): A {
    return Effect.runSyncWith(this.context)(effect)
  }

  get context(): Context.Context<never> {
    return this.#context ??= this.#makeContext()
  }

  #context: Context.Context<never> | undefined

  #makeContext(): Context.Context<never> {
    const numbers = this.draws.fork("finpay")
    return Context.empty().pipe(
      Context.add(Clock.Clock, this.finpayClock),
      Context.add(Scheduler, this.time.scheduler),
      Context.add(References.TracerEnabled, false),
      Context.add(References.MinimumLogLevel, "None"),
      Context.add(Random.Random, {
        nextDoubleUnsafe: numbers.unit,
        nextIntUnsafe: () => numbers.between(0, Number.MAX_SAFE_INTEGER)
      })
    )
  }
}
