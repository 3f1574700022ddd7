import type { OrderView } from "@openfinpay/finpay-simulator"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Random from "effect/Random"
import * as References from "effect/References"
import { Scheduler } from "effect/Scheduler"
import type { Verification } from "../../src/audit/verify.ts"
import { atDeparture } from "../check/at-departure.ts"
import { withSimulatedCrypto } from "../crypto/synchronous.ts"
import { drawsOf } from "../draws.ts"
import type { Draws } from "../draws.ts"
import { openGateway } from "../gateway/Gateway.ts"
import type { Departure, Gateway } from "../gateway/Gateway.ts"
import { mutationIn } from "../gateway/mutation-request.ts"
import type { MutationRequest } from "../gateway/mutation-request.ts"
import type { Plan } from "../plan/Plan.ts"
import type { Edge, Gate } from "../process/Gate.ts"
import type { Bugs } from "../process/JournalProcess.ts"
import { Story } from "../story/Story.ts"
import { makeClock } from "../time/clock.ts"
import { VirtualTime } from "../time/VirtualTime.ts"
import { Books } from "./Books.ts"
import type { BookedMutation, BookedStep } from "./Books.ts"
import { callFor } from "./Caller.ts"
import type { CallerOptions, Reply } from "./Caller.ts"
import { Machine } from "./Machine.ts"
import type { MachineCounts } from "./Machine.ts"
import { merchantEndpoint } from "./merchant-endpoint.ts"
import type { News } from "./merchant-endpoint.ts"
import { review } from "./Person.ts"
import { live, openShop } from "./Shop.ts"

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

/** Everything that is known of a world when it has ended: what the checks look at, and what is counted. */
export interface Facts {
  readonly plan: Plan
  readonly story: Story
  /** `over`: nothing was left to do. */
  readonly end: "over" | "idle" | "limit"
  readonly virtualMillis: number
  readonly references: ReadonlyMap<string, string>
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
  /** How long any process was held up, in milliseconds. */
  readonly jumps: number
  readonly news: { taken: number; refused: number }
  /** Forged or unsigned callbacks that were taken for news. */
  readonly forgedNews: number
  readonly faults: ReadonlyMap<string, number>
}

/** When the world began, in milliseconds since 1970: a Monday afternoon in Jakarta. */
const beginning = Date.UTC(2026, 0, 5, 8)

/** A world that has not come to rest by then never will. */
const limitMillis = 2 * 3_600_000

const lookEveryMillis = 2_000

const tell = ({ amount, operation }: MutationRequest): string =>
  `${operation}${amount === undefined ? "" : ` ${amount}`}`

const lastOfPath = (url: string): string => new URL(url).pathname.split("/").slice(-2).join("/")

interface Sender {
  readonly process: string
  readonly gate: Gate
  readonly what: string
}

class World {
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
  readonly context: Context.Context<never>
  references: ReadonlyMap<string, string> = new Map()
  gateway: Gateway | undefined
  verification: Verification | undefined
  #books: Books | undefined
  #wallOffset = 0
  #busy = 0
  #isClosed = false
  #broken: unknown
  readonly machine: Machine

  constructor(plan: Plan, file: string, bugs: WorldBugs) {
    this.plan = plan
    this.file = file
    this.bugs = bugs
    this.draws = drawsOf(plan.seed)
    const numbers = this.draws.fork("finpay")
    this.context = Context.empty().pipe(
      Context.add(Clock.Clock, this.finpayClock),
      Context.add(Scheduler, this.time.scheduler),
      Context.add(References.TracerEnabled, false),
      Context.add(References.MinimumLogLevel, "None"),
      Context.add(Random.Random, {
        nextDoubleUnsafe: numbers.unit,
        nextIntUnsafe: () => numbers.between(0, Number.MAX_SAFE_INTEGER)
      })
    )
    this.machine = new Machine({
      plan,
      draws: this.draws,
      time: this.time,
      story: this.story,
      processOptions: (name, draws, atEdge) => ({
        name,
        file,
        draws,
        bugs,
        time: this.time,
        wall: this.wall,
        slowness: plan.slowness,
        settings: plan.settings,
        callTimeoutMillis: plan.callTimeoutMillis,
        voidStyle: plan.voidStyle,
        network: (gate) => this.#network(name, gate),
        onLog: (text) => this.story.tell(name, `warns: ${text}`),
        atEdge: (edge) => {
          this.#look(edge)
          atEdge(edge)
        }
      })
    })
  }

  /** Finpay's clock is right. The shop's machine is another one, and its clock can be set. */
  readonly finpayClock: Clock.Clock = makeClock({
    wall: () => beginning + this.time.now,
    steady: () => this.time.now,
    after: (millis, then) => this.time.after(millis, then)
  })

  readonly wall = (): number => beginning + this.time.now + this.#wallOffset

  get books(): Books {
    return this.#books ??= new Books(this.file)
  }

  /** Whether there are tables to look into. */
  get #hasBooks(): boolean {
    return this.#books !== undefined || this.machine.anyUp() !== undefined
  }

  /** The order a reference belongs to, by its name. */
  #orderName(reference: string): string {
    for (const [name, known] of this.references) if (known === reference) return name
    return reference
  }

  /** After every commit: what the journal has written down since. */
  #look({ edge, what }: Edge): void {
    if (edge !== "after" || what !== "COMMIT") return
    this.#readNewSteps()
  }

  #readNewSteps(): void {
    if (!this.#hasBooks) return
    for (const step of this.books.newSteps()) {
      this.steps.push(step)
      const { actor, event, from, key, reason, to } = step
      const by = actor === "journal" ? "" : ` (${actor})`
      this.story.tell(
        "journal",
        `${key}: ${from === null || from === to ? to : `${from} -> ${to}`}, ${event}${by}: ${reason}`
      )
    }
  }

  #network(process: string, gate: Gate): HttpClient.HttpClient {
    return HttpClient.make((request) => {
      const mutation = mutationIn(request)
      const what = mutation === undefined
        ? lastOfPath(request.url)
        : `${tell(mutation)} of ${this.#orderName(mutation.reference)}`
      return gate.around(
        mutation === undefined ? "question" : "mutation",
        what,
        Effect.suspend(() => this.#send({ process, gate, what }, request, mutation))
      )
    })
  }

  readonly #send = Effect.fnUntraced(
    function*(
      this: World,
      sender: Sender,
      request: HttpClientRequest.HttpClientRequest,
      mutation: MutationRequest | undefined
    ) {
      const { client, depart, departures, orders } = this.#open
      const { process, what } = sender
      if (mutation === undefined) return yield* this.#answered(sender, client.execute(request))
      const intent = mutation.partnerRefundNo ?? this.books.keyOf(mutation)
      const numbered = depart({ ...mutation, process, at: this.time.now, intent })(request)
      const departing = departures.at(-1)
      this.story.tell(process, `SENDS ${what} for ${intent ?? "nobody knows what"}`)
      if (departing !== undefined) this.#alarm(atDeparture(departing, departures, yield* orders))
      return yield* this.#answered(sender, client.execute(numbered))
    }
  ).bind(this)

  #answered<E>(
    { gate, process, what }: Sender,
    sent: Effect.Effect<HttpClientResponse, E>
  ): Effect.Effect<HttpClientResponse, E> {
    const tell = (text: string) =>
      Effect.sync(() => {
        // What comes for a process that was killed comes to nobody.
        if (!gate.isClosed) this.story.tell(process, text)
      })
    return sent.pipe(
      // The transport counts how often a client asks this: a client inside this one must not.
      Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
      Effect.tap(({ status }) => tell(`is answered ${status} to ${what}`)),
      Effect.tapError(() => tell(`loses the connection of ${what}`))
    )
  }

  #alarm(found: ReadonlyArray<string>): void {
    for (const text of found) {
      this.alarms.push(text)
      this.story.tell("WRONG", text)
    }
  }

  get #open(): Gateway {
    if (this.gateway === undefined) throw new Error("Finpay is not open yet")
    return this.gateway
  }

  /** News goes to any process that is up. */
  readonly #take = ({ detail, reference }: News): Effect.Effect<void, unknown> =>
    Effect.suspend((): Effect.Effect<void, unknown> => {
      const process = this.machine.process(this.draws.between(0, this.plan.processes - 1)) ?? this.machine.anyUp()
      if (process === undefined) return Effect.fail("nobody is there")
      this.news.taken++
      this.story.tell(process.name, `hears that ${this.#orderName(reference)} is ${detail}`)
      return process.ask((journal) => journal.news(reference, detail))
    })

  readonly #onFate = (departure: Departure): void => {
    const { fate, intent, refundNo } = departure
    if (fate === "on its way") return
    const done = fate.processed ? `carries out${refundNo === undefined ? "" : ` as ${refundNo}`}` : "does not carry out"
    const fault = fate.fault === undefined ? "" : `; fault: ${fate.fault}`
    this.story.tell(
      "Finpay",
      `${done} ${tell(departure)} of ${this.#orderName(departure.reference)} for ${intent ?? "?"}` +
        ` (${fate.decidedCode ?? "not looked at"}${fault})`
    )
  }

  /** Lets something go on beside the rest; the world is not over before it is. */
  #meanwhile(effect: Effect.Effect<void>): void {
    this.#busy++
    this.#fork(Effect.ensuring(effect, Effect.sync(() => this.#busy--)))
  }

  #fork(effect: Effect.Effect<void>): void {
    Effect.runForkWith(this.context)(effect).addObserver((exit) => {
      if (Exit.isFailure(exit)) this.#broken ??= exit.cause
    })
  }

  #later(at: number, then: () => void): void {
    this.#busy++
    this.time.after(at - this.time.now, () => {
      this.#busy--
      then()
    })
  }

  readonly #begin = Effect.gen({ self: this }, function*() {
    const { jumps, intents, orders, weather } = this.plan
    const endpoint = merchantEndpoint(this.#take, (url) => {
      this.news.refused++
      this.story.tell("shop", `refuses news whose signature is wrong (${url.pathname})`)
    })
    const gateway = yield* openGateway(this.plan.seed, this.finpayClock, endpoint, this.#onFate)
    this.gateway = gateway
    this.references = yield* openShop(gateway, orders)
    this.machine.startAll()
    for (const order of orders) this.#meanwhile(live(gateway, this.story, order))
    for (const { at, byMillis } of jumps) this.#later(at, () => this.#setClock(byMillis))
    for (const { at, faults } of weather) {
      this.#later(at, () => this.#meanwhile(Effect.orDie(Effect.asVoid(gateway.simulator.setFaults(faults)))))
    }
    const options: CallerOptions = {
      now: () => this.time.now,
      process: (index) => this.machine.process(index),
      reference: (order) => this.references.get(order) ?? order,
      keyOf: this.bugs.keyOf ?? (({ name }) => name),
      onAsk: ({ amount, caller, operation, order }, key, process) =>
        this.story.tell(
          caller,
          `asks ${process?.name ?? "nobody, all is down"}: ${operation} ${amount} of ${order}, key ${key}`
        ),
      onReply: (reply) => {
        this.replies.push(reply)
        this.story.tell(callerOf(this.plan, reply), saidOf(reply))
      }
    }
    for (const intent of intents) this.#meanwhile(callFor(options, intent))
    if (this.plan.hasClerk) this.#fork(this.clerk)
    // Stays until the world ends: Finpay lives in this fiber's scope.
    return yield* Effect.never
  })

  #setClock(byMillis: number): void {
    this.#wallOffset += byMillis
    this.story.tell(
      "world",
      `the machine's clock is set ${byMillis < 0 ? "back" : "forward"} by ${Math.abs(byMillis)} ms`
    )
  }

  /** Somebody who is impatient: whatever is unknown is asked about now, and while a worker may be at it too. */
  readonly clerk = Effect.gen({ self: this }, function*() {
    for (;;) {
      yield* Effect.sleep(7_000)
      const process = this.machine.anyUp()
      const unknown = process && this.books.mutations().find(({ state }) => state === "unknown")
      if (unknown === undefined || process === undefined) continue
      this.story.tell("clerk", `asks ${process.name} to find out about ${unknown.key}`)
      yield* Effect.ignore(process.ask((journal) => journal.resolve(unknown.id, { actor: "clerk" })))
    }
  })

  /** Nothing will happen any more by itself. */
  readonly isQuiet = Effect.gen({ self: this }, function*() {
    if (this.#busy > 0 || !this.machine.isSettled || !this.#hasBooks || this.books.restless() > 0) return false
    const { departures, orders, simulator } = this.#open
    if (departures.some(({ fate }) => fate === "on its way")) return false
    if ((yield* orders).some(({ refunds }) => refunds.some(({ state }) => state === "running"))) return false
    return (yield* simulator.callbacks).every(({ state }) => state !== "waiting")
  })

  /** Everything is old enough to be erased. */
  readonly erase = Effect.gen({ self: this }, function*() {
    const process = this.machine.anyUp()
    if (process === undefined) return
    this.story.tell("sari", "has requests and answers erased")
    const by = { actor: "sari", settledBefore: this.wall() + 30 * 86_400_000 }
    yield* Effect.ignore(process.ask((journal) => journal.erase(by)))
  })

  /** Looks around until nothing is left to do; what needs a person gets one. */
  readonly #watch = Effect.gen({ self: this }, function*() {
    for (;;) {
      yield* Effect.sleep(lookEveryMillis)
      this.#readNewSteps()
      if (!(yield* this.isQuiet)) continue
      const open = this.books.mutations().filter(({ state }) => state === "needs_review")
      const process = this.machine.anyUp()
      if (open.length === 0 || process === undefined) break
      for (const one of open) {
        this.reviewed.push({ ...one, at: this.time.now })
        yield* review(this.#open, process, this.story, one)
      }
    }
    if (this.plan.erases) yield* this.erase
    while (this.verification === undefined) {
      const process = this.machine.anyUp()
      const verified = process && (yield* Effect.result(process.ask((journal) => journal.verify())))
      if (verified?._tag === "Success") this.verification = this.#excuse(verified.success)
      else yield* Effect.sleep(lookEveryMillis)
    }
    this.machine.closeAll(() => {
      this.#isClosed = true
    })
  })

  #excuse(verification: Verification): Verification {
    const { excused } = this.bugs
    return excused === undefined
      ? verification
      : { ...verification, findings: verification.findings.filter(({ row }) => !excused.test(row)) }
  }

  async run(): Promise<Facts> {
    try {
      this.#fork(Effect.orDie(Effect.scoped(this.#begin)))
      this.#fork(this.#watch)
      const end = await this.time.run(() => this.#isClosed || this.#broken !== undefined, limitMillis)
      if (this.#broken !== undefined) throw new Error("the simulated world itself broke", { cause: this.#broken })
      return this.#facts(end, Effect.runSyncWith(this.context)(this.#open.orders))
    } finally {
      this.machine.killAll()
      this.#books?.close()
    }
  }

  #facts(end: Facts["end"], orders: ReadonlyArray<OrderView>): Facts {
    const { alarms, machine, news, plan, references, replies, reviewed, steps, story, verification } = this
    const { departures, simulator } = this.#open
    const run = Effect.runSyncWith(this.context)
    const faults = new Map<string, number>()
    const callbacks = run(simulator.callbacks)
    for (const { fault } of [...run(simulator.requests()), ...callbacks]) {
      if (fault !== undefined) faults.set(fault, (faults.get(fault) ?? 0) + 1)
    }
    const isForged = (fault: string | undefined) => fault === "callback-forged" || fault === "callback-unsigned"
    return {
      plan,
      story,
      end,
      virtualMillis: this.time.now,
      references,
      mutations: this.books.mutations(),
      steps,
      reviewed,
      verification,
      departures,
      alarms,
      orders,
      replies,
      machine: machine.counts,
      jumps: plan.jumps.length,
      news,
      forgedNews: callbacks.filter(({ fault, state }) => isForged(fault) && state === "delivered").length,
      faults
    }
  }
}

const callerOf = ({ intents }: Plan, { intent }: Reply): string =>
  intents.find(({ name }) => name === intent)?.caller ?? "caller"

const saidOf = ({ key, outcome }: Reply): string => {
  switch (outcome.kind) {
    case "mutation":
      return `is told that ${key} is ${outcome.mutation.state}${outcome.replayed ? " (known already)" : ""}`
    case "refused":
      return `is refused ${key}: ${outcome.error}`
    case "gone":
      return `gets no answer about ${key}`
  }
}

/** Lets a plan happen, on a database that is given as an empty or fresh file. */
export const runWorld = (plan: Plan, file: string, bugs: WorldBugs = {}): Promise<Facts> =>
  withSimulatedCrypto(drawsOf(plan.seed, "crypto"), () => new World(plan, file, bugs).run())
