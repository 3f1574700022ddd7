import * as Effect from "effect/Effect"
import type { Draws } from "../draws.ts"
import type { Cancel, VirtualTime } from "../time/VirtualTime.ts"

/** A place on the way of a process to the outside: just before a step, or when the step is done and not yet known. */
export interface Edge {
  /** Counts the steps of the process, from 1. */
  readonly step: number
  readonly edge: "before" | "after"
  /** What the step is: the text of a statement, or words for people. */
  readonly what: string
  /** A mutation is what the journal sends to Finpay at most once. */
  readonly kind: "statement" | "question" | "mutation"
}

/** How a gate behaves. */
export interface GateOptions {
  readonly time: VirtualTime
  readonly draws: Draws
  readonly slowness: Slowness
  /** Called at every edge. What it does to the gate counts for this edge already. */
  readonly atEdge: (edge: Edge) => void
}

/** How often a step takes time, and how long at most. */
export interface Slowness {
  readonly probability: number
  readonly mostMillis: number
}

/**
 * The one way of a process to the outside: to its database, to Finpay, and to the time.
 *
 * A closed gate is what `kill -9` is: whoever comes to it, or waits behind it, never goes on. A frozen one is SIGSTOP:
 * all wait until it is thawed. What a process does in its own memory needs no gate: nobody sees it.
 */
export class Gate {
  readonly #options: GateOptions
  #status: "open" | "frozen" | "closed" = "open"
  #held: Array<() => void> = []
  #steps = 0

  constructor(options: GateOptions) {
    this.#options = options
  }

  get steps(): number {
    return this.#steps
  }

  get isClosed(): boolean {
    return this.#status === "closed"
  }

  close(): void {
    this.#status = "closed"
    this.#held = []
  }

  freeze(): void {
    if (this.#status === "open") this.#status = "frozen"
  }

  thaw(): void {
    if (this.#status !== "frozen") return
    this.#status = "open"
    const held = this.#held
    this.#held = []
    for (const go of held) this.hold(go)
  }

  /** Runs `go` at once, when the gate is thawed, or never. */
  hold(go: () => void): void {
    if (this.#status === "open") go()
    else if (this.#status === "frozen") this.#held.push(go)
  }

  /** Time as the process has it: it wakes up only while it lives and is not frozen. */
  after(millis: number, then: () => void): Cancel {
    return this.#options.time.after(millis, () => this.hold(then))
  }

  /** One step to the outside and back. */
  around<A, E, R>(kind: Edge["kind"], what: string, step: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      const number = ++this.#steps
      const toEdge = (edge: Edge["edge"]) =>
        Effect.suspend(() => {
          this.hold(() => this.#options.atEdge({ step: number, edge, what, kind }))
          return this.#pass
        })
      const before = Effect.andThen(this.#slowly, toEdge("before"))
      return Effect.flatMap(
        Effect.andThen(before, Effect.exit(step)),
        (exit) => Effect.andThen(toEdge("after"), exit)
      )
    })
  }

  readonly #pass: Effect.Effect<void> = Effect.suspend(() =>
    this.#status === "open"
      ? Effect.void
      : Effect.callback<void>((resume) => this.hold(() => resume(Effect.void)))
  )

  readonly #slowly: Effect.Effect<void> = Effect.suspend(() => {
    const { draws, slowness } = this.#options
    if (!draws.chance(slowness.probability)) return this.#pass
    return Effect.callback<void>((resume) =>
      Effect.sync(this.after(draws.between(1, slowness.mostMillis), () => resume(Effect.void)))
    )
  })
}
