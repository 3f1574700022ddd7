import { Finpay, localConfig } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Random from "effect/Random"
import * as References from "effect/References"
import { Scheduler } from "effect/Scheduler"
import * as Scope from "effect/Scope"
import type { Connection } from "effect/sql/SqlConnection"
import type { DatabaseSync } from "node:sqlite"
import { Journal } from "../../src/Journal.ts"
import type { JournalUnavailable } from "../../src/JournalError.ts"
import { JournalRules } from "../../src/rules.ts"
import type { JournalSettings } from "../../src/settings.ts"
import { MutationId } from "../../src/store/MutationId.ts"
import { Witness } from "../../src/Witness.ts"
import type { Draws } from "../draws.ts"
import { makeClock } from "../time/clock.ts"
import type { VirtualTime } from "../time/VirtualTime.ts"
import type { Edge, Slowness } from "./Gate.ts"
import { Gate } from "./Gate.ts"
import { layerGatedDatabase } from "./gated-database.ts"

/** The process that was asked is not there, or was gone before it answered. */
export class Gone extends Data.TaggedError("Gone") {}

/** What a process finds in its world. */
export interface ProcessOptions {
  readonly name: string
  readonly file: string
  readonly time: VirtualTime
  /** The wall clock of the machine. */
  readonly wall: () => number
  readonly draws: Draws
  readonly slowness: Slowness
  readonly settings: JournalSettings
  readonly callTimeoutMillis: number
  readonly voidStyle: "post" | "get"
  /** The network: leads to Finpay. What it does is done behind the gate. */
  readonly network: (gate: Gate) => HttpClient.HttpClient
  readonly atEdge: (edge: Edge) => void
  /** What the process logs at warning or above. */
  readonly onLog: (text: string) => void
  /** It does not come up, and does not say why as it should. */
  readonly onBroken: (cause: unknown) => void
  /** Known bugs are switched in here. */
  readonly bugs: Bugs
}

/** Where a known bug can be put into a process. All of them leave it as it is unless given. */
export interface Bugs {
  readonly rules?: (right: JournalRules) => Partial<JournalRules>
  readonly connection?: (right: Connection, draws: Draws) => Connection
  readonly finpay?: (right: Finpay["Service"]) => Finpay["Service"]
  /** What the witness of elapsed time looks at, in place of the steady clock. */
  readonly witnessMillis?: (wall: () => number) => () => number
}

const letters = Array.from("0123456789abcdefghjkmnpqrstvwxyz")

/** Ids as the journal makes them, with letters from the seed. */
const mutationId = (wall: () => number, draws: Draws): Effect.Effect<string> =>
  Effect.sync(() =>
    `mut_${wall().toString(36).padStart(9, "0")}${Array.from({ length: 12 }, () => draws.pick(letters)).join("")}`
  )

const contextOf = (options: ProcessOptions, gate: Gate): Context.Context<never> => {
  const { bugs, draws, onLog, time, wall } = options
  const steady = () => time.now
  const numbers = draws.fork("random")
  const logger = Logger.make<unknown, void>(({ message }) =>
    onLog(String(Array.isArray(message) ? message[0] : message))
  )
  const base = Context.empty().pipe(
    Context.add(Clock.Clock, makeClock({ wall, steady, after: (millis, then) => gate.after(millis, then) })),
    Context.add(Scheduler, time.scheduler),
    Context.add(Random.Random, {
      nextDoubleUnsafe: numbers.unit,
      nextIntUnsafe: () => numbers.between(Number.MIN_SAFE_INTEGER / 2, Number.MAX_SAFE_INTEGER / 2)
    }),
    Context.add(References.TracerEnabled, false),
    Context.add(References.MinimumLogLevel, "Warn"),
    Context.add(Logger.CurrentLoggers, new Set([logger])),
    Context.add(MutationId, mutationId(wall, draws.fork("ids"))),
    Context.add(Witness, { id: "this machine", millis: Effect.sync(bugs.witnessMillis?.(wall) ?? steady) })
  )
  const right = Context.get(base, JournalRules)
  return Context.add(base, JournalRules, Object.assign({}, right, bugs.rules?.(right)))
}

/** One life of a process of the shop: from its start until it is stopped or killed. */
export class JournalProcess {
  readonly name: string
  readonly gate: Gate
  readonly #options: ProcessOptions
  readonly #context: Context.Context<never>
  readonly #scope = Scope.makeUnsafe()
  readonly #onEnd = new Set<() => void>()
  #status: "starting" | "up" | "ending" | "ended" = "starting"
  #database: DatabaseSync | undefined
  #journal: Journal["Service"] | undefined

  constructor(options: ProcessOptions) {
    const { atEdge, draws, name, slowness, time } = options
    this.#options = options
    this.name = name
    this.gate = new Gate({ time, draws: draws.fork("gate"), slowness, atEdge })
    this.#context = contextOf(options, this.gate)
  }

  get isUp(): boolean {
    return this.#status === "up"
  }

  get isEnded(): boolean {
    return this.#status === "ended"
  }

  /** Starts it; `then` is told whether it came up. */
  start(then: (failure: JournalUnavailable | undefined) => void): void {
    const { bugs, callTimeoutMillis, draws, file, network, settings, voidStyle, wall } = this.#options
    const onOpen = (database: DatabaseSync) => {
      this.#database = database
    }
    const connection = (right: Connection) => bugs.connection?.(right, draws.fork("bug")) ?? right
    const database = layerGatedDatabase({ file, gate: this.gate, wall, onOpen, connection })
    const right = Finpay.layer({ ...localConfig(), voidStyle, totalTimeoutMillis: callTimeoutMillis }).pipe(
      Layer.provide(Layer.succeed(HttpClient.HttpClient, network(this.gate))),
      Layer.orDie
    )
    const { finpay: wrong } = bugs
    const finpay = wrong === undefined
      ? right
      : Layer.effect(Finpay, Effect.map(Finpay, wrong)).pipe(Layer.provide(right))
    const journal = Journal.layer({ account: "local/FINPAY001", settings }).pipe(
      Layer.provide(Layer.merge(database, finpay))
    )
    const built = Effect.catchTag(Layer.buildWithScope(journal, this.#scope), "InvalidRequest", Effect.die)
    const fiber = this.#fork(built)
    fiber.addObserver((exit) => {
      if (this.#status !== "starting") return
      if (Exit.isSuccess(exit)) {
        this.#journal = Context.get(exit.value, Journal)
        this.#status = "up"
        then(undefined)
      }
    })
    this.#whenFailed(fiber, then)
  }

  #whenFailed(
    fiber: Fiber.Fiber<unknown, JournalUnavailable>,
    then: (failure: JournalUnavailable | undefined) => void
  ): void {
    fiber.addObserver((exit) => {
      if (this.#status !== "starting" || Exit.isSuccess(exit)) return
      const failure = Exit.findErrorOption(exit)
      this.kill()
      if (failure._tag === "None") return this.#options.onBroken(exit.cause)
      then(failure.value)
    })
  }

  /** Asks the journal of this process over a connection that breaks when the process ends. */
  ask<A, E>(question: (journal: Journal["Service"]) => Effect.Effect<A, E>): Effect.Effect<A, E | Gone> {
    return Effect.callback<A, E | Gone>((resume) => {
      const journal = this.#journal
      if (this.#status !== "up" || journal === undefined) return resume(new Gone())
      let fiber: Fiber.Fiber<A, E> | undefined
      const end = () => {
        resume(new Gone())
        // Whoever is killed does not even stop; the gate keeps it from doing anything.
        if (this.#status === "ending") fiber?.interruptUnsafe()
      }
      // Before anything is done: the process may end within its first step.
      this.#onEnd.add(end)
      fiber = this.#fork(question(journal))
      fiber.addObserver((exit) =>
        this.gate.hold(() => {
          this.#onEnd.delete(end)
          resume(exit)
        })
      )
    })
  }

  /** `kill -9`: nothing more happens in it. SQLite takes back what was not committed. */
  kill(): void {
    if (this.#status === "ended") return
    this.#status = "ended"
    this.gate.close()
    if (this.#database?.isOpen === true) this.#database.close()
    this.#hangUp()
  }

  /** SIGTERM: it takes no more questions, brings what it has begun to its end, and ends. */
  stop(then: () => void): void {
    if (this.#status !== "up") return
    this.#status = "ending"
    this.#hangUp()
    this.#fork(Scope.close(this.#scope, Exit.void)).addObserver(() => {
      if (this.#status === "ended") return
      this.#status = "ended"
      this.gate.close()
      then()
    })
  }

  #hangUp(): void {
    const waiting = [...this.#onEnd]
    this.#onEnd.clear()
    for (const end of waiting) end()
  }

  #fork<A, E>(effect: Effect.Effect<A, E>): Fiber.Fiber<A, E> {
    return Effect.runForkWith(this.#context)(effect)
  }
}
