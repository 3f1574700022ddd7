import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"

/** What happens to the socket, apart from requests. */
export type SocketEvent =
  /** It does not listen any more. `problem` is the system's code, or what the check of its own found. */
  | { readonly event: "lost"; readonly problem: string }
  | { readonly event: "listening-again" }
  /** What gave no callback: it was too slow, too large, too many, no HTTP. `count` where several are told as one. */
  | { readonly event: "turned-away"; readonly problem: string; readonly count?: number }

/** How many events wait to be told. */
const mostWaiting = 100

/**
 * Events on their way to whoever tells them. Who comes to do harm can make more than can be told: those are counted, and
 * their number is told.
 */
export class Events {
  readonly #waiting: Queue.Queue<SocketEvent>
  #untold = 0

  constructor(waiting: Queue.Queue<SocketEvent>) {
    this.#waiting = waiting
  }

  static readonly make: Effect.Effect<Events> = Effect.map(
    Queue.unbounded<SocketEvent>(),
    (waiting) => new Events(waiting)
  )

  // Of the others there are never many: each waits until it listens again.
  add(event: SocketEvent): void {
    if (event.event === "turned-away" && Queue.sizeUnsafe(this.#waiting) >= mostWaiting) this.#untold++
    else Queue.offerUnsafe(this.#waiting, event)
  }

  /** The next one, however long that takes. */
  readonly next: Effect.Effect<SocketEvent> = Effect.suspend(() =>
    Queue.sizeUnsafe(this.#waiting) > mostWaiting / 2
      ? Queue.take(this.#waiting)
      : Effect.flatMap(this.#counted, ([counted]) =>
        counted === undefined ? Queue.take(this.#waiting) : Effect.succeed(counted))
  )

  /** All that still wait. */
  readonly rest: Effect.Effect<ReadonlyArray<SocketEvent>> = Effect.suspend(() =>
    Effect.zipWith(Queue.clear(this.#waiting), this.#counted, (waiting, counted) => [...waiting, ...counted])
  )

  readonly #counted: Effect.Effect<ReadonlyArray<SocketEvent>> = Effect.sync(() => {
    const count = this.#untold
    this.#untold = 0
    return count === 0 ? [] : [{ event: "turned-away", problem: "TOO_MANY_TO_TELL", count }]
  })
}
