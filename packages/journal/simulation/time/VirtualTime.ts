import { MixedScheduler } from "effect/Scheduler"
import type { Scheduler } from "effect/Scheduler"
import process from "node:process"
import { Sleepers } from "./Sleepers.ts"

/** Ends a wait before its time. */
export type Cancel = () => void

/** When no promise is left to be kept: Node comes to its ticks only when its queue of microtasks is empty. */
const whenPromisesAreKept = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

/**
 * Time that stands still until nothing more can happen in it.
 *
 * Everything in the simulated world runs on this thread, on one list of tasks in the order in which they came. When the
 * list is empty and no promise is left to be kept, time jumps to the next one who waits. So a day takes no longer than
 * what happens in it, and happens the same way every time.
 */
export class VirtualTime {
  /** Milliseconds since the world began. Only goes forward. */
  now = 0
  readonly scheduler: Scheduler
  readonly #sleepers = new Sleepers()
  #tasks: Array<() => void> = []

  constructor() {
    this.scheduler = new MixedScheduler("async", (task) => {
      let isCancelled = false
      this.#tasks.push(() => {
        if (!isCancelled) task()
      })
      return () => {
        isCancelled = true
      }
    })
  }

  /** Runs `then` after so many milliseconds, at least one. */
  after(millis: number, then: () => void): Cancel {
    return this.#sleepers.add(this.now + Math.max(1, Math.ceil(millis)), then)
  }

  /**
   * Lets time pass until `isOver`, until nobody waits any more, or until `limitMillis`.
   *
   * `isOver` is asked whenever everything stands still.
   */
  async run(isOver: () => boolean, limitMillis: number): Promise<"over" | "idle" | "limit"> {
    for (;;) {
      await this.#settle()
      if (isOver()) return "over"
      const next = this.#sleepers.nextAt
      if (next === undefined) return "idle"
      if (next > limitMillis) return "limit"
      this.now = next
      for (const wake of this.#sleepers.takeDue(next)) wake()
    }
  }

  async #settle(): Promise<void> {
    do {
      this.#runTasks()
      await whenPromisesAreKept()
    } while (this.#tasks.length > 0)
  }

  #runTasks(): void {
    while (this.#tasks.length > 0) {
      const tasks = this.#tasks
      this.#tasks = []
      for (const task of tasks) task()
    }
  }
}
