/** So many worker processes, each replaced as soon as it ends. */
import { Effect, Exit, Scope } from "effect"
import type { Draws } from "../../simulation/draws.ts"
import type { Ending, Worker, Workers } from "./workers.ts"

/** Worker processes that are kept at a number. */
export interface Fleet {
  /** One of those whose journal is open. */
  readonly anyWorker: (draws: Draws) => Worker | undefined
  /** Kills one of those whose journal is open, as soon as there are enough of them: work has to go on. */
  readonly killOne: (draws: Draws) => Effect.Effect<void>
  /** Lets all end in good order. */
  readonly close: Effect.Effect<ReadonlyArray<Ending>>
  /** Those that ended though nobody killed them. */
  readonly fallen: ReadonlyArray<Ending & { readonly wasReady: boolean }>
}

const pauseMillis = 100

/** Keeps `size` workers running. */
export const runFleet = Effect.fnUntraced(function*(workers: Workers, size: number) {
  const alive = new Set<Worker>()
  const fallen: Array<Ending & { readonly wasReady: boolean }> = []

  const keepOne = Effect.gen(function*() {
    for (;;) {
      const worker = workers.start()
      alive.add(worker)
      worker.open()
      const ending = yield* worker.ended
      alive.delete(worker)
      if (ending.signal === "SIGKILL") continue
      fallen.push({ ...ending, wasReady: worker.wasReady() })
      yield* Effect.sleep(pauseMillis)
    }
  })

  const keeping = yield* Scope.fork(yield* Effect.scope)
  yield* Effect.forEach(Array.from({ length: size }), () => Effect.forkIn(keepOne, keeping), { discard: true })

  const anyOf = (draws: Draws, least: number): Worker | undefined => {
    const ready = [...alive].filter(({ isReady }) => isReady())
    return ready.length < least ? undefined : draws.pick(ready)
  }

  const fleet: Fleet = {
    fallen,
    anyWorker: (draws) => anyOf(draws, 1),
    killOne: Effect.fnUntraced(function*(draws) {
      for (;;) {
        const worker = anyOf(draws, size / 2)
        if (worker !== undefined) return yield* worker.kill
        yield* Effect.sleep(pauseMillis)
      }
    }),
    close: Effect.gen(function*() {
      yield* Scope.close(keeping, Exit.void)
      return yield* Effect.forEach([...alive], ({ close, ended }) => Effect.andThen(close, ended), {
        concurrency: "unbounded"
      })
    })
  }
  return fleet
})
